"""Opens an address for an application."""

import logging

from aiohttp import web

from bot.errors import ConfigError
from bot.web.runner import PageRunner

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


async def listen(app: web.Application, host: str, port: int, *, key: str, shutdown_timeout: float) -> PageRunner:
    """Serve until the runner's `cleanup`, which waits `shutdown_timeout` seconds for what is under way.

    Raises ConfigError, naming the port's `key`, when the address cannot be opened.
    """
    runner = PageRunner(app, shutdown_timeout=shutdown_timeout)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise ConfigError(key, f"{host}:{port} cannot be opened ({error.strerror})", "choose another port") from None
    log.info("pages open", extra={"key": key, "host": host, "port": port})
    return runner
