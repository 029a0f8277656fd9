"""What can go wrong, each with words for the person who meets it and the next step.

Two families: a `UserError` becomes a reply in Discord or a page; an `OperatorError` ends the start with one sentence.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class GrantAccess:
    """Next step: a button that opens a link for `access` (`look`, `act` or `creator`) at `provider`."""

    access: str
    provider: str = "youtube"


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Next step: a button that opens a public page."""

    label: str
    url: str


Action: TypeAlias = GrantAccess | OpenPage


class OperatorError(Exception):
    """Something only the person who runs the bot can mend; its text is one sentence naming what and how."""


class ConfigError(OperatorError):
    """A configuration key is wrong or missing."""

    def __init__(self, key: str, problem: str, mend: str) -> None:
        super().__init__(f"{key}: {problem}; {mend}")
        self.key = key


class StoreError(OperatorError):
    """The database cannot be used as it is."""


class UserError(Exception):
    """Something a person can meet: what happened, and what to do next.

    `message` is plain text (Discord markdown is allowed, names are escaped by whoever raises).
    """

    def __init__(self, message: str, *, action: Action | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.action = action


class NotLinked(UserError):
    """The person has no account linked at this provider."""

    def __init__(self, access: str) -> None:
        super().__init__(
            "You have no YouTube account linked here yet. Link one with the button, then use the command again.",
            action=GrantAccess(access),
        )


class AccessMissing(UserError):
    """An account is linked, but without the permission this needs."""

    _WORDS: ClassVar = {
        "look": "see your videos, the private ones too",
        "act": "like videos for you",
        "creator": "see who your channel members are",
    }

    def __init__(self, access: str, account: str) -> None:
        super().__init__(
            f"**{account}** is linked, but I am not allowed to {self._WORDS[access]} yet. "
            "Allow it with the button, then use the command again.",
            action=GrantAccess(access),
        )
        self.access = access


class NeedsRelink(UserError):
    """The provider no longer accepts the link's refresh token."""

    _REASONS: ClassVar = {
        "revoked": "Google no longer accepts the permission you gave (taken back, expired or unused for months).",
        "interrupted": "I was interrupted while renewing the permission you gave.",
    }

    def __init__(self, account: str, reason: str, access: str = "look") -> None:
        words = self._REASONS.get(reason, self._REASONS["revoked"])
        super().__init__(f"**{account}** must be linked again: {words}", action=GrantAccess(access))


class TryLater(UserError):
    """A service is down, slow or refuses for now; nothing was changed."""

    def __init__(self, service: str) -> None:
        super().__init__(f"{service} is not answering properly right now. Nothing was lost; try again in a minute.")
        self.service = service


class OutcomeUnknown(UserError):
    """A change was sent, but the answer never came, so it may or may not have been made."""

    def __init__(self, service: str, look: str) -> None:
        super().__init__(f"{service} did not answer in time, so this may or may not have been done. {look}")


class QuotaSpent(UserError):
    """The day's YouTube budget of this bot is used up. `resets_at` is an aware time."""

    def __init__(self, resets_at: datetime) -> None:
        moment = int(resets_at.timestamp())
        super().__init__(
            f"This bot has used up what YouTube allows it for today. It can go on <t:{moment}:R> (<t:{moment}:t>)."
        )
        self.resets_at = resets_at


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
            "Google has not given this bot access to channel members yet; it does so project by project, so this is "
            "nothing you can change. Ask whoever runs this bot to request it from their Google or YouTube contact."
        )


class ChannelPermissionMissing(UserError):
    """The bot lacks permissions in a Discord channel; `permissions` are Discord's own names for them."""

    def __init__(self, channel: str, permissions: list[str]) -> None:
        *most, last = [f"**{name}**" for name in permissions]
        names, them = (f"{', '.join(most)} and {last}", "these") if most else (last, "this")
        super().__init__(f"I need {names} in {channel}. Give me {them} in the channel's settings, then try again.")


class NotYours(UserError):
    """A button or an id that belongs to another person, or to something that is gone."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(f"That {what} is not here any more, or not yours. {next_step}")


class BadRule(UserError):
    """The text of a schedule cannot be understood."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"{why} Write it like `every monday at 18:00`, `every day at 20:30`, `monthly on the 1st at 09:00`, "
            "or as five-field cron such as `0 18 * * 1`."
        )


class BadTimezone(UserError):
    """Not an IANA time zone."""

    def __init__(self, name: str) -> None:
        shown = name.replace("`", "'")
        super().__init__(
            f"I do not know the time zone `{shown}`. Start typing a city, such as `Berlin` or `New York`, and choose "
            "from the list."
        )


class NoSource(UserError):
    """The server has no names to thank yet, and this person cannot add any with one button."""

    def __init__(self) -> None:
        super().__init__(
            "This server has no source of names. Link the YouTube channel whose members you want to thank, then add it "
            "with `/credits sources add`.",
            action=GrantAccess("creator"),
        )


class WrongCode(UserError):
    """The code of a link does not fit any open link of this person. `left` is the number of tries left."""

    def __init__(self, left: int) -> None:
        tries = f"{left} {'try' if left == 1 else 'tries'} left" if left else "no tries left"
        super().__init__(
            f"That code does not fit ({tries}). Type it exactly as your browser shows it"
            + (", or start again with `/link`." if left else ". Start again with `/link`."),
            action=None if left else GrantAccess("look"),
        )


class NoCodeExpected(UserError):
    """A code was typed, but no link of this person waits for one."""

    def __init__(self) -> None:
        super().__init__(
            "No link of yours is waiting for a code; a code is good for ten minutes. Start again with `/link`, and "
            "never type a code that somebody else sent you."
        )


class LinkRefused(UserError):
    """A link ended without success; `reason` is the stable name for logs, pages and the audit."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class TokensUnreadable(UserError):
    """A link's sealed tokens do not open: damaged, or sealed with a key that the operator took away."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"I cannot read what I kept to use **{account}** with. Linking it again mends that; whoever runs this bot "
            "should look at its log.",
            action=GrantAccess("look"),
        )


class TooManySchedules(UserError):
    """The server has as many schedules as it can have."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"This server has {limit} schedules, which is as many as I keep. Delete one with `/credits delete` first."
        )


class ChannelGone(UserError):
    """The Discord channel was deleted, or the bot can no longer see it."""

    def __init__(self) -> None:
        super().__init__("The channel is gone. Make a new schedule for another channel with `/credits schedule`.")


class MessageRefused(UserError):
    """Discord refuses the message for a reason that trying again does not mend; `code` is Discord's own."""

    def __init__(self, code: int) -> None:
        super().__init__(
            f"Discord did not take the message (its error {code}). Try another channel; if it happens there too, tell "
            "whoever runs this bot."
        )


class HistoryTooLong(UserError):
    """Too much was written in the channel to be sure which parts of a post arrived."""

    def __init__(self) -> None:
        super().__init__(
            "So much was written in that channel meanwhile that I cannot tell which parts arrived, and I do not post "
            "anything twice. Delete the unfinished post and use `/credits post`."
        )


class PostUnfinished(UserError):
    """A post by hand stopped half-way; the bot finishes it by itself."""

    def __init__(self) -> None:
        super().__init__(
            "Discord stopped answering before everything was posted. I will look what has arrived and post the rest by "
            "myself; do not post it again."
        )


class YouTubeRefused(UserError):
    """YouTube refused a request for a reason that has no words of its own; `reason` is Google's name for it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(
            f"YouTube refused this (`{reason}`). Try again later; if it stays so, show this to whoever runs this bot."
        )
        self.status = status
        self.reason = reason


class Restarting(UserError):
    """The bot is being stopped while this was under way, or just before."""

    def __init__(self) -> None:
        super().__init__(
            "I am being restarted, so this may not be finished. Nothing you had is lost; use the command again in a "
            "minute."
        )


class SourceUnavailable(UserError):
    """A source of names cannot be read until its owner, not the person who asks, does something about it."""

    def __init__(self, title: str, owner_id: int) -> None:
        super().__init__(
            f"The channel members of **{title}** cannot be read until <@{owner_id}> links that channel again; "
            "`/accounts` shows them the button."
        )
