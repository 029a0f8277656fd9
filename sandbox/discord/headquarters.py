"""The sandbox's own cast and server. Ids are fixed, so that a bot's database outlives a restart of the sandbox."""

import secrets

from sandbox.discord.model import Application, User
from sandbox.discord.permissions import Permission
from sandbox.discord.snowflake import Clock, utc_now
from sandbox.discord.world import World

APPLICATION_ID = 1291873305842335799
GUILD_ID = 1187402693516738560
_PEOPLE = (
    ("alice", "Alice", 371295870224138241, "#e0457b"),
    ("bob", "Bob", 402918263745019905, "#3ba55d"),
    ("the.creator", "the Creator", 284716950317465600, "#f0a020"),
    ("mallory", "Mallory", 938471025563451402, "#747f8d"),
)
_CHANNELS = (
    ("general", "Talk about anything", 1187402694162657313),
    ("credits", "Everyone who makes this possible", 1187402781123231754),
    ("announcements", "News from the Creator; the bot cannot write here", 1187402823745691658),
    ("supporters", "For channel members and patrons", 1187402869157404692),
)


def new_application() -> Application:
    """Return the bot's application with fresh random secrets."""
    token = f"{secrets.token_urlsafe(18)}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}"
    return Application(APPLICATION_ID, "Curtain Call", token, secrets.token_urlsafe(24))


def headquarters(clock: Clock = utc_now) -> World:
    """Return the world of the sandbox: Curtain Call HQ with its four channels, and its four people."""
    world = World(User(APPLICATION_ID, "Curtain Call", None, "#8b2fc9", bot=True), clock=clock)
    guild = world.add_guild("Curtain Call HQ", guild_id=GUILD_ID)
    for name, topic, channel_id in _CHANNELS:
        world.add_channel(guild, name, topic=topic, channel_id=channel_id)
    for username, display_name, user_id, color in _PEOPLE:
        world.join(guild, world.add_person(username, display_name, color=color, user_id=user_id))
    crew = world.add_role(guild, "Crew", "manage_guild", "manage_messages")
    world.join(guild, world.person("the.creator"), crew)
    world.set_overwrite(world.channel_named("announcements"), world.bot, 0, Permission.SEND_MESSAGES)
    return world
