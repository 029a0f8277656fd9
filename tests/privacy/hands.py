"""What the journeys of this room do all the time."""

import asyncio
from collections.abc import Awaitable, Callable

from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from tests.privacy.rows import mentions
from tests.support.asking import asked
from tests.support.bench import InnerBench


async def delete_everything(person: Person) -> Message:
    """Use /privacy and delete everything."""
    form = await person.click(await asked(person, "privacy"), "Delete everything")
    await form.modal()
    return await (await person.submit(form, word="delete")).message()


async def traces(bench: InnerBench, person: Person) -> list[str]:
    """Return where in the database this person, or their channel, can be recognised."""
    channel = bench.google.person("creator" if person is bench.creator else person.username).channel
    marks = [str(person.id), person.username, *([channel.id] if channel else [])]
    return await mentions(bench.app.client.services.database, *marks)


async def comes_true(probe: Callable[[], Awaitable[bool]]) -> None:
    """Wait until the bot has got so far; what it does of its own accord tells nobody."""
    async with asyncio.timeout(20):
        while not await probe():  # noqa: ASYNC110 (there is no event to wait for)
            await asyncio.sleep(0)


async def at_once(value: bool) -> bool:
    """Return a value that is known already, for `comes_true`."""
    return value
