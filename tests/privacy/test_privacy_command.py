"""/privacy, seen by the person who uses it."""

import json

from sandbox.discord.people import DM
from tests.journeys.test_secrets import secrets_of
from tests.privacy.hands import delete_everything, traces
from tests.privacy.rows import everything
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench

NOTHING = "I keep nothing about you now"


async def test_somebody_new_reads_that_nothing_is_kept(bench: InnerBench) -> None:
    shown = await asked(bench.alice, "privacy")
    assert NOTHING in shown.text
    assert shown.ephemeral
    assert [button.label for button in shown.buttons] == ["Privacy page"]
    assert shown.link("Privacy page") == f"{bench.url}/privacy"


async def test_what_is_kept_is_shown_with_why_and_for_how_long(ready: InnerBench) -> None:
    await asked(ready.creator, "credits post", channel_="credits")
    shown = (await asked(ready.creator, "privacy")).text
    for words in (
        "1 linked account",
        "**The Creator**: I may ",
        "1 place where your members are thanked",
        "**1 schedule**, kept until somebody deletes it",
        "**1 post of credits**, kept 400 days",
        "1 link that you began",
        "lines in the record",
        "400 days",
        "365 days",
    ):
        assert words in shown


async def test_it_works_in_the_dm_with_the_bot(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    assert "1 linked account" in (await asked(bench.alice, "privacy", channel=DM)).text


async def test_the_export_is_one_private_json_file_without_secrets(ready: InnerBench) -> None:
    await asked(ready.creator, "credits post", channel_="credits")
    told = await clicked(ready.creator, await asked(ready.creator, "privacy"), "Export")
    assert told.ephemeral
    file = told.attachments[0]
    assert file.filename == "curtain-call-data.json"
    read = json.loads(file.content)
    counted = {name: len(rows) for name, rows in read.items() if isinstance(rows, list)}
    for name in ("links", "tokens", "sources", "snapshots", "schedules", "posts", "tickets", "attempts", "quota"):
        assert counted[name] == 1, name
    assert counted["post_parts"] == 4
    assert {"link.saved", "source.added", "privacy.exported"} <= {line["action"] for line in read["audit"]}
    assert [secret for secret in secrets_of(ready) if secret.encode() in file.content] == []
    assert b"Velvet Otter" not in file.content


async def test_a_word_that_is_not_the_word_changes_nothing(ready: InnerBench) -> None:
    form = await ready.creator.click(await asked(ready.creator, "privacy"), "Delete everything")
    modal = await form.modal()
    assert "DELETE" in modal.text
    told = await (await ready.creator.submit(form, word="yes, please")).next_followup()
    assert "Nothing was deleted" in told.text
    assert "1 linked account" in (await asked(ready.creator, "privacy")).text


async def test_deleting_forgets_everything_and_says_what_google_confirmed(ready: InnerBench) -> None:
    await asked(ready.creator, "credits post", channel_="credits")
    shown = await asked(ready.creator, "privacy")
    form = await ready.creator.click(shown, "Delete everything")
    await form.modal()
    told = await (await ready.creator.submit(form, word=" dE l ete ")).message()
    assert "**The Creator**: Google confirmed that it has ended" in told.text
    assert "Paused" in told.text
    assert await traces(ready, ready.creator) == []
    assert [one.path for one in ready.google.requests].count("/revoke") == 1
    assert NOTHING in (await asked(ready.creator, "privacy")).text
    assert "no names to post" in (await asked(ready.creator, "credits schedules")).text
    assert "linked nothing yet" in (await asked(ready.creator, "accounts")).text


async def audit_of(bench: InnerBench) -> list[str]:
    return [row["action"] for row in (await everything(bench.app.client.services.database))["audit"]]


async def test_deleting_twice_at_once_deletes_once(ready: InnerBench) -> None:
    shown = await asked(ready.creator, "privacy")
    forms = [await ready.creator.click(shown, "Delete everything") for _ in range(2)]
    for form in forms:
        await form.modal()
    replies = [await ready.creator.submit(form, word="delete") for form in forms]
    told = sorted([(await reply.message()).text for reply in replies])
    assert told
    assert NOTHING in (await asked(ready.creator, "privacy")).text
    assert await traces(ready, ready.creator) == []
    assert len([line for line in await audit_of(ready) if line == "privacy.deleted"]) == 1


async def test_a_grant_that_somebody_else_needs_stays(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    offer = await asked(bench.discord.person("bob"), "link")
    await bench.consent(bench.discord.person("bob"), offer.link(), account="alice")
    told = await delete_everything(bench.alice)
    assert "somebody else has linked the same account" in told.text
    assert "236 videos" in (await asked(bench.discord.person("bob"), "myuploads")).text
    assert str(bench.alice.id) not in " ".join(await traces(bench, bench.alice))


async def test_google_not_answering_is_said_and_nothing_is_kept_all_the_same(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    bench.google.faults.fail_next("/revoke", 503, times=5)
    assert "I do not know whether it has ended" in (await delete_everything(bench.alice)).text
    assert await traces(bench, bench.alice) == []
