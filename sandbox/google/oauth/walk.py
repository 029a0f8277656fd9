"""Walks the consent pages as a browser without scripts does: reads the HTML, fills its forms, follows redirects."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import aiohttp

from sandbox.google.errors import ConsentPageError

_MAX_STEPS = 12


@dataclass(slots=True)
class Form:
    """A form on a page. Of each checkbox and hidden field: its name, its value, and whether it is sent."""

    action: str
    fields: list[tuple[str, str, bool]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def untick(self, endings: Iterable[str]) -> None:
        """Untick the boxes whose value ends so; ValueError when there is no such box."""
        for ending in endings:
            if not any(value.endswith(ending) for _, value, _ in self.fields):
                raise ValueError(f"No box on the consent page ends in {ending!r}.")
            self.fields = [(name, value, ticked and not value.endswith(ending)) for name, value, ticked in self.fields]

    def filled(self, button: tuple[str, str]) -> list[tuple[str, str]]:
        """Return what a browser sends when that button is pressed."""
        return [(name, value) for name, value, ticked in self.fields if ticked] + [button]


class _Page(HTMLParser):
    """Collects the forms and the error of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.error = self.description = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, fields, buttons and the error's name."""
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(held["action"]))
        elif tag == "input":
            ticked = held.get("type") != "checkbox" or "checked" in held
            self.forms[-1].fields.append((held["name"], held["value"], ticked))
        elif tag == "button":
            self.forms[-1].buttons.append((held["name"], held["value"]))
        elif "data-error" in held:
            self.error, self.description = held["data-error"], held["data-description"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person does on the pages. `subject` is the account's number, `channel` that of the channel's owner."""

    subject: str
    channel: str
    untick: tuple[str, ...] = ()
    deny: bool = False

    def press(self, form: Form) -> list[tuple[str, str]] | None:
        """Return what to send with this form; None when the form is not for this person."""
        for button in (("account", self.subject), ("channel", self.channel)):
            if button in form.buttons:
                return form.filled(button)
        wanted = ("decision", "cancel" if self.deny else "continue")
        if wanted not in form.buttons:
            return None
        form.untick(self.untick)
        return form.filled(wanted)


async def walk(origin: str, url: str, choice: Choice) -> str:
    """Return the redirect that the pages end in; raises `ConsentPageError` for an error page."""
    async with aiohttp.ClientSession() as browser:
        response = await browser.get(url, allow_redirects=False)
        for _ in range(_MAX_STEPS):
            if response.status in {302, 303}:
                target = urljoin(url, response.headers["Location"])
                if not target.startswith(f"{origin}/signin/"):
                    return target
                response = await browser.get(target, allow_redirects=False)
                continue
            page = _Page(await response.text())
            if page.error:
                raise ConsentPageError(page.error, page.description, response.status)
            action, data = _next_form(page, choice)
            response = await browser.post(urljoin(origin, action), data=data, allow_redirects=False)
    raise RuntimeError("The consent pages lead nowhere.")


def _next_form(page: _Page, choice: Choice) -> tuple[str, list[tuple[str, str]]]:
    for form in page.forms:
        data = choice.press(form)
        if data is not None:
            return form.action, data
    raise RuntimeError("The consent page has no form for this person.")
