"""Many accounts at the sandbox's Google, and links to them made without a browser."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.accounts.links import scopes_text
from bot.clock import Clock
from bot.providers.access import Access
from bot.store import audit, links, tokens
from bot.store.links import LinkRow
from bot.store.tokens import TokenRow, context
from bot.store.types import new_id
from sandbox.google import GoogleSandbox
from sandbox.google.model import Account, Channel, World
from tests.endurance.house import House

FIRST_USER = 2_000_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """One of a crowd: a Discord user's number, a Google account, and the link between them."""

    user_id: int
    account: Account
    link_id: str


def crowd_of(size: int, world: World) -> list[Account]:
    """Add so many accounts with empty channels to a world."""
    made = []
    for number in range(size):
        since = world.accounts[0].channel
        assert since
        channel = Channel(f"UC{number:022}", f"Channel {number}", f"@channel.{number}", "", since.created_at)
        subject = f"2{number:020}"
        made.append(Account(f"account-{number}", f"Account {number}", f"{number}@sandbox.test", subject, channel))
    world.accounts += made
    return made


async def link_directly(
    house: House, google: GoogleSandbox, accounts: Sequence[Account], clock: Clock, *, first_user: int = 0
) -> list[Member]:
    """Grant and store a link for each account, each with a Discord user of its own, as finished consents would."""
    scopes = house.provider.scopes_for(Access.LOOK)
    made = []
    async with house.database.write() as connection:
        for number, account in enumerate(accounts, FIRST_USER + first_user):
            row = _row(number, account, scopes_text(scopes), clock)
            await links.add(connection, row)
            await tokens.put(connection, _tokens(house, google, row.id, account, scopes, clock))
            await audit.add(connection, clock(), row.user_id, "link.saved", subject=f"youtube/{row.account_id}")
            made.append(Member(row.user_id, account, row.id))
    return made


def _row(user_id: int, account: Account, scopes: str, clock: Clock) -> LinkRow:
    channel, now = account.channel, clock()
    assert channel
    return LinkRow(
        id=new_id(),
        user_id=user_id,
        provider="youtube",
        account_id=channel.id,
        title=channel.title,
        handle=channel.handle,
        uploads_playlist=channel.uploads_id,
        scopes=scopes,
        status=links.OK,
        reason="",
        is_default=True,
        created_at=now,
        updated_at=now,
        consented_at=now,
    )


def _tokens(
    house: House, google: GoogleSandbox, link_id: str, account: Account, scopes: frozenset[str], clock: Clock
) -> TokenRow:
    access, refresh = google.grant(account.key, *scopes)
    return TokenRow(
        link_id,
        house.vault.seal(access.value, context=context(link_id, "access_token")),
        house.vault.seal(refresh.value, context=context(link_id, "refresh_token")),
        access.expires_at,
        clock(),
        refresh.ends_at,
    )
