"""The pages of a link: what is asked, on to the sign-in or consent, back again, done."""

from aiohttp import web
from yarl import URL

from bot.accounts.arrivals import CallbackAnswer
from bot.accounts.code_proof import CodeToType
from bot.accounts.consent import Purpose
from bot.accounts.linking import Linking
from bot.accounts.outcome import Linked
from bot.accounts.steps import Visitor
from bot.accounts.words import briefly, on_a_button, ordered
from bot.providers.access import Access
from bot.vocabulary import vocabulary
from bot.web.cookie import BrowserCookie
from bot.web.origin import is_forged
from bot.web.rendering import Pages

_HEADINGS = {
    Purpose.LINK: "Link your {account}",
    Purpose.WIDEN: "Allow Curtain Call more with",
    Purpose.RELINK: "Link again:",
}
"""What a ticket's page is called; where it is about one account, that account's title follows."""


class LinkPages:
    """Handlers for `/link/{ticket}` and the callbacks."""

    def __init__(self, linking: Linking, pages: Pages, *, public_url: URL) -> None:
        self._linking = linking
        self._pages = pages
        self._public_url = public_url
        self._cookie = BrowserCookie(public_url)

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the routes."""
        router.add_get("/link/{ticket}", self.show)
        router.add_post("/link/{ticket}", self.start)
        router.add_get("/oauth/discord/callback", self.signed_in)
        router.add_get("/oauth/{provider}/callback", self.consented)

    async def show(self, request: web.Request) -> web.Response:
        """Say who asked for what. Nothing is written, however often this is fetched."""
        offer = await self._linking.offer(request.match_info["ticket"])
        words = vocabulary(offer.provider)
        response = self._pages.answer(
            "link.html",
            offer=offer,
            heading=_HEADINGS[offer.purpose].format(account=words.account),
            words=words,
            choose=words.choose.format(name=offer.title),
            can=[words.can[access] for access in ordered(offer.access)],
            cannot=[line for access, line in words.briefly.items() if Access(access) not in offer.access | offer.held]
            + list(words.never),
            acts=Access.ACT in offer.access,
            uses_code=self._linking.uses_code,
        )
        self._cookie.keep(request, response)
        return response

    async def start(self, request: web.Request) -> web.Response:
        """Open an attempt, and answer with a page whose link leads on.

        Not with a redirect: Chromium holds a form's redirect to `form-action` too, and that is ourselves only.
        """
        visitor = Visitor(self._cookie.read(request), is_forged(request, self._public_url))
        following = await self._linking.start(request.match_info["ticket"], visitor)
        return self._pages.answer("onward.html", url=following.url, service=following.service)

    async def signed_in(self, request: web.Request) -> web.Response:
        """Come back from Discord and go straight on to the consent."""
        following = await self._linking.signed_in(self._answer(request))
        return web.Response(status=web.HTTPFound.status_code, headers={"Location": following.url})

    async def consented(self, request: web.Request) -> web.Response:
        """Come back from the consent: linked, or a code to type into Discord."""
        result = await self._linking.consented(request.match_info["provider"], self._answer(request))
        if isinstance(result, CodeToType):
            return self._pages.answer("code.html", code=result.code, person=result.person)
        return self._pages.answer(
            "linked.html",
            linked=result,
            can=briefly(result.link.access, result.link.provider),
            choose=_choose(result),
            meant_button=on_a_button(result.meant) if result.meant else "",
            missing=ordered(result.missing),
            lacking=briefly(result.missing, result.link.provider),
        )

    def _answer(self, request: web.Request) -> CallbackAnswer:
        query = request.query
        return CallbackAnswer(
            cookie=self._cookie.read(request),
            state=query.get("state", ""),
            code=query.get("code", ""),
            error=query.get("error", ""),
            scope=query.get("scope", ""),
        )


def _choose(result: Linked) -> str:
    """Return how to choose the account that was meant, where another one was linked."""
    meant = result.meant
    return vocabulary(meant.provider).choose.format(name=meant.title) if meant else ""
