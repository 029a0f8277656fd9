"""The command line: `python -m bot [--config config.toml] COMMAND`; without a command the bot runs."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.config import Settings, load
from bot.errors import ConfigError, OperatorError
from bot.operator.commands import COMMANDS
from bot.preflight import preflight
from bot.store.vault import new_key

MISCONFIGURED = 2
_CONFIG = Path("config.toml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status: 0, or 2 when something must be mended, which is said."""
    options = _parser().parse_args(arguments)
    if options.command == "new-key":
        _say(new_key())
        return 0
    try:
        if options.config != _CONFIG and not options.config.exists():
            raise ConfigError("--config", f"there is no file {options.config}", "copy config.example.toml there")
        settings = load(options.config)
        if options.command in COMMANDS:
            well = COMMANDS[options.command].run(settings, getattr(options, "path", Path()), _say)
            return 0 if well else MISCONFIGURED
        return _run(settings)
    except OperatorError as error:
        sys.stderr.write(f"{error}.\n")
        return MISCONFIGURED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Curtain Call, the Discord bot.")
    parser.add_argument("--config", type=Path, default=_CONFIG, help="the configuration (config.toml)")
    # After the command, too: SUPPRESS keeps what was given before it.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser("run", parents=[common], help="run the bot (the default)")
    commands.add_parser("new-key", parents=[common], help="print a fresh key for store.encryption_keys")
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, parents=[common], help=command.help)
        if command.path:
            own.add_argument("path", type=Path, metavar="PATH", help=command.path)
    return parser


def _run(settings: Settings) -> int:
    google = preflight(settings)
    # Imported here: a mistake and the other commands answer at once, without loading discord.py and Google's client.
    from bot.app import run  # noqa: PLC0415 (see above)
    from bot.logs import set_up_logging  # noqa: PLC0415 (see above)

    set_up_logging(settings.log.level, settings.log.format)
    asyncio.run(run(settings, google))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
