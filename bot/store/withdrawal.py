"""What goes at once when names are no longer a server's to show: unfinished posts, and files drawn of them."""

from collections.abc import Collection
from datetime import datetime

from bot.store import files, posts
from bot.store.transaction import Transaction


async def withdraw_names(connection: Transaction, guild_ids: Collection[int], why: str, now: datetime) -> None:
    """Stop the servers' posts that are not finished, and make their files unreachable; clean-up deletes the bytes."""
    await posts.stop_unfinished_of(connection, guild_ids, why, now)
    await files.remove_of_guilds(connection, guild_ids)
