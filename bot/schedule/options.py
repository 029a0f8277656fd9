"""What a schedule was told besides where, when and how: JSON in its row, so that a new option needs no migration."""

from datetime import datetime

import msgspec

from bot.credits.pictures.job import CLEAR, SEE_THROUGH, Order


class Options(msgspec.Struct, frozen=True, omit_defaults=True):
    """The options of one schedule.

    `skip_unchanged`: post nothing while nobody joined, left, moved or has another name since its last post. `attach` is
    the format of a picture or a video to attach, or empty, and `theme` and `size` are how it looks. What is announced
    stands in one message before the credits; `only_news` leaves the credits themselves out, and then nothing is posted
    while there is no news, and nothing attached.
    `release` (UTC) is the moment whose supporters are thanked instead of today's, and `video` the id of what came out
    then, or empty.
    """

    skip_unchanged: bool = False
    attach: str = ""
    theme: str = "dark"
    size: str = "1080p"
    announce_new: bool = False
    announce_upgrades: bool = False
    announce_anniversaries: bool = False
    only_news: bool = False
    release: datetime | None = None
    video: str = ""

    @property
    def announces(self) -> bool:
        """Tell whether anything is announced."""
        return self.announce_new or self.announce_upgrades or self.announce_anniversaries

    @property
    def picture(self) -> Order | None:
        """What is drawn for a post, None for nothing; posts of news alone show no names besides, so nothing."""
        if not self.attach or self.only_news:
            return None
        return Order(self.attach, self.size, self.theme)


CHOICES = {
    "skip": ("Skip it when nobody changed", "Nothing is posted until somebody joins, leaves or moves"),
    "new": ("Announce new supporters", "One message before the credits"),
    "upgrades": ("Announce who moved up", "One message before the credits"),
    "anniversaries": ("Announce anniversaries", "Whoever has completed another year"),
    "only_news": ("Only the announcements", "Without the whole credits; nothing when there is no news"),
}
"""What can be chosen, by a short name: as it is called, and what it does."""


def read_options(text: str) -> Options:
    """Return the options of a row; the defaults for a post without a schedule."""
    return msgspec.json.decode(text, type=Options) if text else Options()


def write_options(options: Options) -> str:
    """Return the options as a row keeps them."""
    return msgspec.json.encode(options).decode()


def chosen_of(options: Options) -> frozenset[str]:
    """Return the short names of what is chosen."""
    held = {
        "skip": options.skip_unchanged,
        "new": options.announce_new,
        "upgrades": options.announce_upgrades,
        "anniversaries": options.announce_anniversaries,
        "only_news": options.only_news,
    }
    return frozenset(name for name, is_chosen in held.items() if is_chosen)


def with_chosen(options: Options, chosen: frozenset[str]) -> Options:
    """Return the options with exactly this chosen.

    Without anything to announce there are no announcements to post alone, so everything is announced then.
    """
    announced = chosen & {"new", "upgrades", "anniversaries"}
    if "only_news" in chosen and not announced:
        announced = frozenset(("new", "upgrades", "anniversaries"))
    return msgspec.structs.replace(
        options,
        skip_unchanged="skip" in chosen,
        announce_new="new" in announced,
        announce_upgrades="upgrades" in announced,
        announce_anniversaries="anniversaries" in announced,
        only_news="only_news" in chosen,
    )


def drawable(options: Options) -> Options:
    """Return the options with a look that can be drawn: where nothing can be seen through, it is dark."""
    if options.theme != CLEAR or not options.attach or options.attach in SEE_THROUGH:
        return options
    return msgspec.structs.replace(options, theme="dark")
