"""A file as an answer, written through the connection's buffer, where it shows whether anybody takes it.

aiohttp would have the system send it (sendfile): then the buffer is empty all the while, and closing the connection in
the middle leaves the transfer, its task and its open file behind for good.
"""

from typing import IO, Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter


class FileAnswer(web.FileResponse):
    """Sends the file when it is prepared, and once, so that its handler knows when it is over."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send all that is asked for; nothing more when that was done. Raise ConnectionError when nobody takes it."""
        return None if self.prepared else await super().prepare(request)

    async def _sendfile(self, request: web.BaseRequest, fobj: IO[Any], offset: int, count: int) -> AbstractStreamWriter:
        writer = await web.StreamResponse.prepare(self, request)
        if writer is None:
            raise ConnectionResetError("the connection is gone")
        return await self._sendfile_fallback(writer, fobj, offset, count)
