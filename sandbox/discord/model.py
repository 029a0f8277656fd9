"""What the sandbox's Discord keeps: users, servers, channels, messages. Times are aware UTC datetimes."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.discord.wire import Json, MessageFlag


@dataclass(slots=True, eq=False)
class User:
    """A person or the bot. ``color`` is the avatar disc's, as ``#rrggbb``."""

    id: int
    username: str
    global_name: str | None
    color: str
    bot: bool = False
    dms_closed: bool = False

    @property
    def display_name(self) -> str:
        """Return the name that others read."""
        return self.global_name or self.username


@dataclass(slots=True, eq=False)
class Role:
    """A role of a server; the one with the server's own id is @everyone."""

    id: int
    name: str
    permissions: int
    position: int = 0
    mentionable: bool = False
    bot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Overwrite:
    """Bits that a channel allows or denies to a role (``kind`` 0) or a member (``kind`` 1)."""

    id: int
    kind: int
    allow: int
    deny: int


@dataclass(slots=True, eq=False)
class Member:
    """A user in a server, with the ids of the roles besides @everyone."""

    user: User
    joined_at: datetime
    roles: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in: its name and bytes."""

    filename: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with a message; ``width`` and ``height`` in pixels when it is a PNG."""

    id: int
    filename: str
    content: bytes = field(repr=False)
    url: str
    content_type: str
    description: str | None = None
    title: str | None = None
    width: int | None = None
    height: int | None = None
    ephemeral: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is really pinged by a message, after ``allowed_mentions`` and permissions."""

    users: tuple[User, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False


@dataclass(slots=True, eq=False)
class MessageRecord:
    """A message. ``seen_by`` is the one person who sees an ephemeral one; ``version`` grows with each edit."""

    id: int
    channel: "ChannelRecord"
    author: User
    timestamp: datetime
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    kind: int = 0
    edited_at: datetime | None = None
    mentions: Mentions = field(default_factory=Mentions)
    nonce: str | int | None = None
    replies_to: "MessageRecord | None" = None
    interaction: Json | None = None
    application_id: int | None = None
    seen_by: int | None = None
    version: int = 0
    deleted: bool = False

    @property
    def loading(self) -> bool:
        """Return whether it still says "thinking"."""
        return bool(self.flags & MessageFlag.LOADING)

    @property
    def ephemeral(self) -> bool:
        """Return whether one person only sees it."""
        return self.seen_by is not None


@dataclass(slots=True, eq=False)
class ChannelRecord:
    """A text channel of a server, or a DM between the bot and ``recipient``."""

    id: int
    name: str
    guild_id: int | None = None
    topic: str | None = None
    position: int = 0
    recipient: User | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: list[MessageRecord] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Guild:
    """A server. ``unavailable``: it is down, and bots are told so."""

    id: int
    name: str
    owner_id: int
    created_at: datetime
    unavailable: bool = False
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, ChannelRecord] = field(default_factory=dict)


@dataclass(slots=True)
class Application:
    """The bot's application as in Discord's developer portal; ``redirect_uris`` are matched exactly.

    With an ``interactions_endpoint_url`` Discord posts interactions there, and none comes through the gateway.
    """

    id: int
    name: str
    token: str = field(repr=False)
    client_secret: str = field(repr=False)
    redirect_uris: list[str] = field(default_factory=list)
    privileged_intents: int = 0
    interactions_endpoint_url: str | None = None
    bot_require_code_grant: bool = False

    @property
    def client_id(self) -> str:
        """Return the id as OAuth names it."""
        return str(self.id)
