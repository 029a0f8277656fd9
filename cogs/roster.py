"""/credits people: what a server's managers change about who is thanked. Tiers are in cogs/tiers.py."""

from typing import Any

import discord
from discord import app_commands, ui

from bot.client import CurtainCall
from bot.components import Answer, Component, Handler, Registration, button, chosen, select, view
from bot.errors import SomebodyGone
from bot.forms import Form
from bot.names import escape_name, plain_name
from bot.replies import Reply, answer, working
from bot.supporters.people import SPELLING_LIMIT, Standing, handle_of
from bot.supporters.wanting import UNSEEN_KEPT
from bot.youtube.payer import Payer
from cogs import tiers
from cogs.managing import guild_of, require_standing, standing
from cogs.options import CHOICES, NAME_LIMIT, matching, shortened
from cogs.paging import page_of, turning

_PAGE = 20
_CHOSEN = "They said themselves, with `/creditme`, how they are credited."


class People:
    """The command /credits people and its buttons."""

    def __init__(self, bot: CurtainCall) -> None:
        self._people = bot.services.people
        self.command: app_commands.Command[Any, ..., None] = app_commands.Command(
            name="people",
            description="Change how somebody is credited here: spelling, leaving out, two accounts of one person",
            callback=self.people,
        )
        handlers: dict[str, Handler] = {
            "show": self.show_pressed,
            "open": self.open,
            "hide": self.hide,
            "refuse": self.ask_refusal,
            "refused": self.refuse,
            "admit": self.admit,
            "undo": self.undo,
            "merge": self.merge,
        }
        for name, handler in handlers.items():
            bot.components[f"people.{name}"] = Registration(handler, Answer.UPDATE)
        bot.components["people.spell"] = Registration(self.ask_spelling, Answer.MODAL)

    @app_commands.describe(
        person="Type a part of the name; leave it out to see what was changed",
        same_as="Another name that is the same person",
    )
    async def people(
        self, interaction: discord.Interaction[CurtainCall], person: str | None = None, same_as: str | None = None
    ) -> None:
        """Show one person, the question whether two are one, or everything that was changed."""
        await working(interaction)
        if person is None:
            await self._show(interaction, standing(interaction), 0)
        elif same_as is None:
            await self._card(interaction, standing(interaction), person)
        else:
            await self._ask_merge(interaction, standing(interaction), person, same_as)

    async def offered(
        self, interaction: discord.Interaction[CurtainCall], current: str
    ) -> list[app_commands.Choice[str]]:
        """Offer the people of this server's lists, as they were read last."""
        guild_id = guild_of(interaction).id
        found = await self._people.search(guild_id, current, CHOICES, Payer.typing(interaction.user.id))
        # They were searched already; here they only become choices.
        return matching("", ((one.name, handle_of(one.key)) for one in found))

    async def show_pressed(self, interaction: discord.Interaction[CurtainCall], right: str, page: str = "0") -> None:
        """Show a page of what was changed."""
        require_standing(interaction, right)
        await self._show(interaction, right, int(page))

    async def _show(self, interaction: discord.Interaction[CurtainCall], right: str, wanted: int) -> None:
        guild = guild_of(interaction)
        changed = await self._people.changed(guild.id, Payer.in_server(interaction.user.id, guild.id))
        page = page_of(changed, wanted, _PAGE)
        options = [
            discord.SelectOption(
                label=shortened(plain_name(_name(one)), NAME_LIMIT),
                value=handle_of(one.key),
                description=shortened(f"{_changes(one)}{_on(one)}", NAME_LIMIT),
            )
            for one in page.items
        ]
        lines = "\n".join(f"**{escape_name(_name(one))}** · {_changes(one)}{_at(one)}" for one in page.items)
        await answer(
            interaction,
            Reply(
                f"{lines or 'Nobody is credited differently from what the lists say.'}\n\nFind somebody with "
                "`/credits people person:`. What people said themselves with `/creditme` is not shown here; it is "
                "stronger than all of this but *refused*.",
                title="Who is credited differently here",
                view=view(
                    select("people.open", right, placeholder="Open a person", options=options) if options else None,
                    *turning(page.number, page.count, "people.show", right),
                    button("Order of tiers", "tiers.show", right),
                ),
            ),
        )

    async def open(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str = "") -> None:
        """Show the person chosen in the menu, or whose button was pressed."""
        require_standing(interaction, right)
        await self._card(interaction, right, handle or chosen(interaction))

    async def _card(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        found = await self._find(interaction, handle)
        own = handle_of(found.key)
        if found.supporter is None:
            where = "Is not named in the credits here."
        else:
            since = f", since <t:{int(found.supporter.since.timestamp())}:D>" if found.supporter.since else ""
            where = f"Stands under **{escape_name(found.tier)}**{since}."
        if found.chosen:
            where += f"\n{_CHOSEN}"
        await answer(
            interaction,
            Reply(
                f"**{escape_name(_name(found))}**\n{where}\n{_changes(found)}{_at(found)}",
                title="How somebody is credited here",
                view=view(
                    *_offered(found, right, own),
                    button("Undo all changes", "people.undo", right, own) if found.override else None,
                    button("Back", "people.show", right, 0),
                ),
            ),
        )

    async def ask_spelling(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Open the modal that takes a spelling."""
        require_standing(interaction, right)
        found = await self._find(interaction, handle)
        await interaction.response.send_modal(SpellingModal(self, right, found))

    async def spell(
        self, interaction: discord.Interaction[CurtainCall], right: str, found: Standing, spelling: str
    ) -> None:
        """Keep the spelling and show the card with it."""
        require_standing(interaction, right)
        await self._people.spell(guild_of(interaction).id, found.key, spelling, interaction.user.id)
        await self._card(interaction, right, handle_of(found.key))

    async def hide(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str, hidden: str) -> None:
        """Leave somebody out, or bring them back."""
        require_standing(interaction, right)
        found = await self._find(interaction, handle)
        guild_id = guild_of(interaction).id
        await self._people.hide(guild_id, found.keys, interaction.user.id, hidden=hidden == "1")
        await self._card(interaction, right, handle)

    async def ask_refusal(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Say what refusing means, and ask once more."""
        require_standing(interaction, right)
        found = await self._find(interaction, handle)
        own = handle_of(found.key)
        yes = button("Refuse", "people.refused", right, own, style=discord.ButtonStyle.danger)
        no = button("Back", "people.open", right, own)
        await answer(
            interaction,
            Reply(
                f"From its next post on, this server will not credit **{escape_name(_name(found))}**: neither named "
                "nor counted, whatever they say with `/creditme`. There they are told that this server leaves them "
                "out, not who decided it. It counts until it is taken back here, or until they have been in no list "
                f"for {UNSEEN_KEPT.days} days. What was posted stays.",
                title="Refuse to credit somebody?",
                view=view(yes, no),
            ),
        )

    async def refuse(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Leave somebody out whatever they wish."""
        require_standing(interaction, right)
        found = await self._find(interaction, handle)
        await self._people.refuse(guild_of(interaction).id, [found.key, *found.keys], interaction.user.id)
        await self._card(interaction, right, handle)

    async def admit(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Take a refusal back."""
        require_standing(interaction, right)
        found = await self._find(interaction, handle)
        await self._people.admit(guild_of(interaction).id, found.keys, interaction.user.id)
        await self._card(interaction, right, handle)

    async def undo(self, interaction: discord.Interaction[CurtainCall], right: str, handle: str) -> None:
        """Take back everything that was changed about somebody."""
        require_standing(interaction, right)
        found = await self._find(interaction, handle)
        await self._people.undo(guild_of(interaction).id, found.keys, interaction.user.id)
        await self._show(interaction, right, 0)

    async def _ask_merge(
        self, interaction: discord.Interaction[CurtainCall], right: str, first: str, second: str
    ) -> None:
        one, other = await self._find_named(interaction, first), await self._find_named(interaction, second)
        names = " and ".join(f"**{escape_name(_name(each))}** ({escape_name(each.tier)})" for each in (one, other))
        await answer(
            interaction,
            Reply(
                f"Are {names} one person? They will stand once, at the higher of their tiers.",
                view=view(
                    button(
                        "They are one",
                        "people.merge",
                        right,
                        handle_of(one.key),
                        handle_of(other.key),
                        style=discord.ButtonStyle.primary,
                    ),
                    button("No", "people.show", right, 0),
                ),
            ),
        )

    async def merge(self, interaction: discord.Interaction[CurtainCall], right: str, first: str, second: str) -> None:
        """Make two one."""
        require_standing(interaction, right)
        # Whether it works tells what somebody who is not named has said, so it is not tried.
        one, other = await self._find_named(interaction, first), await self._find_named(interaction, second)
        await self._people.merge(guild_of(interaction).id, other.key, one.key, interaction.user.id)
        await self._card(interaction, right, first)

    async def _find(self, interaction: discord.Interaction[CurtainCall], handle: str) -> Standing:
        guild_id = guild_of(interaction).id
        return await self._people.find(guild_id, handle, Payer.in_server(interaction.user.id, guild_id))

    async def _find_named(self, interaction: discord.Interaction[CurtainCall], handle: str) -> Standing:
        found = await self._find(interaction, handle)
        if found.supporter is None:
            raise SomebodyGone
        return found


def _name(found: Standing) -> str:
    if found.supporter is not None:
        return found.supporter.name
    return found.override.spelling or "Somebody who is not named"


def _offered(found: Standing, right: str, own: str) -> list[Component | None]:
    """Return the buttons for what would have an effect on this person."""
    if found.override.refused:
        return [button("Take the refusal back", "people.admit", right, own)]
    named = found.supporter is not None and not found.chosen
    hide = button("Leave out", "people.hide", right, own, "1") if named else None
    if found.override.hidden and not found.chosen:
        hide = button("Credit again", "people.hide", right, own, "0")
    return [
        button("Spelling", "people.spell", right, own) if named else None,
        hide,
        button("Refuse", "people.refuse", right, own),
    ]


def _changes(found: Standing) -> str:
    said = []
    against = ", but their own word counts" if found.chosen else ""
    if found.override.spelling:
        said.append(f"spelled by you{against}")
    if found.override.hidden:
        said.append(f"left out{against}")
    if found.override.merged_into:
        said.append("several accounts, one person")
    if found.override.refused:
        said.append("refused")
    return ", ".join(said) or "as the lists have it"


def _at(found: Standing) -> str:
    """Return when somebody who is not named was changed: nothing else tells two of them apart."""
    at = None if found.supporter else found.override.updated_at
    return f" · <t:{int(at.timestamp())}:f>" if at else ""


def _on(found: Standing) -> str:
    """Return the same for a menu, where Discord shows no moments."""
    at = None if found.supporter else found.override.updated_at
    return f" · {at:%Y-%m-%d %H:%M} UTC" if at else ""


class SpellingModal(Form, title="Spelling"):
    """Takes how somebody's name is to be written."""

    spelling: ui.TextInput[Any] = ui.TextInput(
        custom_id="spelling",
        label="How the name is written; empty for the list's",
        required=False,
        max_length=SPELLING_LIMIT,
    )

    def __init__(self, people: People, right: str, found: Standing) -> None:
        super().__init__(timeout=600)
        self._people = people
        self._right = right
        self._found = found
        self.spelling.default = shortened(_name(found), SPELLING_LIMIT) if found.supporter else ""

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Keep the spelling."""
        await interaction.response.defer()
        await self._people.spell(interaction, self._right, self._found, self.spelling.value)


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits people, and the buttons of tiers."""
    people = People(bot)
    for option in ("person", "same_as"):
        people.command.autocomplete(option)(people.offered)
    group.add_command(people.command)
    tiers.register(bot)
