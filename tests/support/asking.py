"""The two things that people in tests do all the time."""

from sandbox.discord.people import Person
from sandbox.discord.seen import Message


async def asked(person: Person, command: str, /, **options: object) -> Message:
    """Type a command and return its answer."""
    return await (await person.slash(command, **options)).message()


async def clicked(person: Person, message: Message, label: str) -> Message:
    """Press a button and return what it shows."""
    return await (await person.click(message, label)).message()
