"""Looks at the whole traffic of a run, and says at its end what was unnamed and which names were not needed."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any

import pytest

from sandbox.discord import DiscordSandbox, Exchange
from tests.second_opinions.openapi_check import Violation, check
from tests.second_opinions.openapi_deviations import DEVIATIONS, Deviation
from tests.second_opinions.openapi_document import Document

TITLE = "Discord's OpenAPI document"


@dataclass
class Witness:
    """What was seen: `unnamed` by the departure without its numbers, with the first one and the test it was in."""

    document: Document
    deviations: tuple[Deviation, ...] = DEVIATIONS
    exchanges: int = 0
    named: Counter[str] = field(default_factory=Counter)
    unnamed: dict[str, tuple[str, str]] = field(default_factory=dict)

    def look(self, exchanges: Iterable[Exchange], test: str) -> None:
        """Check what one sandbox was asked and answered."""
        for exchange in exchanges:
            self.exchanges += 1
            for violation in check(self.document, exchange):
                self._sort(violation, test)

    def _sort(self, violation: Violation, test: str) -> None:
        known = next((deviation for deviation in self.deviations if deviation.covers(violation)), None)
        if known is not None:
            self.named[known.name] += 1
            return
        kind = replace(violation, where=re.sub(r"\d+", "#", violation.where), message="")
        self.unnamed.setdefault(str(kind), (str(violation), test))

    def told(self) -> dict[str, Any]:
        """Return what was seen, for the process that this one works for."""
        return {"exchanges": self.exchanges, "named": dict(self.named), "unnamed": self.unnamed}

    def hear(self, told: Mapping[str, Any]) -> None:
        """Add what another process has seen."""
        self.exchanges += told["exchanges"]
        self.named.update(told["named"])
        for kind, (violation, test) in told["unnamed"].items():
            self.unnamed.setdefault(kind, (violation, test))

    def unused(self) -> list[str]:
        """Return the names of deviations that were not met."""
        return [deviation.name for deviation in self.deviations if deviation.name not in self.named]

    def lines(self) -> Iterator[str]:
        """Yield what is to be said."""
        unnamed = len(self.unnamed)
        yield f"{TITLE}: {self.exchanges} exchanges, {unnamed} unnamed kinds of violations, {len(self.named)} named"
        for violation, test in self.unnamed.values():
            yield f"  {violation}\n      in {test}"


class Plugin:
    """Shows every sandbox that closes in this run to the witness, and fails the run for what is unnamed or unneeded."""

    def __init__(self, document: Document) -> None:
        self._witness = Witness(document)
        self._unused: list[str] = []
        self._patch = pytest.MonkeyPatch()

    def pytest_sessionstart(self) -> None:
        """Begin to look."""
        leave, witness = DiscordSandbox.__aexit__, self._witness

        async def seen_leave(
            sandbox: DiscordSandbox,
            kind: type[BaseException] | None,
            error: BaseException | None,
            trace: TracebackType | None,
        ) -> None:
            await leave(sandbox, kind, error, trace)
            witness.look(sandbox.requests, os.environ.get("PYTEST_CURRENT_TEST", "the end of the run"))

        self._patch.setattr(DiscordSandbox, "__aexit__", seen_leave)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run for an unnamed violation; a full run that passed, also for a deviation that was not met."""
        self._patch.undo()
        if (output := getattr(session.config, "workeroutput", None)) is not None:
            output[TITLE] = self._witness.told()
            return
        if session.exitstatus == pytest.ExitCode.OK and _is_full(session.config):
            self._unused = self._witness.unused()
        if session.exitstatus == pytest.ExitCode.OK and (self._witness.unnamed or self._unused):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Hear what a worker of pytest-xdist has seen."""
        told = getattr(node, "workeroutput", {}).get(TITLE)
        if told:
            self._witness.hear(told)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was seen."""
        for line in self._witness.lines():
            terminalreporter.write_line(line, red=bool(self._witness.unnamed))
        for name in self._unused:
            terminalreporter.write_line(f"  never met, so take it out of the deviations: {name}", red=True)


class Absent:
    """Says in one line that there was no document to check against."""

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say so."""
        terminalreporter.write_line(f"{TITLE}: not checked. DISCORD_OPENAPI may hold the path of its openapi.json.")


def _is_full(config: pytest.Config) -> bool:
    """Tell whether the whole suite was asked for: no paths, and nothing left out."""
    narrowed = ("collectonly", "keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise")
    return config.args_source is config.ArgsSource.TESTPATHS and not any(
        config.getoption(name, default=None) for name in narrowed
    )
