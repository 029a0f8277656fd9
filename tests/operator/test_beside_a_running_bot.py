"""The commands as processes of their own, beside a bot that runs."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.store.vault import new_key
from sandbox.discord import DiscordSandbox
from sandbox.google import GoogleSandbox
from sandbox.pointing import as_toml, free_port, settings_for
from tests.operator.stored import Stored
from tests.process.conftest import OuterBench
from tests.support.processes import ROOT, bot_command, environment

pytestmark = pytest.mark.process


class Operated(OuterBench):
    """A bot whose operator changes keys and runs commands. People prove who they are by a code."""

    sections: dict[str, dict[str, Any]]

    @property
    def keys(self) -> list[str]:
        keys: list[str] = self.sections["store"]["encryption_keys"]
        return keys

    def configure(self) -> None:
        self.config.write_text(as_toml(self.sections), encoding="utf-8")

    async def command(self, *arguments: str) -> tuple[int | None, str, str]:
        process = await asyncio.create_subprocess_exec(
            *bot_command(self.config, *arguments), cwd=ROOT, env=environment(), stdout=-1, stderr=-1
        )
        said, errors = await process.communicate()
        return process.returncode, said.decode(), errors.decode()


def text_of(folder: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in folder.iterdir()]


@pytest.fixture
async def operated(tmp_path: Path) -> AsyncIterator[Operated]:
    async with DiscordSandbox() as discord, GoogleSandbox() as google:
        port = free_port()
        bench = Operated(
            discord, google, tmp_path, f"http://127.0.0.1:{port}", sign_in=False, config=tmp_path / "config.toml"
        )
        bench.sections = settings_for(discord, google, tmp_path, port=port, sign_in=False, key=new_key())
        bench.configure()
        await bench.start()
        try:
            yield bench
        finally:
            if bench.process and bench.process.returncode is None:
                bench.process.kill()
                await bench.process.wait()


async def test_a_new_key_comes_into_use_while_people_link_and_the_old_one_goes(
    operated: Operated, tmp_path: Path
) -> None:
    alice = operated.alice
    await operated.link(alice, "look")
    creator = operated.creator
    offer = await (await creator.slash("link", access="look")).message()
    browser = await operated.consent(creator, offer.link())

    stored = Stored(tmp_path / "curtaincall.db", operated.keys)
    old = stored.vault.key_ids[0]
    operated.keys.insert(0, new_key())
    operated.configure()
    status, _, errors = await operated.command("rotate-keys")
    assert status == 2
    assert errors.startswith("store.encryption_keys: the bot was last started without key")

    await operated.end(signal.SIGTERM)
    await operated.start()
    status, said, errors = await operated.command("rotate-keys")
    assert (status, errors) == (0, "")
    assert "tokens.refresh_token: 1 sealed anew" in said
    assert f"You can now remove key {old}, number 2 in the list" in said

    # The code was shown before there was the key that everything is sealed with now.
    form = await creator.click(offer, "Enter code")
    await form.modal()
    done = await creator.submit(form, code=browser.link_code)
    assert "is linked to you now" in (await done.message()).text

    del operated.keys[1]
    operated.configure()
    await operated.end(signal.SIGTERM)
    await operated.start()
    for person in (alice, creator):
        assert "videos:" in (await (await person.slash("myuploads")).message()).text


async def test_copies_are_made_beside_the_running_bot_and_put_back_only_without_it(
    operated: Operated, tmp_path: Path
) -> None:
    await operated.link(operated.alice, "look")
    copy, export = str(tmp_path / "copy.db"), tmp_path / "export"
    status, said, _ = await operated.command("backup", copy)
    assert status == 0
    assert "The encryption keys are not in it." in said
    status, _, errors = await operated.command("backup", copy)
    assert (status, errors) == (2, f"backup: {copy} exists already; name a file that does not.\n")
    assert (await operated.command("export", str(export)))[0] == 0
    (link,) = [json.loads(line) for line in (export / "links.jsonl").read_text(encoding="utf-8").splitlines()]
    assert link["user_id"] == str(operated.discord.world.person("alice").id)
    told = "".join(text_of(export))
    assert not [secret for secret in operated.google.secrets | operated.discord.secrets if secret in told]

    status, _, errors = await operated.command("restore", copy)
    assert status == 2
    assert errors.startswith("store.url: another process of this bot uses ")
    await operated.end(signal.SIGTERM)
    assert (await operated.command("restore", copy))[0] == 0
    await operated.start()
    assert "videos:" in (await (await operated.alice.slash("myuploads")).message()).text


async def test_a_bot_without_the_right_key_runs_says_so_and_is_not_ready(operated: Operated) -> None:
    await operated.link(operated.alice, "look")
    lost = Stored(Path(), operated.keys).vault.key_ids[0]
    operated.keys[0] = new_key()
    operated.configure()
    await operated.end(signal.SIGTERM)
    await operated.start()
    assert f"sealed with key {lost}, which is not in the list; put it back" in operated.log
    assert "Traceback" not in operated.log
    async with aiohttp.ClientSession() as session, session.get(f"{operated.url}/readyz") as answer:
        assert answer.status == 503
    status, said, errors = await operated.command("check")
    assert (status, errors) == (2, "")
    assert f"sealed with key {lost}" in said
