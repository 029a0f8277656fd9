"""/accounts and /unlink: what is linked, how it is, and forgetting it."""

from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.links import Link
from bot.accounts.words import briefly, ordered
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, chosen, select, view
from bot.errors import GrantAccess, NotLinked, NotYours
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, grant_button, working
from bot.supporters.sources import Source
from cogs import options
from cogs.options import CHOICES

_SHOWN = 4  # A row of buttons an account, and one row to link another: Discord takes five rows.


class Accounts(commands.Cog):
    """A person's own links."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._accounts = bot.services.accounts
        self._sources = bot.services.sources
        bot.components["accounts.default"] = Registration(self.make_default, Answer.UPDATE)
        bot.components["accounts.ask"] = Registration(self.ask_unlink, Answer.UPDATE)
        bot.components["accounts.unlink"] = Registration(self.unlink_pressed, Answer.UPDATE)
        bot.components["accounts.thanked"] = Registration(self.ask_withdraw, Answer.UPDATE)
        bot.components["accounts.withdraw"] = Registration(self.withdraw, Answer.UPDATE)
        bot.components["accounts.show"] = Registration(self.show, Answer.UPDATE)

    @app_commands.command(description="See what you have linked, what it allows and how it is")
    async def accounts(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """List the links, each with its buttons."""
        await working(interaction)
        await self.show(interaction)

    async def show(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Show the list in place of what is there."""
        links = await self._accounts.of(interaction.user.id)
        if not links:
            await answer(interaction, _nothing_linked())
            return
        thanked = {link.id: await self._sources.of_link(link.id) for link in links}
        items = [
            item
            for row, link in enumerate(links[:_SHOWN])
            for item in _buttons(link, row, several=len(links) > 1, thanked=bool(thanked[link.id]))
        ]
        made = view(*items)
        described = [_described(link, self._servers(thanked[link.id])) for link in links]
        add = grant_button(GrantAccess("look"), "Link another account")
        add.row = _SHOWN
        made.add_item(add)
        await answer(interaction, Reply("\n\n".join(described), title="Your linked accounts", view=made))

    def _servers(self, sources: list[Source]) -> str:
        return ", ".join(f"**{escape_name(self._server(source))}**" for source in sources)

    def _server(self, source: Source) -> str:
        guild = self._bot.get_guild(source.guild_id)
        return guild.name if guild else "a server I have left"

    async def ask_withdraw(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Ask in which server the members of a channel are no longer to be thanked."""
        link = await self._own(interaction.user.id, link_id)
        sources = await self._sources.of_link(link.id)
        menu = select(
            "accounts.withdraw",
            placeholder="In which server?",
            options=[discord.SelectOption(label=self._server(one)[:100], value=one.id) for one in sources[:CHOICES]],
        )
        await answer(
            interaction,
            Reply(
                f"Where shall the members of **{escape_name(link.title)}** no longer be thanked? "
                "What was posted stays.",
                view=view(menu, button("Back", "accounts.show")),
            ),
        )

    async def withdraw(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Take the person's own members away from the chosen server."""
        await self._sources.withdraw(chosen(interaction), interaction.user.id)
        await self.show(interaction)

    async def make_default(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Make this the account that commands use unless told otherwise."""
        await self._accounts.make_default(interaction.user.id, link_id)
        await self.show(interaction)

    async def ask_unlink(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Ask once more: a relink costs a consent."""
        link = await self._own(interaction.user.id, link_id)
        await answer(
            interaction,
            Reply(
                f"Unlink **{escape_name(link.title)}**? I forget it and everything that came from it, "
                "and its members leave the credits of every server.",
                view=view(
                    button("Unlink", "accounts.unlink", link.id, style=discord.ButtonStyle.danger),
                    button("Keep it", "accounts.show"),
                ),
            ),
        )

    async def _own(self, user_id: int, link_id: str) -> Link:
        for link in await self._accounts.of(user_id):
            if link.id == link_id:
                return link
        raise NotYours("account", "Look at `/accounts`.")

    async def unlink_pressed(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Forget the account whose button was confirmed."""
        await answer(interaction, await self._forget(interaction.user.id, link_id))

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
        await answer(interaction, await self._forget(interaction.user.id, account or links[0].id))

    async def _forget(self, user_id: int, link_id: str) -> Reply:
        thanked = self._servers(await self._sources.of_link(link_id))
        gone = await self._accounts.unlink(user_id, link_id)
        self._bot.services.forget(link_id)
        confirmed = {
            True: "Google confirmed that I can no longer reach it.",
            False: "Google did not confirm that the permission ended; look at "
            "<https://myaccount.google.com/connections> to be sure.",
            None: "The permission at Google stays, because somebody else has linked the same channel here. If it is "
            "yours, you can end everything at <https://myaccount.google.com/connections>.",
        }[gone.revoked]
        stopped = f" Its members are no longer thanked in {thanked}." if thanked else ""
        return Reply(
            f"**{escape_name(gone.title)}** is unlinked and its keys are deleted.{stopped} {confirmed}",
            title="Unlinked",
        )


def _buttons(link: Link, row: int, *, several: bool, thanked: bool) -> list[ui.Item[Any]]:
    items: list[ui.Item[Any]] = [button("Unlink", "accounts.ask", link.id)]
    if not link.healthy:
        items.insert(0, grant_button(GrantAccess(_widest(link)), "Link again", beside=link.id))
    elif several:
        items.insert(0, button("Make default", "accounts.default", link.id, disabled=link.is_default))
    if thanked:
        items.append(button("Where members are thanked", "accounts.thanked", link.id))
    for item in items:
        item.row = row
    return items


def _widest(link: Link) -> str:
    """Return the access to ask for when the link must be made again."""
    return (ordered(link.access) or [Access.LOOK])[-1].value


def _described(link: Link, servers: str) -> str:
    default = " · default" if link.is_default else ""
    if not link.healthy:
        return f"**{escape_name(link.title)}**{default}\nMust be linked again; Google no longer accepts the permission."
    may = briefly(link.access)
    since = f"<t:{int(link.created_at.timestamp())}:D>"
    thanked = f"\nIts members are thanked in {servers}." if servers else ""
    return f"**{escape_name(link.title)}**{default}\nWorks. I may {may}.{thanked}\n-# Linked since {since}"


def _nothing_linked() -> Reply:
    return Reply(
        "You have linked nothing yet. Link a YouTube account to see your videos, like others' and thank your members.",
        view=view(grant_button(GrantAccess("look"))),
    )


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Accounts(bot))
