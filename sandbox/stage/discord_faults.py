"""The faults of the sandbox's Discord."""

from sandbox.discord.model import Overwrite
from sandbox.discord.permissions import Permission
from sandbox.discord.rest.api import Answer, Failure, failure_answer
from sandbox.discord.server import DiscordSandbox
from sandbox.stage.fault import Fault

_CREDITS = "credits"
_RETRY_AFTER = 0.5
_CHANNEL = "/channels/{channel_id}/messages"
_WEBHOOK = "/webhooks/{application_id}/{token}"
_MESSAGE_REQUESTS = frozenset(
    {
        ("POST", _CHANNEL),
        ("PATCH", _CHANNEL + "/{message_id}"),
        ("POST", _WEBHOOK),
        ("PATCH", _WEBHOOK + "/messages/{message_id}"),
    }
)
"""Writing and editing, in channels and as answers. The first answers to interactions have no rate limit."""


def discord_faults(discord: DiscordSandbox) -> list[Fault]:
    """Return Discord's faults, in the order of the panel."""
    return [
        _rate_limited(discord),
        _server_errors_after_accepting(discord),
        _gateway_drop(discord),
        _session_invalidated(discord),
        _dms_closed(discord),
        _missing_permissions(discord),
    ]


class _EverySecond:
    """Fails the first message request, lets the second pass, and so on."""

    def __init__(self, failure: Failure) -> None:
        self._failure = failure
        self._seen = 0

    def __call__(self, method: str, route: str) -> Failure | None:
        if (method, route) not in _MESSAGE_REQUESTS:
            return None
        self._seen += 1
        return self._failure if self._seen % 2 else None


def _standing(discord: DiscordSandbox, fault_id: str, name: str, description: str, failure: Failure) -> Fault:
    troubles = discord.troubles

    def start() -> None:
        troubles[fault_id] = _EverySecond(failure)

    def stop() -> None:
        del troubles[fault_id]

    return Fault(fault_id, "discord", name, description, start, stop, lambda: fault_id in troubles)


def _rate_limited(discord: DiscordSandbox) -> Fault:
    body = {"message": "You are being rate limited.", "retry_after": _RETRY_AFTER, "global": False}
    return _standing(
        discord,
        "rate_limited",
        "Too many requests",
        "Every second message of the bot is turned away with 429 and Retry-After.",
        Failure(failure_answer(429, body, None)),
    )


def _server_errors_after_accepting(discord: DiscordSandbox) -> Fault:
    return _standing(
        discord,
        "server_errors_after_accepting",
        "Errors after accepting",
        "Every second message of the bot is taken, and then answered with an error.",
        Failure(Answer(502, {"message": "502: Bad Gateway", "code": 0}), after_accepting=True),
    )


def _gateway_drop(discord: DiscordSandbox) -> Fault:
    return Fault(
        "gateway_drop",
        "discord",
        "Connection lost",
        "Cuts the bot's connection once. It can come back and miss nothing.",
        discord.cut_gateway,
        momentary=True,
    )


def _session_invalidated(discord: DiscordSandbox) -> Fault:
    return Fault(
        "session_invalidated",
        "discord",
        "Session ended",
        "Ends the bot's session once. It must begin a new one; what happens meanwhile never reaches it.",
        discord.gateway_server.invalidate,
        momentary=True,
    )


def _dms_closed(discord: DiscordSandbox) -> Fault:
    world = discord.world

    def close() -> None:
        world.dms_closed = True

    def open_() -> None:
        world.dms_closed = False

    description = "Nobody takes direct messages from the bot."
    return Fault("dms_closed", "discord", "DMs closed", description, close, open_, lambda: world.dms_closed)


def _missing_permissions(discord: DiscordSandbox) -> Fault:
    world = discord.world
    before: list[Overwrite] = []

    def deny() -> None:
        channel = world.channel_named(_CREDITS)
        old = channel.overwrites.get(world.bot.id) or Overwrite(world.bot.id, 1, 0, 0)
        before.append(old)
        send = int(Permission.SEND_MESSAGES)
        world.set_overwrite(channel, world.bot, old.allow & ~send, old.deny | send)

    def restore() -> None:
        old = before.pop()
        world.set_overwrite(world.channel_named(_CREDITS), world.bot, old.allow, old.deny)

    description = "The bot may not send messages in #credits."
    return Fault(
        "missing_permissions", "discord", "No permission", description, deny, restore, lambda: bool(before)
    )  # fmt: skip
