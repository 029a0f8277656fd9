"""What a schedule attaches to its posts, on a small card of its own: pictures or a video, and how they look."""

from collections.abc import Mapping
from typing import Any

import discord
import msgspec
from discord import ui

from bot.client import CurtainCall
from bot.components import Answer, Component, Registration, button, chosen, select, view
from bot.credits.pictures.attaching import FILES_A_MESSAGE, MOST_BYTES
from bot.credits.pictures.job import CLEAR, FORMATS, SEE_THROUGH, THEMES
from bot.replies import Reply, answer
from bot.schedule.options import Options, drawable, read_options
from bot.schedule.script import DRAW_LIMIT
from bot.store.schedules import Schedule
from cogs.managing import guild_of, require_standing
from cogs.render_words import SIZES_IN_WORDS
from cogs.schedule_words import attached, title

_Interaction = discord.Interaction[CurtainCall]
_NOTHING = "nothing"
_ATTACHED = {_NOTHING: "Nothing", **FORMATS}
_MINUTES = round(DRAW_LIMIT.total_seconds() / 60)
_LATE = (
    f"A video is drawn when the post is due, so the post comes up to {_MINUTES} minutes after its time. What is not "
    "drawn by then is left out, and I tell whoever made the schedule."
)
_SOON = (
    f"Up to {FILES_A_MESSAGE} pages show in the channel; more come as one zip. They take seconds, or some minutes "
    "while videos of other posts are drawn."
)
_LARGE = f"What is larger than {MOST_BYTES // 2**20} MiB comes as a link that works for a day."
_ONLY_NEWS = "⚠️ Only the announcements are posted, so nothing is attached. Untick that on the schedule's card first."


class PictureCard:
    """Shows the card and answers what is chosen on it."""

    def __init__(self, bot: CurtainCall) -> None:
        self._schedules = bot.services.schedules
        for name, handler in (
            ("open", self.open_pressed),
            ("attach", self.attach_chosen),
            ("theme", self.theme_chosen),
            ("size", self.size_chosen),
        ):
            bot.components[f"picture.{name}"] = Registration(handler, Answer.UPDATE)

    async def open_pressed(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Show the card."""
        require_standing(interaction, right)
        schedule = await self._schedules.get(schedule_id, guild_of(interaction).id)
        await _show(interaction, right, schedule)

    async def attach_chosen(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Attach something else, or nothing."""
        kind = chosen(interaction)
        held = await self._held(interaction, right, schedule_id)
        options = msgspec.structs.replace(held, attach="" if kind == _NOTHING else kind)
        await self._keep(interaction, right, schedule_id, options)

    async def theme_chosen(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Draw in other colours."""
        held = await self._held(interaction, right, schedule_id)
        await self._keep(interaction, right, schedule_id, msgspec.structs.replace(held, theme=chosen(interaction)))

    async def size_chosen(self, interaction: _Interaction, right: str, schedule_id: str) -> None:
        """Draw larger or smaller."""
        held = await self._held(interaction, right, schedule_id)
        await self._keep(interaction, right, schedule_id, msgspec.structs.replace(held, size=chosen(interaction)))

    async def _held(self, interaction: _Interaction, right: str, schedule_id: str) -> Options:
        require_standing(interaction, right)
        return read_options((await self._schedules.get(schedule_id, guild_of(interaction).id)).options)

    async def _keep(self, interaction: _Interaction, right: str, schedule_id: str, options: Options) -> None:
        changed = await self._schedules.set_options(schedule_id, guild_of(interaction).id, drawable(options))
        await _show(interaction, right, changed)


async def _show(interaction: _Interaction, right: str, schedule: Schedule) -> None:
    options = read_options(schedule.options)
    of = (right, schedule.id)
    items: list[ui.Item[Any]] = [_menu("attach", *of, offered=_ATTACHED, held=options.attach or _NOTHING)]
    if options.attach:
        themes = {name: words for name, words in THEMES.items() if name != CLEAR or options.attach in SEE_THROUGH}
        items.append(_menu("theme", *of, offered=themes, held=options.theme))
        items.append(_menu("size", *of, offered=SIZES_IN_WORDS, held=options.size))
    items.append(button("Back", "schedule.open", *of))
    told = [f"{title(schedule)}\n**Attached:** {attached(options)}"]
    if options.attach:
        told += [_ONLY_NEWS] if options.only_news else []
        told.append(f"{_SOON if options.attach == 'png' else _LATE} {_LARGE}")
    await answer(interaction, Reply("\n\n".join(told), title="A picture with the credits", view=view(*items)))


def _menu(name: str, *of: str, offered: Mapping[str, str], held: str) -> Component:
    options = [
        discord.SelectOption(label=words, value=value, default=value == held) for value, words in offered.items()
    ]
    return select(f"picture.{name}", *of, placeholder="What is attached", options=options)
