"""Questions to owners of names, by DM: who asks, which server, what it means; yes, no, or never from this server."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui
from discord.ext import commands

from bot.accounts.links import Link
from bot.accounts.notices import Notice
from bot.accounts.words import called, on_a_button
from bot.client import DISCORD_DOWN, CurtainCall
from bot.components import Answer, Registration, button, view
from bot.errors import AskedAlready, NotYours, UserError
from bot.names import escape_name, plain_name
from bot.providers.access import Access
from bot.replies import Reply, answer, send_dm
from bot.store.approvals import NEVER, NO, Approval
from bot.store.audit import NOBODY
from bot.supporters import page_consent
from bot.supporters.approvals import ADD, EXPORT, PAGE, WAITS
from bot.supporters.kinds import of_provider
from bot.supporters.sharing import may_take
from bot.supporters.sources import Source
from bot.vocabulary import vocabulary
from bot.youtube.payer import Payer
from cogs.managing import MANAGER, guild_of, require_standing

_ACCOUNTS = 3
"""Accounts offered in one question; more can be added with the command."""

_Interaction = discord.Interaction[CurtainCall]


class Asking(commands.Cog):
    """Sends the questions and takes the answers."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._approvals = bot.services.approvals
        self._accounts = bot.services.accounts
        self._sources = bot.services.sources
        bot.components["approvals.yes"] = Registration(self.yes, Answer.UPDATE)
        bot.components["approvals.no"] = Registration(self.no, Answer.UPDATE)
        bot.components["approvals.never"] = Registration(self.never, Answer.UPDATE)
        bot.components["approvals.open"] = Registration(self.open, Answer.NEW)
        bot.components["approvals.ask"] = Registration(self.ask_for_lists, Answer.NEW)

    async def ask_for_lists(self, interaction: _Interaction, kind: str) -> None:
        """Ask each owner whose leave an export or a page of this server needs."""
        # The button comes with an error, which knows no more of who pressed: so Manage Server itself is asked for.
        require_standing(interaction, MANAGER)
        guild = guild_of(interaction)
        lacking = [one for one in await self._sources.of_guild(guild.id) if _kept_back(one, kind, interaction.user.id)]
        waiting = 0
        for source in lacking:
            try:
                asked = await self._approvals.ask(
                    kind, guild.id, source.owner_id, interaction.user.id, subject=source.id
                )
            except AskedAlready:
                waiting += 1
                continue
            await tell(interaction, asked)
        people = ", ".join(dict.fromkeys(f"<@{one.owner_id}>" for one in lacking))
        already = f" {waiting} of these were asked before." if waiting else ""
        text = f"I asked {people} by DM. I tell you what they say.{already}"
        await answer(interaction, Reply(text if lacking else "Nobody's leave is missing any more. Try again."))

    async def open(self, interaction: _Interaction) -> None:
        """Show the question that waits longest, for somebody whose DMs are closed or who lost it."""
        waiting = await self._approvals.waiting_for(interaction.user.id)
        if not waiting:
            await answer(interaction, Reply("No question waits for you."))
            return
        await answer(interaction, await question(self._bot, waiting[0]))

    async def yes(self, interaction: _Interaction, approval_id: str, link_id: str = "") -> None:
        """Do what was asked."""
        user_id = interaction.user.id
        if not link_id:
            asked = await self._approvals.approve(approval_id, user_id)
        else:
            link = await self._accounts.require(user_id, Access.CREATOR, link_id, provider=None)
            kind = of_provider(link.provider)
            await self._sources.require_readable(link.id, link.title, kind, Payer.person(user_id))
            asked = await self._approvals.approve(approval_id, user_id, link_id=link.id, kind=kind)
        server = self._server(asked.guild_id)
        undo = {
            ADD: "`/accounts` shows where your supporters are thanked, and takes them back.",
            EXPORT: "`/accounts` takes it back, and `/credits sources share` there.",
            PAGE: "`/accounts` takes it back, and `/credits page share` there.",
        }[asked.kind]
        await answer(interaction, Reply(f"Approved for **{server}**. {undo}", title="Approved"))
        await self._tell_asker(interaction, asked, "said yes", _NOW[asked.kind])

    async def no(self, interaction: _Interaction, approval_id: str) -> None:
        """Refuse this once."""
        asked = await self._approvals.refuse(approval_id, interaction.user.id, said=NO)
        await answer(interaction, Reply("You said no. Nothing was changed, and they cannot ask the same for a week."))
        await self._tell_asker(interaction, asked, "said no", "Nothing was changed.")

    async def never(self, interaction: _Interaction, approval_id: str) -> None:
        """Refuse, and take no more questions from this server."""
        asked = await self._approvals.refuse(approval_id, interaction.user.id, said=NEVER)
        await answer(
            interaction,
            Reply(
                f"You said no, and nobody of **{self._server(asked.guild_id)}** can have me ask you again. If you ever "
                "bring your names there yourself, they can."
            ),
        )
        await self._tell_asker(interaction, asked, "said no, and wants no more questions", "Nothing was changed.")

    async def _tell_asker(self, interaction: _Interaction, asked: Approval, said: str, then: str) -> None:
        server = self._server(asked.guild_id)
        text = f"<@{interaction.user.id}> {said} to what you asked for in **{server}**. {then}"
        await self._bot.notify(Notice(asked.asked_by, text))

    def _server(self, guild_id: int) -> str:
        guild = self._bot.get_guild(guild_id)
        return escape_name(guild.name) if guild else "a server I have left"


_NOW = {
    ADD: (
        "Their supporters are in the credits from now on. A public page of this server's credits shows no names until "
        "they allow that, too: `/credits page create` offers to ask."
    ),
    EXPORT: "You can use `/credits export` now.",
    PAGE: "You can use `/credits page create` now.",
}


async def ask_owner(interaction: _Interaction, owner: discord.Member) -> Reply:
    """Ask somebody to let this server thank their supporters.

    The answer is the same whether they have linked anything or take DMs: that is nobody's business but theirs.
    """
    if owner.bot:
        raise UserError("A bot has no supporters to thank. Name the person whose channel or campaign it is.")
    asked = await interaction.client.services.approvals.ask(
        ADD, guild_of(interaction).id, owner.id, interaction.user.id
    )
    await tell(interaction, asked)
    return Reply(
        f"If {owner.mention} has linked a channel or campaign whose supporters I may read, they have a question from "
        f"me now, and {WAITS.days} days to answer. I tell you what they say.\nOtherwise ask them to use "
        "`/link access:creator` first, and `/help` after that: it shows them your question.",
        title="Asked",
    )


async def tell(interaction: _Interaction, asked: Approval) -> None:
    """Send a question by DM, where there is something to answer; who has closed DMs finds it in /help."""
    bot = interaction.client
    if asked.kind == ADD and not await _creator_links(bot, asked.owner_id):
        return
    try:
        user = bot.get_user(asked.owner_id) or await bot.fetch_user(asked.owner_id)
        await send_dm(user, await question(bot, asked))
    except (discord.HTTPException, *DISCORD_DOWN):
        return


async def _asker(bot: CurtainCall, user_id: int) -> str:
    if user_id == NOBODY:
        return "Somebody who has had me forget them since"
    asker = await bot.fetch_user(user_id)
    # A display name is its bearer's choice; the unique name is not.
    return f"{asker.mention} (**{escape_name(asker.name)}**)"


async def question(bot: CurtainCall, asked: Approval) -> Reply:
    """Return a question with its buttons. Raises NotYours when what it is about is gone."""
    guild = bot.get_guild(asked.guild_id)
    if guild is None:
        raise NotYours("question", "I am not in that server any more.")
    who = await _asker(bot, asked.asked_by)
    server = f"**{escape_name(guild.name)}**"
    if asked.kind == ADD:
        links = await _creator_links(bot, asked.owner_id)
        meaning = _may_thank(links)
        yes = [_yes(asked, link) for link in links[:_ACCOUNTS]]
    else:
        meaning = await _may_leave(bot, asked)
        yes = [button("Approve", "approvals.yes", asked.id, style=discord.ButtonStyle.success)]
    return Reply(
        f"{who}, who manages the credits of {server}, asks you: {meaning}\n\n"
        f"Nothing happens unless you approve, and you can take it back. The question ends "
        f"<t:{int(asked.expires_at.timestamp())}:R>.",
        title="May they?",
        view=view(
            *yes,
            button("No", "approvals.no", asked.id),
            button("Never for this server", "approvals.never", asked.id, style=discord.ButtonStyle.danger),
        ),
    )


async def _creator_links(bot: CurtainCall, user_id: int) -> Sequence[Link]:
    links = await bot.services.accounts.of(user_id)
    return [link for link in links if link.healthy and Access.CREATOR in link.access]


def _may_thank(links: Sequence[Link]) -> str:
    people = " or the ".join(
        f"{vocabulary(link.provider).supporters} of **{called(link)}**" for link in links[:_ACCOUNTS]
    )
    return (
        f"may that server thank the {people or 'people who support you'}? Everyone who can read the channel of its "
        "credits would see their names and, where its template shows it, their level and for how long they have "
        "supported you."
    )


async def _may_leave(bot: CurtainCall, asked: Approval) -> str:
    sources = await bot.services.sources.of_guild(asked.guild_id)
    source = next((one for one in sources if (one.id, one.owner_id) == (asked.subject, asked.owner_id)), None)
    if source is None:
        raise NotYours("list", "It was taken away from that server.")
    title = f"**{escape_name(source.title)}**"
    if asked.kind == EXPORT:
        return f"may whoever manages that server take the whole list of {title} away as a file?"
    return (
        f"may the names of {title} stand on a web page of that server? Everybody who has its address would see them, "
        "without Discord."
    )


def _yes(asked: Approval, link: Link) -> ui.Item[Any]:
    label = f"Approve {plain_name(on_a_button(link))}"
    return button(label, "approvals.yes", asked.id, link.id, style=discord.ButtonStyle.success)


def _kept_back(source: Source, kind: str, user_id: int) -> bool:
    if kind == EXPORT:
        return not may_take(source, user_id)
    return bool(page_consent.withheld([source], user_id))


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Asking(bot))
