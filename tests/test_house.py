"""The house's own rules that no linter holds."""

import re
import statistics
from itertools import chain

from tests.support.processes import ROOT

MODULES = sorted(
    path
    for folder in ("bot", "cogs", "sandbox", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations/versions" not in path.as_posix()
)


def lengths(*, without_tests: bool) -> dict[str, int]:
    return {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
        if path.name != "__init__.py" and not (without_tests and path.is_relative_to(ROOT / "tests"))
    }


def test_modules_stay_small() -> None:
    counted = lengths(without_tests=False)
    assert {name: lines for name, lines in counted.items() if lines > 400} == {}
    assert statistics.median(lengths(without_tests=True).values()) <= 150


def test_no_test_sleeps() -> None:
    nap = re.compile(r"\b(?:asyncio|time)\.sleep\((?!0\))|wait_for_timeout\(")
    sleepers = [
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        if path.name != "test_house.py" and nap.search(path.read_text(encoding="utf-8"))
    ]
    assert sleepers == []


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine, no registry host: they would go stale or mislead."""
    stray = re.compile(r"/work/|/root/|pypi\.org|files\.pythonhosted|registry\.npmjs")
    files = chain(ROOT.glob("*.*"), (ROOT / "docs").rglob("*.md"), MODULES)
    assert [
        path.name
        for path in files
        if path.is_file()
        and path.name != "test_house.py"
        and path.suffix in {".py", ".md", ".toml", ".txt"}
        and stray.search(path.read_text(encoding="utf-8"))
    ] == []
