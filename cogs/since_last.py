"""What changed since a schedule's last post, a page at a time: who joined, moved up, left or has another name."""

import discord

from bot.client import CurtainCall
from bot.components import Answer, Registration, button, view
from bot.names import escape_name
from bot.replies import Reply, answer
from bot.supporters.changes import Change
from cogs.managing import guild_of, require_standing
from cogs.paging import page_of, turning
from cogs.schedule_words import title

_PAGE = 20
_NOTHING_YET = (
    "There is no post of this schedule to compare with: it has not posted yet, or what I kept of its last post went "
    "with a source that was taken away. From its next post on I can tell."
)


class SinceLast:
    """Answers the button on a schedule's history."""

    def __init__(self, bot: CurtainCall) -> None:
        self._schedules = bot.services.schedules
        self._poster = bot.services.poster
        bot.components["since.show"] = Registration(self.show, Answer.UPDATE)

    async def show(
        self, interaction: discord.Interaction[CurtainCall], right: str, schedule_id: str, wanted: str
    ) -> None:
        """Show a page; the lists are read as for a preview."""
        require_standing(interaction, right)
        schedule = await self._schedules.get(schedule_id, guild_of(interaction).id)
        change = await self._poster.changes(schedule, interaction.user.id)
        page = page_of([] if change is None else _names(change), int(wanted), _PAGE)
        text = "\n".join([_counts(change), *page.items]) if change is not None else _NOTHING_YET
        await answer(
            interaction,
            Reply(
                f"{title(schedule)}\n\n{text}",
                title="Since the last post",
                footer=f"Page {page.number + 1} of {page.count}" if page.count > 1 else None,
                view=view(
                    *turning(page.number, page.count, "since.show", right, schedule.id),
                    button("Back", "history.open", right, schedule.id, 0),
                ),
            ),
        )


def _counts(change: Change) -> str:
    counted = {
        "joined": len(change.joined),
        "moved up": len(change.risen),
        "moved down": change.fallen,
        "left": change.left,
        "with another name": len(change.renamed),
    }
    said = ", ".join(f"**{count:,}** {what}" for what, count in counted.items() if count) or "nobody changed"
    unkept = change.left - len(change.left_names)
    only = f"\n-# Of {unkept:,} who left I have no name: YouTube's are not kept." if unkept else ""
    return f"Since <t:{int(change.since.timestamp())}:f>: {said}.{only}"


def _names(change: Change) -> list[str]:
    return [
        *(f"joined: **{escape_name(one.name)}**" for one in change.joined),
        *(f"moved up: **{escape_name(one.supporter.name)}** (now {escape_name(one.level)})" for one in change.risen),
        *(f"left: **{escape_name(name)}**" for name in change.left_names),
        *(f"another name: **{escape_name(one.name)}**" for one in change.renamed),
    ]
