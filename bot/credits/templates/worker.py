"""The process that renders one template and ends. It reads a Request from its standard input and writes an Answer.

It bounds itself before it looks at the template: memory, processor time, no files, no processes of its own.
"""

import contextlib
import resource
import sys
from typing import Annotated

import msgspec

from bot.credits.templates.environment import LONGEST_PROBLEM, Rendered, TemplateFault, render
from bot.credits.templates.scene import Scene

_MEMORY = 512 * 1024 * 1024
_CPU_SECONDS = 4


class Request(msgspec.Struct, frozen=True):
    """A template and what it is to speak of."""

    body: str
    scene: Scene


class Answer(msgspec.Struct, frozen=True):
    """What the template says; else its fault."""

    rendered: Rendered | None = None
    line: int = 0
    problem: Annotated[str, msgspec.Meta(max_length=LONGEST_PROBLEM)] = ""


def answer(request: Request) -> Answer:
    """Render, and return what came of it."""
    try:
        return Answer(render(request.body, request.scene))
    except TemplateFault as fault:
        return Answer(line=fault.line, problem=fault.problem)


def _bound() -> None:
    limits = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        # Some systems refuse some of them; the time on the wall still ends it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def main() -> None:
    """Answer one request."""
    asked = sys.stdin.buffer.read()
    _bound()
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(msgspec.msgpack.decode(asked, type=Request))))


if __name__ == "__main__":
    main()
