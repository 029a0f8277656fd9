"""People, replies, messages and channels of simcord, with the names that the journeys use for those of the sandbox.

What a message says is read through discord.py's own models, so the sandbox's idea of a message is not taken for granted
here. simcord settles the bot's work before an action returns, so a reply is complete at once.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import discord
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor, UserHandle

from sandbox.discord.feed import Feed
from sandbox.discord.model import Mentions, User
from sandbox.discord.seen import Message
from sandbox.discord.wire import Json

Actor: TypeAlias = MemberActor | UserHandle
"""A person in the server, or in the DM with the bot."""


class SimMessage(Message):
    """A message as it was when it was looked at."""

    def __init__(self, seen: discord.Message) -> None:
        self.seen = seen

    def __repr__(self) -> str:
        return f"<SimMessage {self.id}>"

    @property
    def id(self) -> int:
        """Return the message's id."""
        return self.seen.id

    @property
    def content(self) -> str:
        """Return the content, without embeds and components."""
        return self.seen.content

    @property
    def embeds(self) -> list[Json]:
        """Return the embeds as Discord's JSON."""
        return [dict(embed.to_dict()) for embed in self.seen.embeds]

    @property
    def components(self) -> list[Json]:
        """Return the components as Discord's JSON."""
        return [dict(component.to_dict()) for component in self.seen.components]

    @property
    def ephemeral(self) -> bool:
        """Return whether one person only sees it."""
        return self.seen.flags.ephemeral

    @property
    def pings(self) -> Mentions:
        """Return who was pinged."""
        users = tuple(User(user.id, user.name, user.global_name, "") for user in self.seen.mentions)
        return Mentions(users, tuple(self.seen.raw_role_mentions), self.seen.mention_everyone)


class SimReply:
    """What became of one interaction; `actor` is who began it, where they began it."""

    def __init__(self, env: Env, actor: Actor, result: InteractionResult) -> None:
        self._env = env
        self.actor = actor
        self.result = result

    async def message(self) -> SimMessage:
        """Return the answer, which is no longer "thinking"."""
        shown = self.result.response
        assert shown, f"no answer: {self.result}\n{self._env.transcript()}"
        assert not shown.flags.loading, f"still thinking\n{self._env.transcript()}"
        return SimMessage(shown.message)

    async def modal(self) -> Json:
        """Return the form that the bot opened."""
        assert self.result.modal, f"no form: {self.result}\n{self._env.transcript()}"
        return self.result.modal


class SimChannel:
    """A channel of the server, or a DM."""

    def __init__(self, env: Env, feed: Feed, handle: ChannelHandle) -> None:
        self._env = env
        self._feed = feed
        self._handle = handle

    @property
    def messages(self) -> list[SimMessage]:
        """Return the messages that everyone here sees, oldest first."""
        seen = [SimMessage(message) for message in self._handle.history()]
        return [message for message in seen if not message.ephemeral]

    async def wait_for(self, predicate: Callable[[SimMessage], bool], *, timeout: float = 10) -> SimMessage:  # noqa: ASYNC109 (the name the journeys use)
        """Return the first message, old or new, that the predicate takes; AssertionError after `timeout` seconds."""
        try:
            return await self._feed.until(lambda: next(filter(predicate, self.messages), None), timeout=timeout)
        except TimeoutError:
            raise AssertionError(f"no such message in {timeout} s\n{self._env.transcript()}") from None


class SimPerson:
    """Somebody in simcord's server; what a person could not do raises simcord's SetupError."""

    def __init__(self, env: Env, feed: Feed, guild: GuildHandle, member: MemberActor) -> None:
        self._env = env
        self._guild = guild
        self._member = member
        self._dm = SimChannel(env, feed, member.user.dm_channel)
        self._dms_taken = 0

    @property
    def username(self) -> str:
        """Return the unique name."""
        return self._member.name

    async def slash(self, command: str, /, *, channel: str = "general", **options: object) -> SimReply:
        """Send a slash command; an option called `channel` takes an underscore behind."""
        given: dict[str, Any] = {
            name.removesuffix("_"): self._guild.channels[str(value)] if name == "channel_" else value
            for name, value in options.items()
        }
        result = await self._member.slash(self._guild.channels[channel], command, **given)
        return SimReply(self._env, self._member, result)

    async def click(self, message: SimMessage, label: str, /) -> SimReply:
        """Press a button by its label."""
        actor: Actor = self._member if message.seen.guild else self._member.user
        return SimReply(self._env, actor, await actor.click(message.seen, label=label))

    async def submit(self, form: SimReply, /, **fields: str) -> SimReply:
        """Fill in the form that a reply opened, by custom id, and send it."""
        return SimReply(self._env, form.actor, await form.actor.submit_modal(form.result, fields))

    async def next_dm(self) -> SimMessage:
        """Return the next DM from the bot that was not yet taken."""
        await self._dm.wait_for(lambda _: len(self._dm.messages) > self._dms_taken)
        self._dms_taken += 1
        return self._dm.messages[self._dms_taken - 1]
