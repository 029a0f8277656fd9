"""The people of the sandbox's Google: Alice, Bob, the Creator and Mallory, generated the same way every time."""

from datetime import UTC, datetime, timedelta
from functools import cache

from sandbox.google import ids
from sandbox.google.model import Account, Channel, DriveFile, Level, LevelStay, Member, Privacy, Video, World
from sandbox.google.names import member_name
from sandbox.google.titles import video_title

# The world ends here, so that it is the same whenever it is made.
ANCHOR = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
MEMBERS = 1200
BRAND_MEMBERS = 7
LEVEL_NAMES = ("Stalls", "Balcony", "Royal Box")

# Alice's 236 uploads: which places in the playlist are not public.
_ALICE_UPLOADS = 236
_ALICE_UNLISTED = frozenset({11, 52, 97, 143, 201})
_ALICE_PRIVATE = frozenset({5, 120})
_MONTH = timedelta(days=30)


def _alice_privacy(index: int) -> Privacy:
    if index in _ALICE_PRIVATE:
        return "private"
    return "unlisted" if index in _ALICE_UNLISTED else "public"


def _video(channel: Channel, index: int, added: datetime, privacy: Privacy) -> Video:
    views = ids.number(90_000, "views", channel.id, index)
    # Some uploads lie private for days before they are published, so that the two orders differ.
    wait = timedelta(days=3 + index % 20) if index % 9 == 2 and privacy == "public" else timedelta()
    return Video(
        id=ids.video_id(channel.id, index),
        channel_id=channel.id,
        title=video_title(channel.handle, index),
        description=f"Filmed for {channel.title}.\nChapters: 0:00 start, 1:30 the rest.",
        added_at=added,
        published_at=min(added + wait, ANCHOR),
        privacy=privacy,
        seconds=40 + ids.number(3_000, "seconds", channel.id, index),
        views=views,
        likes=views // 21,
        ratings_disabled=index % 40 == 17,
        comments_disabled=index % 40 == 23,
    )


def _channel(name: str, handle: str, age_days: int) -> Channel:
    return Channel(
        id=ids.channel_id(handle),
        title=name,
        handle=handle,
        description=f"{name} on the sandbox's YouTube.",
        created_at=ANCHOR - timedelta(days=age_days),
    )


def _upload(channel: Channel, privacies: list[Privacy], days_apart: float) -> None:
    for index, privacy in enumerate(privacies):
        hours = ids.number(20, "hours", channel.id, index)
        added = ANCHOR - timedelta(days=1 + index * days_apart, hours=hours)
        channel.videos.append(_video(channel, index, added, privacy))


def _files(key: str, count: int) -> list[DriveFile]:
    kinds = (("Script", "application/vnd.google-apps.document"), ("Thumbnail", "image/png"), ("Take", "video/mp4"))
    files = []
    for index in range(count):
        label, mime_type = kinds[index % len(kinds)]
        size = None if index % len(kinds) == 0 else 1_000 + ids.number(10**8, "size", key, index)
        modified = ANCHOR - timedelta(hours=7 * index)
        files.append(DriveFile(ids.opaque_id("file", key, index), f"{label} {index}", mime_type, modified, size))
    return files


@cache
def _member(index: int, levels: tuple[Level, ...]) -> Member:
    months = 1 + index * 60 // MEMBERS
    since = ANCHOR - timedelta(minutes=11 + index * 60 * 24 * 1825 // MEMBERS)
    # Six in ten have the first level, three the second, one the highest.
    reached = (0, 0, 0, 1, 0, 1, 0, 2, 0, 1)[ids.number(10, "level", index)]
    stays = tuple(
        LevelStay(levels[step], min(since + _MONTH * (months * step // 4), ANCHOR), max(1, months - months * step // 4))
        for step in range(reached + 1)
    )
    return Member(ids.channel_id("member", index), member_name(index), since, months, stays)


def _alice() -> Account:
    channel = _channel("Alice", "@alice", 3200)
    _upload(channel, [_alice_privacy(index) for index in range(_ALICE_UPLOADS)], 13.3)
    account = Account("alice", "Alice", "alice@sandbox.test", "101000000000000000001", channel)
    account.files = _files("alice", 130)
    return account


def _encore_member(index: int, level: Level) -> Member:
    """Return somebody who is no member of the first channel: their place lies beyond its last."""
    place, months = MEMBERS + index, 2 * index + 2
    since = ANCHOR - _MONTH * months
    stays = (LevelStay(level, since, months),)
    return Member(ids.channel_id("member", place), member_name(place), since, months, stays)


def _encore() -> Account:
    """Return the Creator's second channel, a brand account with a few uploads and a handful of members."""
    channel = _channel("Creator Encore", "@creator.encore", 700)
    privacies: list[Privacy] = ["public", "public", "unlisted", "public", "private"]
    _upload(channel, privacies, 44.5)
    channel.levels = (Level(ids.opaque_id("level", "Encore"), "Encore"),)
    channel.members = [_encore_member(index, channel.levels[0]) for index in range(BRAND_MEMBERS)]
    return Account("encore", "Creator Encore", "", "103000000000000000033", channel)


def _creator() -> Account:
    channel = _channel("The Creator", "@the.creator", 2600)
    privacies: list[Privacy] = ["public"] * 12
    privacies[6], privacies[9] = "unlisted", "private"
    _upload(channel, privacies, 30.5)
    channel.levels = tuple(Level(ids.opaque_id("level", name), name) for name in LEVEL_NAMES)
    channel.members = [_member(index, channel.levels) for index in range(MEMBERS)]
    account = Account("creator", "The Creator", "creator@sandbox.test", "103000000000000000003", channel)
    account.files = _files("creator", 12)
    account.add_brand(_encore())
    return account


def _mallory() -> Account:
    channel = _channel("Mallory", "@mallory", 900)
    _upload(channel, ["public", "private", "unlisted", "public", "public"], 21)
    channel.change_video(channel.videos[3].id, ratings_disabled=True, title="Ratings are turned off here")
    channel.change_video(channel.videos[4].id, purchase_required=True, title="The long feature (paid)")
    channel.change_video(channel.videos[1].id, title="Mallory's secret plan")
    return Account("mallory", "Mallory", "mallory@sandbox.test", "104000000000000000004", channel)


def account_of(username: str) -> str:
    """Return the key of the account that a person of the sandbox's Discord has, by the name there."""
    return username.removeprefix("the.")


def build_world() -> World:
    """Make the sandbox's people anew; two calls give equal worlds."""
    bob = Account("bob", "Bob", "bob@sandbox.test", "102000000000000000002", files=_files("bob", 3))
    return World([_alice(), bob, _creator(), _mallory()])
