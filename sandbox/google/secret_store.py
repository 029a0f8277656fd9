"""Makes random secrets in Google's shapes and remembers every secret seen, so that tests can look for leaks."""

import base64
import secrets


class SecretStore:
    """Every secret the sandbox handed out or received. Its repr says only how many."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __repr__(self) -> str:
        return f"<SecretStore of {len(self.seen)} secrets>"

    def note(self, value: str) -> str:
        """Remember a secret that came from outside, and return it."""
        if value:
            self.seen.add(value)
        return value

    def make(self, prefix: str, size: int) -> str:
        """Make, remember and return a secret of `size` random bytes after `prefix`."""
        return self.note(prefix + base64.urlsafe_b64encode(secrets.token_bytes(size)).decode().rstrip("="))
