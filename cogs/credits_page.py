"""/credits page: public pages of the credits, for OBS and for anyone with the address. Needs Manage Server."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
import msgspec
from discord import app_commands, ui

from bot.client import CurtainCall
from bot.components import Answer, Registration, button, chosen, link_button, select, view
from bot.credits.look import FASTEST, LARGEST, LAYOUTS, MOST_COLUMNS, SLOWEST, SMALLEST, THEMES, TITLE_LIMIT, Look
from bot.credits.public import NewPage, Page
from bot.errors import NotYours, UserError
from bot.names import escape_name
from bot.replies import Reply, answer, working
from cogs.managing import guild_of, require_standing, standing
from cogs.options import matching

_Interaction = discord.Interaction[CurtainCall]

_THEMES = [app_commands.Choice(name=words, value=name) for name, words in THEMES.items()]
_LAYOUTS = [app_commands.Choice(name=words, value=name) for name, words in LAYOUTS.items()]
_Title = app_commands.Range[str, 1, TITLE_LIMIT]
_Speed = app_commands.Range[int, SLOWEST, FASTEST]
_Columns = app_commands.Range[int, 0, MOST_COLUMNS]
_Size = app_commands.Range[int, 0, LARGEST]
_WORDS = {
    "title": "What stands above the names",
    "theme": "Its colours",
    "template": "How the names stand",
    "speed": "How fast they roll, in pixels a second",
    "columns": "How many names stand beside each other; 0 for as many as fit",
    "size": "How high the letters are, in pixels; 0 for by the window",
    "loop": "Whether they begin again at the end",
}
_IN_OBS = (
    "In OBS: add a **Browser** source and paste the page's address, as wide and high as your canvas. Anyone else can "
    "open it in a browser."
)


@dataclass(frozen=True, slots=True)
class _Menu:
    """A setting that is chosen from a menu: its words and what there is to choose from, by value."""

    placeholder: str
    values: Mapping[str, str]


_MENUS: Mapping[str, _Menu] = {
    "theme": _Menu("Colours", THEMES),
    "template": _Menu("How the names stand", LAYOUTS),
    "columns": _Menu("Columns", {"0": "As many as fit", **{str(n): str(n) for n in range(1, MOST_COLUMNS + 1)}}),
}


class CreditsPage(app_commands.Group):
    """The commands under /credits page."""

    def __init__(self, bot: CurtainCall) -> None:
        super().__init__(name="page", description="Show the credits on a page of their own, for OBS or a browser")
        self._pages = bot.services.pages
        self._sources = bot.services.sources
        bot.components["page.set"] = Registration(self.menu_chosen, Answer.UPDATE)
        bot.components["page.card"] = Registration(self.card, Answer.UPDATE)
        bot.components["page.untitled"] = Registration(self.take_title, Answer.UPDATE)
        bot.components["page.move"] = Registration(self.ask_move, Answer.UPDATE)
        bot.components["page.moved"] = Registration(self.move, Answer.UPDATE)

    @app_commands.command(description="Make a page; I give you its address once")
    @app_commands.describe(**{name: _WORDS[name] for name in ("title", "theme", "template")})
    @app_commands.choices(theme=_THEMES, template=_LAYOUTS)
    async def create(
        self, interaction: _Interaction, title: _Title = "", theme: str = "auto", template: str = "levels"
    ) -> None:
        """Make a page, and show the button that leads to it to this person alone."""
        await working(interaction)
        made = await self._pages.create(guild_of(interaction).id, Look(title, theme, template), interaction.user.id)
        await answer(interaction, _told_once(made, "Your page is ready"))

    @app_commands.command(name="list", description="See this server's pages and how they look")
    async def show(self, interaction: _Interaction) -> None:
        """List the pages; their addresses are known to whoever made them."""
        await working(interaction)
        found = await self._pages.of_guild(guild_of(interaction).id)
        nothing = "There are no pages of this server's credits. `/credits page create` makes one."
        await answer(interaction, Reply("\n\n".join(map(_described, found)) or nothing, title="Pages of credits"))

    @app_commands.command(description="Take a page down for good")
    @app_commands.describe(page="Which one")
    async def revoke(self, interaction: _Interaction, page: str) -> None:
        """Take a page down; whoever has it open sees it go."""
        await working(interaction)
        gone = await self._pages.revoke(page, guild_of(interaction).id, interaction.user.id)
        await answer(
            interaction, Reply(f"Taken down: **{_name(gone)}**. Its address shows no names any more, and never will.")
        )

    @app_commands.command(description="Change how a page looks; whoever has it open sees it at once")
    @app_commands.describe(page="Which one; not needed when there is only one", **_WORDS)
    @app_commands.choices(theme=_THEMES, template=_LAYOUTS)
    async def settings(
        self,
        interaction: _Interaction,
        page: str | None = None,
        *,
        title: _Title | None = None,
        theme: str | None = None,
        template: str | None = None,
        speed: _Speed | None = None,
        columns: _Columns | None = None,
        size: _Size | None = None,
        loop: bool | None = None,
    ) -> None:
        """Change what is given, then offer menus for the rest."""
        await working(interaction)
        if size is not None and 0 < size < SMALLEST:
            raise UserError(f"Letters are {SMALLEST} to {LARGEST} pixels high; `size: 0` makes them fit the window.")
        given = {
            "title": title,
            "theme": theme,
            "template": template,
            "speed": speed,
            "columns": columns,
            "size": size,
            "loop": loop,
        }
        wanted = {name: value for name, value in given.items() if value is not None}
        page_id = page or await self._only_page(interaction)
        await self._change(interaction, standing(interaction), page_id, wanted)

    async def menu_chosen(self, interaction: _Interaction, right: str, page_id: str, setting: str) -> None:
        """Change what a menu stands for."""
        require_standing(interaction, right)
        value = chosen(interaction)
        if setting not in _MENUS or value not in _MENUS[setting].values:
            raise NotYours("menu", "Use `/credits page settings` again.")
        await self._change(interaction, right, page_id, {setting: int(value) if setting == "columns" else value})

    async def card(self, interaction: _Interaction, right: str, page_id: str) -> None:
        """Show how a page looks."""
        require_standing(interaction, right)
        await self._change(interaction, right, page_id, {})

    async def take_title(self, interaction: _Interaction, right: str, page_id: str) -> None:
        """Give a page our own title again."""
        require_standing(interaction, right)
        await self._change(interaction, right, page_id, {"title": ""})

    async def ask_move(self, interaction: _Interaction, right: str, page_id: str) -> None:
        """Ask once more before an address that is in use dies."""
        require_standing(interaction, right)
        await answer(
            interaction,
            Reply(
                "Give this page a new address? It keeps its look. **The old address shows no names any more, and never "
                "will**: whoever has it open sees it go, and in OBS you must paste the new one.",
                view=view(
                    button("New address", "page.moved", right, page_id, style=discord.ButtonStyle.danger),
                    button("Keep it", "page.card", right, page_id),
                ),
            ),
        )

    async def move(self, interaction: _Interaction, right: str, page_id: str) -> None:
        """Give a page a new address, and show the button that leads there to this person alone."""
        require_standing(interaction, right)
        moved = await self._pages.move(page_id, guild_of(interaction).id, interaction.user.id)
        await answer(interaction, _told_once(moved, "Your page has a new address"))

    @app_commands.command(description="Let others put your names on a page, or stop that")
    @app_commands.describe(source="Which of your sources", allowed="Whether its names may stand on a public page")
    async def share(self, interaction: _Interaction, source: str, allowed: bool) -> None:
        """Note what the owner of names wants."""
        await working(interaction)
        guild_id = guild_of(interaction).id
        changed = await self._pages.allow(source, guild_id, interaction.user.id, allowed=allowed)
        title = escape_name(changed.title)
        yes = f"Whoever manages this server may show **{title}** on a page that everybody with its address can open."
        no = f"Only you may put **{title}** on a page. Pages that others made here show no names now."
        await answer(interaction, Reply(yes if allowed else no))

    @revoke.autocomplete("page")
    @settings.autocomplete("page")
    async def offered(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer this server's pages, by title and age."""
        found = await self._pages.of_guild(guild_of(interaction).id)
        return matching(
            current, ((f"{page.look.title or 'Thank you'} · {page.created_at:%Y-%m-%d}", page.id) for page in found)
        )

    @share.autocomplete("source")
    async def own(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the person's own sources in this server."""
        found = await self._sources.of_guild(guild_of(interaction).id)
        return matching(current, ((one.title, one.id) for one in found if one.owner_id == interaction.user.id))

    async def _only_page(self, interaction: _Interaction) -> str:
        found = await self._pages.of_guild(guild_of(interaction).id)
        if not found:
            raise UserError("There are no pages of this server's credits. `/credits page create` makes one.")
        if len(found) > 1:
            raise UserError("This server has several pages. Say which with the `page` option; it offers them.")
        return found[0].id

    async def _change(self, interaction: _Interaction, right: str, page_id: str, wanted: Mapping[str, Any]) -> None:
        changed = await self._pages.change(
            page_id, guild_of(interaction).id, lambda look: msgspec.structs.replace(look, **wanted)
        )
        lead = "Changed. " if wanted else ""
        await answer(
            interaction,
            Reply(
                f"{lead}{_described(changed)}\n\nAn address can ask for something else: "
                "`?theme=dark&template=newest&speed=80&columns=3&size=32&loop=0&title=Our+crew`.",
                title="How the page looks",
                view=view(*_menus(changed, right), *_buttons(changed, right)),
            ),
        )


def _menus(page: Page, right: str) -> Sequence[Any]:
    return [
        select(
            "page.set",
            right,
            page.id,
            setting,
            placeholder=menu.placeholder,
            options=[
                discord.SelectOption(label=words, value=value, default=value == str(getattr(page.look, setting)))
                for value, words in menu.values.items()
            ],
        )
        for setting, menu in _MENUS.items()
    ]


def _buttons(page: Page, right: str) -> Iterator[ui.Item[Any]]:
    if page.look.title:
        yield button("No title of its own", "page.untitled", right, page.id)
    yield button("New address", "page.move", right, page.id)


def _told_once(made: NewPage, title: str) -> Reply:
    """Return the answer with a page's address, which is in its button alone."""
    return Reply(
        "Open it and copy its address from your browser now: I keep only a fingerprint of it, so I cannot show it "
        f"again. If it is lost, `/credits page settings` gives the page a new one.\n\n{_IN_OBS}\n\n**Everyone who has "
        "the address sees the names, without Discord.** `/credits page revoke` takes the page down, `/credits page "
        "settings` changes how it looks.",
        title=title,
        view=view(link_button("Open the page", made.url)),
    )


def _name(page: Page) -> str:
    return escape_name(page.look.title or "Thank you")


def _described(page: Page) -> str:
    look = page.look
    columns = (
        f"{look.columns} {'column' if look.columns == 1 else 'columns'}" if look.columns else "as many columns as fit"
    )
    size = f"{look.size} px letters" if look.size else "letters by the window"
    maker = f" by <@{page.created_by}>" if page.created_by else ""
    waits = "".join(
        f"\n⚠️ It shows no names until <@{owner}> allows it with `/credits page share`." for owner in page.waits_for
    )
    return (
        f"🖥 **{_name(page)}**, made <t:{int(page.created_at.timestamp())}:D>{maker}\n"
        f"{THEMES.get(look.theme, look.theme)} · {LAYOUTS.get(look.template, look.template)} · {columns} · {size} · "
        f"{look.speed} px/s{'' if look.loop else ' · once'}{waits}"
    )


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits page."""
    group.add_command(CreditsPage(bot))
