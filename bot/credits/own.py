"""A server's own templates beside the bot's: written, tried on the real names, saved, deleted."""

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clock import Clock
from bot.credits.templates.builtin import BUILTIN, DEFAULT
from bot.errors import BadTemplateName, DraftChanged, TemplateUnknown, TooManyTemplates
from bot.names import escape_name
from bot.store import templates as rows
from bot.store.database import Database
from bot.store.templates import Template
from bot.store.transaction import Transaction

LIMIT = 20
"""Templates a server: with the bot's own as many as Discord offers in one list of choices."""
NAME_LIMIT = 24
"""It travels in the custom ids of buttons, beside much else."""
BODY_LIMIT = 4_000
"""As much as a field of a Discord form takes."""
DRAFT_AGE = timedelta(days=1)
_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Known:
    """A template that can be used: the name that schedules keep, what people call it, and its text."""

    name: str
    words: str
    body: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written; `digest` says which version."""

    name: str
    body: str

    @property
    def digest(self) -> str:
        """Return a few letters that are others for another text."""
        return hashlib.sha256(self.body.encode()).hexdigest()[:_DIGEST]


class OwnTemplates:
    """The templates of all servers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def all_of(self, guild_id: int) -> list[Known]:
        """Return every template a server can use, the bot's first."""
        own = [Known(one.name, one.name, one.body) for one in await self._of(guild_id) if one.body]
        return [Known(name, one.words, one.body) for name, one in BUILTIN.items()] + own

    async def own_of(self, guild_id: int) -> list[Known]:
        """Return the templates that a server has written itself."""
        return [one for one in await self.all_of(guild_id) if one.name not in BUILTIN]

    async def find(self, guild_id: int, wanted: str) -> Known:
        """Return a template by the name that is kept or by what people call it. Raises TemplateUnknown."""
        known = await self.all_of(guild_id)
        same = [one for one in known if wanted == one.name]
        alike = [one for one in known if _folded(wanted) in (_folded(one.name), _folded(one.words))]
        if not same and not alike:
            raise TemplateUnknown(escape_name(wanted))
        return (same or alike)[0]

    async def begin(self, guild_id: int, name: str, like: str) -> Draft:
        """Return a new template to write, with the text of another. Stores nothing.

        Raises BadTemplateName, TooManyTemplates, TemplateUnknown.
        """
        found = await self._of(guild_id)
        chosen = _named(name)
        if any(_folded(chosen) == _folded(one.name) for one in found if one.body):
            raise BadTemplateName(f"This server has a template **{escape_name(chosen)}** already.")
        _require_room(found)
        return Draft(chosen, (await self.find(guild_id, like)).body)

    async def draft(self, guild_id: int, name: str) -> Draft:
        """Return what is being written under a name, else what was saved. Raises TemplateUnknown."""
        for one in await self._of(guild_id):
            if _folded(one.name) == _folded(name):
                return Draft(one.name, one.draft or one.body)
        raise TemplateUnknown(escape_name(name))

    async def write(self, guild_id: int, draft: Draft) -> None:
        """Keep what somebody has written, for a day or until it is saved. Raises TooManyTemplates."""
        async with self._database.write() as connection:
            found = await rows.of_guild(connection, guild_id)
            before = next((one for one in found if one.name == draft.name), None)
            if before is None:
                _require_room(found)
                before = Template(guild_id, draft.name, "", "", self._clock())
            await rows.put(connection, replace(before, draft=draft.body, updated_at=self._clock()))

    async def save(self, guild_id: int, name: str, digest: str) -> None:
        """Use from now on what was written. Raises DraftChanged when that is not the version with this digest."""
        async with self._database.write() as connection:
            written = await _require(connection, guild_id, name, digest)
            await rows.put(connection, replace(written, body=written.draft, draft="", updated_at=self._clock()))

    async def discard(self, guild_id: int, name: str, digest: str) -> bool:
        """Forget what was written; False where there is no saved version that stays. Raises DraftChanged."""
        async with self._database.write() as connection:
            written = await _require(connection, guild_id, name, digest)
            if written.body:
                await rows.put(connection, replace(written, draft=""))
            else:
                await rows.remove(connection, guild_id, written.name)
        return bool(written.body)

    async def delete(self, guild_id: int, name: str) -> tuple[Known, int]:
        """Forget a template; return it, and how many schedules go on with the bot's default instead."""
        async with self._database.write() as connection:
            found = [one for one in await rows.of_guild(connection, guild_id) if _folded(one.name) == _folded(name)]
            if not found:
                raise TemplateUnknown(escape_name(name))
            gone = found[0]
            await rows.remove(connection, guild_id, gone.name)
            changed = await rows.use_instead(connection, guild_id, gone.name, DEFAULT)
        return Known(gone.name, gone.name, gone.body), changed

    async def clean_up(self) -> None:
        """Forget what was written and not saved for a day."""
        async with self._database.write() as connection:
            await rows.forget_drafts(connection, self._clock() - DRAFT_AGE)

    async def _of(self, guild_id: int) -> list[Template]:
        async with self._database.read() as connection:
            return await rows.of_guild(connection, guild_id)


def _named(name: str) -> str:
    """Return a name for a new template. Raises BadTemplateName."""
    chosen = " ".join(unicodedata.normalize("NFC", name).split())
    if not chosen.isprintable() or not 1 <= len(chosen) <= NAME_LIMIT or ":" in chosen:
        raise BadTemplateName(f"A template's name has 1 to {NAME_LIMIT} characters on one line, and no colon.")
    if any(_folded(chosen) in (_folded(key), _folded(one.words)) for key, one in BUILTIN.items()):
        raise BadTemplateName("A template of mine is called so.")
    return chosen


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _require_room(found: list[Template]) -> None:
    if len(found) >= LIMIT:
        raise TooManyTemplates(LIMIT)


async def _require(connection: Transaction, guild_id: int, name: str, digest: str) -> Template:
    for one in await rows.of_guild(connection, guild_id):
        if one.name == name and one.draft and Draft(name, one.draft).digest == digest:
            return one
    raise DraftChanged
