"""/creditme: how a person wants to be credited, everywhere they are thanked."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.errors import GrantAccess, UserError
from bot.forms import Form
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, grant_button, working
from bot.store.wishes import Wish
from bot.supporters.consent import ANONYMOUS, HIDDEN, NAME
from bot.supporters.standing import OwnStanding
from bot.supporters.wishes import NAME_LIMIT
from bot.vocabulary import vocabulary

_CHOICES = [
    app_commands.Choice(name="By name: your own, or your account's", value=NAME),
    app_commands.Choice(name="Anonymous: counted, but not named", value=ANONYMOUS),
    app_commands.Choice(name="Hidden: neither named nor counted", value=HIDDEN),
]


class CreditMe(commands.Cog):
    """A person's own wish."""

    def __init__(self, bot: CurtainCall) -> None:
        self._wishes = bot.services.wishes
        self._standings = bot.services.standings
        self._providers = bot.services.linking.providers
        bot.components["creditme.choose"] = Registration(self.choose, Answer.UPDATE)
        bot.components["creditme.reset"] = Registration(self.reset, Answer.UPDATE)
        bot.components["creditme.name"] = Registration(self.ask_name, Answer.MODAL)

    @app_commands.command(description="Say how you want to be credited where you are thanked: by name, or not at all")
    @app_commands.describe(
        credit="Leave it out to see how you are credited now",
        name="The name you want to be thanked by; your account's when left out",
    )
    @app_commands.choices(credit=_CHOICES)
    async def creditme(
        self,
        interaction: discord.Interaction[CurtainCall],
        credit: str = "",
        name: app_commands.Range[str, 0, NAME_LIMIT] = "",
    ) -> None:
        """Keep a wish, or show it."""
        await working(interaction)
        if name and credit not in {"", NAME}:
            raise UserError("A name goes with `credit: By name`. Leave the name out to stay unnamed.")
        if credit or name:
            await self._wishes.say(interaction.user.id, credit or NAME, name)
        await self._show(interaction)

    async def choose(self, interaction: discord.Interaction[CurtainCall], choice: str) -> None:
        """Keep the wish of the button that was pressed."""
        if choice in {NAME, ANONYMOUS, HIDDEN}:
            await self._wishes.say(interaction.user.id, choice)
        await self._show(interaction)

    async def reset(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Forget the wish."""
        await self._wishes.take_back(interaction.user.id)
        await self._show(interaction)

    async def ask_name(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Open the modal that takes a name."""
        wish = await self._wishes.of(interaction.user.id)
        await interaction.response.send_modal(NameModal(self, wish.name if wish else ""))

    async def name(self, interaction: discord.Interaction[CurtainCall], name: str) -> None:
        """Keep the name that was typed."""
        await self._wishes.say(interaction.user.id, NAME, name)
        await self._show(interaction)

    async def _show(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Show the wish, what it does, where, and how its person stands here."""
        user_id = interaction.user.id
        wish = await self._wishes.of(user_id)
        linked = await self._standings.linked(user_id)
        lacking = [name for name in self._providers if name not in {one.provider for one in linked}]
        paragraphs = [_said(wish), _where([one.title for one in linked], lacking)]
        if interaction.guild is not None and linked:
            standing = await self._standings.of(user_id, interaction.guild.id)
            paragraphs.append(_here(standing, wish, escape_name(interaction.guild.name)))
        to_link = [grant_button(GrantAccess(Access.LOOK.value, provider=name)) for name in lacking]
        buttons = [
            button("Use a name of mine", "creditme.name"),
            button("Use my account's name", "creditme.choose", NAME),
            button("Anonymous", "creditme.choose", ANONYMOUS),
            button("Hidden", "creditme.choose", HIDDEN),
            button("Take it back", "creditme.reset") if wish else None,
        ]
        items = [*buttons, *to_link] if linked else to_link
        await answer(
            interaction,
            Reply("\n\n".join(paragraphs), title="How you are credited", view=view(*items)),
        )


def _said(wish: Wish | None) -> str:
    if wish is None:
        return "You have said nothing, so you are thanked by the name that each list has for you."
    if wish.choice == HIDDEN:
        return "You are **hidden**: neither named nor counted."
    if wish.choice == ANONYMOUS:
        return "You are **anonymous**: counted among those who prefer to stay unnamed, and never named."
    if not wish.name:
        return "You are credited **by the name of your account**, as it is there."
    return f"You are credited as **{escape_name(wish.name)}**."


def _where(linked: Sequence[str], lacking: Sequence[str]) -> str:
    brands = " or ".join(vocabulary(name).brand for name in lacking)
    if not linked:
        return (
            f"This counts once I know which supporter you are. Link the account that you support with, at {brands}, "
            "and I will know; nobody else can say it for you."
        )
    names = ", ".join(f"**{escape_name(title)}**" for title in linked)
    once = " They then count as one person: a server that has several of them thanks you once." if linked[1:] else ""
    more = f" If you support somebody at {brands}, too, link that account as well." if lacking else ""
    return (
        f"What you say here counts for {names}, in every server that thanks you, from its next post on.{once} It is "
        "stronger than what a creator sets, unless a server refuses to credit you at all. What was posted stays. A "
        f"list of bare names cannot know who you are: ask whoever brought it.{more}"
    )


def _here(standing: OwnStanding, wish: Wish | None, server: str) -> str:
    if standing.refused:
        return (
            f"**{server}** leaves you out of its credits: you are neither named nor counted there, whatever you say "
            "here. If you think that is a mistake, ask those who run it."
        )
    if standing.seen:
        places = " and ".join(
            f"as **{escape_name(one.name)}** under **{escape_name(one.tier)}**" for one in standing.seen
        )
        once = " Say how you want to be credited, and you stand once." if standing.seen[1:] and wish is None else ""
        return f"In the credits of **{server}** you stand {places}.{once}"
    if wish is not None and wish.choice == HIDDEN:
        return f"In the credits of **{server}** you do not appear by these accounts."
    if wish is not None and wish.choice == ANONYMOUS:
        return f"In the credits of **{server}** you are not named. If its lists have you, you are counted."
    return f"The lists of **{server}**, as I read them last, do not have you."


class NameModal(Form, title="Your name in credits"):
    """Takes the name that a person wants to be thanked by."""

    name: ui.TextInput[Any] = ui.TextInput(
        custom_id="name",
        label="Your name; empty for your account's",
        required=False,
        max_length=NAME_LIMIT,
    )

    def __init__(self, cog: CreditMe, current: str) -> None:
        super().__init__(timeout=600)
        self._cog = cog
        self.name.default = current

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Keep the name."""
        await interaction.response.defer()
        await self._cog.name(interaction, self.name.value)


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(CreditMe(bot))
