"""Files of messages: kept in memory, served under ``/attachments``, named in ``attachment://`` URLs."""

import mimetypes
import re
import struct
from typing import Any
from urllib.parse import quote

from sandbox.discord.model import Attachment, Upload
from sandbox.discord.snowflake import Snowflakes
from sandbox.discord.wire import Json

_PNG = b"\x89PNG\r\n\x1a\n"


def clean_name(filename: str) -> str:
    """Return a file's name as Discord keeps it: blanks become underscores, other odd characters go."""
    name = re.sub(r"[^\w.\-]", "", filename.replace(" ", "_"), flags=re.ASCII).strip(".")
    return name or "unknown"


class Files:
    """Keeps every file for as long as the sandbox runs; ``origin`` is the server's, such as ``http://127.0.0.1:1``."""

    def __init__(self, snowflake: Snowflakes) -> None:
        self.origin = ""
        self._snowflake = snowflake
        self._kept: dict[int, Attachment] = {}

    def get(self, attachment_id: int) -> Attachment | None:
        """Return a file by id."""
        return self._kept.get(attachment_id)

    def keep(self, channel_id: int, upload: Upload, described: Json, *, ephemeral: bool = False) -> Attachment:
        """Keep an upload with the name, description and title that the message's ``attachments`` list gives it."""
        filename = clean_name(str(described.get("filename") or upload.filename))
        new_id = self._snowflake()
        width, height = _png_size(upload.content)
        attachment = Attachment(
            id=new_id,
            filename=filename,
            content=upload.content,
            url=f"{self.origin}/attachments/{channel_id}/{new_id}/{quote(filename)}",
            content_type=mimetypes.guess_type(filename)[0] or "application/octet-stream",
            description=described.get("description"),
            title=described.get("title"),
            width=width,
            height=height,
            ephemeral=ephemeral,
        )
        self._kept[new_id] = attachment
        return attachment


def _png_size(content: bytes) -> tuple[int | None, int | None]:
    if not content.startswith(_PNG) or len(content) < 24:
        return None, None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def with_urls(value: Any, attachments: list[Attachment]) -> Any:
    """Return embeds or components with ``attachment://name`` replaced by where the file is served."""
    if isinstance(value, list):
        return [with_urls(item, attachments) for item in value]
    if not isinstance(value, dict):
        return value
    replaced = {key: with_urls(item, attachments) for key, item in value.items()}
    name = str(value.get("url", "")).removeprefix("attachment://")
    if name != value.get("url"):
        for attachment in attachments:
            if attachment.filename == clean_name(name):
                replaced |= _resolved(attachment)
    return replaced


def _resolved(attachment: Attachment) -> Json:
    return {
        "url": attachment.url,
        "proxy_url": attachment.url,
        "width": attachment.width,
        "height": attachment.height,
        "content_type": attachment.content_type,
        "attachment_id": str(attachment.id),
        "loading_state": 2,
    }
