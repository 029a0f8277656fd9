"""Runs every check side by side, each bounded in time and on its own, and gathers what they found in a fixed order."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import aiohttp
from yarl import URL

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.errors import ConfigError, OperatorError
from bot.operator.doctor import database, discord, drawing, google, surroundings
from bot.operator.doctor.finding import Finding, mend, note
from bot.operator.doctor.probe import NoAnswer, Probe
from bot.preflight import check_callback, check_discord, google_client, warnings
from bot.store.existing import database_file
from bot.store.vault import Vault

_SECONDS = 20.0
Run: TypeAlias = Callable[[], Awaitable[list[Finding]]]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to try; `about` names what a failure of the try itself belongs to."""

    about: str
    run: Run


async def diagnose(
    settings: Settings, *, clock: Clock = utc_now, free: database.Free = database.free_bytes
) -> list[Finding]:
    """Try everything; return the findings in the order of the configuration."""
    async with aiohttp.ClientSession() as session:
        probe = Probe(session)
        checks = [*_discord(probe, settings), *_google(probe, settings), *_store(settings, free)]
        checks += _surroundings(probe, settings, clock)
        found = await asyncio.gather(*[_bounded(check) for check in checks])
    # One cause can stop several checks with the same words.
    return list(dict.fromkeys([*(finding for findings in found for finding in findings), *_notes(settings)]))


async def _bounded(check: Check) -> list[Finding]:
    """Run one check; whatever keeps it from an answer is a finding too."""
    try:
        async with asyncio.timeout(_SECONDS):
            return await check.run()
    except NoAnswer as fault:
        return [mend(check.about, f"it cannot be reached ({fault}); look at the network, and at the address")]
    except TimeoutError:
        return [mend(check.about, f"there was no answer in {_SECONDS:.0f} s; look at the network, and at the address")]
    except OperatorError as error:
        about, _, sentence = str(error).partition(": ")
        return [mend(about, sentence)]


def _discord(probe: Probe, settings: Settings) -> list[Check]:
    try:
        check_discord(settings)
    except ConfigError as error:
        return [_known(error)]
    about = "discord.api_base"
    tries = (discord.token, discord.application, discord.secret)
    return [Check(about, partial(one, probe, settings)) for one in tries]


def _google(probe: Probe, settings: Settings) -> list[Check]:
    key = Check("google.youtube_api", partial(google.api_key, probe, settings))
    try:
        client = google_client(settings)
    except ConfigError as error:
        return [_known(error), key]
    listed = []
    try:
        check_callback(settings, client)
    except ConfigError as error:
        listed = [_known(error)]
    return [
        *listed,
        Check("google.client_secrets, token_uri", partial(google.client, probe, settings, client)),
        Check("google.client_secrets, auth_uri", partial(google.redirect, probe, settings, client)),
        key,
    ]


def _store(settings: Settings, free: database.Free) -> list[Check]:
    url = settings.store.url
    try:
        database_file(url)
    except ConfigError as error:
        return [_known(error)]
    checks = [Check("store.url", partial(database.database, url, free))]
    try:
        vault = Vault(settings.store.encryption_keys)
    except ConfigError as error:
        checks.append(_known(error))
    else:
        checks.append(Check("store.encryption_keys", partial(database.keys, url, vault)))
    return [*checks, Check("links", partial(database.permissions, url))]


def _surroundings(probe: Probe, settings: Settings, clock: Clock) -> list[Check]:
    gateway = f"{settings.discord.api_base.rstrip('/')}/gateway"
    youtube = str(URL(settings.google.youtube_api).origin())
    return [
        Check("clock", partial(surroundings.clock_beside, probe, gateway, "Discord", clock)),
        Check("clock", partial(surroundings.clock_beside, probe, youtube, "Google", clock)),
        Check("web.public_url", partial(surroundings.pages, probe, settings)),
        Check("pictures", drawing.drawing),
    ]


def _known(error: ConfigError) -> Check:
    """Return a check that says what is known without asking anybody."""
    about, _, sentence = str(error).partition(": ")

    async def say() -> list[Finding]:
        return [mend(about, sentence)]

    return Check(about, say)


def _notes(settings: Settings) -> list[Finding]:
    found = []
    for warning in warnings(settings):
        about, _, sentence = warning.partition(": ")
        found.append(note(about, sentence.removesuffix(".")))
    return found
