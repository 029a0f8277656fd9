"""Settings that come from files of their own: `…_FILE` variables (Docker's secrets) and systemd's credentials.

pydantic-settings has a source for folders of secrets; it knows no variables that name a file, passes over misspelt
names, and cannot say that a key was given twice. So the names are gathered here, and the values go through the same
validation as all others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from bot.errors import ConfigError

_FILE = "_file"
_FOLDER = "CREDENTIALS_DIRECTORY"
Keys: TypeAlias = Mapping[str, frozenset[str]]
"""The keys of each section, in lower case."""


@dataclass(frozen=True, slots=True)
class FileSetting:
    """A key whose value stands in a file; `name` is how the operator knows it: a variable or a credential."""

    section: str
    key: str
    name: str
    path: Path = field(repr=False)


def names_file(section: str, key: str, keys: Keys) -> bool:
    """Tell whether a variable's key names a file with the value, rather than being a key itself."""
    own = keys.get(section, frozenset())
    return key not in own and key.endswith(_FILE) and key.removesuffix(_FILE) in own


def from_files(environment: Mapping[str, str], prefix: str, keys: Keys) -> dict[str, dict[str, str]]:
    """Return the values that stand in files, by section and key.

    Raises ConfigError for a file that cannot be read, and for a key that the environment, a `…_FILE` variable and a
    credential name more than once.
    """
    found = [*_variables(environment, prefix, keys), *_credentials(environment, keys)]
    _refuse_doubles(found, _plain(environment, prefix, keys))
    values: dict[str, dict[str, str]] = {}
    for setting in found:
        values.setdefault(setting.section, {})[setting.key] = _content(setting)
    return values


def _split(name: str, prefix: str) -> tuple[str, str]:
    section, _, key = name[len(prefix) :].lower().partition("__")
    return section, key


def _variables(environment: Mapping[str, str], prefix: str, keys: Keys) -> Iterator[FileSetting]:
    for name, path in environment.items():
        section, key = _split(name, prefix)
        if name.upper().startswith(prefix) and names_file(section, key, keys):
            yield FileSetting(section, key.removesuffix(_FILE), name, Path(path))


def _credentials(environment: Mapping[str, str], keys: Keys) -> Iterator[FileSetting]:
    """Yield the files such as `discord.token`; others in that folder are for somebody else."""
    folder = environment.get(_FOLDER)
    if not folder:
        return
    try:
        files = sorted(Path(folder).iterdir())
    except OSError as error:
        raise ConfigError(
            _FOLDER, f"{folder} cannot be read ({error.strerror})", "let systemd set it, or remove the variable"
        ) from None
    for file in files:
        section, dot, key = file.name.lower().partition(".")
        if not dot or section not in keys:
            continue
        if key not in keys[section]:
            raise ConfigError(f"credential {file.name}", "no such key", "remove it or mend its spelling")
        yield FileSetting(section, key, f"credential {file.name}", file)


def _plain(environment: Mapping[str, str], prefix: str, keys: Keys) -> dict[tuple[str, str], str]:
    """Return the variables that hold a value themselves, by section and key."""
    named = {_split(name, prefix): name for name in environment if name.upper().startswith(prefix)}
    return {(section, key): name for (section, key), name in named.items() if not names_file(section, key, keys)}


def _refuse_doubles(found: Sequence[FileSetting], plain: Mapping[tuple[str, str], str]) -> None:
    """Refuse to guess which of two is meant: an old key or token left somewhere is a mistake to be told of."""
    named = dict(plain)
    for setting in found:
        other = named.setdefault((setting.section, setting.key), setting.name)
        if other != setting.name:
            raise ConfigError(
                f"{setting.section}.{setting.key}", f"both {other} and {setting.name} give it", "remove one of them"
            )


def _content(setting: FileSetting) -> str:
    try:
        value = setting.path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        # The path is not repeated: whoever mistakes the variable puts the secret itself there.
        raise ConfigError(
            setting.name, f"the file it names cannot be read ({reason})", "name a file that the bot may read"
        ) from None
    if not value:
        raise ConfigError(setting.name, "the file it names is empty", "write the value into it")
    return value
