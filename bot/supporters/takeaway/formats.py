"""The files a roll can leave as, by the words of `/credits export format:`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.supporters.roll import Roll
from bot.supporters.takeaway.archive import as_zip
from bot.supporters.takeaway.data import as_json
from bot.supporters.takeaway.plain import as_txt
from bot.supporters.takeaway.subtitles import as_srt, usual_length
from bot.supporters.takeaway.table import as_csv

SRT = "srt"


@dataclass(frozen=True, slots=True)
class Format:
    """A way out: `words` name it for people, `write` makes the file of a roll.

    Writing is blocking; a roll of 30,000 takes up to half a second, so call it in a thread.
    """

    words: str
    write: Callable[[Roll], bytes]


def _usual_subtitles(roll: Roll) -> bytes:
    return as_srt(roll, usual_length(roll)).data


FORMATS: Mapping[str, Format] = {
    "txt": Format("txt: a name a line, under its level", as_txt),
    "csv": Format("csv: a table for any spreadsheet", as_csv),
    "json": Format("json: for programs", as_json),
    SRT: Format("srt: subtitles for your video's end", _usual_subtitles),
    "zip": Format("zip: a list for each level", as_zip),
}
