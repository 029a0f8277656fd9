"""What the test and its workers say to each other."""

import msgspec

from tests.endurance.house import Place
from tests.endurance.walker import Trip

LINK, REFRESH, UNLINK, ROTATE = "linking", "refreshing", "unlinking", "rotating keys"
STEPS = (LINK, REFRESH, UNLINK, ROTATE)


class Leave(msgspec.Struct, frozen=True):
    """A wish to unlink one account."""

    user_id: int
    channel: str


class Order(msgspec.Struct, frozen=True):
    """What a worker does once it has started, before it waits to be killed.

    `clock` is the file with the common time, `users` are all who may have links; `trips` are for linking, `leaves` for
    unlinking; `head_start` is how many turns of the event loop renewals are ahead of the rotation of keys.
    """

    step: str
    place: Place
    clock: str
    google_origin: str
    users: tuple[int, ...]
    trips: tuple[Trip, ...] = ()
    leaves: tuple[Leave, ...] = ()
    head_start: int = 0


class Line(msgspec.Struct, frozen=True):
    """What a worker says. Of an account, `about` has its Discord user and its channel, then what else there is to say.

    `wants`, `code`, `linked`, `leaves`, `unlinked` and `dm` are what a person could know at that moment.
    """

    say: str
    about: tuple[str, ...] = ()
