"""Whose account this is: the channel behind a token."""

from dataclasses import dataclass

import msgspec

from bot.errors import AccessMissing, NoChannel
from bot.providers.access import Access, Bearer
from bot.youtube.client import YouTube
from bot.youtube.payer import Payer
from bot.youtube.refusals import said_as


class _Snippet(msgspec.Struct, rename="camel"):
    title: str
    custom_url: str = ""


class _Playlists(msgspec.Struct):
    uploads: str = ""


class _Content(msgspec.Struct, rename="camel"):
    related_playlists: _Playlists


class _Channel(msgspec.Struct, rename="camel"):
    id: str
    snippet: _Snippet
    content_details: _Content


class _Channels(msgspec.Struct):
    items: tuple[_Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A YouTube channel. `handle` starts with @ and can be empty, as can `uploads_playlist`."""

    id: str
    title: str
    handle: str
    uploads_playlist: str


async def channel_of(youtube: YouTube, bearer: Bearer, payer: Payer) -> Channel:
    """Return the channel of the bearer's account. Raises NoChannel, AccessMissing and what `YouTube.call` raises."""
    request = youtube.channels.list(part="id,snippet,contentDetails", mine=True, maxResults=1)
    missing = {"insufficientPermissions": lambda: AccessMissing(Access.LOOK, "Your account")}
    with said_as(missing):
        answer = await youtube.call(request, _Channels, bearer, payer)
    if not answer.items:
        raise NoChannel
    found = answer.items[0]
    return Channel(
        found.id, found.snippet.title, found.snippet.custom_url, found.content_details.related_playlists.uploads
    )
