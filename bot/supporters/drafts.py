"""Files that were sent but not saved yet, kept in memory while their person answers questions about them."""

import asyncio
import zlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import NotYours
from bot.store.types import new_id
from bot.supporters.studio_csv.questions import Answers

LIFETIME = timedelta(minutes=15)
"""How long Discord lets a private answer be changed."""
_MOST = 20
_FAST = 1
_NEXT = "Use `/credits import` again; nothing was changed."


@dataclass(frozen=True, slots=True)
class Draft:
    """A file of one person for one server. `packed` is the file, compressed; `until` is UTC.

    `title` is what the list is to be called, empty for the usual; `source_id` the list it is to replace, empty for none
    in particular; `right` the caller's own word for why its person may.
    """

    id: str
    user_id: int
    guild_id: int
    file_name: str
    title: str
    source_id: str
    right: str
    until: datetime
    packed: bytes = field(repr=False)
    answers: Answers = field(default_factory=Answers)


class Drafts:
    """Holds at most one draft a person and server, and twenty in all; the oldest gives way."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._drafts)

    async def keep(
        self, data: bytes, *, user_id: int, guild_id: int, file_name: str, title: str, source_id: str, right: str
    ) -> Draft:
        """Keep a file in place of the one its person sent before for the same server."""
        packed = await asyncio.to_thread(zlib.compress, data, _FAST)
        until = self._clock() + LIFETIME
        draft = Draft(new_id(), user_id, guild_id, file_name, title, source_id, right, until, packed)
        for known in self._of_same(draft):
            del self._drafts[known.id]
        self._add(draft)
        return draft

    def get(self, draft_id: str, user_id: int, guild_id: int) -> Draft:
        """Return a draft of this person and server. Raises NotYours, also when its time is over."""
        draft = self._drafts.get(draft_id)
        if draft is None or (draft.user_id, draft.guild_id) != (user_id, guild_id) or draft.until <= self._clock():
            raise NotYours("file", _NEXT)
        return draft

    def answer(self, draft: Draft, answers: Answers) -> Draft:
        """Note what was answered. Raises NotYours when the draft is gone."""
        if draft.id not in self._drafts:
            raise NotYours("file", _NEXT)
        self._drafts[draft.id] = replace(draft, answers=answers)
        return self._drafts[draft.id]

    def take(self, draft: Draft) -> None:
        """Take a draft away; whoever comes second finds it gone. Raises NotYours."""
        if self._drafts.pop(draft.id, None) is None:
            raise NotYours("file", _NEXT)

    def put_back(self, draft: Draft) -> None:
        """Put a draft back that was taken and could not be used, unless its person has sent another file since."""
        if not self._of_same(draft):
            self._add(draft)

    async def clean_up(self) -> None:
        """Forget the files whose time is over."""
        self._forget_old()

    def _of_same(self, draft: Draft) -> list[Draft]:
        """Return what its person has sent for the same server."""
        mine = (draft.user_id, draft.guild_id)
        return [known for known in self._drafts.values() if (known.user_id, known.guild_id) == mine]

    def _add(self, draft: Draft) -> None:
        self._forget_old()
        while len(self._drafts) >= _MOST:
            self._drafts.popitem(last=False)
        self._drafts[draft.id] = draft

    def _forget_old(self) -> None:
        now = self._clock()
        for known in [one for one in self._drafts.values() if one.until <= now]:
            del self._drafts[known.id]


def data_of(draft: Draft) -> bytes:
    """Return the file. Blocking: tens of milliseconds for a large one."""
    return zlib.decompress(draft.packed)
