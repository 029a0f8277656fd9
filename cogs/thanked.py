"""Where one's supporters are thanked, from /accounts: what each server may do with the names, and taking them away.

An owner of names need not manage the server, nor be in it; so this works from anywhere, also in a DM.
"""

import discord
from discord.ext import commands

from bot.accounts.links import Link
from bot.accounts.words import called
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, chosen, select, view
from bot.errors import NotYours
from bot.names import escape_name
from bot.replies import Reply, answer
from bot.supporters.page_consent import is_allowed
from bot.supporters.sharing import is_shared
from bot.supporters.sources import Source
from bot.vocabulary import vocabulary
from cogs.options import NAME_LIMIT, shortened
from cogs.paging import page_of, turning

_Interaction = discord.Interaction[CurtainCall]
_YES, _NO = "yes", "no"
_PAGE = 8
"""Servers on a page; with more, names full of markup would not fit into one reply."""


class Thanked(commands.Cog):
    """The servers that thank a person's own supporters."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._accounts = bot.services.accounts
        self._sources = bot.services.sources
        self._sharing = bot.services.sharing
        self._pages = bot.services.pages
        bot.components["thanked.servers"] = Registration(self.servers, Answer.UPDATE)
        bot.components["thanked.open"] = Registration(self.open, Answer.UPDATE)
        bot.components["thanked.export"] = Registration(self.set_export, Answer.UPDATE)
        bot.components["thanked.page"] = Registration(self.set_page, Answer.UPDATE)
        bot.components["thanked.withdraw"] = Registration(self.withdraw, Answer.UPDATE)

    async def servers(self, interaction: _Interaction, link_id: str, page: str = "0") -> None:
        """Show a page of where the supporters of an account are thanked, and what is allowed there."""
        link = await self._accounts.own(interaction.user.id, link_id)
        await answer(interaction, self._listed(link, await self._sources.of_link(link.id), int(page)))

    def _listed(self, link: Link, sources: list[Source], wanted: int) -> Reply:
        supporters = f"The {vocabulary(link.provider).supporters} of **{called(link)}**"
        back = button("Back", "accounts.card", link.id)
        if not sources:
            return Reply(f"{supporters} are thanked in no server.", view=view(back))
        page = page_of(sources, wanted, _PAGE)
        lines = [f"**{escape_name(self._server(one))}**\n{_allowed(one)}" for one in page.items]
        options = [
            discord.SelectOption(label=shortened(self._server(one), NAME_LIMIT), value=one.id) for one in page.items
        ]
        menu = select("thanked.open", link.id, placeholder="Change what a server may do", options=options)
        return Reply(
            f"{supporters} are thanked here. You alone decide what else a server may do with their names.\n\n"
            + "\n".join(lines),
            title="Where they are thanked",
            footer=f"Page {page.number + 1} of {page.count}" if page.count > 1 else None,
            view=view(menu, *turning(page.number, page.count, "thanked.servers", link.id), back),
        )

    async def open(self, interaction: _Interaction, link_id: str) -> None:
        """Show the server chosen in the menu."""
        await self._show(interaction, link_id, await self._own(interaction, link_id, chosen(interaction)))

    async def set_export(self, interaction: _Interaction, link_id: str, source_id: str, wanted: str) -> None:
        """Let a server's managers take the list away, or stop that."""
        source = await self._own(interaction, link_id, source_id)
        await self._sharing.set(source.guild_id, source.id, interaction.user.id, wanted == _YES)
        await self._show(interaction, link_id, await self._own(interaction, link_id, source_id))

    async def set_page(self, interaction: _Interaction, link_id: str, source_id: str, wanted: str) -> None:
        """Let others of a server put the names on a page, or stop that."""
        source = await self._own(interaction, link_id, source_id)
        await self._pages.allow(source.id, source.guild_id, interaction.user.id, allowed=wanted == _YES)
        await self._show(interaction, link_id, await self._own(interaction, link_id, source_id))

    async def withdraw(self, interaction: _Interaction, link_id: str, source_id: str) -> None:
        """Take the names away from a server, and show where they still are."""
        await self._sources.withdraw(source_id, interaction.user.id)
        await self.servers(interaction, link_id)

    async def _own(self, interaction: _Interaction, link_id: str, source_id: str) -> Source:
        link = await self._accounts.own(interaction.user.id, link_id)
        for source in await self._sources.of_link(link.id):
            if source.id == source_id:
                return source
        raise NotYours("server", "Look at `/accounts` again.")

    async def _show(self, interaction: _Interaction, link_id: str, source: Source) -> None:
        where = (link_id, source.id)
        shared, on_pages = is_shared(source), is_allowed(source)
        await answer(
            interaction,
            Reply(
                f"**{escape_name(source.title)}** is thanked in **{escape_name(self._server(source))}**.\n"
                f"{_allowed(source)}\n\nA file and a page show who supports you, at which level and for how long. "
                "Everybody with a page's address sees it, without Discord.",
                title="What this server may do",
                view=view(
                    button(
                        "Stop export by managers" if shared else "Allow export by managers",
                        "thanked.export",
                        *where,
                        _NO if shared else _YES,
                    ),
                    button(
                        "Stop public pages" if on_pages else "Allow public pages",
                        "thanked.page",
                        *where,
                        _NO if on_pages else _YES,
                    ),
                    button("Take the names away", "thanked.withdraw", *where, style=discord.ButtonStyle.danger),
                    button("Back", "thanked.servers", link_id),
                ),
            ),
        )

    def _server(self, source: Source) -> str:
        guild = self._bot.get_guild(source.guild_id)
        return guild.name if guild else "a server I have left"


def _allowed(source: Source) -> str:
    export = "its managers may take the list away as a file" if is_shared(source) else "only you may take the list away"
    page = "others may show it on a public page" if is_allowed(source) else "only you may show it on a public page"
    return f"{'📤' if is_shared(source) else '🔒'} {export} · {'🌐' if is_allowed(source) else '🔒'} {page}"


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Thanked(bot))
