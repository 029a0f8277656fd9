"""Proof by a code: the page shows it, the person who asked types it into Discord, only then is the consent used.

The authorization code waits sealed meanwhile. The code is kept as an HMAC bound to its attempt.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bot.accounts.arrivals import CallbackAnswer
from bot.accounts.codes import new_code, normalised, shown
from bot.accounts.finishing import Finishing
from bot.accounts.links import Requester
from bot.accounts.outcome import Linked
from bot.accounts.refusals import Refusal
from bot.accounts.refusing import REFUSED, Refuser
from bot.accounts.sealing import AttemptSeals
from bot.clock import Clock
from bot.errors import NoCodeExpected, TryLater, WrongCode
from bot.providers.failures import Unavailable
from bot.store import attempts, audit, journal, tickets
from bot.store.attempts import Attempt
from bot.store.database import Database
from bot.store.tickets import Ticket
from bot.store.transaction import Transaction
from bot.store.vault import Vault

TRIES = 5


@dataclass(frozen=True, slots=True)
class CodeToType:
    """A code for the page, who has to type it, and until when (UTC)."""

    code: str = field(repr=False)
    person: Requester
    expires_at: datetime


class CodeProof:
    """Shows codes and takes them back."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        seals: AttemptSeals,
        refuser: Refuser,
        finishing: Finishing,
        *,
        clock: Clock,
    ) -> None:
        self._database = database
        self._vault = vault
        self._seals = seals
        self._refuser = refuser
        self._finishing = finishing
        self._clock = clock

    async def show(self, ticket: Ticket, attempt: Attempt, answer: CallbackAnswer) -> CodeToType:
        """Let the authorization code wait, and return the code to type. Raises Refusal when it has been shown once."""
        code = new_code()
        async with self._database.write() as connection:
            held = await attempts.hold_code(
                connection,
                attempt.id,
                authorization_code=self._seals.seal(attempt.id, "authorization_code", answer.code),
                code_mac=self._mac(attempt, code),
            )
        if not held:
            raise await self._refuser.note("replayed", ticket, attempt)
        person = Requester(ticket.user_id, ticket.username, ticket.display_name)
        return CodeToType(shown(code), person, ticket.expires_at)

    async def finish_with_code(self, user_id: int, typed: str) -> Linked:
        """Finish the link whose code this Discord user typed.

        Raises NoCodeExpected, WrongCode, TryLater (the same code can be typed again) or Refusal.
        """
        code = normalised(typed)
        ticket, attempt = await self._take(user_id, code)
        authorization_code = await self._seals.open(ticket, attempt, "authorization_code")
        verifier = await self._seals.open(ticket, attempt, "verifier")
        try:
            return await self._finishing.finish(ticket, attempt, authorization_code, verifier)
        except Unavailable as failure:
            await self._put_back(attempt)
            raise TryLater(failure.service) from None

    async def _take(self, user_id: int, code: str) -> tuple[Ticket, Attempt]:
        """Use up the consent that waits for this code and open its journal row, or count a wrong try."""
        now = self._clock()
        left = 0
        async with self._database.write() as connection:
            waiting = await attempts.waiting_of(connection, user_id, now)
            for attempt in waiting:
                if self._fits(attempt, code) and await attempts.take_consent(connection, attempt.id):
                    await journal.begin(connection, now, journal.EXCHANGE, attempt_id=attempt.id)
                    return await tickets.by_id(connection, attempt.ticket_id), attempt
            stolen = await self._end_forwarded(connection, user_id, code, now)
            if not stolen:
                for attempt in waiting:
                    left = max(left, await self._count(connection, user_id, attempt, now))
        if stolen:
            raise Refusal("code_of_another_person")
        if not waiting:
            await self._refuser.stray("code_unexpected", user_id)
            raise NoCodeExpected
        raise WrongCode(left)

    async def _end_forwarded(self, connection: Transaction, user_id: int, code: str, now: datetime) -> bool:
        """End the attempt of somebody else that this code belongs to.

        Its page was seen by a person who did not ask for it: a forwarded link, caught in the act.
        """
        for attempt in await attempts.waiting_of_others(connection, user_id, now):
            if self._fits(attempt, code):
                await attempts.end(connection, attempt.id, now, "code_of_another_person")
                owner = (await tickets.by_id(connection, attempt.ticket_id)).user_id
                for actor in (owner, user_id):
                    await audit.add(
                        connection,
                        now,
                        actor,
                        REFUSED,
                        subject=f"attempt/{attempt.id}",
                        detail="code_of_another_person",
                    )
                return True
        return False

    async def _count(self, connection: Transaction, user_id: int, attempt: Attempt, now: datetime) -> int:
        """Count a wrong try and return how many are left; the fifth ends the attempt."""
        await attempts.count_try(connection, attempt.id)
        left = TRIES - attempt.code_tries - 1
        reason = "code_wrong" if left else "code_tries_spent"
        if not left:
            await attempts.end(connection, attempt.id, now, reason)
        await audit.add(connection, now, user_id, REFUSED, subject=f"attempt/{attempt.id}", detail=reason)
        return left

    async def _put_back(self, attempt: Attempt) -> None:
        """Let the consent wait again: the provider could not be asked, so its code is still good."""
        if attempt.verifier is None or attempt.authorization_code is None:
            return
        async with self._database.write() as connection:
            await attempts.put_back(
                connection, attempt.id, verifier=attempt.verifier, authorization_code=attempt.authorization_code
            )
            await journal.finish_exchange(connection, attempt.id)

    def _fits(self, attempt: Attempt, code: str) -> bool:
        return attempt.code_mac is not None and self._vault.fits(attempt.code_mac, code, context=_mac_context(attempt))

    def _mac(self, attempt: Attempt, code: str) -> bytes:
        return self._vault.mac(code, context=_mac_context(attempt))


def _mac_context(attempt: Attempt) -> str:
    return f"attempts/{attempt.id}/code_mac"
