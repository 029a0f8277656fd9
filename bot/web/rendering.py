"""Pages from templates; everything that is put into one is escaped."""

import re
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

_TEMPLATES = Path(__file__).parent / "templates"
_OK = 200


class Pages:
    """Renders templates to answers."""

    def __init__(self, *, discord_url: str) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["marked"] = marked
        self._templates.globals["discord_url"] = discord_url

    def answer(self, template: str, *, status: int = _OK, **values: object) -> web.Response:
        """Return a page; `status` is HTTP's."""
        text = self._templates.get_template(template).render(**values)
        return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")

    def fragment(self, template: str, **values: object) -> Markup:
        """Return a part of a page, to be put into another template. Long ones belong in a thread."""
        text = self._templates.get_template(template).render(**values)
        return Markup(text)  # noqa: S704 (escaped by the template)  # nosec B704


def marked(text: str) -> Markup:
    """Show what our own words put between backticks as code, and addresses between < and > as links.

    Everything is escaped first and stays so.
    """
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    shown = re.sub(r"&lt;(https://[\w./-]+)&gt;", r'<a href="\1" rel="noreferrer">\1</a>', shown)
    return Markup(shown)  # noqa: S704 (escaped just before)  # nosec B704
