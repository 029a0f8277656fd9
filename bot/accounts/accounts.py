"""What a person has linked: look up, require a permission, choose the default, forget."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from bot.accounts.links import Link, link_of
from bot.clock import Clock
from bot.errors import AccessMissing, NeedsRelink, NotLinked, NotYours
from bot.names import escape_name
from bot.providers.access import Access
from bot.providers.contract import Provider
from bot.store import audit, links, posts, sources, tokens
from bot.store.database import Database
from bot.store.links import LinkRow
from bot.store.tokens import TokenRow, context
from bot.store.transaction import Transaction
from bot.store.vault import UnsealError, Vault

log = logging.getLogger(__name__)

_YOUTUBE = "youtube"
_LOOK_AGAIN = "Look at `/accounts`."


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A link that was forgotten. `revoked`: whether the provider confirmed the end of the grant.

    None when another link (of this person or somebody else) stands on the same provider account and needs the grant.
    """

    title: str
    revoked: bool | None


class Accounts:
    """Looks after links that exist."""

    def __init__(self, database: Database, vault: Vault, providers: Mapping[str, Provider], *, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._providers = providers
        self._clock = clock

    async def of(self, user_id: int) -> list[Link]:
        """Return a person's links; of each provider the default first, then oldest first."""
        async with self._database.read() as connection:
            rows = await links.of_user(connection, user_id)
        return [link_of(row, self._providers) for row in rows]

    async def get(self, link_id: str) -> Link | None:
        """Find a link, whoever it belongs to."""
        async with self._database.read() as connection:
            row = await links.by_id(connection, link_id)
        return link_of(row, self._providers) if row else None

    async def require(
        self, user_id: int, access: Access, link_id: str | None = None, *, provider: str = _YOUTUBE
    ) -> Link:
        """Return the link to use: the one named, else the default, else another one that has the permission.

        Raises NotYours (a link that is gone or somebody else's), NotLinked, NeedsRelink, AccessMissing.
        """
        own = [link for link in await self.of(user_id) if link.provider == provider]
        if link_id is not None:
            own = [link for link in own if link.id == link_id]
            if not own:
                raise NotYours("account", _LOOK_AGAIN)
        if not own:
            raise NotLinked(access.value)
        usable = [link for link in own if link.healthy and access in link.access]
        if usable:
            return usable[0]
        first = own[0]
        if not first.healthy:
            raise NeedsRelink(escape_name(first.title), first.reason, access.value)
        raise AccessMissing(access.value, escape_name(first.title))

    async def make_default(self, user_id: int, link_id: str) -> Link:
        """Use this link when a command names none. Raises NotYours."""
        async with self._database.write() as connection:
            row = await links.by_id(connection, link_id)
            if row is None or row.user_id != user_id:
                raise NotYours("account", _LOOK_AGAIN)
            await links.set_default(connection, row)
            changed = await links.by_id(connection, link_id)
        return link_of(changed or row, self._providers)

    async def unlink(self, user_id: int, link_id: str) -> Unlinked:
        """Forget a link, then end the grant at the provider if no other link stands on that account. Raises NotYours.

        Forgotten first: a crash in between leaves a grant that nobody here can use and that its person can remove at
        the provider; the other way round would leave a link that is silently dead.
        """
        async with self._database.write() as connection:
            row = await links.by_id(connection, link_id)
            if row is None or row.user_id != user_id:
                raise NotYours("account", _LOOK_AGAIN)
            kept = await tokens.of_link(connection, link_id)
            # Names that were laid out already but not sent: they are no longer theirs to show.
            shown_in = {source.guild_id for source in await sources.of_link(connection, link_id)}
            await posts.stop_unfinished_of(connection, shown_in, "a linked account was unlinked", self._clock())
            await links.remove(connection, link_id)
            await self._pass_on_default(connection, row)
            needed = await links.shared(connection, row.provider, row.account_id) > 0
            await audit.add(
                connection, self._clock(), user_id, "link.removed", subject=f"{row.provider}/{row.account_id}"
            )
        if needed:
            return Unlinked(row.title, None)
        return Unlinked(row.title, await self._revoke(row, kept))

    async def _pass_on_default(self, connection: Transaction, gone: LinkRow) -> None:
        """Let the oldest remaining link of that provider be the default in place of the one that went."""
        if not gone.is_default:
            return
        rest = [one for one in await links.of_user(connection, gone.user_id) if one.provider == gone.provider]
        if rest:
            await links.set_default(connection, rest[0])

    async def _revoke(self, row: LinkRow, kept: TokenRow | None) -> bool:
        """Revoke by the refresh token, which works however long the access token has expired."""
        provider = self._providers.get(row.provider)
        token = self._open(row, kept)
        confirmed = await provider.revoke(token) if provider and token else False
        action = "grant.revoked" if confirmed else "grant.not_revoked"
        async with self._database.write() as connection:
            await audit.add(connection, self._clock(), row.user_id, action, subject=f"{row.provider}/{row.account_id}")
        return confirmed

    def _open(self, row: LinkRow, kept: TokenRow | None) -> str | None:
        if kept is None:
            return None
        column, sealed = "refresh_token", kept.refresh_token
        if sealed is None:
            column, sealed = "access_token", kept.access_token
        try:
            return self._vault.open(sealed, context=context(row.id, column))
        except UnsealError:
            log.exception("a forgotten link's token does not open, so its grant is not revoked")
            return None
