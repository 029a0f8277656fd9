"""The check of the traffic itself: what it finds, what it lets pass, and when it fails a run."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.discord import Exchange
from tests.second_opinions.openapi_check import check
from tests.second_opinions.openapi_deviations import DEVIATIONS, MOST, Deviation
from tests.second_opinions.openapi_document import Document
from tests.second_opinions.openapi_witness import Witness
from tests.support.processes import ROOT, environment

TEXT, DATE = {"type": "string"}, {"type": "string", "format": "date-time"}
THING, PART = {"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/Part"}
IN_JSON = {"content": {"application/json": {"schema": THING}}}
DOCUMENT = {
    "paths": {
        "/things/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"$ref": "#/components/schemas/Id"}}
            ],
            "post": {
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}}],
                "requestBody": {"required": True, **IN_JSON},
                "responses": {
                    "200": IN_JSON,
                    "204": {"description": "nothing"},
                    "4XX": {"$ref": "#/components/responses/Refused"},
                },
            },
        },
        "/things/@mine": {"post": {"responses": {"204": {"description": "nothing"}}}},
    },
    "components": {
        "schemas": {
            "Id": {"type": "string", "pattern": "^[0-9]+$"},
            "Thing": {
                "type": "object",
                "properties": {"name": TEXT, "made": DATE, "part": PART},
                "required": ["name"],
            },
            "Part": {
                "oneOf": [
                    {"type": "null"},
                    {"type": "object", "properties": {"type": {"const": 1}, "text": TEXT}, "required": ["text"]},
                    {"type": "object", "properties": {"type": {"const": 2}, "url": TEXT}, "required": ["url"]},
                ]
            },
        },
        "responses": {
            "Refused": {
                "content": {"application/json": {"schema": {"type": "object", "required": ["code"]}}},
            }
        },
    },
}


GATEWAY = {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"required": ["url"]}}}}}}}


def exchange(**changes: Any) -> Exchange:
    given: dict[str, Any] = {
        "method": "POST",
        "route": "/things/{id}",
        "path": "/api/v10/things/12?limit=3",
        "status": 200,
        "body": {"name": "x"},
        "response": {"name": "x"},
        "at": datetime.now(UTC),
        "content_type": "application/json",
    }
    return Exchange(**(given | changes))


def found(**changes: Any) -> list[tuple[str, str, str]]:
    violations = check(Document(DOCUMENT), exchange(**changes))
    return [(violation.side, violation.where, violation.rule) for violation in violations]


def test_right_traffic_passes() -> None:
    assert found() == []
    assert found(status=204, response=None) == []
    assert found(path="/api/things/@mine", body=None, content_type="", status=204, response=None) == []


@pytest.mark.parametrize(
    ("changes", "where", "rule"),
    [
        ({"body": {"name": 5}}, "name", "type"),
        ({"body": {"name": "x", "made": "yesterday"}}, "made", "format"),
        ({"body": {"name": "x", "part": {"type": 2, "url": 1}}}, "part/url", "type"),
        ({"body": None}, "body", "required"),
        ({"body": None, "content_type": "multipart/form-data"}, ".", "required"),
        ({"path": "/api/v10/things/x"}, "path id", "pattern"),
        ({"path": "/api/v10/things/1?limit=10"}, "query limit", "maximum"),
        ({"path": "/api/v10/things/1?colour=red"}, "query colour", "unknown"),
        ({"path": "/api/v10/nothing"}, ".", "path"),
        ({"method": "PUT"}, ".", "path"),
    ],
)
def test_wrong_requests_are_found(changes: dict[str, Any], where: str, rule: str) -> None:
    assert found(**changes) == [("request", where, rule)]


@pytest.mark.parametrize(
    ("changes", "side", "where", "rule"),
    [
        ({"response": {}}, "answer 200", ".", "required"),
        ({"response": None}, "answer 200", ".", "type"),
        ({"status": 204}, "answer 204", "body", "unknown"),
        ({"status": 302}, "answer 302", "status", "unknown"),
        ({"status": 403, "response": {}}, "answer 403", ".", "required"),
    ],
)
def test_wrong_answers_are_found(changes: dict[str, Any], side: str, where: str, rule: str) -> None:
    assert found(**changes) == [(side, where, rule)]


def test_of_a_refused_request_only_the_answer_is_checked() -> None:
    wrong = {"name": 5}
    assert found(status=400, body=wrong, response={"code": 50035}) == []
    assert found(status=429, body=wrong, response={"code": 0}) == [("request", "name", "type")]
    assert found(status=500, body=wrong, response="anything") == [("request", "name", "type")]


def named(**changes: str) -> Deviation:
    given = {"operation": "POST .*", "side": "request", "where": "name", "rule": "type", "message": r"\d+ is .*"}
    return Deviation(name="known", reason="for this test", **(given | changes))


def test_a_named_deviation_covers_only_what_it_names() -> None:
    witness = Witness(Document(DOCUMENT), (named(),))
    witness.look([exchange(body={"name": 5})], "a test")
    assert not witness.unnamed
    assert not witness.unused()
    witness.look([exchange(body={"name": None}), exchange(response={"name": 5})], "another")
    assert [kind.split(", ")[1] for kind in witness.unnamed] == ["request", "answer 200"]
    assert all(kind.endswith("[type]") for kind in witness.unnamed)
    assert "in another" in "\n".join(witness.lines())


def test_a_deviation_that_was_never_met_is_unused() -> None:
    witness = Witness(Document(DOCUMENT), (named(),))
    witness.look([exchange()], "a test")
    assert witness.unused() == ["known"]


RUN = """
import asyncio, aiohttp
from sandbox.discord import DiscordSandbox

def test_something():
    async def ask():
        async with DiscordSandbox() as discord, aiohttp.ClientSession() as session:
            await session.get(discord.api_base + "/gateway")
    asyncio.run(ask())
"""


def whole_run(folder: Path, paths: object, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one small test that asks for /gateway, with this suite's conftest and a document of these paths."""
    openapi = folder / "openapi.json"
    openapi.write_text(json.dumps({"paths": paths}))
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = test_run.py\n")
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (folder / "test_run.py").write_text(RUN)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=folder,
        env=environment(DISCORD_OPENAPI=str(openapi)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_run_with_something_unnamed_fails_and_says_what(tmp_path: Path) -> None:
    done = whole_run(tmp_path, {}, "test_run.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 exchanges, 1 unnamed" in done.stdout
    assert "GET /gateway, request, .: the document has no such method or path" in done.stdout


def test_a_part_of_the_suite_may_leave_deviations_unmet(tmp_path: Path) -> None:
    done = whole_run(tmp_path, {"/gateway": GATEWAY}, "test_run.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 exchanges, 0 unnamed" in done.stdout


def test_the_whole_suite_may_not(tmp_path: Path) -> None:
    done = whole_run(tmp_path, {"/gateway": GATEWAY})
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("never met") == len(DEVIATIONS)


def test_the_list_of_deviations_is_short_and_reasoned() -> None:
    assert len(DEVIATIONS) <= MOST
    assert len({deviation.name for deviation in DEVIATIONS}) == len(DEVIATIONS)
    assert all(len(deviation.reason) > 40 for deviation in DEVIATIONS)
