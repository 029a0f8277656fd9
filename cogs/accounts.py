"""/accounts and /unlink: what is linked, how it is, and forgetting it."""

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.links import Link
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.errors import GrantAccess, NotLinked
from bot.replies import Reply, answer, grant_button, working
from cogs import options
from cogs.words import channel_name, permissions

_SHOWN = 4  # A row of buttons an account, and one row to link another: Discord takes five rows.


class Accounts(commands.Cog):
    """A person's own links."""

    def __init__(self, bot: CurtainCall) -> None:
        self._accounts = bot.services.accounts
        bot.components["accounts.default"] = Registration(self.make_default, Answer.UPDATE)
        bot.components["accounts.ask"] = Registration(self.ask_unlink, Answer.UPDATE)
        bot.components["accounts.unlink"] = Registration(self.unlink_pressed, Answer.UPDATE)
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
        made = view(*[item for row, link in enumerate(links[:_SHOWN]) for item in _buttons(link, row, len(links))])
        add = grant_button(GrantAccess("look"), "Link another account")
        add.row = _SHOWN
        made.add_item(add)
        await answer(interaction, Reply("\n\n".join(map(_described, links)), title="Your linked accounts", view=made))

    async def make_default(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Make this the account that commands use unless told otherwise."""
        await self._accounts.make_default(interaction.user.id, link_id)
        await self.show(interaction)

    async def ask_unlink(self, interaction: discord.Interaction[CurtainCall], link_id: str) -> None:
        """Ask once more: a relink costs a consent."""
        link = await self._accounts.require_own(interaction.user.id, link_id)
        await answer(
            interaction,
            Reply(
                f"Unlink **{channel_name(link)}**? I forget it and everything that came from it, and its members leave "
                "the credits of every server.",
                view=view(
                    button("Unlink", "accounts.unlink", link.id, style=discord.ButtonStyle.danger),
                    button("Keep it", "accounts.show"),
                ),
            ),
        )

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
        gone = await self._accounts.unlink(user_id, link_id)
        confirmed = {
            True: "Google confirmed that I can no longer reach it.",
            False: "Google did not confirm that the permission ended; look at "
            "<https://myaccount.google.com/permissions> to be sure.",
            None: "The permission at Google stays, because somebody else has linked the same channel here.",
        }[gone.revoked]
        return Reply(f"**{gone.title}** is unlinked and its keys are deleted. {confirmed}", title="Unlinked")


def _buttons(link: Link, row: int, count: int) -> list[ui.Item[CurtainCall]]:
    if link.status == "ok":
        first = button("Make default", "accounts.default", link.id, disabled=link.is_default) if count > 1 else None
    else:
        first = grant_button(GrantAccess(widest(link)), "Link again", beside=link.id)
    items = [item for item in (first, button("Unlink", "accounts.ask", link.id)) if item is not None]
    for item in items:
        item.row = row
    return items


def widest(link: Link) -> str:
    """Return the access to ask for when the link must be made again."""
    return "creator" if "creator" in link.access else "act" if "act" in link.access else "look"


def _described(link: Link) -> str:
    default = " · default" if link.is_default else ""
    if link.status != "ok":
        return f"**{channel_name(link)}**{default}\nNeeds to be linked again; Google no longer accepts the permission."
    since = f"<t:{int(link.created_at.timestamp())}:D>"
    return f"**{channel_name(link)}**{default}\nWorks. I may {permissions(link)}.\n-# Linked since {since}"


def _nothing_linked() -> Reply:
    return Reply(
        "You have linked nothing yet. Link a YouTube account to see your videos, like others' and thank your members.",
        view=view(grant_button(GrantAccess("look"))),
    )


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Accounts(bot))
