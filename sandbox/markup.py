"""Reads a page as far as a person uses it: links, forms, and the texts that have an id."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_HIDDEN = frozenset({"head", "script", "style", "title"})
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "li", "div", "section", "main", "header", "footer", "dt", "dd", "br"})


@dataclass(slots=True)
class Field:
    """A hidden field, a checkbox or a chosen option: its name, its value, whether it is sent, and its words."""

    name: str
    value: str
    sent: bool
    kind: str


@dataclass(slots=True)
class Button:
    """A button of a form."""

    id: str
    name: str
    value: str


@dataclass(slots=True)
class Form:
    """A form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    options: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


class Page(HTMLParser):
    """A parsed page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.by_id: dict[str, str] = {}
        self._heading = ""
        self._open: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._select = ""
        self.feed(html)

    @property
    def heading(self) -> str:
        """The words of the first-level heading."""
        return " ".join(self._heading.split())

    @property
    def text(self) -> str:
        """All that a person can read, one block a line."""
        lines = (" ".join(line.split()) for line in "".join(self._words).splitlines())
        return "\n".join(line for line in lines if line)

    def form_with_button(self, button_id: str) -> tuple[Form, Button] | None:
        """Return the form and its button of that id."""
        for form in self.forms:
            for button in form.buttons:
                if button.id == button_id:
                    return form, button
        return None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what can be used."""
        given = {name: value or "" for name, value in attrs}
        identity = given.get("id", "")
        if tag not in _VOID:
            self._open.append((tag, identity))
        if identity:
            self.by_id.setdefault(identity, "")
        if tag in _BLOCKS:
            self._words.append("\n")
        if tag == "a" and identity:
            self.links[identity] = given.get("href", "")
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag in {"input", "button", "select", "option"} and self.forms:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        if tag == "button":
            form.buttons.append(Button(given.get("id", ""), given.get("name", ""), given.get("value", "")))
        elif tag == "input":
            kind = given.get("type", "text")
            sent = kind not in {"checkbox", "radio"} or "checked" in given
            form.fields.append(Field(given.get("name", ""), given.get("value", ""), sent, kind))
        elif tag == "select":
            self._select = given["name"]
            form.options[self._select] = []
        else:
            chosen = form.options[self._select]
            chosen.append((given.get("value", ""), ""))

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag in _BLOCKS:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        """Collect words, and those of every element with an id."""
        if any(tag in _HIDDEN for tag, _ in self._open):
            return
        self._words.append(data)
        if any(tag == "h1" for tag, _ in self._open):
            self._heading += data
        for _, identity in self._open:
            if identity:
                self.by_id[identity] += data
        if self._open and self._open[-1][0] == "option":
            options = self.forms[-1].options[self._select]
            options[-1] = (options[-1][0], options[-1][1] + data)
