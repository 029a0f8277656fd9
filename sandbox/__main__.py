"""`python -m sandbox`: try Curtain Call in a browser, with nothing but this machine."""

import argparse
import asyncio
import base64
import secrets
import signal
import socket
import sys
import tempfile
from pathlib import Path

from sandbox.demo import DemoError, running_demo
from sandbox.script import StepFailed, play

_PORT = 8765


def main() -> int:
    """Run the demo until Ctrl-C, or play the tour. Returns the exit status."""
    options = _parser().parse_args()
    sign_in = options.proof == "sign-in"
    try:
        with tempfile.TemporaryDirectory(prefix="curtain-call-") as folder:
            if options.script:
                asyncio.run(_script(Path(folder), sign_in=sign_in))
            else:
                asyncio.run(_demo(Path(folder), options.port or _usual_port(), sign_in=sign_in))
    except DemoError as error:
        sys.stderr.write(f"The demo could not start: {error}\n")
        return 1
    except StepFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make demo ARGS=…", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help=f"the page's port ({_PORT}, or a free one)")
    parser.add_argument(
        "--proof",
        choices=("sign-in", "code"),
        default="sign-in",
        help="how a person proves to be that Discord user: Discord's own sign-in, or a code typed into Discord",
    )
    parser.add_argument(
        "--script", action="store_true", help="play the guided tour without a browser, and print what happens"
    )
    return parser


async def _demo(folder: Path, port: int, *, sign_in: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    _say("Starting a Discord, a Google and the bot on this machine …")
    async with running_demo(folder, port=port, sign_in=sign_in, key=_new_key()) as demo:
        _say(f"Open {demo.page} in a browser. Ctrl-C ends it.")
        await stop.wait()
    _say("Bye. Nothing is left behind.")


async def _script(folder: Path, *, sign_in: bool) -> None:
    async with running_demo(folder, port=0, sign_in=sign_in, key=_new_key()) as demo:
        await play(demo, _say)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _usual_port() -> int:
    """Return the usual port, or 0 (any) when something else has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _PORT))
        except OSError:
            return 0
    return _PORT


if __name__ == "__main__":
    sys.exit(main())
