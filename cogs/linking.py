"""/link: the consent URL by DM and in the private reply, and the code that finishes a link."""

from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.accounts.consent import Purpose
from bot.accounts.links import Requester
from bot.accounts.outcome import actions_of, text_of
from bot.accounts.tickets import LinkUrl
from bot.accounts.words import briefly, called, on_a_button, widest
from bot.client import CurtainCall
from bot.components import Answer, Registration, button, link_button, view
from bot.forms import Form
from bot.names import escape_name
from bot.providers.access import Access
from bot.replies import CHOOSE, Reply, actions_view, answer, send_dm, working
from bot.vocabulary import PATREON, YOUTUBE, vocabulary

ACCESS_CHOICES = [
    app_commands.Choice(name="look: my account, and my videos", value=Access.LOOK.value),
    app_commands.Choice(name="act: like videos for me, too", value=Access.ACT.value),
    app_commands.Choice(name="creator: read my channel members or patrons, too", value=Access.CREATOR.value),
]
_NEXT = {
    YOUTUBE: {
        Access.LOOK: "Try `/myuploads`.",
        Access.ACT: "Try `/like`.",
        Access.CREATOR: "Try `/members`, or `/credits schedule` in your server.",
    },
    PATREON: {
        Access.LOOK: "Try `/creditme`, which says how you are credited.",
        Access.CREATOR: "Try `/credits sources add` in your server.",
    },
}


class Linking(commands.Cog):
    """Makes tickets and takes codes."""

    def __init__(self, bot: CurtainCall) -> None:
        self._bot = bot
        self._linking = bot.services.linking
        # Only what this bot is set up for can be chosen.
        choices = [app_commands.Choice(name=vocabulary(name).brand, value=name) for name in self._linking.providers]
        app_commands.choices(provider=choices)(self.link)
        bot.components["link.grant"] = Registration(self.grant, Answer.NEW)
        bot.components["link.code"] = Registration(self.ask_code, Answer.MODAL)

    @app_commands.command(description="Link your account at YouTube or elsewhere, or allow me more with it")
    @app_commands.describe(
        access="What I may do with it (look)",
        provider="Where the account is (YouTube)",
        code="The code your browser shows at the end, if it shows one",
    )
    @app_commands.choices(access=ACCESS_CHOICES)
    async def link(
        self,
        interaction: discord.Interaction[CurtainCall],
        access: str = Access.LOOK.value,
        provider: str = YOUTUBE,
        code: str | None = None,
    ) -> None:
        """Start a link, or finish one by its code."""
        await working(interaction)
        if code is not None:
            await self.finish(interaction, code)
        else:
            await self.grant(interaction, provider, access)

    async def grant(
        self,
        interaction: discord.Interaction[CurtainCall],
        provider: str,
        access: str,
        link_id: str = "",
        choose: str = "",
    ) -> None:
        """Open a ticket and hand its URL over: as a button in a DM, and as the same button here.

        `link_id` names the link that is to be allowed more or made again; `choose` has its account chosen anew.
        """
        user = interaction.user
        person = Requester(user_id=user.id, username=user.name, display_name=user.display_name)
        url = await self._linking.open_ticket(
            person, provider, Access(access), relink_of=link_id, choose_account=choose == CHOOSE
        )
        words = _words(url, provider, Access(access))
        steps = "Open it in your browser and follow it to the end. It is for you alone: never pass it on."
        ends = f"The link ends <t:{int(url.expires_at.timestamp())}:R>."
        invitation = Reply(
            f"You asked {words.wish}. {steps}\n{ends}\n"
            "-# If you did not ask for this, ignore it: nothing happens until somebody opens it and agrees.",
            title=words.title,
            view=self._link_view(words.button, url.reveal()),
        )
        sent = await _arrives(user, invitation)
        lead = "I sent you this by DM as well." if sent else "Your DMs are closed to me, so here it is."
        about = f"You asked {words.wish}. " if url.about else ""
        await answer(
            interaction,
            Reply(
                f"{about}{lead} {steps}\n{ends}",
                title=words.title,
                view=self._link_view(words.button, url.reveal()),
            ),
        )

    def _link_view(self, label: str, url: str) -> ui.View:
        code = button("Enter code", "link.code") if self._linking.uses_code else None
        return view(link_button(label, url), code)

    async def ask_code(self, interaction: discord.Interaction[CurtainCall]) -> None:
        """Open the modal that takes a code."""
        await interaction.response.send_modal(CodeModal(self))

    async def finish(self, interaction: discord.Interaction[CurtainCall], code: str) -> None:
        """Finish the link whose page shows this code."""
        linked = await self._linking.finish_with_code(interaction.user.id, code)
        following = _NEXT[linked.link.provider][widest(linked.link.access)]
        next_step = f"\n{following}" if linked.meant is None else ""
        await answer(
            interaction, Reply(text_of(linked) + next_step, title="Linked", view=actions_view(actions_of(linked)))
        )


@dataclass(frozen=True, slots=True)
class _Words:
    """How an offer is worded: its title, what was asked, and its button."""

    title: str
    wish: str
    button: str


def _words(url: LinkUrl, provider: str, wanted: Access) -> _Words:
    words = vocabulary(provider)
    if url.about is None:
        return _Words(f"Link {words.brand}", f"to link your {words.account}", f"Link {words.brand}")
    name, short = called(url.about), escape_name(on_a_button(url.about))
    if url.purpose is Purpose.RELINK:
        return _Words(f"Link {short} again", f"to link **{name}** again", "Link again")
    return _Words(
        f"Allow more for {short}", f"to allow me to {briefly([wanted], provider)}, with **{name}**", "Allow more"
    )


async def _arrives(user: discord.User | discord.Member, reply: Reply) -> bool:
    """Tell whether the DM arrived; after any refusal the private reply still carries the button."""
    try:
        await send_dm(user, reply)
    except discord.HTTPException:
        return False
    return True


class CodeModal(Form, title="Finish your link"):
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


async def setup(bot: CurtainCall) -> None:
    """Add the cog."""
    await bot.add_cog(Linking(bot))
