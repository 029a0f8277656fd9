"""The sandbox's Patreon: OAuth 2.0 and API v2 on loopback, as strict as the real one or stricter.

From docs.patreon.com (Patreon/platform-documentation: OAuth, APIv2, Rate Limits, Errors). Where that is silent, the
modules here say what they take for true and choose what is worse for an application.
"""

from sandbox.patreon.server import PatreonSandbox

__all__ = ["PatreonSandbox"]
