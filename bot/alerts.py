"""What only the operator can mend and that stands right now: a refused OAuth client, a lost key.

`/readyz` is red while any stands. The log names each once when it begins and once when it is over, so that probes and
repeated failures do not fill it.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType

log = logging.getLogger(__name__)


class Alerts:
    """The alerts of this process; none outlives it, since a start finds out anew."""

    def __init__(self) -> None:
        self._standing: dict[str, str] = {}

    @property
    def standing(self) -> Mapping[str, str]:
        """The sentences that stand, by key; a view that changes with them."""
        return MappingProxyType(self._standing)

    def stand(self, key: str, sentence: str) -> None:
        """Let an alert stand. `sentence` says what is wrong and what to mend, and holds no secret."""
        if self._standing.get(key) == sentence:
            return
        self._standing[key] = sentence
        log.error("%s", sentence, extra={"alert": key})

    def clear(self, key: str) -> None:
        """End an alert, if it stands."""
        if self._standing.pop(key, None) is not None:
            log.info("alert is over", extra={"alert": key})
