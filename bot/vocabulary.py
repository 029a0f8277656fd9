"""What the providers of accounts are called, and what each permission means there: words for people, in one place.

Keyed by a provider's name (`youtube`, `patreon`) and a permission's (`look`, `act`, `creator`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

YOUTUBE = "youtube"
PATREON = "patreon"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One provider's words.

    - `service` asks for consent; `brand` is what people link there; `account` is one of its accounts.
    - `can` says what each permission allows, as a line of a list; `briefly` the same within a sentence; `shortly` in a
      word; `missing` after "I am not allowed to"; `grant` and `widen` on a button, alone and on the account's card.
    - `never` is what the bot does with no permission at all.
    - `supporters` are whom a creator thanks; `choose` is how to choose the right account at the service, with `{name}`.
    - `connections` is where people see and end what a program may do, `where` the name of that place.
    - `no_ending` is said where the service lets no program end a permission; empty where it does.
    """

    service: str
    brand: str
    account: str
    can: Mapping[str, str]
    briefly: Mapping[str, str]
    shortly: Mapping[str, str]
    missing: Mapping[str, str]
    grant: Mapping[str, str]
    widen: Mapping[str, str]
    never: tuple[str, ...]
    supporters: str
    choose: str
    connections: str
    where: str
    no_ending: str = ""

    @property
    def supported_by(self) -> str:
        """Whom an account's owner thanks, as the start of `… of <account>`."""
        return self.supporters.capitalize()

    @property
    def people(self) -> str:
        """Whom an account's owner thanks, in one word."""
        return self.supporters.rpartition(" ")[2]


_YOUTUBE = Vocabulary(
    service="Google",
    brand="YouTube",
    account="YouTube account",
    can={
        "look": "see your channel and your videos, the private and unlisted ones too",
        "act": "like videos as you, each time only when you say so",
        "creator": "see who your channel members are, at which level and since when",
    },
    briefly={
        "look": "see your channel and your videos",
        "act": "like videos as you",
        "creator": "see who your channel members are",
    },
    shortly={"look": "look", "act": "like", "creator": "members"},
    missing={
        "look": "see your videos, the private ones too",
        "act": "like videos for you",
        "creator": "see who your channel members are",
    },
    grant={"look": "Link YouTube", "act": "Allow liking", "creator": "Allow reading members"},
    widen={"act": "Allow likes", "creator": "Allow reading members"},
    never=(
        "upload, change or delete your videos",
        "see your password, your e-mail or what you watch",
    ),
    supporters="channel members",
    choose="choose the account and the channel of {name} at Google",
    connections="https://myaccount.google.com/connections",
    where="Google's security settings",
)
_PATREON = Vocabulary(
    service="Patreon",
    brand="Patreon",
    account="Patreon account",
    can={
        "look": "see who you are at Patreon: your public name and your number there",
        "creator": "see who your patrons are, at which tier and since when",
    },
    briefly={"look": "see who you are at Patreon", "creator": "see who your patrons are"},
    shortly={"look": "look", "creator": "patrons"},
    missing={"look": "see who you are at Patreon", "creator": "see who your patrons are"},
    grant={"look": "Link Patreon", "creator": "Allow reading patrons"},
    widen={"creator": "Allow reading patrons"},
    never=(
        "post, change or delete anything, or send messages",
        "see your password, your e-mail, your payments or your patrons' addresses",
    ),
    supporters="patrons",
    choose="sign in to Patreon as {name}",
    connections="https://www.patreon.com/settings/apps",
    where="Patreon's settings, Connected apps",
    no_ending="Patreon lets no program end a permission; disconnect me at <https://www.patreon.com/settings/apps>.",
)
_ALL = {YOUTUBE: _YOUTUBE, PATREON: _PATREON}


def vocabulary(provider: str) -> Vocabulary:
    """Return a provider's words; YouTube's for one that is unknown."""
    return _ALL.get(provider, _YOUTUBE)
