"""The name by which services hold what `Database.read` and `Database.write` give, whatever it is made of."""

from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

Transaction: TypeAlias = AsyncConnection
"""An open transaction, to be handed to the queries of this package."""
