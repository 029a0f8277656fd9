"""What is asked of the drawing process, and what it says: one JSON object a line, both ways."""

from typing import TypeAlias

import msgspec

SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "1440p": (2560, 1440), "4K": (3840, 2160)}
"""Width and height in pixels."""
RATES = (24, 25, 30, 50, 60)
"""Frames a second."""
CLEAR = "transparent"
THEMES = {"dark": "Light on dark", "light": "Dark on light", CLEAR: "Transparent, to lay over a video"}
FORMATS = {
    "png": "PNG pictures",
    "mp4": "MP4 video (H.264)",
    "webm": "WebM video (VP9), can be transparent",
    "mov": "MOV video (ProRes 4444), can be transparent, large",
}
IN_SHORT = {name: words.partition(",")[0] for name, words in FORMATS.items()}
"""What they are called where they are not to be chosen."""
SEE_THROUGH = frozenset({"png", "webm", "mov"})
"""The formats that can be transparent."""
LONGEST_SECONDS = 1_800
"""Half an hour; nobody watches longer credits."""
LEAST_LOOK = 3.0
"""Seconds a name should be on screen at least, if nobody says otherwise: one must find one's own."""


class Tier(msgspec.Struct, frozen=True):
    """A heading and the names below it; all of it is drawn as it stands, so it is harmless text on one line."""

    heading: str
    names: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    """Everything that is to be read in the picture: a title, the tiers from the top, closing lines."""

    title: str
    tiers: tuple[Tier, ...]
    closing: tuple[str, ...] = ()


class Order(msgspec.Struct, frozen=True):
    """What somebody wants. `speed` is in pixels a second and `seconds` the whole roll's; at most one is not None.

    `least` is for how many seconds each name should be on screen.
    """

    format: str
    size: str = "1080p"
    theme: str = "dark"
    fps: int = 30
    speed: float | None = None
    seconds: float | None = None
    least: float = LEAST_LOOK


class Job(msgspec.Struct, frozen=True):
    """One drawing: it goes into `folder`, and no file of it may have more than `most_bytes`."""

    order: Order
    sheet: Sheet
    folder: str
    most_bytes: int


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """How much is done, from 0 to 1."""

    done: float


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """The file, and what its person should know about it. `seconds` is the video's length, 0 for pictures."""

    name: str
    media_type: str
    size: int
    pages: int
    seconds: float
    notes: tuple[str, ...] = ()


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It cannot be drawn: why in a sentence for the person, and Debian's packages that would help, if any would."""

    why: str
    packages: tuple[str, ...] = ()


class Survey(msgspec.Struct, frozen=True):
    """What this machine has to draw with: why nothing can be drawn, else whether videos can, and fonts by package.

    `fonts` are Debian's packages of which a named family is missing, each with how many are.
    """

    cannot: Failed | None
    videos: bool
    fonts: dict[str, int]


Event: TypeAlias = Progress | Finished | Failed
