"""Discord's error answers: an HTTP status, a JSON error code and words, as in its "Opcodes and Status Codes"."""

from sandbox.discord.wire import Json


class ApiError(Exception):
    """An error answer to the bot: ``status`` of HTTP, ``code`` of Discord, and the nested ``errors`` of a form."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """Return the JSON body of the answer."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


class PersonError(Exception):
    """What a person at the keyboard cannot do, in words for that person; ``field`` names the option at fault."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def unauthorized() -> ApiError:
    """Return the answer to a missing or wrong token."""
    return ApiError(401, 0, "401: Unauthorized")


def not_found() -> ApiError:
    """Return the answer to a route that does not exist."""
    return ApiError(404, 0, "404: Not Found")


def method_not_allowed() -> ApiError:
    """Return the answer to a route that exists under another method."""
    return ApiError(405, 0, "405: Method Not Allowed")


def unknown(what: str) -> ApiError:
    """Return the 404 for an unknown ``what``: a key of the table below."""
    return ApiError(404, _UNKNOWN[what], f"Unknown {what}")


def missing_access() -> ApiError:
    """Return the answer when the bot may not even see the place."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """Return the answer when the bot sees the place but may not do this there."""
    return ApiError(403, 50013, "Missing Permissions")


def cannot_message_user() -> ApiError:
    """Return the answer for a person whose DMs are closed."""
    return ApiError(403, 50007, "Cannot send messages to this user")


def no_mutual_guilds() -> ApiError:
    """Return the answer for a person who shares no server with the bot."""
    return ApiError(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def empty_message() -> ApiError:
    """Return the answer to a message in which nothing would be seen."""
    return ApiError(400, 50006, "Cannot send an empty message")


def too_large() -> ApiError:
    """Return the answer to a file above the limit."""
    return ApiError(413, 40005, "Request entity too large")


def already_acknowledged() -> ApiError:
    """Return the answer to a second first answer."""
    return ApiError(400, 40060, "Interaction has already been acknowledged.")


def invalid_webhook_token() -> ApiError:
    """Return the answer to an interaction token that is wrong or older than 15 minutes."""
    return ApiError(401, 50027, "Invalid Webhook Token")


_UNKNOWN = {
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "User": 10013,
    "Webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
}
