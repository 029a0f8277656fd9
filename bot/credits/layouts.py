"""From a roll to messages by any template of a server: the bot's own here, people's in a process of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.clock import Clock
from bot.credits.own import OwnTemplates
from bot.credits.pages import opening
from bot.credits.spelling import Spelling
from bot.credits.templates.builtin import BUILTIN
from bot.credits.templates.environment import Rendered, TemplateFault
from bot.credits.templates.process import Apart
from bot.credits.templates.scene import Scene, TooManyNames
from bot.credits.text import Embed, Part, arrange, empty, lay_out, nobody, staged, summary, titled
from bot.errors import BadTemplate, NoSource, TooOften, UserError
from bot.limits import Limiter, Limits
from bot.names import escape_name
from bot.supporters.changes import Change
from bot.supporters.roll import Group, Occasion, Roll, Supporter
from bot.youtube.payer import Payer

LayOut: TypeAlias = Callable[[int, Roll, str, Change | None], Awaitable[list[Part]]]
"""Lays a roll out for a server by the name of a template, which may speak of what changed since the last post."""
ReadRoll: TypeAlias = Callable[[int, Occasion, Payer], Awaitable[Roll]]
"""Reads who supports a server's creators, by the server's id, what it is read for, and who pays."""

_EXAMPLES = ("Newest supporter", "Second supporter", "First supporter")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a template would make of a server's credits now.

    `opening` is how they begin, and `whole` whether that is all; `messages` is how many they would be, 0 where they
    become a summary and a file; `named` of `total` people are named. `trouble` says why the names are examples.
    """

    opening: Embed
    whole: bool
    messages: int
    named: int
    total: int
    trouble: str = ""


class Layouts:
    """Lays credits out and tries templates."""

    def __init__(self, own: OwnTemplates, read_roll: ReadRoll, clock: Clock, limits: Limits | None = None) -> None:
        self._own = own
        self._apart = Apart()
        self._read_roll = read_roll
        self._clock = clock
        self._trials = Limiter((limits or Limits()).trials, clock)

    async def lay_out(self, guild_id: int, roll: Roll, template: str, change: Change | None = None) -> list[Part]:
        """Return the messages that show a roll, whose `change` since the last post a server's own template may tell.

        Raises TemplateUnknown, BadTemplate, TryLater.
        """
        if template in BUILTIN:
            return await asyncio.to_thread(lay_out, roll, template)
        known = await self._own.find(guild_id, template)
        if nobody(roll):
            return [empty(roll)]
        try:
            scene = await asyncio.to_thread(staged, roll, change)
        except TooManyNames:
            return [summary(roll, known.body)]
        try:
            rendered = await self._apart.render(known.body, scene, guild_id)
        except TemplateFault as fault:
            raise BadTemplate(fault.problem, fault.line, escape_name(known.words)) from None
        return await asyncio.to_thread(arrange, roll, scene, known.body, rendered)

    async def attempt(self, guild_id: int, by: int, body: str, most: int) -> Trial:
        """Return what a template would make of the credits now, beginning with at most `most` UTF-16 units.

        `by` is the Discord user who asks, and who pays where reading names costs. Without names it takes examples.
        Raises BadTemplate, TryLater, TooOften.
        """
        if wait := self._trials.take(guild_id):
            raise TooOften("tries of templates", self._clock() + wait)
        roll, trouble = await self._roll(guild_id, by)
        try:
            scene = await asyncio.to_thread(staged, roll)
        except TooManyNames:
            roll, trouble = _example(self._clock()), "There are too many names for a template."
            scene = staged(roll)
        try:
            rendered = await self._apart.render(body, scene, guild_id)
        except TemplateFault as fault:
            raise BadTemplate(fault.problem, fault.line) from None
        return await asyncio.to_thread(_tried, roll, scene, body, rendered, most, trouble)

    async def _roll(self, guild_id: int, by: int) -> tuple[Roll, str]:
        """Return the names to try a template on; examples and the reason where there are none."""
        try:
            roll = await self._read_roll(guild_id, Occasion.PREVIEW, Payer.in_server(by, guild_id))
        except NoSource:
            return _example(self._clock()), "This server has no source of names yet."
        except UserError as error:
            return _example(self._clock()), error.message
        return (_example(self._clock()), "There is nobody to thank yet.") if nobody(roll) else (roll, "")


def _tried(roll: Roll, scene: Scene, body: str, rendered: Rendered, most: int, trouble: str) -> Trial:
    parts = arrange(roll, scene, body, rendered)
    spell = Spelling(scene.names).markdown
    first, whole = opening(*titled(rendered.text, spell), spell, most)
    return Trial(
        opening=first,
        whole=whole and rendered.whole,
        messages=0 if parts[0].file else len(parts),
        named=rendered.named,
        total=roll.total,
        trouble=trouble,
    )


def _example(now: datetime) -> Roll:
    """Return a roll for servers that have none."""
    names = tuple(Supporter(name, months, now) for months, name in enumerate(_EXAMPLES))
    return Roll((Group("Highest tier", names[2:]), Group("Another tier", names[:2])), now, ("Your channel",))
