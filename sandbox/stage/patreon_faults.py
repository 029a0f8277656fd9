"""The faults of the sandbox's Patreon."""

from sandbox.google.faults import Fault as Failure
from sandbox.patreon.server import PatreonSandbox
from sandbox.stage.fault import Fault

SLOW_SECONDS = 5.0


def patreon_faults(patreon: PatreonSandbox) -> list[Fault]:
    """Return Patreon's faults, in the order of the panel."""
    return [
        _standing(
            patreon, "patreon_server_errors", "Server errors", "Every request of the bot is answered with 503.", 503
        ),
        _slow(patreon),
        _standing(patreon, "patreon_throttled", "Too many requests", "Every request is answered with 429.", 429),
        _disconnected(patreon),
        _standing(patreon, "patreon_down", "Down", "Every connection of the bot is cut without an answer.", 0),
    ]


def _standing(patreon: PatreonSandbox, fault_id: str, name: str, description: str, status: int) -> Fault:
    standing = patreon.faults.standing

    def start() -> None:
        standing[fault_id] = Failure("", status, "", times=0, retry_after=600 if status == 429 else None)

    def stop() -> None:
        standing.pop(fault_id)

    return Fault(fault_id, "patreon", name, description, start, stop, lambda: fault_id in standing)


def _slow(patreon: PatreonSandbox) -> Fault:
    faults = patreon.faults

    def start() -> None:
        faults.delay = SLOW_SECONDS

    def stop() -> None:
        faults.delay = 0.0
        faults.release()

    description = f"Every answer takes {SLOW_SECONDS:.0f} seconds."
    return Fault("patreon_slow", "patreon", "Slow", description, start, stop, lambda: faults.delay > 0)


def _disconnected(patreon: PatreonSandbox) -> Fault:
    def start() -> None:
        for account in patreon.world.accounts:
            patreon.disconnect(account.key)

    description = "Everybody disconnects the bot, once, as in their Patreon settings."
    return Fault("patreon_disconnected", "patreon", "Access taken back", description, start, momentary=True)
