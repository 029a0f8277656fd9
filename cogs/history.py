"""/credits history: what was posted, skipped or missed, with links to the messages."""

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.names import cut
from bot.replies import Reply, answer, working
from bot.schedule.history import History
from bot.store.history import Past
from bot.store.posts import ANNOUNCEMENT, POSTED, SKIPPED, STOPPED, WITHDRAWN
from cogs.managing import guild_of, require_standing, standing
from cogs.paging import turning
from cogs.schedule_words import messages, offered_schedules, title
from cogs.since_last import SinceLast

_Interaction = discord.Interaction[CurtainCall]
_PAGE = 8
_LONGEST_WHY = 300


class Looking:
    """Shows pages of a server's history."""

    def __init__(self, bot: CurtainCall) -> None:
        self._history = History(bot.services.database)
        self._schedules = bot.services.schedules
        bot.components["history.open"] = Registration(self.turned, Answer.UPDATE)

    async def turned(self, interaction: _Interaction, right: str, schedule_id: str, page: str) -> None:
        """Show another page; `schedule_id` is a dash for all schedules."""
        require_standing(interaction, right)
        await self.show(interaction, right, schedule_id.removeprefix("-"), int(page))

    async def show(self, interaction: _Interaction, right: str, schedule_id: str, wanted: int) -> None:
        """Show a page, of one schedule or of everything (empty)."""
        guild_id = guild_of(interaction).id
        of = f"{title(await self._schedules.get(schedule_id, guild_id))}\n\n" if schedule_id else ""
        page = await self._history.page(guild_id, schedule_id, wanted, _PAGE)
        lines = "\n".join(_line(guild_id, one, alone=bool(schedule_id)) for one in page.posts)
        more = (right, schedule_id or "-")
        items = turning(page.number, page.count, "history.open", *more)
        if schedule_id:
            items.append(button("Changed since the last post", "since.show", *more, 0))
        footer = f"Page {page.number + 1} of {page.count}" if page.count > 1 else None
        text = f"{of}{lines or 'Nothing was posted yet.'}"
        await answer(
            interaction, Reply(text, title="What was posted", footer=footer, view=view(*items) if items else None)
        )


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits history."""
    looking = Looking(bot)
    SinceLast(bot)

    @app_commands.command(description="See what was posted in this server, with links")
    @app_commands.describe(schedule="Only of this one")
    @app_commands.autocomplete(schedule=offered_schedules)
    async def history(interaction: _Interaction, schedule: str = "") -> None:
        await working(interaction)
        await looking.show(interaction, standing(interaction), schedule, 0)

    group.add_command(history)


def _line(guild_id: int, past: Past, *, alone: bool) -> str:
    """Return one post on a line: when, where unless they are all of one schedule, and what became of it."""
    what = "announcement" if past.kind == ANNOUNCEMENT else "credits"
    where = "" if alone else f" · {past.words or 'by hand'} in <#{past.channel_id}>"
    return f"<t:{int(past.due_at.timestamp())}:f>{where} · {_fate(guild_id, past, what)}"


def _fate(guild_id: int, past: Past, what: str) -> str:
    why = cut(past.problem, _LONGEST_WHY)
    if past.status == POSTED:
        link = _link(guild_id, past)
        return f"[{what}, {messages(past.messages)}]({link}){f' · {why}' if why else ''}" if link else what
    if past.status == SKIPPED:
        return f"skipped. {why}"
    if past.status in {STOPPED, WITHDRAWN}:
        return f"{_arrived(guild_id, past)} · {why}".rstrip(" ·")
    return f"under way{f' · {why}' if why else ''}"


def _arrived(guild_id: int, past: Past) -> str:
    link = _link(guild_id, past)
    return f"[stopped after {past.messages} of {messages(past.planned)}]({link})" if link else "not posted"


def _link(guild_id: int, past: Past) -> str:
    if past.first_message is None:
        return ""
    return f"https://discord.com/channels/{guild_id}/{past.channel_id}/{past.first_message}"
