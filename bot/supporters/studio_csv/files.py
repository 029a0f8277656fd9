"""What people send in place of a list: workbooks, pictures, archives. Told by their first bytes, in plain words."""

from bot.errors import UserError

LARGEST = 25 * 1024 * 1024
"""The largest file that is read, in bytes: room for 100,000 rows of YouTube Studio's, which are 13 MB. Discord takes
10 MiB from most people and more from some."""

_WORKBOOK = "That is a spreadsheet's own file, which I cannot read. Save it as *CSV UTF-8* and send that."
_ARCHIVE = "That is an archive or a spreadsheet's own file. Save the list as *CSV UTF-8* and send that."
_OTHER = "That file is no text. Send a list as CSV or as plain text, saved as UTF-8."
_STARTS = {
    b"\xd0\xcf\x11\xe0": _WORKBOOK,
    b"PK\x03\x04": _ARCHIVE,
    b"%PDF": _OTHER,
    b"\x89PNG": _OTHER,
    b"\xff\xd8\xff": _OTHER,
    b"GIF8": _OTHER,
    b"\x1f\x8b": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"SQLite format 3\0": _OTHER,
}


class NotAList(UserError):
    """The file cannot be read as a list at all; the words say what to send instead."""

    def __init__(self, message: str = _OTHER) -> None:
        super().__init__(message)


def require_text(data: bytes) -> None:
    """Raise NotAList for a file that is something else, empty, or larger than LARGEST."""
    if len(data) > LARGEST:
        raise too_large()
    if not data.strip():
        raise NotAList("That file is empty.")
    for start, words in _STARTS.items():
        if data.startswith(start):
            raise NotAList(words)


def too_large() -> NotAList:
    """Return the error for a file above LARGEST."""
    return NotAList("That file is larger than 25 MiB, which is the most I take. Leave out columns nobody needs.")
