"""Where discord.py departs from Discord's OpenAPI document, or the document from Discord: by name, with a reason each.

At most `MOST` entries, and a full run in which one is never met fails. What the sandbox answers is ours and is mended
there; the one entry about answers is a mistake of the document itself.
"""

import re
from dataclasses import dataclass

from tests.second_opinions.openapi_check import Violation

MOST = 8
_NUMBER_FOR_TEXT = r"\d+ is not of type.*"


@dataclass(frozen=True, slots=True)
class Deviation:
    """A kind of departure that is known. `operation`, `side`, `where` and `message` are patterns for the whole text."""

    name: str
    operation: str
    side: str
    where: str
    rule: str
    message: str
    reason: str

    def covers(self, violation: Violation) -> bool:
        """Tell whether a departure is of this kind."""
        return violation.rule == self.rule and all(
            re.fullmatch(pattern, text, re.DOTALL)
            for pattern, text in (
                (self.operation, violation.operation),
                (self.side, violation.side),
                (self.where, violation.where),
                (self.message, violation.message),
            )
        )


DEVIATIONS = (
    Deviation(
        name="attachment ids as numbers",
        operation="(POST|PATCH) .*",
        side="request",
        where=r"(data/)?attachments/\d+/id",
        rule="type",
        message=_NUMBER_FOR_TEXT,
        reason="discord.py counts the files of a message with numbers and keeps files by int ids; Discord takes both.",
    ),
    Deviation(
        name="a recipient's id as a number",
        operation="POST /users/@me/channels",
        side="request",
        where="recipient_id",
        rule="type",
        message=_NUMBER_FOR_TEXT,
        reason="discord.py opens a DM with the user's int id (HTTPClient.start_private_message); Discord takes both.",
    ),
    Deviation(
        name="allowed mentions by numbers",
        operation="POST /channels/{channel_id}/messages",
        side="request",
        where=r"allowed_mentions/(users|roles)/\d+",
        rule="type",
        message=_NUMBER_FOR_TEXT,
        reason="discord.py lists int ids (AllowedMentions.to_dict); Discord takes both.",
    ),
    Deviation(
        name="a reply's target as a number",
        operation="POST /channels/{channel_id}/messages",
        side="request",
        where="message_reference/message_id",
        rule="type",
        message=_NUMBER_FOR_TEXT,
        reason="discord.py names the message by its int id (MessageReference.to_dict); Discord takes both.",
    ),
    Deviation(
        name="default permissions as text",
        operation="PUT /applications/{application_id}/commands",
        side="request",
        where=r"\d+/default_member_permissions",
        rule="type",
        message=r'"\d+" is not of types.*',
        reason='Discord\'s reference ("Create Global Application Command") has a string here, the document an integer; '
        "the sandbox's own tests send the string.",
    ),
    Deviation(
        name="codes of form errors as text",
        operation=".*",
        side="answer 400",
        where=r"errors(/[^/]+)*/_errors/\d+/code",
        rule="type",
        message=r'"[A-Z0-9_]+" is not of type "integer"',
        reason='Discord names the faults of a form, such as BASE_TYPE_REQUIRED (its reference, "Error Messages"); '
        "the document takes them for its numbered errors.",
    ),
    Deviation(
        name="the token endpoints of OAuth2",
        operation="POST /oauth2/token(/revoke)?",
        side="request",
        where=r"\.",
        rule="path",
        message=".*",
        reason="The document leaves them out. They are forms after RFC 6749 and 7009, not JSON.",
    ),
)
