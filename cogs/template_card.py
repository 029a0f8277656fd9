"""The card that shows what a template makes of the credits: components of the second kind, text above its buttons."""

from typing import Any

import discord
from discord import ui

from bot.credits.layouts import Trial
from bot.credits.own import Draft
from bot.errors import BadTemplate
from bot.names import escape_name
from bot.replies import GOLD, QUIET

PREVIEW_ROOM = 2_600
"""UTF-16 units for how the credits begin; beside a title, a line of the template and what is said, all stays below the
4,000 characters that Discord takes in one message of components."""
_LINE_SHOWN = 300


def tried(draft: Draft, trial: Trial, *buttons: ui.Item[Any]) -> ui.LayoutView:
    """Return the card of a template that works."""
    title = f"## {trial.opening.title}\n" if trial.opening.title else ""
    more = "" if trial.whole else "\n\n…"
    return _card(
        GOLD,
        f"**{escape_name(draft.name)}**, not saved yet. Nobody is pinged.",
        f"{title}{trial.opening.description}{more}",
        "\n".join(_said(trial)),
        *buttons,
    )


def broken(draft: Draft, error: BadTemplate, *buttons: ui.Item[Any]) -> ui.LayoutView:
    """Return the card of a template that does not work, with the line that is to blame."""
    lines = draft.body.split("\n")
    line = lines[error.line - 1] if 0 < error.line <= len(lines) else ""
    shown = line.strip()[:_LINE_SHOWN].replace("`", "'")
    return _card(
        QUIET,
        f"**{escape_name(draft.name)}** is not saved. {error.message}",
        f"Line {error.line}:\n```\n{shown}\n```" if shown else "",
        "",
        *buttons,
    )


def kept(text: str) -> ui.LayoutView:
    """Return what is said in place of the card in the end."""
    return _card(GOLD, text, "", "")


def _card(colour: discord.Colour, lead: str, shown: str, said: str, *buttons: ui.Item[Any]) -> ui.LayoutView:
    inside: list[ui.Item[Any]] = [ui.TextDisplay(lead)]
    for text in filter(None, (shown, said)):
        inside += [ui.Separator(), ui.TextDisplay(text)]
    if buttons:
        inside.append(ui.ActionRow(*buttons))
    made = ui.LayoutView(timeout=None)
    made.add_item(ui.Container(*inside, accent_colour=colour))
    return made


def _said(trial: Trial) -> list[str]:
    """Return what is to be known of a template besides how it looks, a small line each."""
    if trial.trouble:
        return [f"-# These names are examples. {trial.trouble}"]
    messages = "1 message" if trial.messages == 1 else f"{trial.messages} messages"
    size = f"The credits would be {messages} now." if trial.messages else _A_FILE
    lines = [f"-# {size}"]
    if trial.named < trial.total:
        lines.append(f"-# It names {trial.named:,} of {trial.total:,} people.")
    return lines


_A_FILE = "That is more than five messages, so it would be the counts of each tier and a file with every name."
