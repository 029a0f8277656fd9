"""Every way a link can end without success: a stable name, and words with the next step."""

from bot.errors import Action, LinkRefused
from bot.vocabulary import YOUTUBE, vocabulary

STANDS = (
    "Nothing of this try is kept here, but the permission you gave still stands at {service}. You can remove it at "
    "<{connections}>; that ends every link of that account here, too."
)
"""What is true whenever a consent was given and then not used.

It is not revoked for its person: services end grants as a whole, and another link may need this one.
"""

_AGAIN = "Start again, or use `/link` in Discord for a fresh link."
_FRESH = "Use `/link` in Discord for a fresh one."

WORDS = {
    "ticket_unknown": f"This link is not known here. {_FRESH}",
    "ticket_expired": f"This link has expired; it is good for ten minutes. Nothing was linked. {_FRESH}",
    "ticket_spent": "This link has been used already. `/accounts` in Discord shows what is linked; `/link` makes a "
    "fresh link.",
    "too_many_attempts": f"This link was started too many times. {_FRESH}",
    "no_cookie": "Your browser sent no cookie back, so nothing was started. Allow cookies for this site, open the link "
    "from Discord again and press the button there.",
    "forged": "That was sent by another site, so nothing was started. Open the link from Discord and press the button "
    "there.",
    "state_unknown": f"This step belongs to no link that is open here. Nothing was linked. {_FRESH}",
    "other_browser": "This step was started in another browser, or your browser sent no cookie. Nothing was linked. "
    "Open the link from Discord and finish it in one browser. If somebody else sent you here, close this page.",
    "wrong_provider": f"The answer came back to the wrong address. Nothing was linked. {_AGAIN}",
    "replayed": "This step has been used already. If a page or a message told you that your account is linked, it is; "
    "a code you were shown is still good. Otherwise use `/link` in Discord for a fresh link.",
    "sign_in_denied": f"You said no at Discord, so nothing changed. {_AGAIN}",
    "sign_in_failed": f"The sign-in at Discord did not work. Nothing was linked. {_AGAIN}",
    "identity_mismatch": "You signed in as another Discord account than the one that asked for this link. Nothing was "
    "linked. If both are yours, sign in to Discord as the account that typed `/link` and open the link again. If "
    "somebody else sent you here, close this page.",
    "not_proven": f"It was not shown yet that this browser is yours. Nothing was linked. {_AGAIN}",
    "consent_denied": f"You said no, so nothing changed. {_AGAIN}",
    "consent_failed": f"{{service}} did not finish that. Nothing was linked. {_AGAIN}",
    "scope_missing": "Without the permission to {look} nothing can be linked. Nothing was linked. "
    f"Start again and leave that box ticked. {STANDS}",
    "no_refresh_token": "{service} gave a permission that ends within the hour, so nothing was linked. Start again; if "
    f"that keeps happening, remove Curtain Call at {{service}} first. {STANDS}",
    "code_refused": "{service} did not accept its own answer any more; it may have taken too long. Nothing was "
    f"linked. {_AGAIN}",
    "no_channel": "That Google account has no YouTube channel. Nothing was linked. Create a channel, or start again "
    f"and choose another account. {STANDS}",
    "account_unavailable": f"{{brand}} did not say whose account this is. Nothing was linked. {_AGAIN} {STANDS}",
    "service_unavailable": "A service is not answering properly right now. Nothing was linked. "
    "Start again in a minute.",
    "operator_fault": "This bot is set up wrongly, which only whoever runs it can mend; the log says how. Nothing was "
    "linked. Please tell them.",
    "unreadable": f"What was kept for this step cannot be read. Nothing was linked. {_AGAIN}",
    "code_tries_spent": f"That was the fifth wrong code. Nothing was linked. {_FRESH}",
    "code_of_another_person": "That code belongs to a link that somebody else asked for. Nothing was linked, and that "
    "link was ended. Never type a code that somebody else had a part in; `/link` makes a link of your own.",
}
"""Reason name to words; the names are stable and appear in the audit and the log. `said` fills in the provider's."""


def said(words: str, provider: str) -> str:
    """Return words with what they leave open: the provider's names and addresses."""
    known = vocabulary(provider)
    return words.format(
        service=known.service, brand=known.brand, look=known.briefly["look"], connections=known.connections
    )


class Refusal(LinkRefused):
    """A link ended. `again` is the ticket's secret where the same browser may start again, else None.

    It carries nothing secret in its arguments, so logging or printing it shows none.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: str | None = None,
        message: str | None = None,
        action: Action | None = None,
        provider: str = YOUTUBE,
    ) -> None:
        super().__init__(reason, message or said(WORDS[reason], provider))
        self.again = again
        self.action = action
