"""How fast this process asks Discord's API: never so fast that Discord turns the whole bot away.

A bot may make 50 requests a second; answers to interactions do not count (Discord's documentation, "Rate Limits",
"Global Rate Limit"). discord.py waits only once it was told so, and each refusal counts towards a ban of the address.
"""

import re
from types import SimpleNamespace

import aiohttp
from aiolimiter import AsyncLimiter

A_SECOND = 40
BURST = 2
"""In any one second there are at most 42 requests; the rest is for the network, which may bunch them, and a restart."""
_INTERACTIONS = re.compile(r"/api(/v\d+)?/(interactions|webhooks)/")


def paced(a_second: int = A_SECOND, burst: int = BURST) -> aiohttp.TraceConfig:
    """Return what makes each request of an aiohttp session wait for its turn, in the order in which they came.

    It is given to discord.py as `http_trace`, since there is one place where every request passes, second tries
    included: right before it is sent.
    """
    limiter = AsyncLimiter(burst, burst / a_second)

    async def wait(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        if _INTERACTIONS.match(request.url.path) is None:
            await limiter.acquire()

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(wait)
    return trace
