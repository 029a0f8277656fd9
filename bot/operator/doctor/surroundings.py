"""The machine's clock, held against the services' own, and whether the bot's pages can be reached."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import Clock
from bot.config import Settings
from bot.operator.doctor.finding import Finding, mend, note, right, unsure
from bot.operator.doctor.probe import NoAnswer, Probe

_MOST = timedelta(seconds=30)
"""Tokens are renewed 60 s before their end, and codes live a minute: a clock may be out by half of that."""
_OK = 200


async def clock_beside(probe: Probe, url: str, service: str, clock: Clock) -> list[Finding]:
    """Compare our time with the `Date` that a service puts on any answer."""
    before = clock()
    reply = await probe.get(url)
    after = clock()
    try:
        theirs = parsedate_to_datetime(reply.headers.get("Date", "")).replace(tzinfo=UTC)
    except ValueError:
        return [unsure("clock", f"{service} does not say what time it is")]
    out = _apart(before, theirs, after)
    if out <= _MOST:
        return [right("clock", f"it agrees with {service}'s")]
    side = "ahead of" if before > theirs else "behind"
    return [mend("clock", f"it is {out.total_seconds():.0f} s {side} {service}'s; let this machine keep time by NTP")]


def _apart(before: datetime, theirs: datetime, after: datetime) -> timedelta:
    """Return by how much their moment lies outside of the time in which they were asked."""
    return max(before - theirs, theirs - after, timedelta())


async def pages(probe: Probe, settings: Settings) -> list[Finding]:
    """Ask the bot's own public address whether it is alive."""
    url = f"{settings.web.public_url}/healthz"
    try:
        reply = await probe.get(url)
    except NoAnswer as fault:
        return [note("web.public_url", f"{url} does not answer ({fault}), as it should not while the bot is stopped")]
    if reply.status == _OK:
        return [right("web.public_url", f"{url} answers")]
    words = "which is wrong if the bot is running: look at the proxy or at the host's router"
    return [note("web.public_url", f"{url} answers {reply.status}, {words}")]
