"""Trouble on demand: slow answers, failures, dropped connections, answers that are lost on their way back."""

import asyncio
from dataclasses import dataclass

from sandbox.google.errors import ApiError, JsonObject

_API_REASONS = {
    400: "badRequest",
    401: "authError",
    403: "forbidden",
    404: "notFound",
    429: "rateLimitExceeded",
    500: "backendError",
    502: "backendError",
    503: "backendError",
}


@dataclass(slots=True)
class Fault:
    """A failure that waits for its request. `status` 0 drops the connection."""

    path_contains: str
    status: int
    reason: str
    times: int
    after_effect: bool = False
    retry_after: int | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers that go with the failure."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}

    def body(self, path: str) -> JsonObject:
        """Return the error body in the shape of the endpoint that fails."""
        if path in {"/token", "/revoke"}:
            return {"error": self.reason or "internal_failure", "error_description": "Backend Error"}
        reason = self.reason or _API_REASONS.get(self.status, "backendError")
        return ApiError(self.status, reason, "Backend Error", named_status=True).body()


class Faults:
    """What goes wrong next. Set `delay` (seconds, real time) to slow every API, token and revocation answer.

    What is put into `standing`, by name, goes wrong until it is taken out.
    """

    def __init__(self) -> None:
        self.delay = 0.0
        self.standing: dict[str, Fault] = {}
        self._planned: list[Fault] = []
        self._released = asyncio.Event()
        self._changed = asyncio.Condition()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many requests are being delayed right now."""
        return self._waiting

    def fail_next(
        self, path_contains: str, status: int = 500, reason: str | None = None, times: int = 1,
        drop_connection: bool = False, retry_after: int | None = None,
    ) -> None:  # fmt: skip
        """Fail the next requests whose path contains the text, before they have any effect.

        `reason` is the API's reason, or the `error` of the token and revocation endpoints; `retry_after` is in
        seconds.
        """
        self._planned.append(
            Fault(path_contains, 0 if drop_connection else status, reason or "", times, retry_after=retry_after)
        )

    def lose_next(self, path_contains: str, times: int = 1) -> None:
        """Let the next such requests take effect, then drop the connection instead of answering."""
        self._planned.append(Fault(path_contains, 0, "", times, after_effect=True))

    def clear(self) -> None:
        """Forget everything planned and let every delayed answer go."""
        self._planned.clear()
        self.standing.clear()
        self.delay = 0.0
        self.release()

    def release(self) -> None:
        """Let the answers that are being delayed go now."""
        self._released.set()
        self._released = asyncio.Event()

    def take(self, path: str, *, after_effect: bool) -> Fault | None:
        """Return the fault for this path: the first one planned, which is used up, or one that stands."""
        for fault in self._planned:
            if fault.path_contains in path and fault.after_effect == after_effect:
                fault.times -= 1
                if fault.times == 0:
                    self._planned.remove(fault)
                return fault
        for fault in self.standing.values():
            if fault.path_contains in path and fault.after_effect == after_effect:
                return fault
        return None

    async def wait_delay(self) -> None:
        """Hold an answer back for `delay` seconds, or until `release`."""
        if self.delay <= 0:
            return
        released = self._released
        await self._count(1)
        try:
            async with asyncio.timeout(self.delay):
                await released.wait()
        except TimeoutError:
            return
        finally:
            await asyncio.shield(self._count(-1))

    async def _count(self, step: int) -> None:
        async with self._changed:
            self._waiting += step
            self._changed.notify_all()

    async def held(self, count: int = 1, *, timeout: float = 5) -> None:  # noqa: ASYNC109 - the caller's own limit
        """Return once at least `count` answers are being held back; TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: self._waiting >= count)
