"""What a person reads, as plain lines that are the same in every run: no ids, addresses, codes or times."""

import re
import string
import textwrap

from sandbox.discord.seen import Message
from sandbox.discord.world import World

_WIDTH = 100
_MOST_LINES = 10
_MOST_CHARACTERS = 260
_PLACEHOLDERS = (
    (re.compile(r"\[([^\]]+)\]\(<?https?://[^)\s]+>?\)"), r"\1"),
    (re.compile(r"<?https://(?:youtu\.be|www\.youtube\.com)/[^\s>]+>?"), "https://youtu.be/…"),
    (re.compile(r"https?://127\.0\.0\.1:\d+\S*"), "‹address›"),
    (re.compile(r"<t:\d+:R>"), "‹how long›"),
    (re.compile(r"<t:\d+(?::\w)?>"), "‹when›"),
    (re.compile(r"· post [A-Z2-7]{5} ·"), "· post ····· ·"),
    (re.compile(r"\*\*|__|`"), ""),
    (re.compile(r"(?m)^(?:-#|#{1,3}) "), ""),
    (re.compile(rf"\\([{re.escape(string.punctuation)}])"), r"\1"),
)
_CHANNEL = re.compile(r"<#(\d+)>")
_PERSON = re.compile(r"<@!?(\d+)>")


def message_lines(message: Message, world: World) -> list[str]:
    """Return what a message says, shortened, and on a last line what can be pressed or chosen, each in brackets."""
    lines = [part for line in message.prose.splitlines() if line.strip() for part in wrapped(plain(line, world))]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 2], f"… {len(lines) - _MOST_LINES + 1} more lines …", lines[-1]]
    controls = [
        *(f"[file {attachment.filename}]" for attachment in message.attachments),
        *(f"[{button.label}]" for button in message.buttons),
        *(f"[{menu} ▾]" for menu in message.menus),
    ]
    return [*lines, " ".join(controls)] if controls else lines


def plain(text: str, world: World) -> str:
    """Return Discord's markdown as it reads, with placeholders for what changes from run to run."""
    text = _CHANNEL.sub(lambda found: f"#{world.channels[int(found[1])].name}", text)
    text = _PERSON.sub(lambda found: f"@{world.users[int(found[1])].username}", text)
    for pattern, replacement in _PLACEHOLDERS:
        text = pattern.sub(replacement, text)
    return text.strip()


def wrapped(line: str) -> list[str]:
    """Return a long line as several, and its end left out when it is very long."""
    short = line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS].rstrip()} …"
    return textwrap.wrap(short, _WIDTH, break_long_words=False, break_on_hyphens=False)
