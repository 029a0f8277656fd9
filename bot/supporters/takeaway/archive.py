"""A roll as a zip with a list for each level."""

import io
import re
import unicodedata
import zipfile

from bot.names import one_line
from bot.supporters.roll import Roll
from bot.supporters.takeaway.plain import names_only

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_LONGEST = 60
_EARLIEST = 1980


def as_zip(roll: Roll) -> bytes:
    """Return a zip with one text file a level, numbered in the order of the roll, a name a line.

    The same roll always makes the same bytes.
    """
    made = io.BytesIO()
    moment = roll.as_of.timetuple()[:6]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        digits = len(str(len(roll.groups)))
        for number, group in enumerate(roll.groups, 1):
            name = f"{number:0{digits}} {file_name(group.level)}.txt"
            # A zip knows no year before.
            info = zipfile.ZipInfo(name, moment if moment[0] >= _EARLIEST else (_EARLIEST, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, names_only(group.names))
    return made.getvalue()


def file_name(text: str) -> str:
    """Return a text as part of a file's name that Windows, macOS and Linux take, whatever people put into it."""
    plain = unicodedata.normalize("NFC", one_line(text))
    kept = "".join(one for one in plain if unicodedata.category(one) not in {"Cf", "Co", "Cn"})
    return _FORBIDDEN.sub("_", kept)[:_LONGEST].strip(" .") or "level"
