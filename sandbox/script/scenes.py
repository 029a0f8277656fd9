"""The six steps, as people do them."""

import re

from sandbox.discord.people import Person
from sandbox.discord.reply import Reply
from sandbox.discord.seen import Message
from sandbox.script.transcript import Transcript
from sandbox.script.visit import visit
from sandbox.stage import Stage

_LAST_PART = re.compile(r"part (\d+) of \1\b")


class Scenes:
    """Plays a step by its id; raises AssertionError or PersonError when something else happens than should.

    `pages` is the origin of the bot's own pages.
    """

    def __init__(self, stage: Stage, transcript: Transcript, pages: str) -> None:
        self._stage = stage
        self._transcript = transcript
        self._places = {pages: "Curtain Call", stage.discord.origin: "Discord", stage.google.origin: "Google"}
        self._alice = stage.discord.person("alice")
        self._creator = stage.discord.person("the.creator")
        self._scenes = {
            "link": self._link,
            "uploads": self._uploads,
            "like": self._like,
            "members": self._members,
            "schedule": self._schedule,
            "post": self._post,
        }

    async def play(self, step_id: str) -> None:
        """Play one step; KeyError when nobody knows how."""
        await self._scenes[step_id]()

    async def _link(self) -> None:
        offer = await self._type(self._alice, "link")
        self._transcript.told(self._alice, await self._alice.next_dm())
        await self._go_through(self._alice, offer)

    async def _uploads(self) -> None:
        await self._type(self._alice, "myuploads")

    async def _like(self) -> None:
        video = f"https://youtu.be/{self._stage.google.person('mallory').videos[0].id}"
        refused = await self._type(self._alice, "like", video=video)
        offer = await self._press(self._alice, refused, "Allow liking")
        await self._alice.next_dm()
        await self._go_through(self._alice, offer)
        await self._type(self._alice, "like", video=video)

    async def _members(self) -> None:
        refused = await self._type(self._creator, "members")
        offer = await self._press(self._creator, refused, "Allow reading members")
        await self._creator.next_dm()
        await self._go_through(self._creator, offer)
        await self._type(self._creator, "members")

    async def _schedule(self) -> None:
        when = {"channel_": "credits", "when": "every day at 20:30", "timezone": "Europe/Berlin"}
        asked = await self._type(self._creator, "credits schedule", **when)
        drafted = await self._press(self._creator, asked, "Add my members here")
        await self._press(self._creator, drafted, "Start it")

    async def _post(self) -> None:
        await self._stage.to_next_post()
        self._transcript.note("The clock moves to the next post.")
        channel = self._stage.discord.channel("credits")
        await channel.wait_for(lambda message: _LAST_PART.search(message.text) is not None, timeout=20)
        self._transcript.posted("credits", channel.messages)

    async def _type(self, person: Person, command: str, **options: str) -> Message:
        given = " ".join(f"{name.rstrip('_')}:{value}" for name, value in options.items())
        self._transcript.typed(person, f"/{command} {given}".strip())
        return await self._answer(person, await person.slash(command, **options))

    async def _press(self, person: Person, message: Message, label: str) -> Message:
        self._transcript.pressed(person, label)
        return await self._answer(person, await person.click(message, label))

    async def _answer(self, person: Person, reply: Reply) -> Message:
        message = await reply.message()
        self._transcript.answered(person, message)
        return message

    async def _go_through(self, person: Person, offer: Message) -> None:
        """Follow the link button to the end, and type the code when there is one."""
        seen = await visit(offer.link(), person.username, self._places)
        self._transcript.browsed(person, seen.pages)
        if seen.code:
            self._transcript.pressed(person, "Enter code")
            form = await person.click(offer, "Enter code")
            await self._answer(person, await person.submit(form, code=seen.code))
        else:
            self._transcript.told(person, await person.next_dm())
