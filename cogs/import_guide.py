"""How channel members come from YouTube Studio's file, for everybody whose list no program may read."""

from typing import Any

import discord

from bot.client import CurtainCall
from bot.components import Answer, Registration, link_button, view
from bot.replies import Reply, answer

_STUDIO = "https://studio.youtube.com/"


async def _guide(interaction: discord.Interaction[Any]) -> None:
    """Tell the steps."""
    await answer(
        interaction,
        Reply(
            "1. On a computer open YouTube Studio, then **Earn**, **Memberships**.\n"
            "2. Beside your members press **See all**, then the arrow that downloads the list.\n"
            "3. In your server type `/credits import` and drag the file onto its option `file`.\n\n"
            "Before anything is saved you see what I read in it, who is new and who is gone. A newer file takes the "
            "place of the one before; bring one whenever you want the credits to know of it.",
            title="Your members from YouTube Studio",
            footer="The words in Studio may differ in your language.",
            view=view(link_button("YouTube Studio", _STUDIO)),
        ),
    )


def register(bot: CurtainCall) -> None:
    """Add the button that shows it."""
    bot.components["imports.guide"] = Registration(_guide, Answer.NEW)
