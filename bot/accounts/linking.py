"""The way of a link, as commands and pages use it. The steps themselves are in the modules beside this one."""

from collections.abc import Mapping

from bot.accounts.arrivals import Arrivals, CallbackAnswer
from bot.accounts.code_proof import CodeProof, CodeToType
from bot.accounts.finishing import Finishing
from bot.accounts.links import Requester
from bot.accounts.notices import Notify
from bot.accounts.outcome import Linked
from bot.accounts.pace import PersonPace
from bot.accounts.refusing import Refuser
from bot.accounts.sealing import AttemptSeals
from bot.accounts.steps import NextPage, Steps, Visitor
from bot.accounts.tickets import LinkUrl, Offer, Tickets
from bot.clock import Clock
from bot.errors import NotOffered
from bot.limits import Limits
from bot.providers.access import Access
from bot.providers.contract import Connection
from bot.providers.discord import DiscordSignIn
from bot.store.database import Database
from bot.store.vault import Vault


class Linking:
    """Opens tickets, walks browsers through an attempt, and finishes links by either proof.

    With `sign_in` the browser's person proves who they are at Discord before the consent; without, by typing a code
    into Discord after it.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        connections: Mapping[str, Connection],
        *,
        sign_in: DiscordSignIn | None,
        notify: Notify,
        public_url: str,
        clock: Clock,
        limits: Limits | None = None,
    ) -> None:
        providers = {name: connection.provider for name, connection in connections.items()}
        refuser = Refuser(database, vault, clock=clock)
        seals = AttemptSeals(vault, refuser)
        finishing = Finishing(database, vault, connections, refuser, notify=notify, clock=clock)
        self.uses_code = sign_in is None
        self._pace = PersonPace(limits or Limits(), clock)
        self.providers = tuple(providers)
        self._offers = {name: provider.offers for name, provider in providers.items()}
        self._tickets = Tickets(database, providers, refuser, public_url=public_url, clock=clock)
        self._code_proof = CodeProof(database, vault, seals, refuser, finishing, clock=clock)
        self._steps = Steps(
            database,
            providers,
            self._tickets,
            Arrivals(database, self._tickets, refuser),
            seals,
            refuser,
            finishing=finishing,
            code_proof=self._code_proof,
            sign_in=sign_in,
            clock=clock,
        )

    async def open_ticket(
        self, person: Requester, provider: str, access: Access, *, relink_of: str = "", choose_account: bool = False
    ) -> LinkUrl:
        """Make a link for this Discord user, good for ten minutes.

        Raises NotOffered, TooOften. `relink_of` is the id of a link of theirs that is to be allowed more or made again.
        """
        offered = self._offers.get(provider, frozenset())
        if access not in offered:
            raise NotOffered(provider, frozenset(one.value for one in offered))
        self._pace.ask_for_link(person.user_id)
        return await self._tickets.open(person, provider, access, relink_of=relink_of, choose_account=choose_account)

    async def offer(self, secret: str) -> Offer:
        """Return what a ticket's page shows; changes nothing. Raises Refusal."""
        return await self._tickets.offer(secret)

    async def start(self, secret: str, visitor: Visitor) -> NextPage:
        """Open an attempt bound to a browser; return where it goes. Raises Refusal."""
        return await self._steps.start(secret, visitor)

    async def signed_in(self, answer: CallbackAnswer) -> NextPage:
        """Take a browser back from Discord's sign-in; return where it goes. Raises Refusal."""
        return await self._steps.signed_in(answer)

    async def consented(self, provider: str, answer: CallbackAnswer) -> Linked | CodeToType:
        """Take a browser back from a provider's consent. Raises Refusal."""
        return await self._steps.consented(provider, answer)

    async def finish_with_code(self, user_id: int, code: str) -> Linked:
        """Finish the link whose code this Discord user typed.

        Raises TooOften, NoCodeExpected, WrongCode, TryLater (the same code can be typed again) or Refusal.
        """
        self._pace.type_code(user_id)
        return await self._code_proof.finish_with_code(user_id, code)
