"""What can go wrong with Patreon."""

from bot.errors.base import OpenPage, UserError


class NoCampaign(UserError):
    """The Patreon account is no creator's."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"**{account}** has no page of its own at Patreon, so it has no patrons. Link the account of the creator.",
            action=OpenPage("Patreon", "https://www.patreon.com/"),
        )


class PatreonRefused(UserError):
    """Patreon refused a request for a reason that has no words of its own; `reason` is Patreon's name for it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(
            f"Patreon refused this (`{reason}`). Try again later; if it stays so, show this to whoever runs this bot."
        )
        self.status = status
        self.reason = reason


class CreatorTokenRefused(UserError):
    """Patreon does not take the creator's token from the configuration."""

    def __init__(self) -> None:
        super().__init__(
            "Patreon no longer accepts the creator's token that this bot was set up with. Whoever runs this bot can "
            "put in a new one, or link the creator's account with `/link` instead, which renews itself."
        )
