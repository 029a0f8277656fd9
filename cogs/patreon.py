"""/credits sources patreon: whom of a campaign's patrons to thank, and what to call them. Its owner alone decides."""

import discord
from discord import app_commands

from bot.client import CurtainCall
from bot.errors import NotYours
from bot.names import escape_name
from bot.patreon.identity import account_of
from bot.replies import Reply, answer, working
from bot.supporters.kinds import PATREON
from bot.supporters.patreon import PatreonSettings, settings_of
from bot.supporters.sources import Source
from cogs.managing import guild_of
from cogs.options import matching

OWN = "own"
"""The choice that stands for the campaign of the configuration, instead of a link's id."""


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add `patreon` to /credits sources, where this bot is set up for Patreon."""
    if bot.services.patreon.provider is None and bot.services.patreon.own is None:
        return
    command: app_commands.Command[app_commands.Group, ..., None] = app_commands.Command(
        name="patreon", description="Choose whom of your patrons this server thanks, and their names", callback=patreon
    )
    command.autocomplete("source")(_own_sources)
    group.add_command(command)


@app_commands.describe(
    source="Which campaign, of those you added here",
    gifted="Thank those who were given their membership (yes)",
    trials="Thank those in a free trial (no)",
    declined="Thank those whose last payment failed while their tier still stands (no)",
    hidden="Name those, too, who keep private at Patreon whom they support (no)",
    full_names="Show full names, which may be legal names (no)",
)
async def patreon(
    interaction: discord.Interaction[CurtainCall],
    source: str,
    gifted: bool | None = None,
    trials: bool | None = None,
    declined: bool | None = None,
    hidden: bool | None = None,
    full_names: bool | None = None,
) -> None:
    """Change what is given, keep the rest, and show all of it."""
    await working(interaction)
    sources = interaction.client.services.sources
    found = next((one for one in await _own(interaction) if one.id == source), None)
    if found is None:
        raise NotYours("source", "Only the owner of the campaign can change this. Look at `/credits sources list`.")
    before = settings_of(found)
    wanted = PatreonSettings(
        gifted=before.gifted if gifted is None else gifted,
        trials=before.trials if trials is None else trials,
        declined=before.declined if declined is None else declined,
        hidden=before.hidden if hidden is None else hidden,
        full_names=before.full_names if full_names is None else full_names,
    )
    changed = await sources.change_patreon(found.id, interaction.user.id, wanted)
    await answer(interaction, Reply(described(wanted), title=f"Patrons of {escape_name(changed.title)}"))


def described(settings: PatreonSettings) -> str:
    """Return a campaign's settings, a line each."""
    names = "full names, which may be legal names" if settings.full_names else "user names, else first names"
    private = "are named, too" if settings.hidden else "count without a name"
    return "\n".join(
        [
            f"{_mark(settings.gifted)} gifted memberships",
            f"{_mark(settings.trials)} free trials",
            f"{_mark(settings.declined)} failed payments, while the tier still stands",
            f"Names: {names}.",
            f"Those who keep private at Patreon whom they support {private}.",
            "-# Followers and free members are never thanked. Who stopped is, to the end of what was paid.",
        ]
    )


def _mark(thanked: bool) -> str:
    return "✅ Thanked:" if thanked else "▫️ Not thanked:"


async def add_own_campaign(interaction: discord.Interaction[CurtainCall]) -> Source:
    """Add the campaign whose token is configured to this server. Raises NotYours where that is another server's."""
    services = interaction.client.services
    own = services.patreon.own
    if own is None:
        raise NotYours("campaign", "Link your own Patreon account with `/link`.")
    account = await account_of(services.patreon.api, own.bearer, interaction.user.id)
    guild = guild_of(interaction)
    return await services.sources.add_own_campaign(
        own, guild.id, interaction.user.id, account.title, guild_owner_id=guild.owner_id or interaction.user.id
    )


def own_campaign_offered(interaction: discord.Interaction[CurtainCall]) -> list[app_commands.Choice[str]]:
    """Offer the campaign of the configuration in the one server that may have it."""
    own = interaction.client.services.patreon.own
    if own is None or guild_of(interaction).id != own.guild_id:
        return []
    return [app_commands.Choice(name="Patreon: the campaign of whoever runs this bot", value=OWN)]


async def _own(interaction: discord.Interaction[CurtainCall]) -> list[Source]:
    found = await interaction.client.services.sources.of_guild(guild_of(interaction).id)
    return [one for one in found if one.kind == PATREON and one.owner_id == interaction.user.id]


async def _own_sources(interaction: discord.Interaction[CurtainCall], current: str) -> list[app_commands.Choice[str]]:
    return matching(current, ((one.title, one.id) for one in await _own(interaction)))
