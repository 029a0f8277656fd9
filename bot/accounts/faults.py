"""An OAuth client that a provider refuses: only the operator can mend that, so the log says where."""

import logging

from bot.providers.failures import ClientFault

log = logging.getLogger(__name__)


def report(fault: ClientFault, keys: str) -> None:
    """Log the fault and the configuration keys that mend it; `detail` is the error's name and no secret."""
    log.error(
        "%s refuses this bot's OAuth client (%s): mend %s",
        fault.service,
        fault.detail,
        keys,
        extra={"service": fault.service, "error": fault.detail},
    )
