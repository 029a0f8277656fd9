"""The order and names of a server's tiers, by buttons; reached from /credits people."""

from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import ui

from bot.client import CurtainCall
from bot.components import Answer, Handler, Registration, button, chosen, select, view
from bot.errors import UserError
from bot.forms import Form
from bot.names import escape_name, plain_name
from bot.replies import Reply, answer
from bot.supporters import arranging
from bot.supporters.tiers import CreditSettings, Tier
from bot.youtube.payer import Payer
from cogs.managing import guild_of, require_standing
from cogs.options import NAME_LIMIT, shortened
from cogs.paging import page_of, turning

_PAGE = 20


class Tiers:
    """Shows the tiers, and moves, joins, splits and renames them."""

    def __init__(self, bot: CurtainCall) -> None:
        self._people = bot.services.people
        self._rolls = bot.services.rolls
        handlers: dict[str, Handler] = {
            "show": self.show,
            "open": self.open,
            "up": self.up,
            "down": self.down,
            "join": self.join,
            "split": self.split,
            "count": self.count,
            "reset": self.reset,
        }
        for name, handler in handlers.items():
            bot.components[f"tiers.{name}"] = Registration(handler, Answer.UPDATE)
        bot.components["tiers.name"] = Registration(self.ask_name, Answer.MODAL)

    async def show(self, interaction: discord.Interaction[CurtainCall], right: str, page: str = "0") -> None:
        """Show a page of the tiers, highest first."""
        require_standing(interaction, right)
        tiers = await self._tiers(interaction)
        settings = await self._people.settings(guild_of(interaction).id)
        shown = page_of(tiers, int(page), _PAGE)
        first = shown.number * _PAGE + 1
        lines = [f"{number}. **{escape_name(tier.heading)}**" for number, tier in enumerate(shown.items, first)]
        options = [
            discord.SelectOption(label=shortened(plain_name(tier.heading), NAME_LIMIT), value=tier.handle)
            for tier in shown.items
        ]
        unnamed = "are counted" if settings.count_unnamed else "are not mentioned"
        await answer(
            interaction,
            Reply(
                "\n".join(lines) + f"\n\nPeople who prefer to stay unnamed {unnamed}."
                if lines
                else "No list has been read yet. `/credits preview` reads them.",
                title="Order of tiers",
                view=view(
                    select("tiers.open", right, placeholder="Move, rename or join a tier", options=options)
                    if options
                    else None,
                    *turning(shown.number, shown.count, "tiers.show", right),
                    button(
                        "Do not mention the unnamed" if settings.count_unnamed else "Count the unnamed",
                        "tiers.count",
                        right,
                    ),
                    button("As the lists have it", "tiers.reset", right) if settings.tiers else None,
                    button("Back", "people.show", right, 0),
                ),
            ),
        )

    async def open(self, interaction: discord.Interaction[CurtainCall], right: str) -> None:
        """Show the tier chosen in the menu."""
        require_standing(interaction, right)
        await self._card(interaction, right, chosen(interaction))

    async def _card(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        tiers = await self._tiers(interaction)
        place = _place(tiers, handle)
        tier = tiers[place]
        await answer(
            interaction,
            Reply(
                f"**{escape_name(tier.heading)}** is {place + 1} of {len(tiers)}, the highest first.",
                title="A tier",
                view=view(
                    button("Higher", "tiers.up", right, handle, disabled=place == 0),
                    button("Lower", "tiers.down", right, handle, disabled=place + 1 == len(tiers)),
                    button("Rename", "tiers.name", right, handle),
                    button("Join with the one above", "tiers.join", right, handle, disabled=place == 0),
                    button("Split", "tiers.split", right, handle) if len(tier.levels) > 1 else None,
                    button("Back", "tiers.show", right, place // _PAGE),
                ),
            ),
        )

    async def up(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Move a tier one place up."""
        await self._arrange(interaction, right, handle, lambda tiers, place: arranging.moved(tiers, place, place - 1))

    async def down(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Move a tier one place down."""
        await self._arrange(interaction, right, handle, lambda tiers, place: arranging.moved(tiers, place, place + 1))

    async def join(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Make a tier and the one above it one."""
        await self._arrange(interaction, right, handle, arranging.joined)

    async def split(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Make each level of a tier one of its own again."""
        await self._arrange(interaction, right, handle, arranging.split)

    async def ask_name(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Open the modal that takes a tier's name."""
        require_standing(interaction, right)
        tiers = await self._tiers(interaction)
        await interaction.response.send_modal(TierModal(self, right, tiers[_place(tiers, handle)]))

    async def name(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str, name: str) -> None:
        """Keep the name of a tier."""
        await self._arrange(interaction, right, handle, lambda tiers, place: arranging.renamed(tiers, place, name))

    async def count(self, interaction: discord.Interaction[CurtainCall], right: str) -> None:
        """Mention the unnamed, or no longer."""
        await self._change(interaction, right, arranging.other_count)
        await self.show(interaction, right)

    async def reset(self, interaction: discord.Interaction[CurtainCall], right: str) -> None:
        """Let the tiers stand as the lists have them."""
        await self._change(interaction, right, arranging.as_listed)
        await self.show(interaction, right)

    async def _arrange(
        self,
        interaction: discord.Interaction[CurtainCall],
        right: str,
        handle: str,
        change: Callable[[Sequence[Tier], int], arranging.Arrangement],
    ) -> None:
        tiers = await self._tiers(interaction)
        arrangement = change(tiers, _place(tiers, handle))
        await self._change(interaction, right, lambda settings: arranging.applied(settings, arrangement))
        await self._card(interaction, right, arrangement.handle)

    async def _change(
        self,
        interaction: discord.Interaction[CurtainCall],
        right: str,
        change: Callable[[CreditSettings], CreditSettings],
    ) -> None:
        require_standing(interaction, right)
        await self._people.arrange(guild_of(interaction).id, change, interaction.user.id)

    async def _tiers(self, interaction: discord.Interaction[CurtainCall]) -> Sequence[Tier]:
        guild_id = guild_of(interaction).id
        return await self._rolls.tiers(guild_id, Payer.in_server(interaction.user.id, guild_id))


def _place(tiers: Sequence[Tier], handle: str) -> int:
    for place, tier in enumerate(tiers):
        if tier.handle == handle:
            return place
    raise UserError("That tier is not here any more. Look again with `/credits people`, then **Order of tiers**.")


class TierModal(Form, title="Rename a tier"):
    """Takes a tier's name."""

    name: ui.TextInput[Any] = ui.TextInput(
        custom_id="name",
        label="Its heading; empty for the list's own",
        required=False,
        max_length=arranging.NAME_LIMIT,
    )

    def __init__(self, tiers: Tiers, right: str, tier: Tier) -> None:
        super().__init__(timeout=600)
        self._tiers = tiers
        self._right = right
        self._handle = tier.handle
        self.name.default = shortened(tier.heading, arranging.NAME_LIMIT)

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Keep the name."""
        await interaction.response.defer()
        await self._tiers.name(interaction, self._right, self._handle, self.name.value)


def register(bot: CurtainCall) -> None:
    """Register the buttons."""
    Tiers(bot)
