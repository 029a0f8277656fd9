"""What YouTube refuses, and what its budget does not allow."""

from datetime import datetime
from typing import ClassVar

from bot.errors.base import OpenPage, PressButton, UserError


class QuotaSpent(UserError):
    """The day's YouTube budget is used up, for this call at least. `resets_at` is an aware time."""

    _WORDS: ClassVar = "This bot has used up what YouTube allows it for today. It can go on {when}."

    def __init__(self, resets_at: datetime, words: str = _WORDS) -> None:
        moment = int(resets_at.timestamp())
        super().__init__(words.format(when=f"<t:{moment}:R> (<t:{moment}:t>)"))
        self.resets_at = resets_at


class QuotaShareSpent(QuotaSpent):
    """A `user` or a `server` has spent its share of the day, or a user the part of it for `changes`; others go on.

    `owner`: what runs by itself has spent the share of the one person whose links it reads.
    """

    _SHARES: ClassVar = {
        "user": (
            "You have used your share of what YouTube allows this bot in a day; the rest is for everybody else. You "
            "can go on {when}."
        ),
        "changes": (
            "You have used your share of likes for today: YouTube counts each like as fifty looks, and the rest is for "
            "everybody else. You can like again {when}; looking at your videos works meanwhile."
        ),
        "server": (
            "This server has used its share of what YouTube allows this bot in a day; the rest is for other servers. "
            "It can go on {when}; what is yours alone, such as `/myuploads`, works meanwhile."
        ),
        "owner": (
            "Scheduled posts and pages have used what one creator's accounts may cost of what YouTube allows this bot "
            "in a day; the rest is for others. They go on {when}; `/credits post` works meanwhile."
        ),
    }

    def __init__(self, whose: str, resets_at: datetime) -> None:
        super().__init__(resets_at, self._SHARES[whose])
        self.whose = whose


class QuotaKept(QuotaSpent):
    """Background work has reached its line; what is left of the day is for people's commands."""

    def __init__(self, resets_at: datetime) -> None:
        super().__init__(
            resets_at,
            "Most of what YouTube allows this bot today is used, and the rest is kept for people's commands. What runs "
            "by itself goes on {when}.",
        )


class NoChannel(UserError):
    """The Google account has no YouTube channel."""

    def __init__(self) -> None:
        super().__init__(
            "That Google account has no YouTube channel. Create one, or choose another account when you link.",
            action=OpenPage("Create a channel", "https://www.youtube.com/create_channel"),
        )


class VideoNotFound(UserError):
    """No such video."""

    def __init__(self) -> None:
        super().__init__("YouTube knows no such video; it may have been deleted. Check the link and try again.")


class VideoPrivate(UserError):
    """The video exists but this account may not touch it."""

    def __init__(self) -> None:
        super().__init__(
            "That video is private, so only its owner can rate it. Ask them to make it unlisted or public."
        )


class RatingsDisabled(UserError):
    """The owner has switched ratings off."""

    def __init__(self) -> None:
        super().__init__("The owner of that video has switched ratings off, so nobody can like it. Try another video.")


class RatingRefused(UserError):
    """YouTube refuses this account's rating for a reason only the person can mend."""

    _REASONS: ClassVar = {
        "emailNotVerified": "Your YouTube account's e-mail address is not verified. Verify it in your Google account,",
        "videoPurchaseRequired": "That video must be rented or bought before it can be rated. Do that on YouTube,",
    }

    def __init__(self, reason: str) -> None:
        words = self._REASONS.get(reason, "YouTube does not let this account rate that video. Look at it on YouTube,")
        super().__init__(f"{words} then try again.")


class BadVideo(UserError):
    """The text is neither a video's URL nor an id."""

    def __init__(self) -> None:
        super().__init__(
            "I cannot find a video in that. Paste its link (youtube.com/watch, youtu.be, shorts, live) or its "
            "11-character id."
        )


class MembersNotEnabled(UserError):
    """The channel has no memberships."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"**{account}** has no channel memberships switched on. Switch them on in YouTube Studio under *Earn*, "
            "or link the channel that has them.",
            action=OpenPage("YouTube Studio", "https://studio.youtube.com/"),
        )


class MembersAccessNotGranted(UserError):
    """Google has not given this project access to members.list (plain 403)."""

    def __init__(self) -> None:
        super().__init__(
            "Google does not let this bot read channel members yet; it opens that project by project, when who runs "
            "the bot asks for it. Your members can be thanked all the same: YouTube Studio gives you their list as a "
            "file. Where they are a source already, `/credits sources remove` takes it away first.",
            action=PressButton("Show me how", "imports.guide"),
        )


class YouTubeRefused(UserError):
    """YouTube refused a request for a reason that has no words of its own; `reason` is Google's name for it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(
            f"YouTube refused this (`{reason}`). Try again later; if it stays so, show this to whoever runs this bot."
        )
        self.status = status
        self.reason = reason
