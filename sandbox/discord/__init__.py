"""A Discord on loopback that a real discord.py logs in to. ``DiscordSandbox`` is the whole of it."""

from sandbox.discord.errors import ApiError, PersonError
from sandbox.discord.headquarters import headquarters, new_application
from sandbox.discord.model import Application, Upload
from sandbox.discord.people import DM, Choice, Person
from sandbox.discord.reply import Modal, Reply
from sandbox.discord.rest.api import Exchange
from sandbox.discord.seen import Button, Channel, Message
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world import World

__all__ = [
    "DM",
    "ApiError",
    "Application",
    "Button",
    "Channel",
    "Choice",
    "DiscordSandbox",
    "Exchange",
    "Message",
    "Modal",
    "Person",
    "PersonError",
    "Reply",
    "Upload",
    "World",
    "headquarters",
    "new_application",
]
