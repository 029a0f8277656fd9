"""/myuploads, /members, /like and /accounts beyond the first look."""

import csv
import io

from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


async def test_uploads_turn_pages_and_filter_by_select(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    first = await asked(bench.alice, "myuploads")
    assert [disabled for label, _, _, disabled in first.buttons if label == "◀"] == [True]
    second = await clicked(bench.alice, first, "▶")
    assert "page 2 of 24" in second.text
    unlisted = await (await bench.alice.select(second, "unlisted")).message()
    assert unlisted.text.count("https://youtu.be/") == 5
    assert "page 1 of 1" in unlisted.text


async def test_uploads_are_read_anew_when_their_cache_is_old(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    await asked(bench.alice, "myuploads")
    calls = len(bench.google.requests)
    await asked(bench.alice, "myuploads", privacy="private")
    assert len(bench.google.requests) == calls
    bench.clock.pass_time(minutes=3)
    await asked(bench.alice, "myuploads")
    assert len(bench.google.requests) > calls


async def test_members_filter_by_level_and_search_and_leave_as_csv(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    levels = await bench.creator.autocomplete("members", "level", "royal")
    assert [level.name for level in levels] == ["Royal Box"]
    listed = await asked(bench.creator, "members", level="Royal Box")
    assert "129 members here" in listed.text
    assert "page 2/13" in (await clicked(bench.creator, listed, "▶")).text
    file = (await clicked(bench.creator, listed, "Download as CSV")).attachments[0]
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(rows) == 129
    assert {row["level"] for row in rows} == {"Royal Box"}
    found = await asked(bench.creator, "members", search="velvet: otter")
    assert "Nobody fits" in found.text
    found = await asked(bench.creator, "members", search="VELVET")
    assert "Velvet" in found.text
    assert "You have no level of that name" in (await asked(bench.creator, "members", level="Basement")).text


async def test_suggesting_levels_costs_one_unit_however_many_keys_are_pressed(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    bench.google.members_access = False
    before = bench.google.quota_left
    for text in ("r", "ro", "roy", "roya", "royal"):
        await bench.creator.autocomplete("members", "level", text)
    assert before - bench.google.quota_left <= 1


async def test_only_the_owner_sees_their_members(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    await bench.link(bench.alice)
    refused = await asked(bench.alice, "members")
    assert "not allowed to see who your channel members are" in refused.text
    assert "1,200" not in refused.text


async def test_a_like_is_taken_back_and_a_second_one_changes_nothing(bench: InnerBench) -> None:
    await bench.link(bench.alice, "act")
    video = bench.google.person("mallory").videos[0].id
    liked = await asked(bench.alice, "like", video=video)
    assert "was already liked" in (await asked(bench.alice, "like", video=video)).text
    undone = await clicked(bench.alice, liked, "Undo")
    assert "You no longer rate" in undone.text
    assert bench.google.person("alice").rating_of(video) == "none"
    assert "You dislike" in (await asked(bench.alice, "like", video=video, rating="dislike")).text


async def test_the_message_menu_likes_the_video_in_a_message(bench: InnerBench) -> None:
    await bench.link(bench.alice, "act")
    channel = bench.google.person("alice").channel
    assert channel
    one, other = [video.id for video in channel.with_privacy("public")][:2]
    single = await bench.discord.person("bob").say("general", f"Look: https://youtu.be/{one}?t=3")
    assert "You like" in (await (await bench.alice.message_command("Like this video", single)).message()).text
    both = await bench.discord.person("bob").say(
        "general", f"<https://www.youtube.com/watch?v={one}> or youtube.com/shorts/{other}"
    )
    choose = await (await bench.alice.message_command("Like this video", both)).message()
    assert "You like" in (await (await bench.alice.select(choose, other)).message()).text
    assert bench.google.person("alice").rating_of(other) == "like"
    none = await bench.discord.person("bob").say("general", "no video here")
    assert (
        "no link to a YouTube video"
        in (await (await bench.alice.message_command("Like this video", none)).message()).text
    )


async def test_accounts_are_shown_unlinked_after_a_question_and_kept_when_one_thinks_again(bench: InnerBench) -> None:
    await bench.link(bench.alice, "act")
    shown = await asked(bench.alice, "accounts")
    assert "Works. I may see your channel and your videos and like videos" in shown.text
    question = await clicked(bench.alice, shown, "Unlink")
    assert "Works" in (await clicked(bench.alice, question, "Keep it")).text
    question = await clicked(bench.alice, await asked(bench.alice, "accounts"), "Unlink")
    assert "Google confirmed" in (await clicked(bench.alice, question, "Unlink")).text
    assert "linked nothing yet" in (await asked(bench.alice, "accounts")).text


async def test_several_accounts_have_a_default_and_autocomplete(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    offer = await asked(bench.alice, "link")
    await bench.consent(bench.alice, offer.link(), account="mallory")
    shown = await asked(bench.alice, "accounts")
    assert shown.text.count("✅") == 2
    assert "Your linked accounts" in (await asked(bench.alice, "unlink")).text
    choices = await bench.alice.autocomplete("myuploads", "account", "mal")
    assert [choice.name for choice in choices] == ["Mallory (@mallory)"]
    listed = await asked(bench.alice, "myuploads", account=choices[0].value)
    assert "Mallory" in listed.text
    assert "236" not in listed.text
    card = await (await bench.alice.select(shown, choices[0].value)).message()
    changed = await clicked(bench.alice, card, "Make default")
    assert "**Mallory** (\\@mallory) · default" in changed.text
    gone = await asked(bench.alice, "unlink", account=choices[0].value)
    assert "**Mallory** is unlinked" in gone.text


async def test_a_dead_grant_tells_its_owner_once_and_offers_to_link_again(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    linked = await bench.alice.next_dm()
    assert "You asked to link" in linked.text
    await bench.alice.next_dm()
    bench.google.revoke_grant("alice")
    bench.clock.pass_time(hours=2)
    refused = await asked(bench.alice, "myuploads")
    assert "must be linked again" in refused.text
    assert "must be linked again" in (await bench.alice.next_dm()).text
    again = await clicked(bench.alice, await asked(bench.alice, "accounts"), "Link again")
    await bench.go_through(bench.alice, again)
    assert "236 videos" in (await asked(bench.alice, "myuploads")).text


async def test_a_wrong_code_says_how_many_tries_are_left(bench: InnerBench) -> None:
    assert "No link of yours is waiting for a code" in (await asked(bench.alice, "link", code="ABCD-EFGH")).text
