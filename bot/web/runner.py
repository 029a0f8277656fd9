"""Serves the application; what is no request gets an answer that does not repeat it."""

from aiohttp import web


class PageRunner(web.AppRunner):
    """Runs the pages."""

    def __init__(self, app: web.Application) -> None:
        super().__init__(app, access_log=None)
