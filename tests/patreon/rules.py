"""Whom to thank at Patreon, and by which name: written from Patreon's own facts, apart from the bot's rule."""

from collections import Counter
from collections.abc import Iterable

from bot.supporters.patreon import PatreonSettings
from sandbox.patreon.model import Member


def wanted(member: Member, settings: PatreonSettings) -> bool:
    """Tell whether a member is to be thanked."""
    paid = [tier for tier in member.tiers if tier.amount_cents > 0]
    if member.is_gifted:
        return settings.gifted and len(paid) > 0
    match member.status:
        case "active_patron":
            return (settings.trials or not member.is_free_trial) and (len(paid) > 0 or member.entitled_cents > 0)
        case "former_patron":
            return len(paid) > 0
        case "declined_patron":
            return settings.declined and len(paid) > 0
        case _:
            return False


def expected(members: Iterable[Member], settings: PatreonSettings) -> Counter[tuple[str, str, str]]:
    """Return key, name and tier's title of everybody to thank; an empty name counts without one."""
    rows = []
    for member in members:
        if not wanted(member, settings):
            continue
        user = member.user
        name = user.vanity or user.first_name or user.full_name.split()[0]
        if settings.full_names:
            name = user.full_name
        if user.hide_pledges and not settings.hidden:
            name = ""
        best = max(member.tiers, key=lambda tier: tier.amount_cents, default=None)
        rows.append((f"patreon:{user.id}", name, best.title if best else "Patrons"))
    return Counter(rows)
