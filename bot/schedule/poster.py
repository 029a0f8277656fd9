"""Posts credits exactly once.

A moment that is due is claimed in the ledger; the roll is read and laid out; every message is stored with its nonce
before the first is sent; each message's id is stored as it is sent. Whoever takes up a post that was left half-way first
looks in the channel for what has arrived, by the mark on each message, and sends only what is missing. Where it cannot
look it stops and tells the owner: it never sends again blindly.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import discord

from bot.accounts.notices import Notify
from bot.clock import Clock
from bot.credits.text import Part, lay_out
from bot.errors import PostUnfinished, QuotaSpent, TryLater, UserError
from bot.schedule.channel import SEND_LIMIT, CreditsChannel
from bot.schedule.claims import MOST_TRIES
from bot.schedule.ledger import Ledger, NotHeld, Planned
from bot.schedule.marker import footer
from bot.schedule.messages import dress
from bot.store.database import Database
from bot.store.posts import SENDING, Post
from bot.store.vault import Vault
from bot.supporters.roll import Roll

ReadRoll = Callable[[int], Awaitable[Roll]]
"""Reads who supports a server's creators, by the server's id."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_READ_LIMIT = timedelta(seconds=120)
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=30)
_CLOCK_SLACK = timedelta(minutes=5)
"""How far this machine's clock may be from Discord's when the history is read."""


class Poster:
    """Works on due posts, a few at once, and posts at once when somebody asks."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        read_roll: ReadRoll,
        client: discord.Client,
        notify: Notify,
        clock: Clock,
        *,
        at_once: int = 8,
    ) -> None:
        self._ledger = Ledger(database, vault, clock)
        self._read_roll = read_roll
        self._client = client
        self._notify = notify
        self._clock = clock
        self._at_once = at_once
        self._workers: set[asyncio.Task[None]] = set()
        self._by_hand: set[asyncio.Task[Any]] = set()
        self._draining = False
