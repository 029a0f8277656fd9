"""The page in the browser: its static files and the files of messages."""

from pathlib import Path

from aiohttp import web

from sandbox.discord.files import Files

FOLDER = Path(__file__).parent.parent / "page"


class Page:
    """Serves ``sandbox/page/`` and ``/attachments``."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/", self.index)
        app.router.add_get("/attachments/{channel_id}/{attachment_id}/{filename}", self.attachment)
        if FOLDER.is_dir():
            app.router.add_static("/sandbox/page/", FOLDER)
        # Where the bot's pages send people "back to Discord"; the same address opens Discord's own app.
        app.router.add_get("/channels/@me", self.home)
        app.on_response_prepare.append(_never_stale)

    async def home(self, request: web.Request) -> web.StreamResponse:
        """Send a browser to the page, as the person it was last used as."""
        person = request.cookies.get("sandbox_person", "")
        raise web.HTTPFound(f"/#as={person}" if person.isdecimal() else "/")

    async def index(self, _: web.Request) -> web.StreamResponse:
        """Return the page itself."""
        index = FOLDER / "index.html"
        if not index.is_file():
            raise web.HTTPNotFound(text="The sandbox's page is not here: sandbox/page/index.html is missing.")
        return web.FileResponse(index)

    async def attachment(self, request: web.Request) -> web.Response:
        """Return a file of a message."""
        given = request.match_info["attachment_id"]
        attachment = self._files.get(int(given)) if given.isdecimal() else None
        if attachment is None or attachment.filename != request.match_info["filename"]:
            raise web.HTTPNotFound(text="This content is no longer available.")
        return web.Response(
            body=attachment.content,
            headers={
                "Content-Type": attachment.content_type,
                "Content-Disposition": f'inline; filename="{attachment.filename}"',
                "X-Content-Type-Options": "nosniff",
                # A file is the bot's, not the page's: nothing in it may run here.
                "Content-Security-Policy": "sandbox",
            },
        )


async def _never_stale(_: web.Request, response: web.StreamResponse) -> None:
    """Have browsers ask again: after an update, old scripts beside a new page would not fit."""
    response.headers.setdefault("Cache-Control", "no-cache")
