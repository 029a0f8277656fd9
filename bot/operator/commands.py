"""The operator's commands, by name. Each prints lines, and returns whether all is well; an OperatorError ends it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.config import Settings
from bot.operator.copies import backup, restore
from bot.operator.exporting import export
from bot.operator.keys import Say, lost_key_sentences, rotate_keys
from bot.preflight import preflight, warnings
from bot.store.existing import database_file

Run: TypeAlias = Callable[[Settings, Path, Say], bool]


@dataclass(frozen=True, slots=True)
class Command:
    """What to do, and what its help says; `path` describes its argument, and is empty for a command without one."""

    help: str
    run: Run
    path: str = ""


def _check(settings: Settings, _: Path, say: Say) -> bool:
    preflight(settings)
    for warning in warnings(settings):
        say(f"Note: {warning}")
    lost = asyncio.run(lost_key_sentences(settings)) if database_file(settings.store.url).exists() else []
    for sentence in lost:
        say(f"{sentence}.")
    if not lost:
        say("The configuration is complete.")
    return not lost


def _doctor(settings: Settings, _: Path, say: Say) -> bool:
    # Imported here: the other commands need no HTTP.
    from bot.operator.doctor.doctor import diagnose  # noqa: PLC0415 (see above)
    from bot.operator.doctor.finding import Level  # noqa: PLC0415 (see above)

    findings = asyncio.run(diagnose(settings))
    for finding in findings:
        say(str(finding))
    wrong = sum(finding.level is Level.MEND for finding in findings)
    say("All is well." if not wrong else f"To mend: {wrong}.")
    return not wrong


def _rotate_keys(settings: Settings, _: Path, say: Say) -> bool:
    asyncio.run(rotate_keys(settings, say))
    return True


def _backup(settings: Settings, path: Path, say: Say) -> bool:
    backup(settings, path, say)
    return True


def _restore(settings: Settings, path: Path, say: Say) -> bool:
    asyncio.run(restore(settings, path, say))
    return True


def _export(settings: Settings, path: Path, say: Say) -> bool:
    asyncio.run(export(settings, path, say))
    return True


COMMANDS = {
    "check": Command("say whether the configuration is right, and what to mend", _check),
    "doctor": Command("try the configuration at Discord and Google, and say what to mend", _doctor),
    "rotate-keys": Command("seal everything with the newest key; the bot may run", _rotate_keys),
    "backup": Command("copy the database; the bot may run", _backup, "a new file"),
    "restore": Command("put a backup in the place of the database; the bot must not run", _restore, "the backup"),
    "export": Command(
        "write all that may be read, as lines of JSON", _export, "a new folder, or a file ending in .zip"
    ),
}
