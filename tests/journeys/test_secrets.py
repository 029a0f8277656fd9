"""After a full run, no secret of that run stands in the database, in a DEBUG log or in a reply."""

import json
import logging
from pathlib import Path

import pytest

from bot.logs import JsonFormatter, TextFormatter, set_up_logging
from tests.support.bench import InnerBench


class Capture(logging.Handler):
    """Keeps every line as both formats would write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [TextFormatter().format(record), JsonFormatter().format(record)]


@pytest.fixture
def log_at_debug() -> Capture:
    """Log as an operator would who sets level DEBUG, and keep the lines."""
    set_up_logging("DEBUG", "text")
    capture = Capture()
    logging.getLogger().addHandler(capture)
    return capture


async def full_run(bench: InnerBench) -> None:
    alice, creator = bench.alice, bench.creator
    await bench.link(alice, "look")
    await bench.link(alice, "act")
    await bench.link(creator, "creator")
    for person, command, options in [
        (alice, "myuploads", {}),
        (alice, "like", {"video": bench.google.person("mallory").videos[0].id}),
        (alice, "link", {"code": "AAAA-BBBB"}),
        (alice, "accounts", {}),
        (creator, "members", {}),
        (creator, "credits sources add", {}),
        (creator, "credits post", {"channel_": "credits"}),
    ]:
        await (await person.slash(command, **options)).message()
    bench.google.expire_access_tokens()
    bench.clock.pass_time(minutes=70)
    await (await alice.slash("myuploads")).message()
    bench.google.revoke_grant("alice")
    bench.google.expire_access_tokens()
    bench.clock.pass_time(minutes=70)
    await (await alice.slash("myuploads", privacy="private")).message()
    await (await creator.slash("unlink")).message()


def replies(bench: InnerBench) -> str:
    """Return all that the bot has sent to Discord, without the addresses of link buttons and Discord's own webhooks."""
    sent = [json.dumps(_without_links(exchange.body), ensure_ascii=False) for exchange in bench.discord.requests]
    return "\n".join(sent)


def _without_links(body: object) -> object:
    if isinstance(body, dict):
        return {
            key: _without_links(value) for key, value in body.items() if not (key == "url" and body.get("type") == 2)
        }
    if isinstance(body, list):
        return [_without_links(one) for one in body]
    return body


def secrets_of(bench: InnerBench) -> set[str]:
    """Return what was secret in this run: what both services handed out, and every ticket."""
    tickets = set()
    for exchange in bench.discord.requests:
        text = json.dumps(exchange.body)
        tickets |= {part.split('"')[0] for part in text.split(f"{bench.url}/link/")[1:]}
    assert tickets
    return {
        secret for secret in bench.google.secrets | bench.discord.secrets | bench.cookies | tickets if len(secret) > 5
    }


def stored(folder: Path) -> bytes:
    """Return the database and its write-ahead log as they lie on disk."""
    return b"".join(path.read_bytes() for path in folder.glob("curtaincall.db*"))


async def test_no_secret_is_left_anywhere(either_proof: InnerBench, log_at_debug: Capture, tmp_path: Path) -> None:
    bench = either_proof
    await full_run(bench)
    known = secrets_of(bench)
    assert len(known) > 20
    log = "\n".join(log_at_debug.lines)
    assert "bot." in log
    database = stored(tmp_path)
    assert database
    said = replies(bench)
    shown = {
        "log": [secret for secret in known if secret in log],
        "database": [secret for secret in known if secret.encode() in database],
        "replies": [secret for secret in known if secret in said],
    }
    # Counts, not values: a failing test must not print what it guards.
    assert {place: len(found) for place, found in shown.items()} == {"log": 0, "database": 0, "replies": 0}
