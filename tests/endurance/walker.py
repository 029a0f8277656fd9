"""A person who links an account through the services, every check on the way included, with the sandbox's own pages."""

import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec

from bot.accounts.arrivals import CallbackAnswer
from bot.accounts.code_proof import CodeToType
from bot.accounts.linking import Linking
from bot.accounts.links import Link, Requester
from bot.accounts.outcome import Linked
from bot.accounts.steps import Visitor
from bot.providers.access import Access
from sandbox.discord.model import User
from sandbox.discord.oauth_page import authorize
from sandbox.google.model import Account
from sandbox.google.oauth.walk import Choice, walk
from tests.endurance.house import House


class Trip(msgspec.Struct, frozen=True):
    """Who links what: a Discord user, the numbers of a Google account and of the channel's owner in it, by which proof.

    `channel` is the channel that comes of it. `known_as` is the e-mail address that the browser's Google knows already,
    so that it need not be chosen among hundreds.
    """

    user_id: int
    username: str
    account: str
    identity: str
    channel: str
    access: str = Access.LOOK.value
    sign_in: bool = False
    known_as: str = ""

    @property
    def person(self) -> Requester:
        return Requester(self.user_id, self.username, self.username)


def trip_of(user: User, identity: Account, access: Access = Access.LOOK, *, sign_in: bool = False) -> Trip:
    """Return the trip of this user to a channel."""
    assert identity.channel
    account = identity.google_account
    return Trip(user.id, user.username, account.subject, identity.subject, identity.channel.id, access.value, sign_in)


class Walker:
    """Walks a trip. `shown` hears the code that the page shows, at the moment a person could read it."""

    def __init__(self, house: House, google_origin: str, *, shown: Callable[[str], None] = lambda _code: None) -> None:
        self._house = house
        self._google_origin = google_origin
        self._shown = shown

    async def link(self, trip: Trip, *, relink_of: str = "") -> Link:
        """Go the whole way and return the link. Raises Refusal and UserErrors like the services."""
        linking = self._house.by_sign_in if trip.sign_in else self._house.by_code
        came = await self._to_the_end_of_consent(linking, trip, relink_of)
        if isinstance(came, Linked):
            return came.link
        self._shown(came.code)
        return (await linking.finish_with_code(trip.user_id, came.code)).link

    async def _to_the_end_of_consent(self, linking: Linking, trip: Trip, relink_of: str) -> Linked | CodeToType:
        ticket = await linking.open_ticket(trip.person, "youtube", Access(trip.access), relink_of=relink_of)
        secret = urlsplit(ticket.reveal()).path.rpartition("/")[2]
        await linking.offer(secret)
        cookie = secrets.token_urlsafe(32)
        page = await linking.start(secret, Visitor(cookie, forged=False))
        if trip.sign_in:
            user = User(trip.user_id, trip.username, None, "#000000")
            page = await linking.signed_in(_answer(cookie, await authorize(page.url, user, deny=False)))
        hint = f"&login_hint={quote(trip.known_as)}" if trip.known_as else ""
        back = await walk(self._google_origin, page.url + hint, Choice(trip.account, trip.identity))
        return await linking.consented("youtube", _answer(cookie, back))


def _answer(cookie: str, redirect: str) -> CallbackAnswer:
    query = dict(parse_qsl(urlsplit(redirect).query))
    return CallbackAnswer(cookie, query["state"], query.get("code", ""), query.get("error", ""), query.get("scope", ""))
