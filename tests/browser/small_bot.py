"""A real discord.py bot with one command for each thing the sandbox's page has to show."""

import asyncio
import io

import discord
import yarl
from discord import app_commands

from sandbox.discord import DiscordSandbox

ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/Lima")
RICH = """# Heading
> quoted **bold**
*italic* __under__ ~~gone~~ `code` ||hidden||
- first
- second
[masked](https://example.org/a) \\*literal\\* <t:1700000000:D> <script>document.title = "taken"</script>
[trap](javascript:alert(1)) @everyone"""


class Counter(discord.ui.View):
    """Buttons that edit, stay silent, or lead elsewhere; and selects."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.count = 0
        self.add_item(discord.ui.Button(label="Continue", url="http://127.0.0.1:9/link/abc"))

    @discord.ui.button(label="Count", style=discord.ButtonStyle.primary)
    async def add(self, interaction: discord.Interaction, _: discord.ui.Button["Counter"]) -> None:
        """Edit the message."""
        self.count += 1
        await interaction.response.edit_message(content=f"Counted {self.count}", view=self)

    @discord.ui.button(label="Broken", style=discord.ButtonStyle.danger)
    async def ignore(self, interaction: discord.Interaction, _: discord.ui.Button["Counter"]) -> None:
        """Never answer."""

    @discord.ui.button(label="Off", disabled=True)
    async def off(self, interaction: discord.Interaction, _: discord.ui.Button["Counter"]) -> None:
        """Cannot be pressed."""

    @discord.ui.select(
        placeholder="Pick two",
        min_values=2,
        max_values=2,
        options=[discord.SelectOption(label=name, description=f"The {name} one") for name in ("Red", "Green", "Blue")],
    )
    async def colours(self, interaction: discord.Interaction, select: discord.ui.Select["Counter"]) -> None:
        """Say what was chosen."""
        await interaction.response.send_message(f"Chose {' and '.join(select.values)}", ephemeral=True)

    @discord.ui.select(cls=discord.ui.ChannelSelect, placeholder="Pick a channel")
    async def channel(self, interaction: discord.Interaction, select: discord.ui.ChannelSelect["Counter"]) -> None:
        """Say which channel."""
        await interaction.response.send_message(f"Chose {select.values[0].mention}", ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="Pick a person")
    async def person(self, interaction: discord.Interaction, select: discord.ui.UserSelect["Counter"]) -> None:
        """Say who."""
        await interaction.response.send_message(f"Chose {select.values[0].mention}", ephemeral=True)


class Form(discord.ui.Modal, title="Enter the code"):
    """A form with both kinds of text field."""

    code: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Code", min_length=4, max_length=8)
    why: discord.ui.TextInput["Form"] = discord.ui.TextInput(
        label="Why", style=discord.TextStyle.paragraph, required=False
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say what was written."""
        await interaction.response.send_message(f"Code {self.code.value}, because {self.why.value}", ephemeral=True)


class Card(discord.ui.LayoutView):
    """Components v2."""

    box = discord.ui.Container["Card"](
        discord.ui.TextDisplay("### Linked"),
        discord.ui.Separator(),
        discord.ui.Section(
            discord.ui.TextDisplay("Alice's channel"), accessory=discord.ui.Button(label="Unlink", custom_id="unlink")
        ),
        accent_colour=discord.Colour.green(),
    )


class SmallBot(discord.Client):
    """Logs in to a sandbox with ``start_in`` and leaves with ``stop``."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.may_answer = asyncio.Event()
        self.session: asyncio.Task[None] | None = None
        add_plain_commands(self)
        add_showing_commands(self)

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.tree.sync()

    async def start_in(self, sandbox: DiscordSandbox) -> None:
        """Log in, and return when the sandbox has seen it."""
        discord.http.Route.BASE = sandbox.api_base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox.gateway)
        self.session = asyncio.create_task(self.start(sandbox.application.token))
        await sandbox.bot_ready()

    async def stop(self) -> None:
        """Log out."""
        await self.close()
        if self.session is not None:
            await asyncio.wait({self.session}, timeout=5)


def add_plain_commands(bot: SmallBot) -> None:
    """Add commands about options and about how an answer comes."""
    schedule = app_commands.Group(name="credits", description="Credits")

    @schedule.command(name="schedule", description="Post on a rule")
    @app_commands.describe(channel="Where it appears", when="Words or cron", timezone="An IANA zone", times="How often")
    async def plan(
        interaction: discord.Interaction,
        channel: discord.TextChannel,
        when: str,
        timezone: str = "UTC",
        times: app_commands.Range[int, 1, 5] = 1,
    ) -> None:
        await interaction.response.send_message(f"In {channel.mention} at `{when}` {timezone} times {times}")

    @plan.autocomplete("timezone")
    async def suggest(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = [zone for zone in ZONES if current.lower() in zone.lower()]
        return [app_commands.Choice(name=zone, value=zone) for zone in found]

    @bot.tree.command(description="Paints a person")
    @app_commands.choices(colour=[app_commands.Choice(name="Deep red", value="red")])
    async def paint(
        interaction: discord.Interaction, colour: app_commands.Choice[str], who: discord.Member, loud: bool
    ) -> None:
        await interaction.response.send_message(f"Painted {who.mention} {colour.value}, loud: {loud}")

    @bot.tree.command(description="Weighs a file")
    async def weigh(interaction: discord.Interaction, file: discord.Attachment, note: str = "none") -> None:
        content = await file.read()
        await interaction.response.send_message(f"{file.filename}: {len(content)} bytes, note: {note}")

    @bot.tree.command(description="Answers you alone")
    async def secret(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Between us", ephemeral=True)

    @bot.tree.command(description="Takes its time")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await bot.may_answer.wait()
        await interaction.edit_original_response(content="Finally")

    @bot.tree.command(description="Never answers")
    async def silent(interaction: discord.Interaction) -> None:
        """Leave the person waiting."""

    @bot.tree.context_menu(name="Like this video")
    async def like(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"Liked message {message.id}", ephemeral=True)

    bot.tree.add_command(schedule)


def add_showing_commands(bot: SmallBot) -> None:
    """Add commands about what a message can hold."""

    @bot.tree.command(description="Shows buttons and menus")
    async def controls(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Counted 0", view=Counter())

    @bot.tree.command(description="Opens a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @bot.tree.command(description="Gives a file")
    async def file(interaction: discord.Interaction) -> None:
        names = "name,level\nRenée,Gold\n"
        await interaction.response.send_message("Yours:", file=discord.File(io.BytesIO(names.encode()), "members.csv"))

    @bot.tree.command(description="Shows markdown and an embed")
    async def rich(interaction: discord.Interaction) -> None:
        embed = discord.Embed(title="Uploads", description="**236** videos", colour=discord.Colour.red())
        embed.add_field(name="Public", value="229").set_footer(text="Page 1")
        await interaction.response.send_message(RICH, embed=embed)

    @bot.tree.command(description="Shows components v2")
    async def card(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Card())

    @bot.tree.command(description="Writes you a DM")
    async def write(interaction: discord.Interaction) -> None:
        link: discord.ui.View = discord.ui.View()
        link.add_item(discord.ui.Button(label="Continue", url="http://127.0.0.1:9/link/abc"))
        await interaction.user.send("Open this", view=link)
        await interaction.response.send_message("Sent you a DM", ephemeral=True)
