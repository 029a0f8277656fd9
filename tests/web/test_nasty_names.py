"""The world's nastiest names on the page of credits without script: each whole, and none of them markup."""

from html.parser import HTMLParser
from pathlib import Path

import aiohttp

from bot.credits.look import LAYOUTS, Look
from tests.support.credits_site import credits_site
from tests.support.nasty import KEPT, expect_all_whole

OWN_TAGS = {
    "html", "head", "meta", "title", "link", "script", "body", "main", "div", "button", "h1", "h2", "p", "section",
    "ul", "li", "bdi", "small",
}  # fmt: skip


class Read(HTMLParser):
    """Reads a page: which elements it has, and the text of each name."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: list[str] = []
        self._in_name = False

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        if tag == "bdi":
            self._in_name = True
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        """Note where a name ends."""
        self._in_name = self._in_name and tag != "bdi"

    def handle_data(self, data: str) -> None:
        """Keep a name's text."""
        if self._in_name:
            self.names[-1] += data


async def page_of(address: str) -> Read:
    read = Read()
    async with aiohttp.ClientSession() as web, web.get(address) as response:
        assert response.status == 200
        read.feed(await response.text())
    read.close()
    return read


async def test_every_nasty_name_stands_on_the_page_whole_and_makes_no_element(tmp_path: Path) -> None:
    async with credits_site(tmp_path) as site:
        await site.import_everybody(KEPT)
        for template in LAYOUTS:
            read = await page_of(site.origin + await site.page(Look(template=template)))
            assert set(read.tags) <= OWN_TAGS
            assert read.tags.count("script") == 1
            assert read.tags.count("li") == read.tags.count("bdi") == len(KEPT)
            names = sorted(KEPT, key=str.casefold) if template == "together" else KEPT
            expect_all_whole(read.names, names)
