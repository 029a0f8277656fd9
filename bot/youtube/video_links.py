"""Finding the video in what people paste: every form of YouTube's links, or a bare id.

Only the id is taken out, but a lookalike host is still refused: whoever pastes one should learn that it is not YouTube.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urljoin, urlsplit

from bot.errors import BadVideo

_SHORT_HOSTS = frozenset({"youtu.be", "www.youtu.be"})
_HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "gaming.youtube.com",
        "studio.youtube.com",
        "consent.youtube.com",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
# Pages that carry the address of another one, and the parameter they carry it in.
_WRAPPING_HOSTS = frozenset({"accounts.google.com", "consent.google.com", "www.google.com", "google.com"})
_WRAPPING_PARAMETERS = ("u", "continue", "next", "q", "url")
_VIDEO_FOLDERS = frozenset({"shorts", "live", "embed", "v", "e", "vi", "video", "watch"})
# Eleven characters in the place of an id that are players, not videos (IFrame player's embed addresses).
_NO_IDS = frozenset({"videoseries", "live_stream"})

_ID = re.compile(r"[A-Za-z0-9_-]{11}")
# What follows an id may be markdown or a bracket, never another character of an id.
_ID_AT_START = re.compile(r"([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])")
_LINK = re.compile(
    r"(?<![\w.@/-])(?:https?://)?(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|google\.com)(?::\d+)?"
    r"/(?:(?!https?://)[^\s<>])*",
    re.ASCII | re.IGNORECASE,
)
_DEPTH = 3


def parse_video(text: str) -> str:
    """Return the id of the one video that the text names. Raises BadVideo."""
    wanted = text.strip().strip("<>").strip()
    if _ID.fullmatch(wanted) and wanted not in _NO_IDS:
        return wanted
    found = _of_url(wanted, _DEPTH)
    if found is None:
        raise BadVideo
    return found


def find_videos(text: str) -> list[str]:
    """Return the ids of the videos that a text links to, in order and each once.

    Links only: any word of eleven letters ("information") would pass for a bare id.
    """
    found = (_of_url(match.group(), _DEPTH) for match in _LINK.finditer(text))
    return list(dict.fromkeys(video for video in found if video is not None))


def _of_url(url: str, depth: int) -> str | None:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    if host in _SHORT_HOSTS:
        return _id_in(parts.path.lstrip("/"))
    if host not in _HOSTS | _WRAPPING_HOSTS:
        return None
    own = _of_page(parts) if host in _HOSTS else None
    return own or _of_wrapped(parts, depth)


def _of_page(parts: SplitResult) -> str | None:
    folder, _, rest = parts.path.lstrip("/").partition("/")
    if folder.lower() in _VIDEO_FOLDERS and rest:
        return _id_in(rest)
    if folder.lower() in {"watch", ""}:
        return next((video for value in _values(parts, "v") if (video := _id_in(value))), None)
    return None


def _of_wrapped(parts: SplitResult, depth: int) -> str | None:
    if not depth:
        return None
    inner = (
        urljoin("https://www.youtube.com/", value) for name in _WRAPPING_PARAMETERS for value in _values(parts, name)
    )
    return next((video for url in inner if (video := _of_url(url, depth - 1))), None)


def _values(parts: SplitResult, name: str) -> Iterator[str]:
    # `&amp;` is how pages and chats often write the ampersand.
    query = parts.query.replace("&amp;", "&")
    return iter(parse_qs(query).get(name, []))


def _id_in(text: str) -> str | None:
    match = _ID_AT_START.match(text)
    return match.group(1) if match and match.group(1) not in _NO_IDS else None
