"""Bodies of any shape are taken or refused with words; none breaks the server."""

import copy
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from sandbox.discord import DiscordSandbox

ODD: list[Any] = [None, -1, "x", "", [], {}, True, [1], ["x"], {"a": 1}, [[]], [{}], 1.5, 10**20]

MESSAGE: dict[str, Any] = {
    "content": "x",
    "flags": 0,
    "nonce": "n",
    "allowed_mentions": {"parse": ["users"], "roles": ["1"], "replied_user": True},
    "message_reference": {"message_id": "1", "fail_if_not_exists": False},
    "attachments": [{"id": 0, "filename": "f"}],
    "embeds": [
        {
            "title": "t",
            "color": 1,
            "footer": {"text": "f", "icon_url": "https://x.y"},
            "author": {"name": "n"},
            "image": {"url": "https://x.y"},
            "fields": [{"name": "n", "value": "v"}],
        }
    ],
    "components": [
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "c"}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}]},
    ],
}
LAYOUT: dict[str, Any] = {
    "flags": 1 << 15,
    "components": [
        {
            "type": 17,
            "components": [
                {"type": 10, "content": "x"},
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "x"}],
                    "accessory": {"type": 11, "media": {"url": "https://x.y"}},
                },
                {"type": 12, "items": [{"media": {"url": "https://x.y"}}]},
                {"type": 14, "spacing": 1},
            ],
        }
    ],
}
OPTION = {"type": 3, "name": "o", "description": "d", "choices": [{"name": "a", "value": "b"}]}
COMMANDS: list[Any] = [
    {
        "name": "x",
        "description": "d",
        "contexts": [0],
        "default_member_permissions": "8",
        "options": [
            {
                "type": 2,
                "name": "g",
                "description": "d",
                "options": [{"type": 1, "name": "s", "description": "d", "options": [OPTION]}],
            }
        ],
    }
]
TEXT_INPUT = {"type": 4, "custom_id": "c", "style": 1}
MODAL: dict[str, Any] = {
    "type": 9,
    "data": {
        "custom_id": "m",
        "title": "t",
        "components": [
            {"type": 18, "label": "l", "component": TEXT_INPUT},
            {"type": 1, "components": [{**TEXT_INPUT, "custom_id": "d", "label": "l"}]},
            {"type": 18, "label": "l", "component": {"type": 3, "custom_id": "e", "options": [{"label": "a"}]}},
        ],
    },
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in pairs:
        yield from places(below, (*path, key))


def changed(body: Any) -> Iterator[Any]:
    """Yield the body with each value in turn replaced by odd ones."""
    for path in places(body):
        for odd in ODD:
            root = {"body": copy.deepcopy(body)}
            here: Any = root
            steps = ("body", *path)
            for key in steps[:-1]:
                here = here[key]
            here[steps[-1]] = odd
            yield root["body"]


@pytest.mark.parametrize("body", [MESSAGE, LAYOUT, COMMANDS, MODAL], ids=["message", "layout", "commands", "modal"])
async def test_odd_values_anywhere_are_answered_as_discord_does(sandbox: DiscordSandbox, body: Any) -> None:
    headers = {"Authorization": f"Bot {sandbox.application.token}"}
    async with aiohttp.ClientSession(sandbox.api_base + "/", headers=headers) as session:
        method, path = "POST", f"channels/{sandbox.channel('credits').id}/messages"
        commands = f"applications/{sandbox.application.id}/commands"
        if body is COMMANDS:
            method, path = "PUT", commands
        if body is MODAL:
            await session.put(commands, json=[{"name": "x", "description": "d"}])
            reply = await sandbox.person("alice").slash("x")
            path = f"interactions/{reply.interaction_id}/{reply.token}/callback"
        for odd in changed(body):
            async with session.request(method, path, json=odd) as response:
                assert response.status in {200, 204, 400, 404}, odd
                if response.status == 400:
                    assert (await response.json())["code"] in {50035, 50006, 40060}
