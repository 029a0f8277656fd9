"""/help: what this person can do here, with buttons that do it, and every command with what it is for."""

from collections.abc import Iterator, Sequence
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.links import Link
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, chosen, select, view
from bot.credits.templates.builtin import DEFAULT
from bot.errors import GrantAccess
from bot.providers.access import Access
from bot.replies import Reply, answer, grant_button, working
from bot.vocabulary import PATREON, vocabulary
from cogs.managing import MANAGER
from cogs.options import CHOICES

_ROOT = "credits"
_EVERYBODY = "everybody"

_Interaction = discord.Interaction[CurtainCall]
_Command = app_commands.Command[Any, ..., Any]


class Help(commands.Cog):
    """Shows the menu."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._accounts = bot.services.accounts
        bot.components["help.menu"] = Registration(self.menu, Answer.UPDATE)
        bot.components["help.topic"] = Registration(self.topic, Answer.UPDATE)

    @app_commands.command(description="See what you can do here, with a button for each")
    async def help(self, interaction: _Interaction) -> None:
        """Show the menu."""
        await working(interaction)
        await self.menu(interaction)

    async def menu(self, interaction: _Interaction) -> None:
        """Show what this person can do in this place with what they have linked."""
        links = [link for link in await self._accounts.of(interaction.user.id) if link.healthy]
        manages = interaction.guild is not None and interaction.permissions.manage_guild
        has_patreon = self._bot.services.patreon.provider is not None
        waiting = await self._bot.services.approvals.waiting_for(interaction.user.id)
        items = [
            *_questions(len(waiting)),
            *_own_buttons(links, has_patreon=has_patreon),
            *(_server_buttons() if manages else ()),
        ]
        await answer(
            interaction,
            Reply(
                "\n\n".join(_paragraphs(links, manages=manages)),
                title="What you can do here",
                view=view(*items, self._topics(manages=manages)),
            ),
        )

    def _topics(self, *, manages: bool) -> ui.Item[Any]:
        groups = [one for one in _credits(self._bot) if isinstance(one, app_commands.Group)] if manages else []
        options = [discord.SelectOption(label="Commands for everybody", value=_EVERYBODY)]
        if manages:
            options.append(discord.SelectOption(label="Credits of this server", value=_ROOT))
        options += [
            discord.SelectOption(label=f"/{group.qualified_name}", value=group.name, description=group.description)
            for group in groups
        ]
        return select("help.topic", placeholder="Every command, with what it is for", options=options[:CHOICES])

    async def topic(self, interaction: _Interaction) -> None:
        """List the commands of what was chosen."""
        wanted = chosen(interaction)
        lines = [f"`/{one.qualified_name}` {one.description}" for one in self._commands(wanted)]
        back = button("Back", "help.menu")
        await answer(interaction, Reply("\n".join(lines), title="Commands", view=view(back)))

    def _commands(self, topic: str) -> Iterator[_Command]:
        if topic == _EVERYBODY:
            for one in self._bot.tree.get_commands(type=discord.AppCommandType.chat_input):
                if isinstance(one, app_commands.Command):
                    yield one
            return
        for inner in _credits(self._bot):
            if isinstance(inner, app_commands.Command) and topic == _ROOT:
                yield inner
            if isinstance(inner, app_commands.Group) and topic == inner.name:
                yield from (one for one in inner.walk_commands() if isinstance(one, app_commands.Command))


def _credits(bot: CurtainCall) -> Sequence[_Command | app_commands.Group]:
    group = bot.tree.get_command(_ROOT)
    return group.commands if isinstance(group, app_commands.Group) else []


def _creator(links: Sequence[Link]) -> Link | None:
    return next((link for link in links if Access.CREATOR in link.access), None)


def _questions(waiting: int) -> Iterator[ui.Item[Any]]:
    if waiting:
        label = "A question waits for you" if waiting == 1 else f"{waiting} questions wait for you"
        yield button(label, "approvals.open", style=discord.ButtonStyle.primary)


def _own_buttons(links: Sequence[Link], *, has_patreon: bool) -> Iterator[ui.Item[Any]]:
    creator = _creator(links)
    if creator is not None:
        people = vocabulary(creator.provider).people
        yield button(f"Thank my {people} in a server", "first.begin", creator.id, style=discord.ButtonStyle.primary)
    else:
        yield grant_button(GrantAccess("creator", label="Thank my members in a server"))
    if has_patreon and not any(link.provider == PATREON and Access.CREATOR in link.access for link in links):
        yield grant_button(GrantAccess("creator", PATREON, label="Link my Patreon, to thank my patrons"))
    if not links:
        yield grant_button(GrantAccess("look"))
        return
    videos = next((link for link in links if link.provider == GrantAccess("look").provider), None)
    if videos is not None:
        yield button("My videos", "uploads.page", videos.id, "all", 0)
    yield button("My accounts", "accounts.show")
    yield button("How I am credited", "creditme.choose", "show")


def _server_buttons() -> Iterator[ui.Item[Any]]:
    """Yield what needs Manage Server, for somebody who has it."""
    yield button("See the credits", "credits.preview", MANAGER, DEFAULT)
    yield button("What is planned", "schedule.list", MANAGER, 0)
    yield button("Tiers", "tiers.show", MANAGER)


def _paragraphs(links: Sequence[Link], *, manages: bool) -> Iterator[str]:
    if _creator(links) is None:
        yield (
            "**You have channel members or patrons?** I thank them in your server, on a rule, with pictures and a page "
            "for your videos. Press the first button, link, and choose where and when."
        )
    else:
        yield "**Thank who supports you.** The first button asks where and when; nothing else is needed."
    if not links:
        yield (
            "**You watch and support?** Link your account to see your videos, to like others' with `/like`, and to say "
            "with `/creditme` how you want to be credited, or not at all."
        )
    else:
        yield (
            "**Your own.** `/myuploads` shows your videos, `/like` likes one, `/creditme` says how you are credited, "
            "`/accounts` shows what is linked."
        )
    if manages:
        yield (
            "**This server's credits.** `/credits schedule` plans them, `/credits sources` and `/credits import` bring "
            "names, `/credits people` and `/credits templates` change how they look."
        )
    yield "-# `/privacy` shows what I keep about you, and deletes it."


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Help(bot))
