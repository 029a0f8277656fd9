"""What Discord refuses, with the codes it gives: over HTTP, as any client may send it."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.discord import DiscordSandbox

Body = dict[str, Any]
Client = aiohttp.ClientSession


@pytest.fixture
async def client(sandbox: DiscordSandbox) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bot {sandbox.application.token}"}
    async with aiohttp.ClientSession(sandbox.api_base + "/", headers=headers) as session:
        yield session


def button(**given: object) -> Body:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "c", **given}


def row(*children: Body) -> list[Body]:
    return [{"type": 1, "components": list(children)}]


def select(**given: object) -> Body:
    return {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}], **given}


V2 = 1 << 15
TEXT: Body = {"type": 10, "content": "hi"}


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ({}, 50006, None),
        ({"content": "  "}, 50006, None),
        ({"content": "x" * 2001}, 50035, "content"),
        ({"embeds": [{"title": "x"}] * 11}, 50035, "embeds"),
        ({"embeds": [{"title": "x" * 257}]}, 50035, "embeds.0.title"),
        ({"embeds": [{"description": "x" * 4097}]}, 50035, "embeds.0.description"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, 50035, "embeds"),
        ({"embeds": [{"fields": [{"name": "n", "value": ""}]}]}, 50035, "embeds.0.fields.0.value"),
        ({"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}, 50035, "embeds.0.fields"),
        ({"embeds": [{"footer": {"text": "x" * 2049}}]}, 50035, "embeds.0.footer.text"),
        ({"embeds": [{"title": "x", "url": "javascript:1"}]}, 50035, "embeds.0.url"),
        ({"content": "x", "components": row(button()) * 6}, 50035, "components"),
        ({"content": "x", "components": row(*[button(custom_id=str(n)) for n in range(6)])}, 50035, None),
        ({"content": "x", "components": row(button(), button())}, 50035, "components"),
        ({"content": "x", "components": row(button(label="x" * 81))}, 50035, "components.0.components.0.label"),
        ({"content": "x", "components": row(button(custom_id="x" * 101))}, 50035, None),
        ({"content": "x", "components": row(button(style=5, url="https://x.y"))}, 50035, None),
        ({"content": "x", "components": row({"type": 2, "style": 5, "label": "x", "url": "ftp://x"})}, 50035, None),
        ({"content": "x", "components": row(select(options=[]))}, 50035, None),
        ({"content": "x", "components": row(select(options=[{"label": "a", "value": "a"}] * 2))}, 50035, None),
        ({"content": "x", "components": row(select(max_values=2))}, 50035, None),
        ({"content": "x", "components": row(select(), button())}, 50035, None),
        ({"content": "x", "components": [TEXT]}, 50035, "components"),
        ({"flags": V2, "content": "x", "components": [TEXT]}, 50035, "content"),
        ({"flags": V2, "components": [TEXT] * 41}, 50035, "components"),
        ({"flags": V2, "components": [{"type": 10, "content": "x" * 2001}] * 2}, 50035, "components"),
        ({"flags": V2, "components": []}, 50006, None),
        ({"flags": V2, "components": [{"type": 13, "file": {"url": "attachment://no"}}]}, 50035, None),
        ({"flags": V2, "components": [{"type": 9, "components": [TEXT]}]}, 50035, "components.0.accessory"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, 50035, None),
        ({"content": "x", "message_reference": {"message_id": "1"}}, 50035, "message_reference"),
    ],
)
async def test_a_bad_message_is_refused(
    sandbox: DiscordSandbox, client: Client, body: Body, code: int, where: str | None
) -> None:
    async with client.post(f"channels/{sandbox.channel('credits').id}/messages", json=body) as response:
        answer = await response.json()

    assert (response.status, answer["code"]) == (400, code)
    fault = answer.get("errors", {})
    for key in where.split(".") if where else []:
        fault = fault[key]
    assert where is None or fault["_errors"]
    assert sandbox.channel("credits").messages == []


async def test_the_largest_allowed_message_is_taken(sandbox: DiscordSandbox, client: Client) -> None:
    body = {
        "content": "x" * 2000,
        "embeds": [{"title": "x" * 256, "description": "x" * 4096, "footer": {"text": "x" * 1648}}],
        "components": [
            *row(*[button(custom_id=f"b{n}", label="x" * 80) for n in range(5)]),
            *row(select(options=[{"label": str(n), "value": str(n)} for n in range(25)], max_values=25)),
            *row(button(style=5, url="https://example.com/" + "x" * 490) | {"custom_id": None}),
        ],
    }
    del body["components"][2]["components"][0]["custom_id"]  # type: ignore[index] # a link has none
    async with client.post(f"channels/{sandbox.channel('credits').id}/messages", json=body) as response:
        assert response.status == 200, await response.text()
        assert response.headers["Content-Type"] == "application/json"


def command(**given: object) -> Body:
    return {"name": "x", "description": "d", **given}


def option(**given: object) -> Body:
    return {"type": 3, "name": "o", "description": "d", **given}


@pytest.mark.parametrize(
    "commands",
    [
        [command(name="Upper")],
        [command(name="two words")],
        [command(name="")],
        [command(description="")],
        [command(description="x" * 101)],
        [command(), command()],
        [command(name=f"c{n}") for n in range(101)],
        [{"type": 3, "name": f"Menu {n}"} for n in range(16)],
        [{"type": 3, "name": "Menu", "description": "d"}],
        [command(options=[option(name=f"o{n}") for n in range(26)])],
        [command(options=[option(), option(name="p", required=True)])],
        [command(options=[option(), option()])],
        [command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])])],
        [command(options=[option(choices=[{"name": "a", "value": 1}], autocomplete=True)])],
        [command(options=[option(type=1), option(name="p")])],
        [command(options=[option(type=1, options=[option(type=2, name="p")])])],
        [command(contexts=[3])],
        [command(default_member_permissions="x")],
        {"not": "a list"},
    ],
)
async def test_bad_commands_are_refused_and_none_is_registered(
    sandbox: DiscordSandbox, client: Client, commands: object
) -> None:
    path = f"applications/{sandbox.application.id}/commands"
    async with client.put(path, json=commands) as response:
        answer = await response.json()
    assert (response.status, answer["code"]) == (400, 50035)
    async with client.get(path) as response:
        assert await response.json() == []


async def test_commands_are_made_changed_and_removed_one_by_one(sandbox: DiscordSandbox, client: Client) -> None:
    guild = next(iter(sandbox.world.guilds))
    path = f"applications/{sandbox.application.id}/guilds/{guild}/commands"

    async with client.post(
        path, json=command(name="läuft", options=[option(type=2, options=[option(type=1)])])
    ) as made:
        assert made.status == 201
        first = await made.json()
    async with client.post(path, json=command(name="läuft")) as again:
        assert again.status == 200
        assert (await again.json())["id"] == first["id"]
    async with client.patch(f"{path}/{first['id']}", json={"description": "new"}) as changed:
        assert (await changed.json())["description"] == "new"
    async with client.delete(f"{path}/{first['id']}") as gone:
        assert gone.status == 204
    async with client.get(f"{path}/{first['id']}") as missing:
        assert (await missing.json())["code"] == 10063
    async with client.get("applications/1/commands") as foreign:
        assert (await foreign.json())["code"] == 20012


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "nowhere", 404, 0),
        ("DELETE", "gateway", 405, 0),
        ("GET", "channels/5", 404, 10003),
        ("GET", "guilds/5", 404, 10004),
        ("GET", "channels/word", 400, 50035),
        ("POST", "webhooks/5/token", 404, 10015),
        ("POST", "interactions/5/token/callback", 404, 10062),
    ],
)
async def test_wrong_addresses_are_answered_as_discord_does(
    client: Client, method: str, path: str, status: int, code: int
) -> None:
    async with client.request(method, path) as response:
        assert response.status == status
        assert (await response.json())["code"] == code


async def test_requests_without_the_token_or_with_broken_json_are_refused(
    sandbox: DiscordSandbox, client: Client
) -> None:
    async with client.get("users/@me", headers={"Authorization": "Bot wrong"}) as response:
        assert (response.status, await response.json()) == (401, {"message": "401: Unauthorized", "code": 0})
    path = f"channels/{sandbox.channel('credits').id}/messages"
    async with client.post(path, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert (await response.json())["code"] == 50109
    async with client.post(path, data=b"{}", headers={"Content-Type": "text/plain"}) as response:
        assert (await response.json())["code"] == 50035
    async with client.post(path, json=["no object"]) as response:
        assert (await response.json())["code"] == 50035
