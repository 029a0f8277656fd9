"""/link: the consent URL by DM and in the private reply, and the code that finishes a link."""

from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.links import Link, Requester
from bot.accounts.words import briefly, ordered
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, link_button, view
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import Reply, answer, send_dm, working

ACCESS_CHOICES = [
    app_commands.Choice(name="look: my videos and my account", value=Access.LOOK.value),
    app_commands.Choice(name="act: like videos for me, too", value=Access.ACT.value),
    app_commands.Choice(name="creator: read my channel members, too", value=Access.CREATOR.value),
]
_NEXT = {
    Access.LOOK: "Try `/myuploads`.",
    Access.ACT: "Try `/like`.",
    Access.CREATOR: "Try `/members`, or `/credits schedule` in your server.",
}


class Linking(commands.Cog):
    """Makes tickets and takes codes."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._linking = bot.services.linking
        bot.components["link.grant"] = Registration(self.grant, Answer.NEW)
        bot.components["link.code"] = Registration(self.ask_code, Answer.MODAL)

    @app_commands.command(description="Link your YouTube account, or allow me more with it")
    @app_commands.describe(
        access="What I may do with it (look)",
        provider="Where the account is (YouTube)",
        code="The code your browser shows at the end, if it shows one",
    )
    @app_commands.choices(access=ACCESS_CHOICES, provider=[app_commands.Choice(name="YouTube", value="youtube")])
    async def link(
        self,
        interaction: discord.Interaction[CurtainCall],
        access: str = Access.LOOK.value,
        provider: str = "youtube",
        code: str | None = None,
    ) -> None:
        """Start a link, or finish one by its code."""
        await working(interaction)
        if code is not None:
            await self.finish(interaction, code)
        else:
            await self.grant(interaction, provider, access)

    async def grant(
        self, interaction: discord.Interaction[CurtainCall], provider: str, access: str, *_beside: str
    ) -> None:
        """Open a ticket and hand its URL over: as a button in a DM, and as the same button here."""
        user = interaction.user
        url = await self._linking.open_ticket(
            Requester(user_id=user.id, username=user.name, display_name=user.display_name), provider, Access(access)
        )
        minutes = f"<t:{int(url.expires_at.timestamp())}:R>"
        steps = "Open it in your browser and follow it to the end. It is for you alone: never pass it on."
        invitation = Reply(
            f"You asked to link your YouTube account. {steps}\nThe link ends {minutes}.\n"
            "-# If you did not ask for this, ignore it: nothing happens until somebody opens it and agrees.",
            title="Link YouTube",
            view=self._link_view(url.reveal()),
        )
        sent = await _arrives(user, invitation)
        lead = "I sent you this by DM as well." if sent else "Your DMs are closed to me, so here it is."
        await answer(
            interaction,
            Reply(
                f"{lead} {steps}\nThe link ends {minutes}.",
                title="Link YouTube",
                view=self._link_view(url.reveal()),
            ),
        )

    def _link_view(self, url: str) -> ui.View:
        code = button("Enter code", "link.code") if self._linking.uses_code else None
        return view(link_button("Link YouTube", url), code)

    async def ask_code(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Open the modal that takes a code."""
        await interaction.response.send_modal(CodeModal(self))

    async def finish(self, interaction: discord.Interaction[CurtainCall], code: str) -> None:
        """Finish the link whose page shows this code."""
        link = await self._linking.finish_with_code(interaction.user.id, code)
        await answer(interaction, Reply(_linked(link), title="Linked"))


def _linked(link: Link) -> str:
    """Return what was linked, what I may do now, and the next step."""
    next_step = _NEXT[ordered(link.access)[-1]]
    return f"**{escape_name(link.title)}** is linked to you now. I may {briefly(link.access)}.\n{next_step}"


async def _arrives(user: discord.User | discord.Member, reply: Reply) -> bool:
    """Tell whether the DM arrived; after any refusal the private reply still carries the button."""
    try:
        await send_dm(user, reply)
    except discord.HTTPException:
        return False
    return True


class CodeModal(ui.Modal, title="Finish your link"):
    """Takes the code that the browser shows."""

    code: ui.TextInput[Any] = ui.TextInput(
        custom_id="code",
        label="The code your own browser shows",
        placeholder="Never type a code that somebody else sent you",
        min_length=4,
        max_length=32,
    )

    def __init__(self, linking: Linking) -> None:
        super().__init__(timeout=600)
        self._linking = linking

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Exchange the code for a link."""
        await working(interaction)
        await self._linking.finish(interaction, self.code.value)

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, /) -> None:  # type: ignore[override]  # discord.py gives a modal no item
        """Tell what happened in the one place for errors."""
        await interaction.client.report(interaction, error)


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Linking(bot))
