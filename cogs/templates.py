"""/credits templates: a server's own ways to lay its credits out, written in a form and tried on the real names."""

import io
from typing import Any, TypeAlias

import discord
from discord import app_commands, ui

from bot.client import CurtainCall
from bot.components import Answer, Registration, button
from bot.credits.own import BODY_LIMIT, NAME_LIMIT, Draft
from bot.credits.templates.builtin import BUILTIN, DEFAULT
from bot.errors import BadTemplate
from bot.forms import Form
from bot.names import escape_name
from bot.replies import Reply, answer, working
from cogs.managing import guild_of, require_standing, standing
from cogs.options import matching
from cogs.template_card import PREVIEW_ROOM, broken, kept, tried

_Interaction: TypeAlias = discord.Interaction[CurtainCall]

_HELP = (
    "Text is Discord's markdown; `{{ thanks }}`, `{{ count }}`, `{{ creators|and }}` and so on become what they stand "
    "for, and `{% for group in groups %} … {% endfor %}` goes through your tiers: `{{ group.name }}`, "
    '`{{ group.count }}`, `{{ group.supporters|join(" · ") }}`. There are also `supporters` and `newest` (everybody), '
    "`{{ supporter.name }}`, `{{ supporter.months|months }}`, `{{ supporter.since }}` and `{{ unnamed }}`."
)


async def offered(interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer every template of this server for a `template` option, the bot's own first."""
    known = await interaction.client.services.templates.all_of(guild_of(interaction).id)
    return matching(current, ((one.words, one.name) for one in known))


async def offered_own(interaction: _Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer what this server has written itself."""
    known = await interaction.client.services.templates.own_of(guild_of(interaction).id)
    return matching(current, ((one.words, one.name) for one in known))


class Templates(app_commands.Group):
    """The commands under /credits templates."""

    def __init__(self, bot: CurtainCall) -> None:
        super().__init__(name="templates", description="How this server's credits are laid out")
        self._templates = bot.services.templates
        self._layouts = bot.services.layouts
        bot.components["templates.edit"] = Registration(self.edit_pressed, Answer.MODAL)
        bot.components["templates.save"] = Registration(self.save_pressed, Answer.UPDATE)
        bot.components["templates.discard"] = Registration(self.discard_pressed, Answer.UPDATE)

    @app_commands.command(name="list", description="See which templates there are")
    async def show(self, interaction: _Interaction) -> None:
        """List the bot's templates and the server's own."""
        await working(interaction)
        mine = ", ".join(one.words for one in BUILTIN.values())
        own = await self._templates.own_of(guild_of(interaction).id)
        theirs = "\n".join(f"- **{escape_name(one.name)}**" for one in own) or "None yet."
        text = (
            f"Mine: {mine}.\n\n**This server's own**\n{theirs}\n\n"
            f"`/credits templates new` writes one, beginning with the text of another. {_HELP}"
        )
        await answer(interaction, Reply(text, title="Templates"))

    @app_commands.command(description="Write a template of your own; you see it before it is saved")
    @app_commands.describe(
        name="What it is called in the lists", like="Which template to begin with; By tier when left out"
    )
    @app_commands.autocomplete(like=offered)
    async def new(
        self, interaction: _Interaction, name: app_commands.Range[str, 1, NAME_LIMIT], like: str = DEFAULT
    ) -> None:
        """Open the form with the text of another template."""
        draft = await self._templates.begin(guild_of(interaction).id, name, like)
        await interaction.response.send_modal(TemplateForm(self, standing(interaction), draft))

    @app_commands.command(description="Change a template of this server's")
    @app_commands.describe(template="Which one")
    @app_commands.autocomplete(template=offered_own)
    async def edit(self, interaction: _Interaction, template: str) -> None:
        """Open the form with what was written last."""
        draft = await self._templates.draft(guild_of(interaction).id, template)
        await interaction.response.send_modal(TemplateForm(self, standing(interaction), draft))

    @app_commands.command(description="Forget a template of this server's")
    @app_commands.describe(template="Which one")
    @app_commands.autocomplete(template=offered_own)
    async def delete(self, interaction: _Interaction, template: str) -> None:
        """Delete a template and give its text back; schedules that used it go on with the default."""
        await working(interaction)
        gone, changed = await self._templates.delete(guild_of(interaction).id, template)
        schedules = "1 schedule that used it goes" if changed == 1 else f"{changed} schedules that used it go"
        going_on = f" {schedules} on with **{BUILTIN[DEFAULT].words}**." if changed else ""
        text = f"Deleted **{escape_name(gone.name)}**.{going_on} Its text is attached, in case you want it back."
        await answer(interaction, Reply(text, files=[discord.File(io.BytesIO(gone.body.encode()), "template.txt")]))

    async def written(self, interaction: _Interaction, right: str, draft: Draft) -> None:
        """Keep what somebody wrote as a draft and show what it makes of the credits, or what is wrong with it."""
        require_standing(interaction, right)
        guild_id = guild_of(interaction).id
        await self._templates.write(guild_id, draft)
        buttons = _buttons(right, draft)
        try:
            trial = await self._layouts.attempt(guild_id, interaction.user.id, draft.body, PREVIEW_ROOM)
        except BadTemplate as error:
            await interaction.edit_original_response(view=broken(draft, error, *buttons[1:]))
            return
        await interaction.edit_original_response(view=tried(draft, trial, *buttons))

    async def edit_pressed(self, interaction: _Interaction, right: str, _digest: str, name: str) -> None:
        """Open the form again with what is being written."""
        require_standing(interaction, right)
        draft = await self._templates.draft(guild_of(interaction).id, name)
        await interaction.response.send_modal(TemplateForm(self, right, draft))

    async def save_pressed(self, interaction: _Interaction, right: str, digest: str, name: str) -> None:
        """Use what was previewed from now on."""
        require_standing(interaction, right)
        await self._templates.save(guild_of(interaction).id, name, digest)
        text = (
            f"Saved **{escape_name(name)}**. Choose it as `template` in `/credits preview`, `/credits post` and "
            "`/credits schedule`; schedules that use it post with this version."
        )
        await interaction.edit_original_response(view=kept(text))

    async def discard_pressed(self, interaction: _Interaction, right: str, digest: str, name: str) -> None:
        """Forget what was written."""
        require_standing(interaction, right)
        stays = await self._templates.discard(guild_of(interaction).id, name, digest)
        text = "Discarded. The version saved before stays as it is." if stays else "Discarded. Nothing was saved."
        await interaction.edit_original_response(view=kept(text))


def _buttons(right: str, draft: Draft) -> list[ui.Item[Any]]:
    """Return the buttons below a preview, the one that saves first."""
    of = (right, draft.digest, draft.name)
    return [
        button("Save", "templates.save", *of, style=discord.ButtonStyle.success),
        button("Edit", "templates.edit", *of),
        button("Discard", "templates.discard", *of),
    ]


class TemplateForm(Form):
    """Takes the text of a template."""

    body: ui.TextInput[Any] = ui.TextInput(
        custom_id="body",
        label="What the credits say",
        style=discord.TextStyle.paragraph,
        placeholder="# {{ thanks }}",
        max_length=BODY_LIMIT,
    )

    def __init__(self, cog: Templates, right: str, draft: Draft) -> None:
        super().__init__(title=f"Template {draft.name}"[:45], timeout=3600)
        self._cog = cog
        self._right = right
        self._name = draft.name
        self.body.default = draft.body

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Show it in place of the preview that the form was opened from, else in a new private message."""
        if interaction.message is None:
            await working(interaction)
        else:
            await interaction.response.defer()
        await self._cog.written(interaction, self._right, Draft(self._name, self.body.value.replace("\r\n", "\n")))


def register(group: app_commands.Group, bot: CurtainCall) -> None:
    """Add /credits templates."""
    group.add_command(Templates(bot))
