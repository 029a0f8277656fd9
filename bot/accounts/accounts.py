"""What a person has linked: look up, require a permission, choose the default, forget."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.accounts import history
from bot.accounts.history import History
from bot.accounts.links import Link, link_of
from bot.accounts.revoking import Revoking
from bot.accounts.words import called
from bot.clock import Clock
from bot.errors import AccessMissing, NeedsRelink, NotLinked, NotYours
from bot.names import one_line
from bot.providers.access import Access
from bot.providers.contract import Provider
from bot.store import audit, links, sources, tokens
from bot.store.database import Database
from bot.store.links import LinkRow
from bot.store.tokens import TokenRow
from bot.store.transaction import Transaction
from bot.store.vault import Vault
from bot.store.withdrawal import withdraw_names

LABEL_LIMIT = 32
"""Characters in a person's own name for an account, so that it fits beside the title wherever that is shown."""

_YOUTUBE = "youtube"
_LOOK_AGAIN = "Look at `/accounts`."


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A link that was forgotten. `revoked`: whether the provider confirmed the end of the grant.

    None when another link that works needs the grant, or may need it.
    """

    title: str
    revoked: bool | None
    provider: str = _YOUTUBE


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A link that is gone from the store, its grant not ended yet; `actor` and `subject` are for the audit."""

    row: LinkRow
    kept: TokenRow | None
    actor: int
    subject: str

    def without_identity(self) -> "Forgotten":
        """Return it so that nothing written from now on says whose it was."""
        return replace(self, actor=audit.NOBODY, subject="")


class Accounts:
    """Looks after links that exist."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        providers: Mapping[str, Provider],
        *,
        clock: Clock,
        patience_seconds: float = 5,
    ) -> None:
        self._database = database
        self._providers = providers
        self._clock = clock
        self._revoking = Revoking(database, vault, providers, clock=clock, patience_seconds=patience_seconds)

    async def of(self, user_id: int) -> list[Link]:
        """Return a person's links; of each provider the default first, then oldest first."""
        async with self._database.read() as connection:
            rows = await links.of_user(connection, user_id)
        return [link_of(row, self._providers) for row in rows]

    async def own(self, user_id: int, link_id: str) -> Link:
        """Return one of a person's links. Raises NotYours."""
        async with self._database.read() as connection:
            row = await _own(connection, user_id, link_id)
        return link_of(row, self._providers)

    async def history(self, user_id: int, before: int | None = None) -> History:
        """Return a page of what happened with this person's accounts, the newest first.

        `before` is where an earlier page says that it goes on.
        """
        async with self._database.read() as connection:
            rows = await links.of_user(connection, user_id)
            return await history.read(connection, user_id, [link_of(row, self._providers) for row in rows], before)

    async def require(
        self, user_id: int, access: Access, link_id: str | None = None, *, provider: str | None = _YOUTUBE
    ) -> Link:
        """Return the link to use: the one named, else the default, else another one that has the permission.

        `provider` None is any. Raises NotYours (a link that is gone or somebody else's), NotLinked, NeedsRelink,
        AccessMissing.
        """
        own = [link for link in await self.of(user_id) if provider in {None, link.provider}]
        if link_id is not None:
            own = [link for link in own if link.id == link_id]
            if not own:
                raise NotYours("account", _LOOK_AGAIN)
        if not own:
            raise NotLinked(access.value, provider or _YOUTUBE)
        usable = [link for link in own if link.healthy and access in link.access]
        if usable:
            return usable[0]
        first = own[0]
        if not first.healthy:
            raise NeedsRelink(called(first), first.reason, access.value, link_id=first.id, provider=first.provider)
        raise AccessMissing(access.value, called(first), link_id=first.id, provider=first.provider)

    async def make_default(self, user_id: int, link_id: str) -> Link:
        """Use this link when a command names none. Raises NotYours."""
        async with self._database.write() as connection:
            row = await _own(connection, user_id, link_id)
            await links.set_default(connection, row)
            changed = await links.by_id(connection, link_id)
        return link_of(changed or row, self._providers)

    async def label(self, user_id: int, link_id: str, text: str) -> Link:
        """Keep the person's own short name for a link, without what cannot be seen at its ends; empty takes it away.

        Raises NotYours.
        """
        label = one_line(text).strip()[:LABEL_LIMIT]
        now = self._clock()
        async with self._database.write() as connection:
            row = await _own(connection, user_id, link_id)
            if label != row.label:
                await links.set_label(connection, link_id, label, now)
                subject, detail = f"{row.provider}/{row.account_id}", "set" if label else "taken away"
                await audit.add(connection, now, user_id, "link.labelled", subject=subject, detail=detail)
        return link_of(replace(row, label=label), self._providers)

    async def unlink(self, user_id: int, link_id: str) -> Unlinked:
        """Forget a link, then end the grant at the provider if no link that works can stand on it.

        Forgotten first: a crash in between leaves a grant that nobody here can use and that its person can remove at
        the provider; the other way round would leave a link that is silently dead. Raises NotYours.
        """
        return await self.revoke(await self._forget_own(user_id, link_id))

    async def unlink_with_grant(self, user_id: int, link_id: str) -> Unlinked:
        """Forget a link and end its grant, though other links of this person's may stand on it. Raises NotYours.

        Only a link on this very channel still spares the grant.
        """
        gone = await self._forget_own(user_id, link_id)
        revoked = await self._revoking.end(
            gone.row, gone.kept, actor=gone.actor, subject=gone.subject, needing=links.sharing_account
        )
        return Unlinked(gone.row.title, revoked, gone.row.provider)

    async def _forget_own(self, user_id: int, link_id: str) -> Forgotten:
        async with self._database.write() as connection:
            return await self.forget(connection, await _own(connection, user_id, link_id))

    async def forget(self, connection: Transaction, row: LinkRow) -> Forgotten:
        """Forget a link in the caller's transaction; once that is committed, `revoke` ends its grant."""
        now = self._clock()
        kept = await tokens.of_link(connection, row.id)
        shown_in = {source.guild_id for source in await sources.of_link(connection, row.id)}
        await withdraw_names(connection, shown_in, "a linked account was unlinked", now)
        await links.remove(connection, row.id)
        await self._pass_on_default(connection, row)
        subject = f"{row.provider}/{row.account_id}"
        await audit.add(connection, now, row.user_id, "link.removed", subject=subject)
        return Forgotten(row, kept, row.user_id, subject)

    async def revoke(self, forgotten: Forgotten) -> Unlinked:
        """End the grant of a forgotten link, unless a link that works stands on it, or may."""
        row = forgotten.row
        revoked = await self._revoking.end(row, forgotten.kept, actor=forgotten.actor, subject=forgotten.subject)
        return Unlinked(row.title, revoked, row.provider)

    async def _pass_on_default(self, connection: Transaction, gone: LinkRow) -> None:
        """Let the oldest remaining link of that provider be the default in place of the one that went."""
        if not gone.is_default:
            return
        rest = [one for one in await links.of_user(connection, gone.user_id) if one.provider == gone.provider]
        if rest:
            await links.set_default(connection, rest[0])


async def _own(connection: Transaction, user_id: int, link_id: str) -> LinkRow:
    """Return a person's own link. Raises NotYours for one that is gone or somebody else's."""
    row = await links.by_id(connection, link_id)
    if row is None or row.user_id != user_id:
        raise NotYours("account", _LOOK_AGAIN)
    return row
