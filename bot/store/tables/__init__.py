"""Every table. Ids of people, servers, channels and messages are Discord's snowflakes; moments are UTC."""

from bot.store.tables.accounts import attempts, journal, links, tickets, tokens
from bot.store.tables.credits import files, pages, post_parts, posted_rosters, posts, schedules, templates
from bot.store.tables.metadata import metadata
from bot.store.tables.supporters import (
    approvals,
    credit_settings,
    lists,
    overrides,
    release_lists,
    snapshots,
    sources,
    wishes,
)
from bot.store.tables.upkeep import audit, left_servers, quota, settings

__all__ = [
    "approvals",
    "attempts",
    "audit",
    "credit_settings",
    "files",
    "journal",
    "left_servers",
    "links",
    "lists",
    "metadata",
    "overrides",
    "pages",
    "post_parts",
    "posted_rosters",
    "posts",
    "quota",
    "release_lists",
    "schedules",
    "settings",
    "snapshots",
    "sources",
    "templates",
    "tickets",
    "tokens",
    "wishes",
]
