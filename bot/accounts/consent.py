"""What a consent asks for, given what this person has linked already. Pure decisions, no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.accounts.links import scopes_of
from bot.providers.access import Access
from bot.providers.contract import Provider
from bot.store.links import OK, LinkRow


class Purpose(StrEnum):
    """What a consent is for, in its person's eyes."""

    LINK = "link"
    WIDEN = "widen"
    RELINK = "relink"


@dataclass(frozen=True, slots=True)
class ConsentPlan:
    """The scopes to ask for; whether the person widens what is theirs; whether they must choose an account.

    `about` is the link that is to be allowed more or made again, None when any account may be linked.
    """

    scopes: frozenset[str]
    widening: bool
    choose_account: bool
    about: LinkRow | None = None

    @property
    def purpose(self) -> Purpose:
        """What the consent is for."""
        if self.about is None:
            return Purpose.LINK
        return Purpose.WIDEN if self.about.status == OK else Purpose.RELINK


def plan(
    provider: Provider,
    access: Access,
    own: Sequence[LinkRow],
    *,
    relink_of: str | None = None,
    choose_account: bool = False,
) -> ConsentPlan:
    """Plan a consent for one person; `own` are that person's links with this provider, nobody else's.

    - `relink_of` names the link it is about. Without one, and unless the person wants to choose, it is about their
      only link when that is dead or lacks what is wanted.
    - A dead link is asked for again with all it had: the provider has forgotten it.
    - Otherwise only the permission wanted now is asked for. A person with a live link that has other scopes gets
      these included by the provider, so that the new tokens can do both: also when they choose that account by mistake.
    - The account is chosen anew unless the person's only link is what is being widened or made again.
    """
    wanted = provider.scopes_for(access)
    about = next((link for link in own if link.id == relink_of), None)
    if about is None and not choose_account:
        about = _implied(wanted, own)
    choose = choose_account or about is None or len(own) > 1
    if about is not None and about.status != OK:
        wanted |= scopes_of(about.scopes)
    widening = any(link.status == OK and scopes_of(link.scopes) != wanted for link in own)
    return ConsentPlan(wanted, widening=widening, choose_account=choose, about=about)


def _implied(wanted: frozenset[str], own: Sequence[LinkRow]) -> LinkRow | None:
    """Return the person's only link when it must be made again or lacks what is wanted."""
    if len(own) != 1:
        return None
    only = own[0]
    return only if only.status != OK or not wanted <= scopes_of(only.scopes) else None


def permitted(asked: frozenset[str], held: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Return a link's permissions: asked for now or before by this person for this account, and granted.

    A provider may name more than that: what the account ever granted our client, on behalf of other people.
    """
    return (asked | held) & granted
