"""The guided tour: six steps that are done when what they ask for has happened on the wires."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sandbox.discord.feed import Event
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.wire import Json, MessageFlag
from sandbox.google.records import RequestRecord
from sandbox.google.server import GoogleSandbox

_ALICE, _CREATOR = "alice", "the.creator"
_TIMESTAMP = re.compile(r"<t:\d+")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do as which person (by username), where (a channel's name), and the command to type."""

    id: str
    title: str
    hint: str
    person: str
    channel: str
    command: str
    done: bool = False


class Tour:
    """Watches both sandboxes. `changed` is called when a step is done."""

    def __init__(self, discord: DiscordSandbox, google: GoogleSandbox, changed: Callable[[], None]) -> None:
        self.dismissed = False
        self._discord = discord
        self._google = google
        self._changed = changed
        self._steps = {step.id: step for step in _steps(google)}
        self._commands: dict[str, str] = {}

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps.values())

    @property
    def steps(self) -> list[Step]:
        """Return the six steps in order."""
        return list(self._steps.values())

    def dismiss(self, dismissed: bool) -> None:
        """Put the tour away, or take it out again."""
        self.dismissed = dismissed
        self._changed()

    def of_google(self, record: RequestRecord) -> None:
        """Look at a request that Google has answered."""
        if record.person != _ALICE or record.status not in {200, 204}:
            return
        if record.grant_type == "authorization_code":
            self._done("link")
        if record.path.endswith("/videos/rate") and self._likes_mallory():
            self._done("like")

    def of_discord(self, event: Event) -> None:
        """Look at a message that somebody was shown."""
        message = event.data.get("message")
        if event.kind not in {"message_create", "message_update"} or not isinstance(message, dict):
            return
        if message["author"]["id"] != str(self._discord.world.bot.id) or message["flags"] & MessageFlag.LOADING:
            return
        about = message.get("interaction_metadata")
        if about is None:
            self._look_at_post(message)
        else:
            self._look_at_answer(message, self._command(message, about), about["user"]["username"])

    def _look_at_post(self, message: Json) -> None:
        if message["channel_id"] == str(self._discord.world.channel_named("credits").id):
            self._done("post")

    def _look_at_answer(self, message: Json, command: str, person: str) -> None:
        match person, command:
            case "alice", "myuploads" if _says(message, len(self._google.person("alice").videos)):
                self._done("uploads")
            case "the.creator", "members" if _says(message, self._members()):
                self._done("members")
            case "the.creator", _ if _is_scheduled(message):
                self._done("schedule")

    def _command(self, message: Json, about: Json) -> str:
        """Return the command that a message goes back to, also by the buttons pressed since."""
        origin = about.get("triggering_interaction_metadata") or about
        before = self._commands.get(str(origin.get("interacted_message_id")), "")
        command = str(origin.get("name") or before)
        self._commands[message["id"]] = command
        return command

    def _members(self) -> int:
        channel = self._google.person("creator").channel
        return len(channel.members) if channel else 0

    def _likes_mallory(self) -> bool:
        alice = self._google.person("alice")
        return any(alice.rating_of(video.id) == "like" for video in self._google.person("mallory").videos)

    def _done(self, step_id: str) -> None:
        step = self._steps[step_id]
        if not step.done:
            self._steps[step_id] = replace(step, done=True)
            self._changed()


def _steps(google: GoogleSandbox) -> list[Step]:
    video = google.person("mallory").videos[0].id
    return [
        Step(
            "link",
            "Link Alice",
            "As Alice, send /link. Press Link YouTube in the answer and follow the pages to the end.",
            _ALICE,
            "general",
            "/link",
        ),
        Step(
            "uploads",
            "See her 236 videos",
            "As Alice, send /myuploads. Turn the pages.",
            _ALICE,
            "general",
            "/myuploads",
        ),
        Step(
            "like",
            "Like one of Mallory's",
            "As Alice, send /like with the address of one of Mallory's videos. The bot needs one more permission for "
            "this: press Allow liking, follow the pages, and send it again.",
            _ALICE,
            "general",
            f"/like video:https://youtu.be/{video}",
        ),
        Step(
            "members",
            "Be the Creator: see 1,200 members",
            "As the Creator, send /members. Press Allow reading members, follow the pages, and send it again.",
            _CREATOR,
            "general",
            "/members",
        ),
        Step(
            "schedule",
            "Schedule credits",
            "As the Creator, send /credits schedule for #credits. Press Add my members here, then Start it. Or press "
            "Thank my members in a server, in your DM or in /help, and choose.",
            _CREATOR,
            "general",
            "/credits schedule channel:#credits when:every day at 20:30",
        ),
        Step(
            "post",
            "See the post in #credits",
            "Nobody has to wait: move the clock to the next post, then look into #credits.",
            _CREATOR,
            "credits",
            "",
        ),
    ]


def _says(message: Json, number: int) -> bool:
    """Tell whether a number can be read in a message, with or without separators."""
    text = json.dumps(message["embeds"]) + message["content"]
    return re.search(rf"(?<![\d,.])({number}|{number:,})(?![\d])", text) is not None


def _is_scheduled(message: Json) -> bool:
    """Tell whether an answer says that a schedule was started, and when it posts; however it came about."""
    said = any(embed.get("title") == "Scheduled" for embed in message["embeds"])
    return said and _TIMESTAMP.search(json.dumps(message["embeds"])) is not None
