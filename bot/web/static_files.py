"""Styles and pictures: the files that are there at the start, by name. Nothing in a request becomes a path."""

from pathlib import Path

from aiohttp import web

from bot.web.file_answer import FileAnswer

_FOLDER = Path(__file__).parent / "static"


class StaticFiles:
    """Handler for `/static/{name}`."""

    def __init__(self) -> None:
        self._files = {file.name: file for file in _FOLDER.iterdir()}

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the route."""
        router.add_get("/static/{name}", self.send)

    async def send(self, request: web.Request) -> web.FileResponse:
        """Send a file, or what of it the browser lacks."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        return FileAnswer(file)
