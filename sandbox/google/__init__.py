"""The sandbox's Google: OAuth 2.0, the YouTube Data API and Drive on loopback, as strict as the real ones."""

from sandbox.google.errors import ConsentPageError
from sandbox.google.server import GoogleSandbox

__all__ = ["ConsentPageError", "GoogleSandbox"]
