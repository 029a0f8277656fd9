"""The small visible mark on every message of a post, by which the bot finds its own messages again.

It stands in the footer of the message's last embed: `Curtain Call · post K7Q2M · part 1 of 3`, and, when it is late,
`was due 23 Nov 2026, 18:00 CET`. Discord returns the footer with the channel's history; it does not return nonces.
"""

import hashlib
import re
from base64 import b32encode
from datetime import datetime, timedelta

from bot.errors import BadTimezone
from bot.schedule.zones import require_timezone
from bot.store.posts import Post

LATE_AFTER = timedelta(minutes=2)
_MARK_LETTERS = 5
_MARKER = re.compile(r"Curtain Call · post (?P<mark>[A-Z2-7]+) · part (?P<number>\d+) of (?P<total>\d+)\b")


def mark_of(post_id: str) -> str:
    """Return a post's mark: 25 bits of its id's hash, told apart only from other posts around the same time."""
    return b32encode(hashlib.sha256(post_id.encode()).digest()).decode()[:_MARK_LETTERS]


def footer(post: Post, number: int, total: int, now: datetime) -> str:
    """Return the footer of part `number` when it is sent at `now`."""
    marker = f"Curtain Call · post {mark_of(post.id)} · part {number} of {total}"
    if now - post.due_at < LATE_AFTER or post.schedule_id is None:
        return marker
    return f"{marker} · was due {_local(post)}"


def part_number(text: str | None, post_id: str, total: int) -> int | None:
    """Return which part of the post a message's footer names, or None when it is another's."""
    match = _MARKER.match(text or "")
    if match is None or match["mark"] != mark_of(post_id) or int(match["total"]) != total:
        return None
    return int(match["number"])


def _local(post: Post) -> str:
    try:
        moment = post.due_at.astimezone(require_timezone(post.timezone))
    except BadTimezone:
        moment = post.due_at
    return f"{moment.day} {moment:%b %Y, %H:%M %Z}"
