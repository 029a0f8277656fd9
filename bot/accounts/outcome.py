"""What came of a consent, in words for the person: the same in the DM and in the reply to a typed code."""

from dataclasses import dataclass

from bot.accounts.links import Link
from bot.accounts.words import briefly, called, on_a_button, ordered
from bot.errors import Action, GrantAccess, PressButton
from bot.names import escape_name
from bot.providers.access import Access
from bot.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that was saved.

    `missing` are the permissions that were asked for but not granted; `new`: this person had not linked this account
    before. `meant` is the link that was to be made again or allowed more, when they chose another account; `wanted` is
    what it was to be allowed.
    """

    link: Link
    missing: frozenset[Access]
    new: bool
    wanted: Access
    meant: Link | None = None


def text_of(linked: Linked) -> str:
    """Say what was linked and what it allows; what was not allowed; that it was another account than meant."""
    lead = "is linked to you now" if linked.new or linked.meant is None else "was linked before and is renewed"
    said = f"**{called(linked.link)}** {lead}. I may {briefly(linked.link.access, linked.link.provider)}."
    if linked.missing:
        said += f" {_unticked(linked)}"
    if linked.meant is not None:
        said += f"\n\n{_mistaken(linked.meant)}"
    return said


def actions_of(linked: Linked) -> tuple[Action, ...]:
    """Return the buttons: a creator's next step, and what somebody needs who chose another account than meant."""
    link, meant = linked.link, linked.meant
    if meant is None:
        if Access.CREATOR in link.access:
            return (thank(link),)
        # A first look only: who wanted something else is not to be led away from it.
        return (become_creator(link),) if linked.new and linked.wanted is Access.LOOK and not linked.missing else ()
    forget = PressButton(f"Forget {on_a_button(link)}", "accounts.forget", (link.id, meant.id, linked.wanted.value))
    keep = PressButton("Keep both", "accounts.keep")
    return (
        (choose_again(meant, linked.wanted), forget, keep) if linked.new else (choose_again(meant, linked.wanted), keep)
    )


def become_creator(link: Link) -> GrantAccess:
    """Return the button for whoever has linked to look, and has supporters to thank."""
    label = f"I have {vocabulary(link.provider).people} to thank"
    return GrantAccess(Access.CREATOR.value, link.provider, link_id=link.id, label=label)


def thank(link: Link) -> PressButton:
    """Return the button that leads a creator to their first scheduled post."""
    people = vocabulary(link.provider).people
    return PressButton(f"Thank my {people} in a server", "first.begin", (link.id,))


def choose_again(meant: Link, wanted: Access) -> GrantAccess:
    """Return the button that tries once more with the account that was meant, which is then chosen anew."""
    label = f"Link {on_a_button(meant)} again"
    return GrantAccess(wanted.value, meant.provider, link_id=meant.id, label=label, choose_account=True)


def _unticked(linked: Linked) -> str:
    """Explain boxes that were left unticked. No button: it is asked again when a command needs it."""
    lacking = briefly(linked.missing, linked.link.provider)
    return (
        f"You did not allow me to {lacking}, and that is fine: I ask again when you use something that "
        f"needs it, or with `/link access:{ordered(linked.missing)[0]}`."
    )


def _mistaken(meant: Link) -> str:
    still = "" if meant.healthy else " and must still be linked again"
    return (
        f"But it was **{called(meant)}** that needed this. It stays as it was{still}. When you try again, "
        f"{vocabulary(meant.provider).choose.format(name=f'**{escape_name(meant.title)}**')}."
    )
