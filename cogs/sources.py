"""/credits sources: where a server's names come from. Only an account's owner may bring it to a server."""

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.errors import NoSource
from bot.names import escape_name, plain_name
from bot.providers.access import Access
from bot.replies import Reply, answer, working
from bot.supporters.sources import Source
from cogs.managing import guild_of, require_standing, standing
from cogs.options import matching

_BUTTONS = 5


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
        nothing = "No names come from anywhere yet. `/credits sources add` brings your channel members."
        lines = "\n".join(map(_described, sources)) or nothing
        await answer(interaction, Reply(f"{lead}\n\n{lines}".strip(), title="Sources of names"))

    @app_commands.command(description="Let this server thank your channel members")
    @app_commands.describe(source="Which of your linked channels")
    async def add(self, interaction: discord.Interaction[CurtainCall], source: str | None = None) -> None:
        """Add one of the person's own channels."""
        await working(interaction)
        link = await self._accounts.require(interaction.user.id, Access.CREATOR, source)
        await self._sources.add(guild_of(interaction).id, link.id, interaction.user.id)
        await self._show(interaction, f"Added the members of **{escape_name(link.title)}**.")

    @app_commands.command(description="Stop thanking the members of a channel in this server")
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
        """Offer the person's channels whose members may be read."""
        links = [link for link in await self._accounts.of(interaction.user.id) if Access.CREATOR in link.access]
        return matching(current, ((link.title, link.id) for link in links))

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
        """Add the channel of the button "Add my members here", then go on with what was being done."""
        require_standing(interaction, right)
        link = await self._accounts.require(interaction.user.id, Access.CREATOR, link_id)
        await self._sources.add(guild_of(interaction).id, link.id, interaction.user.id)
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
            f"Add members of {plain_name(link.title)}"[:80] if several else "Add my members here",
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
            "This server has no names to thank yet. Shall it thank the channel members of "
            f"{' or '.join(f'**{escape_name(link.title)}**' for link in links[:_BUTTONS])}? Their names (and how "
            "long they have been members, where the template shows it) will be seen by everyone who can read the "
            "channel of the credits.",
            view=view(*buttons),
        ),
    )
    return True


def _described(source: Source) -> str:
    health = "" if source.status == "ok" else " · must be linked again by its owner with `/accounts`"
    return f"📺 Channel members of **{escape_name(source.title)}**, added by <@{source.added_by}>{health}"
