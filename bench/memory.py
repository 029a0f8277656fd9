"""The memory of a process and its children, looked at again and again."""

import threading
from pathlib import Path
from typing import Self

_PAGE_KIB = 4
_EVERY_SECONDS = 0.1


class Watch:
    """Within its block it notes the most resident memory that the children of this process had together, in MiB.

    What they share counts twice, so the truth is no more than this.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most: dict[str, float] = {}
        self.together = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY_SECONDS):
            now = dict(_children(self._pid))
            self.together = max(self.together, sum(now.values()))
            for name, size in now.items():
                self.most[name] = max(size, self.most.get(name, 0))


def _children(pid: int) -> list[tuple[str, float]]:
    found = []
    for child in _pids(pid):
        try:
            name = Path(f"/proc/{child}/comm").read_text(encoding="utf-8").strip()
            resident = int(Path(f"/proc/{child}/statm").read_text(encoding="utf-8").split()[1]) * _PAGE_KIB / 1024
        except OSError:
            continue
        found += [(name, resident), *_children(child)]
    return found


def _pids(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text(encoding="utf-8").split()]
    except OSError:
        return []
