"""What a template sees of a roll. Whatever has no underscore in front can be used by anybody who writes a template."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import total_ordering

from bot.credits.templates.scene import Scene
from bot.credits.templates.tokens import token

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@total_ordering
class Name:
    """A name: it can be shown, compared, sorted and counted, but not taken apart."""

    __slots__ = ("_text", "_token")

    def __init__(self, text: str, shown: str) -> None:
        self._text = text
        self._token = shown

    def __str__(self) -> str:
        return self._token

    __repr__ = __str__

    def __len__(self) -> int:
        return len(self._text)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return self._text == (other._text if isinstance(other, Name) else other)

    def __lt__(self, other: object) -> bool:
        return self._text.casefold() < (other._text if isinstance(other, Name) else str(other)).casefold()

    def __hash__(self) -> int:
        return hash(self._text)


@total_ordering
class Moment:
    """A moment (UTC). Discord shows it as a date in each reader's own language and zone."""

    __slots__ = ("_at", "ago", "day", "month", "year")

    def __init__(self, at: datetime) -> None:
        self._at = at
        self.year, self.month, self.day = at.year, at.month, at.day
        self.ago = f"<t:{int(at.timestamp())}:R>"

    def __str__(self) -> str:
        return f"<t:{int(self._at.timestamp())}:D>"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Moment) and self._at == other._at

    def __lt__(self, other: object) -> bool:
        return isinstance(other, Moment) and self._at < other._at

    def __hash__(self) -> int:
        return hash(self._at)

    def text(self, form: str) -> str:
        """Return the date (UTC) in a form of `strftime`, such as `%B %Y`."""
        return self._at.strftime(form)


class Supporter:
    """One supporter: `name`, whole `months`, `since` (nothing when unknown) and the `tier` they stand at."""

    __slots__ = ("months", "name", "since", "tier")

    def __init__(self, name: Name, months: int, since: Moment | None, tier: Name) -> None:
        self.name = name
        self.months = months
        self.since = since
        self.tier = tier

    def __str__(self) -> str:
        return str(self.name)

    __repr__ = __str__


class Group:
    """One tier: its `name`, its `supporters`, longest first, and how many they are (`count`)."""

    __slots__ = ("count", "name", "supporters")

    def __init__(self, name: Name, supporters: tuple[Supporter, ...]) -> None:
        self.name = name
        self.supporters = supporters
        self.count = len(supporters)

    def __str__(self) -> str:
        return str(self.name)

    __repr__ = __str__


def context_of(scene: Scene) -> Mapping[str, object]:
    """Return everything that a template can name."""
    names = [Name(text, token(number)) for number, text in enumerate(scene.names)]
    everybody = {
        one.name: Supporter(names[one.name], one.months, Moment(one.since) if one.since else None, names[tier.name])
        for tier in scene.tiers
        for one in tier.people
    }
    groups = tuple(Group(names[tier.name], tuple(everybody[one.name] for one in tier.people)) for tier in scene.tiers)
    supporters = tuple(everybody.values())
    news = scene.since_last
    return {
        "thanks": scene.thanks,
        "groups": groups,
        "supporters": supporters,
        "newest": tuple(sorted(supporters, key=_started, reverse=True)),
        "creators": tuple(names[number] for number in scene.creators),
        "count": len(supporters) + scene.unnamed,
        "unnamed": scene.unnamed,
        "as_of": Moment(scene.as_of),
        "last_post": Moment(news.at) if news.at else None,
        "joined": tuple(everybody[number] for number in news.joined),
        "upgraded": tuple(everybody[number] for number in news.upgraded),
        "left": news.left,
        "left_names": tuple(names[number] for number in news.left_names),
    }


def _started(one: Supporter) -> tuple[datetime, int]:
    # Of people whose first day is unknown, those with fewer months came later.
    return (one.since._at if one.since else _LONG_AGO, -one.months)  # noqa: SLF001 (the underscore hides it from templates)
