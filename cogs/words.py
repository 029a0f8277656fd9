"""Words that several commands share: links and permissions in plain language."""

from bot.accounts.links import Link
from bot.credits.names import escape_name
from bot.providers.access import Access

_ALLOWED = {
    Access.LOOK: "see your videos and your channel",
    Access.ACT: "like videos for you",
    Access.CREATOR: "read your channel members",
}
_NEXT = {
    Access.LOOK: "Try `/myuploads`.",
    Access.ACT: "Try `/like`.",
    Access.CREATOR: "Try `/members`, or `/credits schedule` in your server.",
}


def channel_name(link: Link) -> str:
    """Return the channel's title, safe to show."""
    return escape_name(link.title)


def permissions(link: Link) -> str:
    """Return what the link allows: `see your videos and your channel; like videos for you`."""
    return "; ".join(_ALLOWED[access] for access in Access if access in link.access)


def allowed(link: Link) -> str:
    """Return what was linked, what I may do now, and the next step."""
    widest = [access for access in Access if access in link.access][-1]
    return f"**{channel_name(link)}** is linked. I may {permissions(link)}, nothing else.\n{_NEXT[widest]}"
