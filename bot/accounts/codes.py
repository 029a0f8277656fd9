"""The one-time code that proves, typed into Discord, whose browser consented."""

import re
import secrets

# No vowels (no words), and nothing that looks like something else: 0 O, 1 I L, 5 S, 2 Z, 8 B, U V.
_ALPHABET = "34679CDFGHJKMNPQRTWXY"
_LENGTH = 8
_GROUP = 4


def new_code() -> str:
    """Return eight random characters, 35 bits; with five tries per attempt that is plenty."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def shown(code: str) -> str:
    """Return a code in groups, as people read and type it."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def normalised(typed: str) -> str:
    """Return what somebody typed without spaces, hyphens, case or anything else that is no letter or digit."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())
