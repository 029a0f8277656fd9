"""The faults of the sandbox's Google."""

from sandbox.google.faults import Fault as Failure
from sandbox.google.quota import DAILY_UNITS
from sandbox.google.server import GoogleSandbox
from sandbox.stage.fault import Fault

SLOW_SECONDS = 5.0


def google_faults(google: GoogleSandbox) -> list[Fault]:
    """Return Google's faults, in the order of the panel."""
    return [
        _server_errors(google),
        _slow(google),
        _quota_spent(google),
        _grant_revoked(google),
        _scope_unticked(google),
        _members_access_not_granted(google),
        _down(google),
    ]


def _standing(google: GoogleSandbox, fault_id: str, name: str, description: str, status: int) -> Fault:
    standing = google.faults.standing

    def start() -> None:
        standing[fault_id] = Failure("", status, "", times=0)

    def stop() -> None:
        standing.pop(fault_id)

    return Fault(fault_id, "google", name, description, start, stop, lambda: fault_id in standing)


def _server_errors(google: GoogleSandbox) -> Fault:
    return _standing(google, "server_errors", "Server errors", "Every request of the bot is answered with 503.", 503)


def _down(google: GoogleSandbox) -> Fault:
    return _standing(google, "down", "Down", "Every connection of the bot is cut without an answer.", 0)


def _slow(google: GoogleSandbox) -> Fault:
    faults = google.faults

    def start() -> None:
        faults.delay = SLOW_SECONDS

    def stop() -> None:
        faults.delay = 0.0
        faults.release()

    description = f"Every answer takes {SLOW_SECONDS:.0f} seconds."
    return Fault("slow", "google", "Slow", description, start, stop, lambda: faults.delay > 0)


def _quota_spent(google: GoogleSandbox) -> Fault:
    before: list[int] = []

    def start() -> None:
        before[:] = [google.quota_left]
        google.quota_left = 0

    def stop() -> None:
        google.quota_left = before.pop() if before else DAILY_UNITS

    description = (
        f"Nothing is left of today's {DAILY_UNITS:,} units. A bot that was told so asks no more until midnight in "
        "California."
    )
    return Fault("quota_spent", "google", "Quota spent", description, start, stop, lambda: google.quota_left == 0)


def _grant_revoked(google: GoogleSandbox) -> Fault:
    def start() -> None:
        for account in google.world.accounts:
            google.revoke_grant(account.key)

    description = "Everybody takes back what they allowed the bot, once, as in their Google Account."
    return Fault("grant_revoked", "google", "Access taken back", description, start, momentary=True)


def _scope_unticked(google: GoogleSandbox) -> Fault:
    def untick() -> None:
        google.first_box_only = True

    def tick() -> None:
        google.first_box_only = False

    description = "The consent page comes with only its first box ticked."
    return Fault("scope_unticked", "google", "A box left out", description, untick, tick, lambda: google.first_box_only)


def _members_access_not_granted(google: GoogleSandbox) -> Fault:
    def refuse() -> None:
        google.members_access = False

    def grant() -> None:
        google.members_access = True

    return Fault(
        "members_access_not_granted",
        "google",
        "No access to members",
        "Google has not approved this project for channel members.",
        refuse,
        grant,
        lambda: not google.members_access,
    )
