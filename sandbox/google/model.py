"""What the sandbox's Google knows: accounts, channels, videos, members and files.

All times are aware UTC datetimes. Videos, levels and members are values; accounts and channels change as the sandbox
is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from sandbox.google import ids

Privacy = Literal["public", "unlisted", "private"]
Rating = Literal["like", "dislike", "none"]


@dataclass(frozen=True, slots=True)
class Video:
    """A video. `added_at` is the upload; `published_at` is when it became public or unlisted, or the upload."""

    id: str
    channel_id: str
    title: str
    description: str
    added_at: datetime
    published_at: datetime
    privacy: Privacy = "public"
    seconds: int = 600
    views: int = 0
    likes: int = 0
    ratings_disabled: bool = False
    comments_disabled: bool = False
    purchase_required: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A membership level of a channel."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LevelStay:
    """How long a member has been at one level (whole months)."""

    level: Level
    since: datetime
    months: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a channel; `stays` runs from the lowest level to the highest one the member can use."""

    channel_id: str
    name: str
    since: datetime
    months: int
    stays: tuple[LevelStay, ...]

    @property
    def level(self) -> Level:
        """The highest level this member can use."""
        return self.stays[-1].level


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that somebody left under a video."""

    id: str
    video_id: str
    author_channel_id: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class DriveFile:
    """A file in an account's Drive; `size` is in bytes and None for Google's own documents."""

    id: str
    name: str
    mime_type: str
    modified_at: datetime
    size: int | None
    trashed: bool = False


@dataclass(slots=True)
class Channel:
    """A YouTube channel: uploads in the order added (newest first) and members from newest to oldest.

    `joined` is everybody who joined or moved up since the start, as they were then, oldest first.
    """

    id: str
    title: str
    handle: str
    description: str
    created_at: datetime
    videos: list[Video] = field(default_factory=list)
    levels: tuple[Level, ...] = ()
    members: list[Member] = field(default_factory=list)
    joined: list[Member] = field(default_factory=list, repr=False)

    @property
    def uploads_id(self) -> str:
        """The id of the playlist that holds every upload."""
        return "UU" + self.id[2:]

    def video_by_title(self, title: str) -> Video:
        """Return the video with exactly that title; KeyError when there is none."""
        for video in self.videos:
            if video.title == title:
                return video
        raise KeyError(title)

    def with_privacy(self, privacy: Privacy) -> list[Video]:
        """Return the uploads of one privacy, in playlist order."""
        return [video for video in self.videos if video.privacy == privacy]

    def change_video(self, video_id: str, **changes: object) -> Video:
        """Replace fields of a video (as its owner would in YouTube Studio) and return it."""
        index = next(i for i, video in enumerate(self.videos) if video.id == video_id)
        self.videos[index] = replace(self.videos[index], **changes)  # type: ignore[arg-type]  # fields by name
        return self.videos[index]

    def join(self, name: str, *, level: Level, at: datetime, channel_id: str = "") -> Member:
        """Let somebody new become a member at `level`; the members list and `updates` show it.

        `channel_id` is that of somebody the sandbox knows; empty for a stranger's.
        """
        reached = self.levels[: self.levels.index(level) + 1]
        stays = tuple(LevelStay(step, at, 1) for step in reached)
        stranger = ids.channel_id("joined", self.id, len(self.joined), name)
        member = Member(channel_id or stranger, name, at, 1, stays)
        self.members.insert(0, member)
        self.joined.append(member)
        return member

    def move_up(self, channel_id: str, *, level: Level, at: datetime) -> Member:
        """Let a member pay for a higher level; `updates` tells that too."""
        place, member = next((i, one) for i, one in enumerate(self.members) if one.channel_id == channel_id)
        reached = self.levels[len(member.stays) : self.levels.index(level) + 1]
        moved = replace(member, stays=member.stays + tuple(LevelStay(step, at, 1) for step in reached))
        self.members[place] = moved
        self.joined.append(moved)
        return moved

    def leave(self, channel_id: str) -> None:
        """End one membership; nothing happens when there is none."""
        self.members[:] = [member for member in self.members if member.channel_id != channel_id]


@dataclass(slots=True)
class Account:
    """A Google account, or one of its brand accounts: each speaks for one channel, with ratings of its own.

    `subject` is Google's number for it; `channel` is None when it has no YouTube channel. `brands` are what a Google
    account manages besides itself; nobody signs in as a brand, so it has no e-mail address, and `managed_by` names
    whose it is.
    """

    key: str
    name: str
    email: str
    subject: str
    channel: Channel | None = None
    email_verified: bool = True
    ratings: dict[str, Rating] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    files: list[DriveFile] = field(default_factory=list)
    brands: list["Account"] = field(default_factory=list)
    managed_by: "Account | None" = field(default=None, repr=False, compare=False)

    @property
    def google_account(self) -> "Account":
        """The account that somebody signs in with to act as this one."""
        return self.managed_by or self

    @property
    def identities(self) -> list["Account"]:
        """Whom somebody who signed in with this account can act as: itself first, then its brands."""
        return [self, *self.brands]

    def add_brand(self, brand: "Account") -> None:
        """Let this Google account manage a brand account."""
        brand.managed_by = self
        self.brands.append(brand)

    @property
    def videos(self) -> list[Video]:
        """The uploads of this account's channel, newest added first."""
        return self.channel.videos if self.channel else []

    def rating_of(self, video_id: str) -> Rating:
        """Return how this account rated a video: `like`, `dislike` or `none`."""
        return self.ratings.get(video_id, "none")

    def rate(self, video_id: str, rating: Rating) -> None:
        """Set a rating; the newest rating is the last key of `ratings`."""
        self.ratings.pop(video_id, None)
        if rating != "none":
            self.ratings[video_id] = rating

    def owns(self, video: Video) -> bool:
        """Tell whether this account's channel uploaded the video."""
        return self.channel is not None and video.channel_id == self.channel.id


@dataclass(slots=True)
class World:
    """Everybody the sandbox's Google knows. `accounts` are those one can sign in with; brands are within them."""

    accounts: list[Account]

    def identities(self) -> Iterator[Account]:
        """Yield every account and every brand account."""
        return (identity for account in self.accounts for identity in account.identities)

    def account(self, name: str) -> Account:
        """Find an account or brand by key, e-mail address, subject or channel handle; KeyError when unknown."""
        for account in self.identities():
            handle = account.channel.handle.lstrip("@") if account.channel else account.key
            if name in {account.key, account.email, account.subject, handle}:
                return account
        raise KeyError(name)

    def channels(self) -> Iterator[Channel]:
        """Yield every channel."""
        return (identity.channel for identity in self.identities() if identity.channel)

    def channel(self, channel_id: str) -> Channel | None:
        """Find a channel by id."""
        return next((channel for channel in self.channels() if channel.id == channel_id), None)

    def channel_by_handle(self, handle: str) -> Channel | None:
        """Find a channel by handle, with or without `@`, in any letter case."""
        wanted = handle.lstrip("@").lower()
        return next((c for c in self.channels() if c.handle.lstrip("@").lower() == wanted), None)

    def video(self, video_id: str) -> Video | None:
        """Find a video by id, whoever may see it."""
        return next((v for channel in self.channels() for v in channel.videos if v.id == video_id), None)
