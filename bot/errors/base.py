"""The two families of errors, and the next steps that an error or a notice can offer."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class GrantAccess:
    """Next step: a button that opens a link for `access` (`look`, `act` or `creator`) at `provider`.

    `link_id` names the link that is to be allowed more or made again, `choose_account` has its person choose the
    account anew, and `label` says something else on the button than the permission does.
    """

    access: str
    provider: str = "youtube"
    link_id: str = ""
    label: str = ""
    choose_account: bool = False


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Next step: a button that opens a public page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PressButton:
    """Next step: a button of our own, by the name of its handler and the arguments that handler takes."""

    label: str
    name: str
    arguments: tuple[str, ...] = ()


Action: TypeAlias = GrantAccess | OpenPage | PressButton


class OperatorError(Exception):
    """Something only the person who runs the bot can mend; its text is one sentence naming what and how."""


class ConfigError(OperatorError):
    """A configuration key is wrong or missing."""

    def __init__(self, key: str, problem: str, mend: str) -> None:
        super().__init__(f"{key}: {problem}; {mend}")
        self.key = key


class StoreError(OperatorError):
    """The database cannot be used as it is."""


class UserError(Exception):
    """Something a person can meet: what happened, and what to do next.

    `message` is plain text (Discord markdown is allowed, names are escaped by whoever raises).
    """

    def __init__(self, message: str, *, action: Action | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.action = action


class TryLater(UserError):
    """A service is down, slow or refuses for now; nothing was changed."""

    def __init__(self, service: str) -> None:
        super().__init__(f"{service} is not answering properly right now. Nothing was lost; try again in a minute.")
        self.service = service


class OutcomeUnknown(UserError):
    """A change was sent, but the answer never came, so it may or may not have been made."""

    def __init__(self, service: str, look: str) -> None:
        super().__init__(f"{service} did not answer in time, so this may or may not have been done. {look}")


class NotYours(UserError):
    """A button or an id that belongs to another person, or to something that is gone."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(f"That {what} is not here any more, or not yours. {next_step}")


class TooOften(UserError):
    """One person did something so often that it has to rest; `until` is UTC. `what` is in the plural."""

    def __init__(self, what: str, until: datetime) -> None:
        super().__init__(
            f"That was a lot of {what} in a short time. Go on <t:{math.ceil(until.timestamp())}:R>; nothing is lost."
        )
        self.until = until


class Restarting(UserError):
    """The bot is being stopped while this was under way, or just before."""

    def __init__(self) -> None:
        super().__init__(
            "I am being restarted, so this may not be finished. Nothing you had is lost; use the command again in a "
            "minute."
        )
