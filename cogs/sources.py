"""/credits sources: where a server's names come from. Only an account's owner may bring it to a server."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.accounts.links import Link
from bot.accounts.words import called, on_a_button
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.errors import GrantAccess, NotYours, UserError
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, grant_button, working
from bot.supporters.kinds import FILE_KINDS, of_provider
from bot.supporters.sources import Source
from bot.vocabulary import PATREON, vocabulary
from bot.youtube.payer import Payer
from cogs import patreon, source_words
from cogs.approvals import ask_owner
from cogs.managing import guild_of, require_standing, standing
from cogs.options import CHOICES, matching, own_accounts

_BUTTONS = 5
_REFRESHES, _REFRESH_SECONDS = 3, 60.0
"""Readings by hand a server: more than anybody needs, and no waste of the quota."""

_Interaction = discord.Interaction[CurtainCall]


class Sources(app_commands.Group):
    """The commands under /credits sources."""

    def __init__(self, bot: CurtainCall) -> None:
        super().__init__(name="sources", description="Where the names in this server's credits come from")
        self._bot = bot
        self._accounts = bot.services.accounts
        self._sources = bot.services.sources
        self._rolls = bot.services.rolls
        bot.components["sources.add"] = Registration(self.add_pressed, Answer.UPDATE)
        bot.components["sources.remove"] = Registration(self.remove_pressed, Answer.UPDATE)
        bot.components["sources.list"] = Registration(self.list_pressed, Answer.UPDATE)

    @app_commands.command(name="list", description="See where this server's names come from")
    async def show(self, interaction: _Interaction) -> None:
        """List the sources."""
        await working(interaction)
        await self._show(interaction, "")

    async def list_pressed(self, interaction: _Interaction, right: str) -> None:
        """List the sources in place of what is shown."""
        require_standing(interaction, right)
        await self._show(interaction, "")

    async def _show(self, interaction: _Interaction, lead: str) -> None:
        guild_id = guild_of(interaction).id
        sources = await self._sources.of_guild(guild_id)
        lists = await self._rolls.lists_at_hand(guild_id, Payer.in_server(interaction.user.id, guild_id))
        text = f"{lead}\n\n{source_words.listed(sources, lists)}".strip()
        await answer(interaction, Reply(text, title="Sources of names"))

    @app_commands.command(description="Let this server thank your channel members or your patrons")
    @app_commands.describe(
        source="Which of your linked accounts", owner="Whose supporters, when they are not yours: I ask them by DM"
    )
    async def add(
        self, interaction: _Interaction, source: str | None = None, owner: discord.Member | None = None
    ) -> None:
        """Add one of the person's own accounts, or the campaign of the configuration, or ask another creator."""
        await working(interaction)
        if owner is not None and owner.id != interaction.user.id:
            await answer(interaction, await ask_owner(interaction, owner))
            return
        if source == patreon.OWN:
            added = await patreon.add_own_campaign(interaction)
            await self._show(interaction, f"Added the patrons of **{escape_name(added.title)}**.")
            return
        link = await bring(interaction, source, guild_of(interaction).id)
        await self._show(
            interaction,
            f"Added the {vocabulary(link.provider).supporters} of **{called(link)}**. `/credits preview` shows them.",
        )

    @app_commands.command(description="Read one source again now, or all of them, and see how many people it has")
    @app_commands.describe(source="Which one; all when left out")
    @app_commands.checks.cooldown(_REFRESHES, _REFRESH_SECONDS, key=lambda interaction: interaction.guild_id)
    async def refresh(self, interaction: _Interaction, source: str | None = None) -> None:
        """Read what is at providers anew; posts do so by themselves, pages every few minutes."""
        await working(interaction)
        guild_id = guild_of(interaction).id
        sources = await self._sources.of_guild(guild_id)
        wanted = [one for one in sources if source in {None, one.id}]
        if source is not None and not wanted:
            raise NotYours("source", "Look at `/credits sources list`.")
        lines = [await self._refresh(interaction, one) for one in wanted]
        self._bot.services.people.forget(guild_id)
        self._bot.services.live.read_again(guild_id)
        text = "\n".join(lines) or source_words.listed([], {})
        await answer(interaction, Reply(text, title="Sources of names, read again"))

    async def _refresh(self, interaction: _Interaction, source: Source) -> str:
        """Read one source and say what it has; what keeps it from being read is as good an answer."""
        services = self._bot.services
        if source.link_id is not None:
            services.forget(source.link_id)
        payer = Payer.in_server(interaction.user.id, source.guild_id)
        try:
            return source_words.refreshed(source, await self._rolls.reread(source, payer))
        except UserError as error:
            return f"⚠️ {source_words.named(source)}: {error.message}"

    @app_commands.command(description="Stop thanking the people of one source in this server")
    @app_commands.describe(source="Which one")
    async def remove(self, interaction: _Interaction, source: str) -> None:
        """Ask before a source is removed; whoever manages the server may."""
        await working(interaction)
        found = next((one for one in await self._sources.of_guild(guild_of(interaction).id) if one.id == source), None)
        if found is None:
            raise NotYours("source", "Look at `/credits sources list`.")
        lost = "Later credits come without its names. What was posted stays."
        if found.kind in FILE_KINDS:
            lost += " The list itself is deleted: its owner can take it away with `/credits export` before."
        right = standing(interaction)
        yes = button("Remove it", "sources.remove", right, found.id, style=discord.ButtonStyle.danger)
        keep = button("Keep it", "sources.list", right)
        text = f"{source_words.named(found)}, added by <@{found.added_by}>\n\n{lost}"
        await answer(interaction, Reply(text, title="Remove this source?", view=view(yes, keep)))

    async def remove_pressed(self, interaction: _Interaction, right: str, source_id: str) -> None:
        """Remove the source that was asked about."""
        require_standing(interaction, right)
        await self._sources.remove(guild_of(interaction).id, source_id, interaction.user.id)
        await self._show(interaction, "Removed. Later credits come without its names.")

    @add.autocomplete("source")
    async def offered_to_add(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the person's accounts whose supporters may be read."""
        links = [link for link in await self._accounts.of(interaction.user.id) if Access.CREATOR in link.access]
        return [*patreon.own_campaign_offered(interaction), *own_accounts(current, links)][:CHOICES]

    @remove.autocomplete("source")
    @refresh.autocomplete("source")
    async def offered(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer this server's sources."""
        sources = await self._sources.of_guild(guild_of(interaction).id)
        return matching(current, ((one.title, one.id) for one in sources))

    async def add_pressed(
        self, interaction: _Interaction, right: str, link_id: str, then: str, *arguments: str
    ) -> None:
        """Add the account of the button "Add my members here", then go on with what was being done."""
        require_standing(interaction, right)
        await bring(interaction, link_id, guild_of(interaction).id)
        await self._bot.components[then].handler(interaction, right, *arguments)


async def bring(interaction: _Interaction, link_id: str | None, guild_id: int) -> Link:
    """Let a server thank the supporters of an account of the person's own, once it is sure that they can be read."""
    services = interaction.client.services
    link = await services.accounts.require(interaction.user.id, Access.CREATOR, link_id, provider=None)
    await require_readable(interaction, link)
    await services.sources.add(guild_id, link.id, interaction.user.id, of_provider(link.provider))
    return link


async def require_readable(interaction: _Interaction, link: Link) -> None:
    """Raise what keeps an account's supporters from being read: before names are promised, not at the first post."""
    payer = Payer.person(interaction.user.id)
    await interaction.client.services.sources.require_readable(link.id, link.title, of_provider(link.provider), payer)


async def first_source(interaction: _Interaction, right: str, then: str, *arguments: str | int) -> bool:
    """Ask for names when the server has no source yet; tell whether that was needed.

    `right` is by which the command was used, and `then` names the component whose handler goes on once they are added.
    """
    services = interaction.client.services
    if await services.sources.of_guild(guild_of(interaction).id):
        return False
    links = [link for link in await services.accounts.of(interaction.user.id) if Access.CREATOR in link.access]
    await answer(interaction, _offer(links, right, then, *arguments) if links else _ways(interaction, right))
    return True


def _offer(links: Sequence[Link], right: str, then: str, *arguments: str | int) -> Reply:
    """Offer to add the people of somebody who has linked a channel or campaign."""
    several = len(links) > 1
    buttons = [
        button(
            _button_label(link, several=several),
            "sources.add",
            right,
            link.id,
            then,
            *arguments,
            style=discord.ButtonStyle.primary,
        )
        for link in links[:_BUTTONS]
    ]
    return Reply(
        "This server has no names to thank yet. Shall it thank the "
        f"{' or the '.join(map(_offered, links[:_BUTTONS]))}? Their names (and how "
        "long they have been members, where the template shows it) will be seen by everyone who can read the "
        "channel of the credits.",
        view=view(*buttons),
    )


def _ways(interaction: _Interaction, right: str) -> Reply:
    """Show every way to bring names to somebody who has linked none that could be thanked."""
    has_patreon = interaction.client.services.patreon.provider is not None
    return Reply(
        "This server has no names to thank yet. There are several ways to bring them, and they go together:\n"
        "- **Your own channel members or patrons**: link with a button below, then use the command again.\n"
        "- **Another creator's**: `/credits sources add owner:` asks them by DM.\n"
        "- **A file**, such as the list of members that YouTube Studio gives you: `/credits import`.\n"
        "- **Names typed or pasted**, for the crew or another platform: the last button.",
        title="Whom shall I thank?",
        view=view(
            grant_button(GrantAccess("creator")),
            grant_button(GrantAccess("creator", PATREON)) if has_patreon else None,
            button("Members from a file", "imports.guide"),
            button("Type names", "imports.type", right),
        ),
    )


def _button_label(link: Link, *, several: bool) -> str:
    people = vocabulary(link.provider).people
    return f"Add {people} of {on_a_button(link)}" if several else f"Add my {people} here"


def _offered(link: Link) -> str:
    return f"{vocabulary(link.provider).supporters} of **{called(link)}**"
