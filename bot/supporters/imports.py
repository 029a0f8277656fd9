"""Importing a file with names: look at it, ask, show what would change, and save, each step on its own."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from bot.clock import Clock
from bot.errors import NotYours
from bot.names import one_line
from bot.store.sources import Source
from bot.supporters.drafts import Draft, Drafts, data_of
from bot.supporters.kinds import FILE_KINDS, LIST, STUDIO_CSV
from bot.supporters.lists import Lists
from bot.supporters.sources import Sources
from bot.supporters.studio_csv.examine import examine
from bot.supporters.studio_csv.files import NotAList, require_text
from bot.supporters.studio_csv.questions import Answers, Layout, Question
from bot.supporters.studio_csv.reading import Reading, read
from bot.supporters.studio_csv.report import Difference, difference, in_known_order
from bot.supporters.studio_csv.role import Role
from bot.youtube.payer import Payer

LONGEST_TITLE = 80
_MEMBERS = "Channel members"
_NAMES = "Names"


@dataclass(frozen=True, slots=True)
class Summary:
    """What saving a draft would do.

    `replaces` is the source whose list it takes the place of, None for a new one; `changes` compares with that list,
    which was imported at `before` (UTC).
    """

    kind: str
    title: str
    layout: Layout
    reading: Reading
    replaces: Source | None
    before: datetime | None
    changes: Difference


class Imports:
    """Takes files from `/credits import` to a source of names."""

    def __init__(self, lists: Lists, sources: Sources, clock: Clock) -> None:
        self._lists = lists
        self._sources = sources
        self._clock = clock
        self.drafts = Drafts(clock)

    async def begin(
        self,
        data: bytes,
        *,
        user_id: int,
        guild_id: int,
        file_name: str,
        right: str,
        title: str = "",
        source_id: str = "",
    ) -> Draft:
        """Keep a file that was sent. `source_id` names the person's own list that it is to replace, if any.

        Raises NotAList for what is no list, and NotYours for a source that is not theirs or no list.
        """
        await asyncio.to_thread(require_text, data)
        if source_id:
            await self._own(source_id, user_id, guild_id)
        shown = one_line(title).strip()[:LONGEST_TITLE]
        return await self.drafts.keep(
            data,
            user_id=user_id,
            guild_id=guild_id,
            file_name=file_name,
            title=shown,
            source_id=source_id,
            right=right,
        )

    async def look(self, draft: Draft) -> Question | Summary:
        """Return what has to be asked next, or what saving would do. Raises NotAList."""
        found = await asyncio.to_thread(_read, draft, self._clock())
        if not isinstance(found, tuple):
            return found
        layout, reading = found
        if not reading.people.entries:
            raise NotAList(_nobody(reading))
        return await self._summary(draft, layout, reading)

    def answer(self, draft: Draft, answers: Answers) -> Draft:
        """Note an answer. Raises NotYours when the draft is gone."""
        return self.drafts.answer(draft, answers)

    async def save(self, draft: Draft) -> Summary:
        """Save the list, in one transaction, and forget the draft; a second press finds it gone (NotYours)."""
        self.drafts.take(draft)
        try:
            return await self._save(draft)
        except BaseException:
            self.drafts.put_back(draft)
            raise

    async def _save(self, draft: Draft) -> Summary:
        summary = await self.look(draft)
        if not isinstance(summary, Summary):
            raise NotYours("file", "Use `/credits import` again; nothing was changed.")
        people = summary.reading.people
        if summary.replaces is None:
            await self._lists.add(draft.guild_id, summary.kind, summary.title, people, draft.user_id)
        else:
            await self._lists.replace(summary.replaces.id, draft.guild_id, people, draft.user_id)
        return summary

    async def _summary(self, draft: Draft, layout: Layout, reading: Reading) -> Summary:
        kind = STUDIO_CSV if reading.linked and Role.LINK in layout.columns else LIST
        title = draft.title or _title_of(draft.file_name, kind)
        replaces = await self._replaced(draft, kind, title)
        if replaces is None:
            return Summary(kind, title, layout, reading, None, None, Difference((), ()))
        old = await self._lists.read(replaces, Payer.in_server(draft.user_id, draft.guild_id))
        people = in_known_order(old, reading.people)
        known = Reading(people, reading.bad, reading.repeats, reading.unlinked)
        changes = await asyncio.to_thread(difference, old, people)
        return Summary(replaces.kind, replaces.title, layout, known, replaces, old.as_of, changes)

    async def _replaced(self, draft: Draft, kind: str, title: str) -> Source | None:
        """Return the list that is named, else the person's own of the same kind and title."""
        if draft.source_id:
            return await self._own(draft.source_id, draft.user_id, draft.guild_id)
        for source in await self._sources.of_guild(draft.guild_id):
            same = (source.owner_id, source.kind) == (draft.user_id, kind)
            if same and source.title.casefold() == title.casefold():
                return source
        return None

    async def _own(self, source_id: str, user_id: int, guild_id: int) -> Source:
        for source in await self._sources.of_guild(guild_id):
            if source.id == source_id and source.owner_id == user_id and source.kind in FILE_KINDS:
                return source
        raise NotYours("list", "Look at `/credits sources list`.")


def _read(draft: Draft, now: datetime) -> Question | tuple[Layout, Reading]:
    data = data_of(draft)
    layout = examine(data, draft.answers)
    if not isinstance(layout, Layout):
        return layout
    title = draft.title or _title_of(draft.file_name, LIST)
    return layout, read(data, layout, title=title, as_of=now)


def _title_of(file_name: str, kind: str) -> str:
    """Return what a list is called when nobody says: Studio's files bear another date in their name each time."""
    if kind == STUDIO_CSV:
        return _MEMBERS
    stem = one_line(PurePath(file_name).stem).replace("_", " ").strip()
    return stem[:LONGEST_TITLE] or _NAMES


def _nobody(reading: Reading) -> str:
    if not reading.bad:
        return "That file has no names in it."
    first = reading.bad[0]
    return f"I could not read a single row of that file. Row {first.line:,}, for one: {first.why}."
