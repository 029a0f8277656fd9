"""How an OAuth server can fail us, by what has to happen next (RFC 6749 §5.2)."""


class ProviderFailure(Exception):
    """An OAuth request did not succeed. `service` is the server's name for people."""

    def __init__(self, service: str, detail: str) -> None:
        super().__init__(f"{service}: {detail}")
        self.service = service
        self.detail = detail


class GrantDead(ProviderFailure):
    """`invalid_grant`: this code or refresh token will never work again. Only the person can mend it.

    `in_doubt`: an earlier try of the same request was not answered. Where a
    token works once, that one may have used it.
    """

    def __init__(self, service: str, detail: str, *, in_doubt: bool = False) -> None:
        super().__init__(service, detail)
        self.in_doubt = in_doubt


class ClientFault(ProviderFailure):
    """The server refuses our client, not the person. Only the operator can mend it; `detail` is the error's name."""


class Unavailable(ProviderFailure):
    """No useful answer after several tries: 429, 5xx, network, nonsense. Trying later can help."""


class NotAsked(Unavailable):
    """The service failed so often just now that it is left alone for a while: nothing was sent."""
