"""What can go wrong with credits: their sources, their rules, their posts."""

import math
from datetime import datetime

from bot.errors.base import GrantAccess, UserError


class ChannelPermissionMissing(UserError):
    """The bot lacks permissions in a Discord channel; `permissions` are Discord's own names for them."""

    def __init__(self, channel: str, permissions: list[str]) -> None:
        *most, last = [f"**{name}**" for name in permissions]
        names, them = (f"{', '.join(most)} and {last}", "these") if most else (last, "this")
        super().__init__(f"I need {names} in {channel}. Give me {them} in the channel's settings, then try again.")


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
            "This server has no source of names. `/credits sources add` brings the members of your own channel or your "
            "patrons, or asks another creator; `/credits import` brings names from a file, or typed in.",
            action=GrantAccess("creator"),
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


class Unsettled(UserError):
    """Whom a post thanks kept changing while it was written; nothing of it was sent."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody whom this post thanks changed how they want to be credited each time it was written. Nothing "
            "was posted; try again in a minute."
        )


class PostStopped(UserError):
    """A post by hand was stopped by what others did meanwhile: `why`, and what of it has `arrived`, if any was sent."""

    def __init__(self, why: str, arrived: str) -> None:
        how_far = f"half-way: {why}. {arrived}" if arrived else f"before anything was sent: {why}."
        super().__init__(f"I stopped this post {how_far} `/credits sources list` shows whom the next one thanks.")


class SourceUnavailable(UserError):
    """A source of names cannot be read until its owner, not the person who asks, does something about it."""

    def __init__(self, title: str, owner_id: int) -> None:
        super().__init__(
            f"The channel members of **{title}** cannot be read until <@{owner_id}> links that channel again; "
            "`/accounts` shows them the button."
        )
        self.owner_id = owner_id


class ListUnreadable(SourceUnavailable):
    """An imported list does not open any more: the encryption key it was sealed with is gone."""

    def __init__(self, title: str, owner_id: int) -> None:
        UserError.__init__(
            self,
            f"The imported list **{title}** cannot be read any more. <@{owner_id}> can bring it again with "
            "`/credits import`.",
        )
        self.owner_id = owner_id


class BadCreditName(UserError):
    """A name of one's own cannot stand in credits."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"That name cannot stand in credits. Give one that can be seen, of at most {limit} characters."
        )


class SomebodyGone(UserError):
    """A person chosen earlier is in no list of this server any more."""

    def __init__(self) -> None:
        super().__init__("That person is in no list of this server any more. Look again with `/credits people`.")


class NotOnePerson(UserError):
    """Two people that cannot be made one."""

    def __init__(self, why: str) -> None:
        super().__init__(f"These two cannot be made one person: {why}.")


class AskedAlready(UserError):
    """The same was asked in this server, and waits or was answered with no; `until` is UTC."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "That was asked here already. Once they say yes it works at once; otherwise you can ask again "
            f"<t:{math.ceil(until.timestamp())}:R>."
        )


class NotToBeAsked(UserError):
    """An owner of names wants no questions from this server, or has more waiting than anybody should have."""

    def __init__(self) -> None:
        super().__init__(
            "They cannot be asked by me now. They can bring their names themselves, with `/credits sources add`."
        )
