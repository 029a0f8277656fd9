"""`backup` and `restore`: copies of the database, made while the bot runs and put back while it does not."""

from pathlib import Path

from bot.clock import Clock, utc_now
from bot.config import Settings
from bot.operator.keys import Say, lost_key_sentences
from bot.store.backup import back_up, prepare, put_in_place
from bot.store.database import open_database
from bot.store.existing import database_file
from bot.store.ownership import at_once, owned


def backup(settings: Settings, target: Path, say: Say) -> None:
    """Copy the live database to a new file. Raises StoreError."""
    size = back_up(database_file(settings.store.url), target)
    say(f"The database is copied to {target} ({size:,} bytes), for this user's eyes only.")
    say("The encryption keys are not in it. Keep store.encryption_keys too, in another place: without them nobody can")
    say("use the tokens in the copy, you included.")


async def restore(settings: Settings, source: Path, say: Say, *, clock: Clock = utc_now) -> None:
    """Put a backup in the place of the database. Raises OperatorError, also when a bot runs on it."""
    file = database_file(settings.store.url)
    now = clock()
    async with owned(settings.store.url, sleep=at_once) as sole:
        if not sole:
            say("This file system has no locks, so see to it yourself that no bot runs on the database.")
        copy = prepare(source, file, now)
        aside = put_in_place(copy, file, now)
        async with open_database(settings.store.url):
            say(f"{source} is now the database {file}.")
    if aside:
        say(f"What was there is kept as {aside}; delete it when you no longer need it.")
    say("Schedules that have been due since the backup are paused, lest they post twice; /credits resume starts them.")
    for sentence in await lost_key_sentences(settings):
        say(f"{sentence}.")
