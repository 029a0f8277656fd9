"""Renders a template in Jinja's sandbox, and says what is wrong with it by its line.

The sandbox keeps a template away from everything but its context. Against one that never ends or grows without end it
knows nothing: what people write is rendered in a process of its own (`process.py`).
"""

import re
from collections.abc import Iterator
from types import TracebackType
from typing import Annotated

import msgspec
from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.credits.templates.placement import misplaced
from bot.credits.templates.scene import Scene, people_of
from bot.credits.templates.tokens import TOKENS, index_of, without_tokens
from bot.credits.templates.views import Moment, context_of
from bot.names import one_line

MOST_TEXT = 45_000
"""Characters, a name being one: what is longer cannot fit into a post, however it is split, and is not handed on."""
LONGEST_PROBLEM = 200
"""Characters: what is wrong is said in a sentence, whatever the template quotes."""

_FILTERS = frozenset(
    {
        "abs",
        "batch",
        "capitalize",
        "count",
        "d",
        "default",
        "first",
        "float",
        "format",
        "groupby",
        "indent",
        "int",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
        "reverse",
        "round",
        "select",
        "selectattr",
        "slice",
        "sort",
        "string",
        "sum",
        "title",
        "trim",
        "unique",
        "upper",
        "wordcount",
    }
)
_GLOBALS = frozenset({"range", "namespace", "joiner", "cycler", "dict"})
_VIEW = re.compile(r"'?bot\.credits\.templates\.views\.(\w+)(?: object)?'?")
_LINE_END = re.compile(r"(?<![^\S\n])[^\S\n]++$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\n++")
"""Several line ends, once nothing else is left on the lines between them."""


class TemplateFault(Exception):
    """A template is wrong; `line` counts from 1 and is 0 when no line can be blamed.

    `problem` is plain text on one line, cut after LONGEST_PROBLEM characters. It may quote the template.
    """

    def __init__(self, line: int, problem: str) -> None:
        shown = one_line(problem[: LONGEST_PROBLEM + 1])
        self.problem = shown if len(shown) <= LONGEST_PROBLEM else f"{shown[: LONGEST_PROBLEM - 1]}…"
        super().__init__(self.problem)
        self.line = line


class Rendered(msgspec.Struct, frozen=True):
    """What a template says: its text, with a character for each name (`tokens.py`), and how many people it names.

    Of what is longer than any post only the beginning is there, and `whole` is false.
    """

    text: Annotated[str, msgspec.Meta(max_length=MOST_TEXT)]
    named: int
    whole: bool


def render(body: str, scene: Scene) -> Rendered:
    """Return what a template says of a scene. Raises TemplateFault; never ends for a template that never ends."""
    try:
        template = _environment().from_string(without_tokens(body))
        text = "".join(template.generate(context_of(scene)))
    except TemplateFault:
        raise
    except TemplateSyntaxError as error:
        raise TemplateFault(error.lineno, error.message or "this is not a template") from None
    except RecursionError:
        raise TemplateFault(0, "it calls itself without end") from None
    except MemoryError:
        raise TemplateFault(0, "it needs too much memory") from None
    except Exception as error:  # noqa: BLE001 (whatever a template raises is the template's fault)
        raise TemplateFault(_line(error.__traceback__), _words(error)) from None
    text = _BLANK_LINES.sub("\n\n", _LINE_END.sub("", text)).strip()
    if not text:
        raise TemplateFault(0, "it says nothing")
    named = len({index_of(one) for one in TOKENS.findall(text)}.intersection(people_of(scene)))
    kept = text[:MOST_TEXT]
    if problem := misplaced(kept):
        raise TemplateFault(0, problem)
    return Rendered(kept, named, whole=len(kept) == len(text))


def _environment() -> ImmutableSandboxedEnvironment:
    # Names need no escaping here: they are characters that stand for them. What else is written is the author's own.
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    made.filters = {name: made.filters[name] for name in _FILTERS} | {
        "number": _number,
        "months": _months,
        "date": _date,
        "and": _and,
    }
    made.globals = {name: made.globals[name] for name in _GLOBALS}
    return made


def _shown(value: object) -> object:
    return "" if value is None else value


def _number(value: int) -> str:
    """Return a number with its thousands apart: 1,200."""
    return f"{value:,}"


def _months(value: int) -> str:
    """Return `new`, `1 month` or `14 months`."""
    if not value:
        return "new"
    return f"{value:,} {'month' if value == 1 else 'months'}"


def _date(value: Moment | None, form: str = "%B %Y") -> str:
    """Return a date in a form of `strftime`; nothing for no date."""
    return value.text(form) if value else ""


def _and(values: object) -> str:
    """Return `A, B and C`."""
    words = [str(one) for one in values] if isinstance(values, tuple | list | Iterator) else [str(values)]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _line(trace: TracebackType | None) -> int:
    """Return the line of the template that an error comes from; Jinja puts its lines into the traceback."""
    found = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _words(error: Exception) -> str:
    said = _VIEW.sub(lambda match: f"a {match[1].casefold()}", str(error)) or type(error).__name__
    return without_tokens(said)
