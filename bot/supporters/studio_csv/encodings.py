"""Which characters a file's bytes are: known where it says so or cannot be anything else, asked otherwise.

UTF-8 with or without a byte order mark, and UTF-16 with one or with the zero bytes that give it away, are certain. The
one-byte code pages of Windows and those of East Asia are not: every one of them opens nearly every file, with other
letters in it. charset-normalizer only says in which order to offer them.
"""

import codecs
import re
from collections.abc import Sequence

from charset_normalizer import from_bytes

LEGACY = {
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (Windows-874)",
    "cp932": "Japanese (Shift JIS)",
    "cp949": "Korean (EUC-KR)",
    "gb18030": "Simplified Chinese (GB 18030)",
    "big5": "Traditional Chinese (Big5)",
    "utf-16-le": "Unicode (UTF-16, little-endian)",
    "utf-16-be": "Unicode (UTF-16, big-endian)",
}
"""Encodings that are used only when a person says so, with their names for people."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_TELLING = re.compile(rb"[\x80-\xff]")
_SAMPLE = 64 * 1024
_STEP = 256 * 1024
_ZEROS = 0.2
"""The least share of zero bytes on one side of the pairs that makes a file UTF-16: addresses, digits and separators
of a table are ASCII in every language."""


def certain_encoding(data: bytes) -> str | None:
    """Return the encoding a file certainly has, None where it must be asked."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding if _opens(data, encoding) else None
    if wide := _wide(data):
        return wide if _opens(data, wide) else None
    return "utf-8" if b"\0" not in data[:_SAMPLE] and _opens(data, "utf-8") else None


def possible_encodings(data: bytes) -> tuple[str, ...]:
    """Return the legacy encodings that open the whole file, likeliest first; empty when none does."""
    fitting = [encoding for encoding in LEGACY if _opens(data, encoding)]
    ranked = _ranked(_telling(data), fitting)
    return tuple(dict.fromkeys([*ranked, *fitting]))


def first_telling(data: bytes) -> int:
    """Return where the first byte stands that is more than ASCII, 0 where there is none."""
    found = _TELLING.search(data)
    return found.start() if found else 0


def _opens(data: bytes, encoding: str) -> bool:
    """Tell whether every byte can be read, without holding the text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(view[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _wide(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    if not sample or len(data) % 2:
        return None
    half = len(sample) / 2
    low, high = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if high >= _ZEROS and low < high / 10:
        return "utf-16-le"
    if low >= _ZEROS and high < low / 10:
        return "utf-16-be"
    return None


def _telling(data: bytes) -> bytes:
    """Return the lines that hold more than ASCII, as far as a sample goes: the others say nothing."""
    begin = data.rfind(b"\n", 0, first_telling(data)) + 1
    lines = data[begin : begin + _SAMPLE * 4].splitlines(keepends=True)
    return b"".join(line for line in lines if not line.isascii())[:_SAMPLE]


def _ranked(sample: bytes, fitting: Sequence[str]) -> list[str]:
    single = [encoding for encoding in fitting if not encoding.startswith("utf")]
    if not sample or not single:
        return []
    return [match.encoding for match in from_bytes(sample, cp_isolation=single) if match.encoding in single]
