"""Writes a configuration; JSON's strings, numbers and lists are TOML's."""

import json
from collections.abc import Mapping
from typing import Any


def as_toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the sections as a TOML file."""
    lines: list[str] = []
    for name, values in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"
