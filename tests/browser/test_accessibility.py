"""axe-core finds nothing to mend on any page of the bot or the sandbox, in dark and in light."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import pytest_asyncio
from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # type: ignore[import-untyped]  # it has no types
from playwright.async_api import Page, Route, expect

from bot.web.rendering import Pages
from tests.browser.conftest import OpenWindow
from tests.browser.hands import Be, composer, latest, messages, run
from tests.browser.small_bot import SmallBot
from tests.support.bench import StagedBench, running_bench

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


EVERY_RULE: dict[str, Any] = {"resultTypes": ["violations"]}
CONTRAST = EVERY_RULE | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
IN_TURN: tuple[tuple[Literal["dark", "light"], dict[str, Any]], ...] = (("dark", EVERY_RULE), ("light", CONTRAST))


async def expect_no_fault(page: Page) -> None:
    """Run every rule of axe, its best practices among them, and once more what differs in the other appearance."""
    await page.evaluate(AXE_SCRIPT)
    for scheme, rules in IN_TURN:
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found = AxeResults(await page.evaluate("rules => axe.run(document, rules)", rules))
        assert found.violations_count == 0, f"{page.url} in {scheme}: {found.generate_report()}"


@dataclass
class Scene:
    """The running bot, and windows to look at it through. `faults` is what the windows' consoles said."""

    bench: StagedBench
    open_window: OpenWindow
    faults: list[str] = field(default_factory=list)

    async def place(self, person: str = "alice", channel: str = "general", **options: Any) -> Page:
        """Open the sandbox's page as a person."""
        page = await self.open_window(f"{self.bench.discord.origin}/#as={person}&channel={channel}", **options)
        await expect(page.get_by_role("heading", level=1)).to_have_text(channel)
        return page

    async def web(self, path: str) -> Page:
        """Open one of the bot's own pages."""
        page = await self.open_window(f"{self.bench.url}{path}")
        await page.wait_for_load_state()
        return page

    async def link_page(self) -> Page:
        """Open the page of a fresh link of Bob's."""
        offer = await (await self.bench.discord.person("bob").slash("link")).message()
        page = await self.open_window(offer.link())
        await page.wait_for_load_state()
        return page

    async def follow(self, page: Page, *steps: str) -> Page:
        """Press what has these selectors, one after another."""
        for step in steps:
            await page.locator(step).click()
            await page.wait_for_load_state()
        return page

    async def shown(self, html: str) -> Page:
        """Show a page that no visit can bring about, at the bot's own address."""

        async def answer(route: Route) -> None:
            await route.fulfill(body=html, content_type="text/html; charset=utf-8")

        page = await self.web("/")
        await page.route("**/shown", answer)
        await page.goto(f"{self.bench.url}/shown")
        return page


Look = Callable[[Scene], Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StagedBench]:
    async with running_bench(tmp_path_factory.mktemp("bench"), sign_in=request.param == "sign-in") as bench:
        yield bench


@pytest.fixture
def scene(bench: StagedBench, open_window: OpenWindow, page_faults: list[str]) -> Scene:
    return Scene(bench, open_window, page_faults)


async def unknown_ticket(scene: Scene) -> Page:
    return await scene.web(f"/link/{'x' * 43}")


async def missing_page(scene: Scene) -> Page:
    return await scene.web("/nothing")


async def too_large(scene: Scene) -> Page:
    page = await scene.web("/")
    answer = await page.request.post(f"{scene.bench.url}/link/{'x' * 43}", form={"x": "x" * 20_000})
    assert answer.status == 413
    return await scene.shown(await answer.text())


async def failed(scene: Scene) -> Page:
    page = Pages(discord_url=scene.bench.discord.origin).answer("failed.html", number="abc")
    return await scene.shown(str(page.text))


async def unknown_state(scene: Scene) -> Page:
    return await scene.web("/oauth/youtube/callback?state=unknown&code=unknown")


async def onward(scene: Scene) -> Page:
    return await scene.follow(await scene.link_page(), "#continue")


async def chooser(scene: Scene) -> Page:
    return await scene.follow(await onward(scene), "#continue")


async def consent(scene: Scene) -> Page:
    return await scene.follow(await chooser(scene), "#account-bob")


async def consent_of_several(scene: Scene) -> Page:
    offer = await (await scene.bench.discord.person("bob").slash("link", access="act")).message()
    page = await scene.open_window(offer.link())
    return await scene.follow(page, "#continue", "#continue", "#account-bob")


async def consent_denied(scene: Scene) -> Page:
    return await scene.follow(await consent(scene), "#cancel")


async def code(scene: Scene) -> Page:
    page = await scene.follow(await chooser(scene), "#account-alice", "#continue")
    await expect(page.locator("#link-code")).to_be_visible()
    return page


async def google_error(scene: Scene) -> Page:
    page = await scene.web("/")
    await page.goto(f"{scene.bench.google.origin}/o/oauth2/auth?client_id=nobody&redirect_uri=http://127.0.0.1/")
    return page


async def authorize(scene: Scene) -> Page:
    page = await scene.follow(await onward(scene), "#continue")
    await expect(page.get_by_label("Sign in as")).to_be_visible()
    return page


async def authorize_error(scene: Scene) -> Page:
    page = await scene.web("/")
    await page.goto(f"{scene.bench.discord.origin}/oauth2/authorize?client_id=1&response_type=code")
    return page


async def linked(scene: Scene) -> Page:
    page = await authorize(scene)
    await page.get_by_label("Sign in as").select_option(label="Bob (@bob)")
    page = await scene.follow(page, "#continue", "#account-alice", "#continue")
    await expect(page.locator("#outcome")).to_contain_text("is linked")
    return page


async def someone_else_signed_in(scene: Scene) -> Page:
    page = await authorize(scene)
    await page.get_by_label("Sign in as").select_option(label="Mallory (@mallory)")
    return await scene.follow(page, "#continue")


async def first_visit(scene: Scene) -> Page:
    page = await scene.place()
    await expect(page.get_by_role("region", name="Guided tour")).to_be_visible()
    return page


async def picker(scene: Scene) -> Page:
    page = await scene.place()
    await composer(page).press_sequentially("/")
    await expect(page.get_by_role("option").first).to_be_visible()
    return page


async def reminder(scene: Scene) -> Page:
    page = await scene.place("the.creator")
    await composer(page).fill("/credits schedule channel:#credits ")
    await expect(page.get_by_text("Tab opens the fields.")).to_be_visible()
    return page


async def options(scene: Scene) -> Page:
    page = await scene.place("the.creator")
    await run(page, "/credits schedule when:x")
    await expect(page.get_by_role("option", name="#credits")).to_be_visible()
    return page


async def wrong_options(scene: Scene) -> Page:
    page = await scene.place("the.creator")
    await run(page, "/credits schedule")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("when is required.")).to_be_visible()
    return page


async def offer_and_waiting_message(scene: Scene) -> Page:
    page = await scene.place("bob")
    await run(page, "/link")
    await expect(page.get_by_role("link", name="Read it")).to_be_visible()
    await expect(latest(page)).to_contain_text("Link YouTube")
    return page


async def direct_messages(scene: Scene) -> Page:
    page = await offer_and_waiting_message(scene)
    await page.get_by_role("link", name="Read it").click()
    await expect(messages(page).last).to_contain_text("You asked to link")
    return page


async def people_menu(scene: Scene) -> Page:
    page = await scene.place()
    await page.get_by_role("button", name="You are Alice").click()
    await expect(page.get_by_role("menu")).to_be_visible()
    return page


async def stage_panel(scene: Scene) -> Page:
    page = await scene.place()
    scene.bench.stage.faults.on("slow")
    await page.get_by_role("button", name="Stage").click()
    await expect(page.get_by_role("group", name="Google").get_by_role("switch", name="Slow")).to_be_checked()
    await expect(page.get_by_role("table").get_by_role("row").nth(1)).to_be_visible()
    scene.bench.stage.faults.off("slow")
    return page


async def phone(scene: Scene) -> Page:
    return await scene.place("bob", **PHONE)


async def phone_with_sidebar(scene: Scene) -> Page:
    page = await scene.place("bob", **PHONE)
    await page.get_by_role("button", name="Servers, channels and people").tap()
    await expect(page.get_by_role("link", name="credits")).to_be_visible()
    return page


async def phone_with_stage(scene: Scene) -> Page:
    page = await scene.place("bob", **PHONE)
    await page.get_by_role("button", name="Stage").tap()
    await expect(page.get_by_role("complementary", name="Stage")).to_be_visible()
    return page


def plain(path: str) -> Look:
    async def look(scene: Scene) -> Page:
        return await scene.web(path)

    return look


LOOKS: dict[str, list[tuple[str, Look]]] = {
    "code": [
        ("landing", plain("/")),
        ("privacy", plain("/privacy")),
        ("terms", plain("/terms")),
        ("missing-page", missing_page),
        ("unknown-ticket", unknown_ticket),
        ("unknown-state", unknown_state),
        ("too-large", too_large),
        ("failed", failed),
        ("link", Scene.link_page),
        ("onward", onward),
        ("code", code),
        ("consent-denied", consent_denied),
        ("google-chooser", chooser),
        ("google-consent", consent),
        ("google-consent-of-several", consent_of_several),
        ("google-error", google_error),
        ("first-visit", first_visit),
        ("picker", picker),
        ("reminder", reminder),
        ("options", options),
        ("wrong-options", wrong_options),
        ("offer", offer_and_waiting_message),
        ("direct-messages", direct_messages),
        ("people-menu", people_menu),
        ("stage", stage_panel),
        ("phone", phone),
        ("phone-sidebar", phone_with_sidebar),
        ("phone-stage", phone_with_stage),
    ],
    "sign-in": [
        ("discord-authorize", authorize),
        ("discord-authorize-error", authorize_error),
        ("linked", linked),
        ("someone-else", someone_else_signed_in),
    ],
}


WRITTEN = """# Title
**bold** `code` ||spoiler|| https://youtu.be/x
> quote
- item
```
block
```"""


async def test_axe_finds_nothing_in_messages_menus_and_forms(be: Be, bot: SmallBot) -> None:
    page = await be("alice")
    await composer(page).fill(WRITTEN)
    await composer(page).press("Enter")
    for number, command in enumerate(("rich", "card", "file", "secret", "slow", "silent", "controls"), start=2):
        await run(page, f"/{command}")
        await expect(messages(page)).to_have_count(number)
    await expect(page.get_by_text("The application did not respond")).to_be_visible()
    await expect_no_fault(page)

    await messages(page).last.get_by_role("combobox", name="Pick two").click()
    await expect(page.get_by_role("option", name="Red")).to_be_visible()
    await expect_no_fault(page)
    await page.keyboard.press("Escape")

    await messages(page).first.get_by_role("button", name="More").press("Enter")
    await expect(page.get_by_role("menu")).to_be_visible()
    await expect_no_fault(page)
    await page.keyboard.press("Escape")

    await run(page, "/form")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_role("dialog")).to_contain_text("This field is required.")
    await expect_no_fault(page)
    bot.may_answer.set()


@pytest.mark.parametrize(
    ("bench", "look"),
    [pytest.param(proof, look, id=name) for proof, looks in LOOKS.items() for name, look in looks],
    indirect=["bench"],
)
async def test_axe_finds_nothing(scene: Scene, look: Look) -> None:
    page = await look(scene)
    await expect_no_fault(page)
    # The browser notes each page that came with an error's status.
    scene.faults[:] = [fault for fault in scene.faults if "the server responded with a status of 4" not in fault]
