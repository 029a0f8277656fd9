"""What Discord's OpenAPI document promises of answers, and asks of requests, beyond what discord.py needs."""

from typing import Any

import aiohttp
import pytest

from sandbox.discord import DiscordSandbox

ROW = {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}]}
MEDIA = {"url": "https://example.org/a.png"}


async def sent(sandbox: DiscordSandbox, body: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bot {sandbox.application.token}"}
    path = f"{sandbox.api_base}/channels/{sandbox.channel('credits').id}/messages"
    async with aiohttp.ClientSession(headers=headers) as session, session.post(path, json=body) as response:
        return response.status, await response.json()


async def test_embeds_are_shown_without_nulls_and_empty_parts(sandbox: DiscordSandbox) -> None:
    given = {
        "title": "t",
        "description": None,
        "author": {"name": None},
        "footer": {"text": "f", "icon_url": None},
        "fields": [{"name": "n", "value": "v"}],
    }
    _, message = await sent(sandbox, {"embeds": [given]})
    field = {"name": "n", "value": "v", "inline": False}
    assert message["embeds"] == [{"type": "rich", "title": "t", "footer": {"text": "f"}, "fields": [field]}]


async def test_a_select_is_shown_with_its_counts(sandbox: DiscordSandbox) -> None:
    _, message = await sent(sandbox, {"content": "x", "components": [ROW]})
    select = message["components"][0]["components"][0]
    assert (select["min_values"], select["max_values"]) == (1, 1)


async def test_a_layout_is_shown_with_its_defaults_and_ids_of_media(sandbox: DiscordSandbox) -> None:
    section = {"type": 9, "components": [{"type": 10, "content": "x"}], "accessory": {"type": 11, "media": MEDIA}}
    gallery = {"type": 12, "items": [{"media": MEDIA}]}
    container = {"type": 17, "components": [section, gallery, {"type": 14}]}
    _, message = await sent(sandbox, {"flags": 1 << 15, "components": [container]})
    shown = message["components"][0]
    assert (shown["accent_color"], shown["spoiler"]) == (None, False)
    thumbnail, item = shown["components"][0]["accessory"], shown["components"][1]["items"][0]
    for owner in (thumbnail, item):
        assert (owner["description"], owner["spoiler"]) == (None, False)
        assert owner["media"]["id"].isdigit()
        assert owner["media"]["proxy_url"] == MEDIA["url"]
    assert shown["components"][2]["spacing"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"content": 5}, "content"),
        ({"content": "x", "nonce": 1.5}, "nonce"),
        ({"content": "x", "nonce": 1 << 63}, "nonce"),
        ({"content": "x", "allowed_mentions": {"replied_user": 1}}, "allowed_mentions"),
        ({"content": "x", "message_reference": {"message_id": None}}, "message_reference"),
        ({"content": "x", "attachments": [{"id": "first"}]}, "attachments"),
        ({"embeds": [{"title": "t", "image": {"url": ""}}]}, "embeds"),
        ({"flags": 1 << 15, "components": [{"type": 17, "components": []}]}, "components"),
    ],
)
async def test_what_the_document_does_not_take_is_refused(
    sandbox: DiscordSandbox, body: dict[str, Any], field: str
) -> None:
    status, error = await sent(sandbox, body)
    assert (status, error["code"]) == (400, 50035)
    assert list(error["errors"]) == [field]


async def test_a_429_on_demand_has_every_field_whatever_it_was_given(sandbox: DiscordSandbox) -> None:
    sandbox.fail_next("POST", "/messages", 429, body={"retry_after": 0.5})
    status, error = await sent(sandbox, {"content": "x"})
    assert status == 429
    assert (error["retry_after"], error["global"], error["code"]) == (0.5, False, 0)
