"""What a fault is, and the board of all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Side = Literal["discord", "google", "patreon"]


def _never() -> bool:
    return False


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble. `active` reads it off the sandbox itself; a momentary one is over as soon as it happened."""

    id: str
    side: Side
    name: str
    description: str
    start: Callable[[], None]
    stop: Callable[[], None] = _nothing
    active: Callable[[], bool] = _never
    momentary: bool = False


class Faults:
    """Every fault by id. Switching on what is on, or off what is off, changes nothing."""

    def __init__(self, faults: list[Fault], changed: Callable[[], None]) -> None:
        self._faults = {fault.id: fault for fault in faults}
        self._changed = changed

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults.values())

    def __getitem__(self, fault_id: str) -> Fault:
        return self._faults[fault_id]

    def is_on(self, fault_id: str) -> bool:
        """Tell whether a fault is on; KeyError when there is none of that id."""
        return self._faults[fault_id].active()

    def on(self, fault_id: str) -> None:
        """Switch a fault on; KeyError when there is none of that id."""
        fault = self._faults[fault_id]
        if not fault.active():
            fault.start()
            self._changed()

    def off(self, fault_id: str) -> None:
        """Switch a fault off; KeyError when there is none of that id."""
        fault = self._faults[fault_id]
        if fault.active():
            fault.stop()
            self._changed()

    def clear(self) -> None:
        """Switch everything off."""
        for fault_id in self._faults:
            self.off(fault_id)
