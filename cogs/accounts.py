"""/accounts and /unlink: what is linked, how it is, and forgetting it. What they show is in cogs/account_card.py."""

from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.accounts import LABEL_LIMIT, Unlinked
from bot.accounts.links import Link
from bot.accounts.outcome import choose_again
from bot.client import CurtainCall
from bot.components import Answer, Handler, Registration, chosen, view
from bot.errors import NotLinked
from bot.forms import Form
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, grant_button, working
from cogs import account_card, options


class Accounts(commands.Cog):
    """A person's own links."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._accounts = bot.services.accounts
        self._sources = bot.services.sources
        handlers: dict[str, Handler] = {
            "show": self.show,
            "open": self.open,
            "card": self.card,
            "default": self.make_default,
            "history": self.history,
            "ask": self.ask_unlink,
            "unlink": self.unlink_pressed,
            "end": self.unlink_and_end,
            "forget": self.forget_mistaken,
            "keep": self.keep_both,
        }
        for name, handler in handlers.items():
            bot.components[f"accounts.{name}"] = Registration(handler, Answer.UPDATE)
        bot.components["accounts.label"] = Registration(self.ask_label, Answer.MODAL)

    @app_commands.command(description="See what you have linked, what it allows and how it is")
    async def accounts(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Show the one account, or the list of several."""
        await working(interaction)
        await self.show(interaction)

    async def show(self, interaction: discord.Interaction[CurtainCall], page: str = "0") -> None:
        """Show a page of the list, or the card of the only account, in place of what is there."""
        links = await self._accounts.of(interaction.user.id)
        if not links:
            await answer(interaction, account_card.nothing_linked())
        elif len(links) == 1:
            await self.card(interaction, links[0].id)
        else:
            await answer(interaction, account_card.listed(links, int(page)))

    async def open(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Show the card of the account chosen in the menu."""
        await self.card(interaction, chosen(interaction))

    async def card(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Show one account."""
        link = await self._accounts.own(interaction.user.id, link_id)
        links = await self._accounts.of(interaction.user.id)
        servers = [self._server(source.guild_id) for source in await self._sources.of_link(link_id)]
        await answer(interaction, account_card.card(link, links, servers))

    def _server(self, guild_id: int) -> str:
        guild = self._bot.get_guild(guild_id)
        return guild.name if guild else "a server I have left"

    async def history(self, interaction: discord.Interaction[CurtainCall], link_id: str = "", before: str = "") -> None:
        """Show what happened with the person's accounts."""
        start = int(before) if before else None
        found = await self._accounts.history(interaction.user.id, start)
        await answer(
            interaction,
            account_card.history(
                found, interaction.user.id, link_id, start, lambda guild_id: escape_name(self._server(guild_id))
            ),
        )

    async def ask_label(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Open the modal that takes the person's own name for an account."""
        link = await self._accounts.own(interaction.user.id, link_id)
        await interaction.response.send_modal(LabelModal(self, link))

    async def label(self, interaction: discord.Interaction[CurtainCall], link_id: str, text: str) -> None:
        """Keep the label and show the card with it."""
        await self._accounts.label(interaction.user.id, link_id, text)
        await self.card(interaction, link_id)

    async def make_default(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Make this the account that commands use unless told otherwise."""
        await self._accounts.make_default(interaction.user.id, link_id)
        await self.card(interaction, link_id)

    async def ask_unlink(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Ask once more, and say what becomes of the permission at Google."""
        link = await self._accounts.own(interaction.user.id, link_id)
        others = [
            other
            for other in await self._accounts.of(interaction.user.id)
            if other.healthy and other.provider == link.provider and other.id != link.id
        ]
        await answer(interaction, account_card.unlink_question(link, others))

    async def unlink_pressed(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Forget the account whose button was confirmed."""
        await self._forget(interaction, link_id)

    async def unlink_and_end(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Forget the account, and end its grant whatever else stands on it."""
        thanked = await self._thanked_in(link_id)
        gone = await self._accounts.unlink_with_grant(interaction.user.id, link_id)
        await answer(interaction, self._unlinked(link_id, gone, thanked))

    @app_commands.command(description="Forget a linked account, and take back what it allowed")
    @app_commands.describe(account="Which account; needed only when you have several")
    @app_commands.autocomplete(account=options.accounts)
    async def unlink(self, interaction: discord.Interaction[CurtainCall], account: str | None = None) -> None:
        """Forget one account; with several and none named, show them to choose from."""
        await working(interaction)
        links = await self._accounts.of(interaction.user.id)
        if not links:
            raise NotLinked("look")
        if account is None and len(links) > 1:
            await self.show(interaction)
            return
        await self._forget(interaction, account or links[0].id)

    async def _forget(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        thanked = await self._thanked_in(link_id)
        gone = await self._accounts.unlink(interaction.user.id, link_id)
        await answer(interaction, self._unlinked(link_id, gone, thanked))

    async def _thanked_in(self, link_id: str) -> str:
        servers = [escape_name(self._server(source.guild_id)) for source in await self._sources.of_link(link_id)]
        return ", ".join(f"**{name}**" for name in servers)

    def _unlinked(self, link_id: str, gone: Unlinked, thanked: str) -> Reply:
        self._bot.services.forget(link_id)
        stopped = f" Its supporters are no longer thanked in {thanked}." if thanked else ""
        confirmed = account_card.ended(gone)
        return Reply(
            f"**{escape_name(gone.title)}** is unlinked and its keys are deleted.{stopped} {confirmed}",
            title="Unlinked",
        )

    async def forget_mistaken(
        self, interaction: discord.Interaction[CurtainCall], link_id: str, meant_id: str, wanted: str
    ) -> None:
        """Forget the account that was linked by mistake, and offer the one that was meant."""
        meant = next((link for link in await self._accounts.of(interaction.user.id) if link.id == meant_id), None)
        thanked = await self._thanked_in(link_id)
        gone = await self._accounts.unlink(interaction.user.id, link_id)
        reply = self._unlinked(link_id, gone, thanked)
        reply.view = view(grant_button(choose_again(meant, Access(wanted)))) if meant else None
        await answer(interaction, reply)

    async def keep_both(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Leave both accounts as they are."""
        await answer(interaction, Reply("Both stay linked. `/accounts` shows them, and what each needs."))


class LabelModal(Form, title="Label this account"):
    """Takes the person's own short name for an account."""

    label: ui.TextInput[Any] = ui.TextInput(
        custom_id="label",
        label="Your own name for it; empty takes it away",
        placeholder="Such as: music, or the second channel",
        required=False,
        max_length=LABEL_LIMIT,
    )

    def __init__(self, cog: Accounts, link: Link) -> None:
        super().__init__(timeout=600)
        self._cog = cog
        self._link = link
        self.label.default = link.label

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Keep the label."""
        await interaction.response.defer()
        await self._cog.label(interaction, self._link.id, self.label.value)


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Accounts(bot))
