"""/credits sources: where a server's names come from. Only an account's owner may bring it to a server."""

import discord
from discord import app_commands

from bot.accounts.links import Link
from bot.accounts.words import called, on_a_button
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.errors import NoSource
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, working
from bot.supporters.kinds import LIST, STUDIO_CSV, of_provider
from bot.supporters.sources import Source
from bot.vocabulary import vocabulary
from cogs import patreon
from cogs.approvals import ask_owner
from cogs.managing import guild_of, require_standing, standing
from cogs.options import CHOICES, matching, own_accounts

_BUTTONS = 5
_WHAT = {STUDIO_CSV: "📄 Members from a file,", LIST: "📄 A list,"}
"""How a source is told of, by its kind."""


class Sources(app_commands.Group):
    """The commands under /credits sources."""

    def __init__(self, bot: CurtainCall) -> None:
        super().__init__(name="sources", description="Where the names in this server's credits come from")
        self._bot = bot
        self._accounts = bot.services.accounts
        self._sources = bot.services.sources
        bot.components["sources.add"] = Registration(self.add_pressed, Answer.UPDATE)

    @app_commands.command(name="list", description="See where this server's names come from")
    async def show(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """List the sources."""
        await working(interaction)
        await self._show(interaction, "")

    async def _show(self, interaction: discord.Interaction[CurtainCall], lead: str) -> None:
        sources = await self._sources.of_guild(guild_of(interaction).id)
        nothing = (
            "No names come from anywhere yet. `/credits sources add` brings your channel members or patrons, "
            "`/credits import` names from a file."
        )
        lines = "\n".join(map(_described, sources)) or nothing
        await answer(interaction, Reply(f"{lead}\n\n{lines}".strip(), title="Sources of names"))

    @app_commands.command(description="Let this server thank your channel members or your patrons")
    @app_commands.describe(
        source="Which of your linked accounts", owner="Whose supporters, when they are not yours: I ask them by DM"
    )
    async def add(
        self,
        interaction: discord.Interaction[CurtainCall],
        source: str | None = None,
        owner: discord.Member | None = None,
    ) -> None:
        """Add one of the person's own accounts, or the campaign of the configuration, or ask another creator."""
        await working(interaction)
        if owner is not None and owner.id != interaction.user.id:
            await answer(interaction, await ask_owner(interaction, owner))
            return
        if source == patreon.OWN:
            added = await patreon.add_own_campaign(interaction)
            await self._show(interaction, f"Added the patrons of **{escape_name(added.title)}**.")
            return
        link = await self._add(interaction, source)
        await self._show(interaction, f"Added the {vocabulary(link.provider).supporters} of **{called(link)}**.")

    async def _add(self, interaction: discord.Interaction[CurtainCall], link_id: str | None) -> Link:
        link = await self._accounts.require(interaction.user.id, Access.CREATOR, link_id, provider=None)
        kind = of_provider(link.provider)
        await self._sources.add(guild_of(interaction).id, link.id, interaction.user.id, kind)
        return link

    @app_commands.command(description="Stop thanking the people of one source in this server")
    @app_commands.describe(source="Which one")
    async def remove(self, interaction: discord.Interaction[CurtainCall], source: str) -> None:
        """Remove a source; whoever manages the server may."""
        await working(interaction)
        await self._sources.remove(guild_of(interaction).id, source, interaction.user.id)
        await self._show(interaction, "Removed. Later credits come without its names.")

    @add.autocomplete("source")
    async def offered_to_add(
        self, interaction: discord.Interaction[CurtainCall], current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the person's accounts whose supporters may be read."""
        links = [link for link in await self._accounts.of(interaction.user.id) if Access.CREATOR in link.access]
        return [*patreon.own_campaign_offered(interaction), *own_accounts(current, links)][:CHOICES]

    @remove.autocomplete("source")
    async def offered_to_remove(
        self, interaction: discord.Interaction[CurtainCall], current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer this server's sources."""
        sources = await self._sources.of_guild(guild_of(interaction).id)
        return matching(current, ((one.title, one.id) for one in sources))

    async def add_pressed(
        self, interaction: discord.Interaction[CurtainCall], right: str, link_id: str, then: str, *arguments: str
    ) -> None:
        """Add the account of the button "Add my members here", then go on with what was being done."""
        require_standing(interaction, right)
        await self._add(interaction, link_id)
        await self._bot.components[then].handler(interaction, right, *arguments)


async def first_source(interaction: discord.Interaction[CurtainCall], then: str, *arguments: str | int) -> bool:
    """Ask an owner to add their members when the server has no source yet; tell whether that was needed.

    `then` names the component whose handler goes on once they are added. Raises NoSource when this person has no
    channel to add.
    """
    services = interaction.client.services
    if await services.sources.of_guild(guild_of(interaction).id):
        return False
    links = [link for link in await services.accounts.of(interaction.user.id) if Access.CREATOR in link.access]
    if not links:
        raise NoSource
    several = len(links) > 1
    buttons = [
        button(
            _button_label(link, several=several),
            "sources.add",
            standing(interaction),
            link.id,
            then,
            *arguments,
            style=discord.ButtonStyle.primary,
        )
        for link in links[:_BUTTONS]
    ]
    await answer(
        interaction,
        Reply(
            "This server has no names to thank yet. Shall it thank the "
            f"{' or the '.join(map(_offered, links[:_BUTTONS]))}? Their names (and how "
            "long they have been members, where the template shows it) will be seen by everyone who can read the "
            "channel of the credits.",
            view=view(*buttons),
        ),
    )
    return True


def _button_label(link: Link, *, several: bool) -> str:
    people = vocabulary(link.provider).supporters.rpartition(" ")[2]
    return f"Add {people} of {on_a_button(link)}" if several else f"Add my {people} here"


def _offered(link: Link) -> str:
    return f"{vocabulary(link.provider).supporters} of **{called(link)}**"


def _described(source: Source) -> str:
    health = "" if source.status == "ok" else " · must be linked again by its owner with `/accounts`"
    what = _WHAT.get(source.kind, "📺 Channel members of")
    return f"{what} **{escape_name(source.title)}**, added by <@{source.added_by}>{health}"
