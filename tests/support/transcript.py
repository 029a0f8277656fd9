"""What passed on both wires, printed under a test that fails."""

from collections.abc import Iterable, Mapping

from sandbox.stage import Stage

_SHOWN = 40


def stages(values: Iterable[object]) -> list[Stage]:
    """Return the stages among a test's fixtures, also those that a bench carries."""
    found = [value if isinstance(value, Stage) else getattr(value, "stage", None) for value in values]
    return [stage for stage in found if isinstance(stage, Stage)]


def transcript(fixtures: Mapping[str, object]) -> str:
    """Return the last requests to Discord and Google, oldest first, without secrets; empty where there is no stage."""
    lines = [
        f"{one.at:%H:%M:%S} {one.side:7} {one.status} {one.method} {one.path} {one.note}".rstrip()
        for stage in stages(fixtures.values())
        for one in list(stage.requests)[-_SHOWN:]
    ]
    return "\n".join(lines)
