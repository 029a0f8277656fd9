"""How a strip rolls: where the picture's top is in each frame, and how long a name can be read."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bot.credits.pictures.job import LONGEST_SECONDS, Order

_CALM_LOOK = 8.0
"""Seconds a name is on screen when nothing is asked for …"""
_USUAL_LONGEST = 300.0
"""… unless the roll would then be longer than this."""
_MOST_SPREAD = 2.0
"""Rows are moved apart so far at most, for a motion of whole pixels."""


@dataclass(frozen=True, slots=True)
class Motion:
    """From below the picture to above it: `travel` pixels in `frames` frames, on a strip made `height` high."""

    travel: int
    frames: int
    height: int

    @property
    def only_even(self) -> bool:
        """Tell whether every frame's top is an even line."""
        return self.travel % self.frames == 0 and self.travel // self.frames % 2 == 0

    def offsets(self) -> Iterator[int]:
        """Yield the line of the strip where each frame's top is; the strip begins one picture below the first's."""
        for frame in range(self.frames):
            yield frame * self.travel // self.frames


def motion_of(order: Order, strip: int, picture: int) -> Motion:
    """Return how a strip rolls through a picture, both heights in pixels.

    Motion is smooth when each frame moves by as many whole pixels as the last. A speed is rounded to that; for a length
    in seconds the rows are moved apart by a little instead, so that it is met to the frame.
    """
    travel = strip + picture
    if order.seconds is not None:
        return _in_time(round(order.seconds * order.fps), strip, picture)
    wanted = order.speed if order.speed is not None else _usual_speed(travel, picture, order.least)
    # The longest roll ends every wish for slowness, and a frame that moves less than a line cannot be smooth.
    step = max(1, _whole(wanted, order, picture), math.ceil(travel / (LONGEST_SECONDS * order.fps)))
    frames = math.ceil(travel / step)
    return Motion(frames * step, frames, strip)


def _in_time(frames: int, strip: int, picture: int) -> Motion:
    travel = strip + picture
    step = math.ceil(travel / frames)
    height = step * frames - picture
    if height <= strip * _MOST_SPREAD:
        return Motion(step * frames, frames, height)
    return Motion(travel, frames, strip)


def _usual_speed(travel: int, picture: int, least: float) -> float:
    calm = max(picture / _CALM_LOOK, travel / _USUAL_LONGEST)
    return min(calm, picture / least)


def _whole(speed: float, order: Order, picture: int) -> int:
    """Return the speed as whole pixels a frame; one that nobody asked for is never so fast that names hurry."""
    nearest = round(speed / order.fps)
    return nearest if order.speed is not None else min(nearest, math.floor(picture / order.least / order.fps))


def look(motion: Motion, picture: int, fps: int) -> float:
    """Return for how many seconds a name is on screen."""
    return picture / (motion.travel / motion.frames) / fps


def calm_seconds(motion: Motion, picture: int, least: float) -> int:
    """Return in how many seconds the same strip would roll so that each name is on screen for `least` seconds."""
    return math.ceil(motion.travel / picture * least)
