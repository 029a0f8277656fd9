"""What a consent asks for, given what this person has linked already. Pure decisions, no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.accounts.links import scopes_of
from bot.providers.access import Access
from bot.providers.contract import Provider
from bot.store.links import OK, LinkRow


@dataclass(frozen=True, slots=True)
class ConsentPlan:
    """The scopes to ask for; whether the person widens what is theirs; whether they must choose an account."""

    scopes: frozenset[str]
    widening: bool
    choose_account: bool


def plan(provider: Provider, access: Access, own: Sequence[LinkRow]) -> ConsentPlan:
    """Plan a consent for one person; `own` are that person's links with this provider, nobody else's.

    - A dead link that is the person's only one is asked for again with all it had: the provider has forgotten it.
    - Otherwise only the permission wanted now is asked for. A person with a live link that has other scopes gets
      these included by the provider, so that the new tokens can do both.
    - The account is chosen anew unless the person's only link is what is being widened or made again.
    """
    wanted = provider.scopes_for(access)
    only = own[0] if len(own) == 1 else None
    if only is not None and only.status != OK:
        return ConsentPlan(wanted | scopes_of(only.scopes), widening=False, choose_account=False)
    widening = any(link.status == OK and scopes_of(link.scopes) != wanted for link in own)
    widens_only = only is not None and not wanted <= scopes_of(only.scopes)
    return ConsentPlan(wanted, widening=widening, choose_account=not widens_only)


def permitted(asked: frozenset[str], held: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Return a link's permissions: asked for now or before by this person for this account, and granted.

    A provider may name more than that: what the account ever granted our client, on behalf of other people.
    """
    return (asked | held) & granted
