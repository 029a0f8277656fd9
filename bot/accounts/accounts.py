"""What a person has linked: look up, require a permission, choose the default, forget."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.accounts.links import Link, link_of
from bot.accounts.revoking import Revoking
from bot.clock import Clock
from bot.errors import AccessMissing, NeedsRelink, NotLinked, NotYours
from bot.names import escape_name
from bot.providers.access import Access
from bot.providers.contract import Provider
from bot.store import audit, links, posts, sources, tokens
from bot.store.database import Database
from bot.store.links import LinkRow
from bot.store.transaction import Transaction
from bot.store.vault import Vault

_YOUTUBE = "youtube"
_LOOK_AGAIN = "Look at `/accounts`."


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A link that was forgotten. `revoked`: whether the provider confirmed the end of the grant.

    None when a link of somebody else that works stands on the same provider account and needs the grant.
    """

    title: str
    revoked: bool | None


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
        """Forget a link, then end the grant at the provider if no link that works stands on that account.

        Forgotten first: a crash in between leaves a grant that nobody here can use and that its person can remove at
        the provider; the other way round would leave a link that is silently dead. Raises NotYours.
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
            await audit.add(
                connection, self._clock(), user_id, "link.removed", subject=f"{row.provider}/{row.account_id}"
            )
        return Unlinked(row.title, await self._revoking.end(row, kept))

    async def _pass_on_default(self, connection: Transaction, gone: LinkRow) -> None:
        """Let the oldest remaining link of that provider be the default in place of the one that went."""
        if not gone.is_default:
            return
        rest = [one for one in await links.of_user(connection, gone.user_id) if one.provider == gone.provider]
        if rest:
            await links.set_default(connection, rest[0])
