"""/credits import: names from a file or typed in, looked at and asked about before anything is saved."""

from dataclasses import replace
from typing import Any

import discord
from discord import app_commands, ui

from bot.client import CurtainCall
from bot.components import Answer, Handler, Registration, chosen
from bot.errors import UserError
from bot.forms import Form
from bot.replies import Reply, answer, working
from bot.supporters.drafts import Draft
from bot.supporters.imports import LONGEST_TITLE, Summary
from bot.supporters.kinds import FILE_KINDS
from bot.supporters.studio_csv.files import LARGEST, too_large
from bot.supporters.studio_csv.questions import Answers
from bot.supporters.studio_csv.role import Role
from cogs import import_guide
from cogs.import_questions import question_reply
from cogs.import_summary import saved_reply, summary_reply
from cogs.managing import guild_of, require_standing, standing
from cogs.options import matching

_TYPED = "typed.txt"
_MOST_TYPED = 4000

_Interaction = discord.Interaction[CurtainCall]


class Importing:
    """Leads somebody from a file to a saved list; every answer is a press that finds its draft again."""

    def __init__(self, bot: CurtainCall) -> None:
        self._imports = bot.services.imports
        self._sources = bot.services.sources
        handlers: dict[str, Handler] = {
            "imports.encoding": self.choose_encoding,
            "imports.delimiter": self.choose_delimiter,
            "imports.column": self.choose_column,
            "imports.heading": self.choose_heading,
            "imports.settle": self.settle,
            "imports.review": self.review,
            "imports.save": self.save,
            "imports.cancel": self.cancel,
        }
        for name, handler in handlers.items():
            bot.components[name] = Registration(handler, Answer.UPDATE)
        bot.components["imports.type"] = Registration(self.type_pressed, Answer.MODAL)

    async def begin(
        self, interaction: _Interaction, data: bytes, file_name: str, title: str = "", source_id: str = ""
    ) -> None:
        """Take a file and show the first question, or what saving it would do."""
        draft = await self._imports.begin(
            data,
            user_id=interaction.user.id,
            guild_id=guild_of(interaction).id,
            file_name=file_name,
            right=standing(interaction),
            title=title,
            source_id=source_id,
        )
        await self._show(interaction, draft)

    async def type_pressed(self, interaction: _Interaction, right: str) -> None:
        """Open the form that takes names, for somebody who has no file."""
        require_standing(interaction, right)
        await interaction.response.send_modal(Typing(self, "", ""))

    async def offered(self, interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the person's own lists in this server."""
        sources = await self._sources.of_guild(guild_of(interaction).id)
        own = [one for one in sources if one.owner_id == interaction.user.id and one.kind in FILE_KINDS]
        return matching(current, ((one.title, one.id) for one in own))

    async def choose_encoding(self, interaction: _Interaction, draft_id: str) -> None:
        """Read the file's bytes as this person says."""
        draft = self._draft(interaction, draft_id)
        await self._answered(interaction, draft, Answers(encoding=chosen(interaction)))

    async def choose_delimiter(self, interaction: _Interaction, draft_id: str) -> None:
        """Cut the rows as this person says."""
        draft = self._draft(interaction, draft_id)
        question = await self._imports.look(draft)
        samples = getattr(question, "samples", ())
        number = int(chosen(interaction))
        if number < len(samples):
            draft = self._imports.answer(draft, replace(draft.answers, delimiter=samples[number][0]))
        await self._show(interaction, draft)

    async def choose_column(self, interaction: _Interaction, draft_id: str, role: str) -> None:
        """Note what one column holds."""
        draft = self._draft(interaction, draft_id)
        columns = {**draft.answers.columns, Role(role): int(chosen(interaction))}
        await self._answered(interaction, draft, replace(draft.answers, columns=columns, review=True))

    async def choose_heading(self, interaction: _Interaction, draft_id: str, heading: str) -> None:
        """Note whether the first row is a heading."""
        draft = self._draft(interaction, draft_id)
        await self._answered(interaction, draft, replace(draft.answers, heading=heading == "1", review=True))

    async def settle(self, interaction: _Interaction, draft_id: str) -> None:
        """Take the columns as they stand."""
        draft = self._draft(interaction, draft_id)
        await self._answered(interaction, draft, replace(draft.answers, settled=True))

    async def review(self, interaction: _Interaction, draft_id: str) -> None:
        """Ask about the columns although nothing was in doubt."""
        draft = self._draft(interaction, draft_id)
        await self._answered(interaction, draft, replace(draft.answers, settled=False, review=True))

    async def save(self, interaction: _Interaction, draft_id: str) -> None:
        """Save the list."""
        draft = self._draft(interaction, draft_id)
        await answer(interaction, saved_reply(await self._imports.save(draft), draft.right))

    async def cancel(self, interaction: _Interaction, draft_id: str) -> None:
        """Forget the file."""
        self._imports.drafts.take(self._draft(interaction, draft_id))
        await answer(interaction, Reply("Forgotten. Nothing was saved."))

    def _draft(self, interaction: _Interaction, draft_id: str) -> Draft:
        draft = self._imports.drafts.get(draft_id, interaction.user.id, guild_of(interaction).id)
        require_standing(interaction, draft.right)
        return draft

    async def _answered(self, interaction: _Interaction, draft: Draft, answers: Answers) -> None:
        await self._show(interaction, self._imports.answer(draft, answers))

    async def _show(self, interaction: _Interaction, draft: Draft) -> None:
        found = await self._imports.look(draft)
        reply = summary_reply(draft.id, found) if isinstance(found, Summary) else question_reply(draft.id, found)
        await answer(interaction, reply)


class Typing(Form, title="Names to thank"):
    """Takes names that are typed or pasted."""

    names: ui.TextInput[Any] = ui.TextInput(
        custom_id="names",
        label="Names, one a line",
        style=discord.TextStyle.paragraph,
        placeholder="# Level\nAlice\nBob",
        max_length=_MOST_TYPED,
    )
    called: ui.TextInput[Any] = ui.TextInput(
        custom_id="called",
        label="What this list is called",
        placeholder="Such as Ko-fi or Crew",
        max_length=LONGEST_TITLE,
        required=False,
    )

    def __init__(self, importing: Importing, title: str, source_id: str) -> None:
        super().__init__(timeout=900)
        self.called.default = title or None
        self._importing = importing
        self._source_id = source_id

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Go on as with a file."""
        await working(interaction)
        title = self.called.value or "Names"
        await self._importing.begin(interaction, self.names.value.encode(), _TYPED, title, self._source_id)


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits import."""
    importing = Importing(bot)
    import_guide.register(bot)

    @group.command(
        name="import", description="Names from a file: YouTube Studio's members CSV, any table, a plain list"
    )
    @app_commands.describe(
        file="CSV or text; without it, you type or paste names",
        name="What the list is called; the level of those without one",
        source="One of your lists here, to replace it",
    )
    async def import_(
        interaction: discord.Interaction[CurtainCall],
        file: discord.Attachment | None = None,
        name: app_commands.Range[str, 1, LONGEST_TITLE] = "",
        source: str = "",
    ) -> None:
        if file is None:
            await interaction.response.send_modal(Typing(importing, name, source))
            return
        await working(interaction)
        await importing.begin(interaction, await _content(file), file.filename, name, source)

    import_.autocomplete("source")(importing.offered)


async def _content(file: discord.Attachment) -> bytes:
    """Return an attachment's bytes. Raises UserError when it is too large or gone."""
    if file.size > LARGEST:
        raise too_large()
    try:
        return await file.read()
    except discord.NotFound as error:
        raise UserError("Discord no longer has that file. Use the command again with it.") from error
