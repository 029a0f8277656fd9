"""Commands, buttons, selects, forms and menus, by a real bot."""

import asyncio
import io

import discord
import pytest
from discord import app_commands

from sandbox.discord import DM, DiscordSandbox, PersonError, Upload
from tests.sandbox.discord.conftest import Bot

HERE = app_commands.allowed_contexts(guilds=True, dms=True)


class Form(discord.ui.Modal, title="Enter the code"):
    code: discord.ui.Label[discord.ui.Modal] = discord.ui.Label(
        text="Code", description="From the page", component=discord.ui.TextInput(max_length=8)
    )
    note: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(label="Note", required=False)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.code.component, discord.ui.TextInput)
        await interaction.response.send_message(f"{self.code.component.value}/{self.note.value}", ephemeral=True)


class Panel(discord.ui.View):
    def __init__(self) -> None:
        super().__init__()
        self.add_item(discord.ui.Button(label="Open", url="https://example.com/x"))

    @discord.ui.button(label="Next", custom_id="next")
    async def following(self, interaction: discord.Interaction, _: discord.ui.Button[discord.ui.View]) -> None:
        await interaction.response.edit_message(content="page 2")

    @discord.ui.button(label="Slow")
    async def slow(self, interaction: discord.Interaction, _: discord.ui.Button[discord.ui.View]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="page 3", view=None)

    @discord.ui.button(label="Enter code")
    async def enter(self, interaction: discord.Interaction, _: discord.ui.Button[discord.ui.View]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.select(placeholder="Show", options=[discord.SelectOption(label="All", value="all")])
    async def show(self, interaction: discord.Interaction, select: discord.ui.Select[discord.ui.View]) -> None:
        await interaction.response.send_message(f"chose {select.values}", ephemeral=True)


async def with_panel(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Shows a panel")
    async def panel(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("page 1", view=Panel(), ephemeral=True)

    await bot.start_in(sandbox)


async def test_a_deferred_answer_is_shown_when_it_is_edited(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Counts")
    async def count(interaction: discord.Interaction, number: int) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content=f"{number} is the number")
        await interaction.followup.send("And that is all", ephemeral=True)

    await bot.start_in(sandbox)
    alice, bob = sandbox.person("alice"), sandbox.person("bob")

    reply = await alice.slash("count", number=7)

    message = await reply.message()
    assert message.text == "7 is the number"
    assert message.ephemeral
    assert alice.sees(message)
    assert not bob.sees(message)
    assert (await reply.next_followup()).text == "And that is all"
    assert reply.acknowledged_after is not None
    assert reply.token in sandbox.secrets
    assert reply.token not in repr(reply)


async def test_the_first_follow_up_takes_the_place_of_thinking(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Thinks")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("a thought")

    await bot.start_in(sandbox)
    reply = await sandbox.person("bob").slash("think")

    message = await reply.message()
    assert message.text == "a thought"
    assert message.ephemeral
    assert reply.followups == []


async def test_subcommands_get_resolved_users_channels_roles_and_files(sandbox: DiscordSandbox, bot: Bot) -> None:
    group = app_commands.Group(name="credits", description="Credits")
    inner = app_commands.Group(name="sources", description="Sources", parent=group)

    @inner.command(name="add", description="Adds")
    @app_commands.rename(where="channel")
    async def add(
        interaction: discord.Interaction,
        user: discord.Member,
        where: discord.TextChannel,
        file: discord.Attachment,
        amount: app_commands.Range[float, 0, 2],
    ) -> None:
        content = (await file.read()).decode()
        shown = discord.File(io.BytesIO(b"out"), "out.csv")
        await interaction.response.send_message(f"{user.name} {where.name} {content} {amount}", file=shown)

    bot.tree.add_command(group)
    await bot.start_in(sandbox)
    bob = sandbox.person("bob")

    reply = await bob.slash(
        "credits sources add",
        user=sandbox.person("alice"),
        channel_="supporters",
        file=Upload("in.csv", b"names"),
        amount=1.5,
    )

    message = await reply.message()
    assert message.content == "alice supporters names 1.5"
    assert message.record.interaction is not None
    assert message.record.interaction["name"] == "credits sources add"
    assert [(file.filename, file.content) for file in message.attachments] == [("out.csv", b"out")]
    with pytest.raises(PersonError, match="required"):
        await bob.slash("credits sources add", user=bob)


async def test_autocomplete_suggests_and_choices_go_by_name(sandbox: DiscordSandbox, bot: Bot) -> None:
    async def zones(_: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=zone, value=zone) for zone in ("Europe/Berlin", "UTC") if text in zone]

    @bot.tree.command(description="Plans")
    @app_commands.autocomplete(zone=zones)
    @app_commands.choices(level=[app_commands.Choice(name="Gold", value="g")])
    async def plan(interaction: discord.Interaction, zone: str, level: str) -> None:
        await interaction.response.send_message(f"{zone} {level}")

    await bot.start_in(sandbox)
    alice = sandbox.person("alice")

    choices = await alice.autocomplete("plan", "zone", "Eur")
    message = await (await alice.slash("plan", zone=choices[0].value, level="Gold")).message()

    assert [choice.name for choice in choices] == ["Europe/Berlin"]
    assert message.text == "Europe/Berlin g"
    with pytest.raises(PersonError, match="suggestions"):
        await alice.slash("plan", zone="UTC", level="Silver")


async def test_buttons_update_their_message_at_once_or_deferred(sandbox: DiscordSandbox, bot: Bot) -> None:
    await with_panel(sandbox, bot)
    alice = sandbox.person("alice")
    message = await (await alice.slash("panel")).message()

    assert message.link("Open") == "https://example.com/x"
    with pytest.raises(PersonError, match="link"):
        await alice.click(message, "Open")
    with pytest.raises(PersonError, match="see"):
        await sandbox.person("bob").click(message, "next")

    assert (await (await alice.click(message, "next")).message()).content == "page 2"
    assert (await (await alice.click(message, "Slow")).message()).content == "page 3"
    assert message.buttons == []


async def test_a_select_gives_its_value(sandbox: DiscordSandbox, bot: Bot) -> None:
    await with_panel(sandbox, bot)
    alice = sandbox.person("alice")
    message = await (await alice.slash("panel")).message()

    reply = await alice.select(message, "All")

    assert (await reply.message()).text == "chose ['all']"


async def test_a_form_opens_and_is_checked_and_sent(sandbox: DiscordSandbox, bot: Bot) -> None:
    await with_panel(sandbox, bot)
    alice = sandbox.person("alice")
    message = await (await alice.slash("panel")).message()

    reply = await alice.click(message, "Enter code")
    modal = await reply.modal()

    assert [field.label for field in modal.fields] == ["Code", "Note"]
    with pytest.raises(PersonError, match="required"):
        await alice.submit(reply)
    with pytest.raises(PersonError, match="length"):
        await alice.submit(reply, Code="123456789")
    assert (await (await alice.submit(reply, Code="1234", Note="hi")).message()).text == "1234/hi"


async def test_a_message_menu_gets_the_message_with_its_content(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.context_menu(name="Like this video")
    async def like(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"liked {message.content}", ephemeral=True)

    await bot.start_in(sandbox)
    alice = sandbox.person("alice")
    message = await alice.say("general", "https://youtu.be/x")

    reply = await alice.message_command("Like this video", message)

    assert (await reply.message()).text == "liked https://youtu.be/x"
    assert all(heard.content == "" for heard in bot.heard if heard.author.id == alice.id)


async def test_commands_work_in_the_dm_when_they_are_for_dms(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Everywhere")
    @HERE
    async def everywhere(interaction: discord.Interaction) -> None:
        assert interaction.guild is None
        await interaction.response.send_message(f"{interaction.context.dm_channel} {interaction.user.name}")

    @bot.tree.command(description="In servers")
    @app_commands.guild_only()
    async def inside(interaction: discord.Interaction) -> None: ...

    await bot.start_in(sandbox)
    alice = sandbox.person("alice")

    assert (await (await alice.slash("everywhere", channel=DM)).message()).text == "True alice"
    with pytest.raises(PersonError, match="no command"):
        await alice.slash("inside", channel=DM)


async def test_a_command_for_managers_is_for_managers(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Manages")
    @app_commands.default_permissions(manage_guild=True)
    async def manage(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"{interaction.permissions.manage_guild}")

    await bot.start_in(sandbox)

    assert (await (await sandbox.person("the.creator").slash("manage")).message()).text == "True"
    with pytest.raises(PersonError, match="no command"):
        await sandbox.person("alice").slash("manage")


@pytest.mark.parametrize("sandbox", [0.3], indirect=True)
async def test_a_late_answer_is_unknown_and_the_person_is_told(sandbox: DiscordSandbox, bot: Bot) -> None:
    late = asyncio.Event()

    @bot.tree.command(description="Late")
    async def slow(interaction: discord.Interaction) -> None:
        await late.wait()
        await interaction.response.send_message("too late")

    await bot.start_in(sandbox)
    reply = await sandbox.person("alice").slash("slow")

    assert await reply.failed() == "The application did not respond"
    late.set()
    refused = await sandbox.request_made(lambda each: each.route.endswith("/callback"))
    assert (refused.status, refused.response["code"]) == (404, 10062)


async def test_a_second_first_answer_is_refused(sandbox: DiscordSandbox, bot: Bot) -> None:
    codes: list[int] = []

    @bot.tree.command(description="Twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("again")
        except discord.HTTPException as error:
            codes.append(error.code)
        await interaction.edit_original_response(content="done")

    await bot.start_in(sandbox)
    message = await (await sandbox.person("alice").slash("twice")).message()
    await sandbox.channel("general").wait_for(lambda each: each.content == "done")

    assert message.content == "done"
    assert codes == [40060]


async def test_an_original_can_be_read_and_deleted(sandbox: DiscordSandbox, bot: Bot) -> None:
    @bot.tree.command(description="Gone soon")
    async def brief(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("brief", ephemeral=True)
        original = await interaction.original_response()
        assert original.content == "brief"
        await original.delete()

    await bot.start_in(sandbox)
    message = await (await sandbox.person("alice").slash("brief")).message()

    await message.gone()
    assert bot.problems == []


async def test_components_v2_are_shown_and_pressed(sandbox: DiscordSandbox, bot: Bot) -> None:
    class Layout(discord.ui.LayoutView):
        text: discord.ui.TextDisplay[discord.ui.LayoutView] = discord.ui.TextDisplay("# Roll")
        row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()

        @row.button(label="Again")
        async def again(self, interaction: discord.Interaction, _: discord.ui.Button[discord.ui.LayoutView]) -> None:
            self.text.content = "# Again"
            await interaction.response.edit_message(view=self)

    @bot.tree.command(description="Rolls")
    async def roll(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Layout())

    await bot.start_in(sandbox)
    alice = sandbox.person("alice")
    message = await (await alice.slash("roll")).message()

    assert message.text == "# Roll\nAgain"
    await alice.click(message, "Again")
    await message.edited()
    assert message.text.startswith("# Again")
