"""Carries out one job: sets the sheet, draws it, and says what its person should know."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.credits.pictures import lacks, stills
from bot.credits.pictures.composing import compose
from bot.credits.pictures.encoding import MEDIA_TYPES, Encoder, EncodingFailed, fed
from bot.credits.pictures.job import LONGEST_SECONDS, SIZES, Failed, Finished, Job, Order, Sheet
from bot.credits.pictures.layout import Layout
from bot.credits.pictures.motion import Motion, calm_seconds, look, motion_of
from bot.credits.pictures.paging import pages
from bot.credits.pictures.painting import Painter
from bot.credits.pictures.rolling import frames
from bot.credits.pictures.themes import BY_NAME
from bot.credits.pictures.typeset import Paragraphs, families, has_noto, lacking

Tick = Callable[[float], None]
_SET = 0.1
"""This share of the whole is the setting, the rest the drawing; about so it is."""
_SHOWN = 10
_MIB = 2**20


def carry_out(job: Job, tick: Tick) -> Finished | Failed:
    """Draw, and return the result; `tick` hears how much is done, from 0 to 1."""
    if not families():
        return lacks.NO_FONTS
    order = job.order
    theme = BY_NAME[order.theme]
    paragraphs = Paragraphs(theme)
    width, height = SIZES[order.size]
    strip = compose(job.sheet, width, height, paragraphs, lambda done: tick(done * _SET))
    painter = Painter(paragraphs, theme, width, height)
    unwritable = _unwritable(job.sheet)
    notes = [unwritable] if unwritable else []
    try:
        if order.format == "png":
            return _stills(job, strip, painter, tick, notes)
        return _video(job, strip, painter, tick, notes)
    except stills.TooLarge:
        return _too_large(job)


def _stills(job: Job, strip: Layout, painter: Painter, tick: Tick, notes: Sequence[str]) -> Finished:
    found = pages(strip, SIZES[job.order.size][1])
    path = stills.draw(found, lambda page: painter.paint(page, 0), Path(job.folder), job.most_bytes, _later(tick))
    kind = "image/png" if path.suffix == ".png" else "application/zip"
    return Finished(path.name, kind, path.stat().st_size, len(found), 0, tuple(notes))


def _video(job: Job, strip: Layout, painter: Painter, tick: Tick, notes: list[str]) -> Finished | Failed:
    program = lacks.ffmpeg()
    if program is None:
        return lacks.NO_FFMPEG
    order = job.order
    size = SIZES[order.size]
    motion = motion_of(order, strip.height, size[1])
    rolled = strip.spread(motion.height)
    path = Path(job.folder) / f"credits.{order.format}"
    try:
        with Encoder(program, order, path) as encoder:
            for frame in frames(fed(order), size, motion, lambda top: painter.paint(rolled, top), _later(tick)):
                encoder.write(frame)
    except EncodingFailed as error:
        written = path.stat().st_size if path.exists() else 0
        # The system lets no file grow over the limit: ffmpeg ends there by a signal or with an error.
        if written >= job.most_bytes - _MIB:
            return _too_large(job)
        return Failed(f"ffmpeg could not make this video: {error}")
    if hurried := _hurried(motion, order, size[1]):
        notes.append(hurried)
    return Finished(
        path.name, MEDIA_TYPES[order.format], path.stat().st_size, 1, motion.frames / order.fps, tuple(notes)
    )


def _later(tick: Tick) -> Tick:
    return lambda done: tick(_SET + done * (1 - _SET))


def _too_large(job: Job) -> Failed:
    return Failed(
        f"This would be a file of more than {job.most_bytes // _MIB:,} MiB. Choose a smaller size, fewer frames a "
        "second, a shorter roll, or `webm` in place of `mov`."
    )


def _hurried(motion: Motion, order: Order, height: int) -> str:
    seconds = look(motion, height, order.fps)
    if seconds >= order.least:
        return ""
    needed = calm_seconds(motion, height, order.least)
    mend = f"a roll of {needed:,} seconds"
    if needed > LONGEST_SECONDS:
        mend = "a roll of more than half an hour, which is the longest"
    elif motion.travel <= motion.frames:
        # One line a frame: only slower frames, or more lines, are slower still.
        mend = "fewer frames a second or a larger size"
    least = "1 second needs" if order.least == 1 else f"{order.least:g} seconds need"
    return f"Each name is on screen for {seconds:.1f} seconds only. {least} {mend}."


def _unwritable(sheet: Sheet) -> str:
    """Return what to say about characters that no font has."""
    names = [sheet.title, *sheet.closing]
    for tier in sheet.tiers:
        names += [tier.heading, *tier.names]
    missing = lacking(names)
    if not missing:
        return ""
    concerned = sum(not missing.isdisjoint(name) for name in names)
    codes = sorted(f"U+{ord(character):04X}" for character in missing)
    shown = ", ".join(codes[:_SHOWN]) + (f" and {len(codes) - _SHOWN:,} more" if len(codes) > _SHOWN else "")
    packages = " ".join(lacks.fonts_for(missing, has_noto=has_noto()))
    return (
        f"{concerned:,} of the texts have characters for which I have no font, so boxes stand there ({shown}). Whoever "
        f"runs this bot can mend most of that: on Debian, `apt install {packages}`."
    )
