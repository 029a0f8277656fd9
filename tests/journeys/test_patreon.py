"""Patreon from Discord: link by both proofs, thank patrons, lose and renew, unlink."""

import json
from collections import Counter

import pytest

from bot.supporters.patreon import PatreonSettings
from sandbox.discord.people import Person
from sandbox.patreon.model import Member
from sandbox.patreon.server import TOKEN
from tests.patreon.rules import expected
from tests.support.asking import asked, clicked
from tests.support.bench import StagedBench


def members(bench: StagedBench) -> list[Member]:
    campaign = bench.patreon.person("creator").campaign
    assert campaign is not None
    return campaign.members


def refreshes(bench: StagedBench) -> int:
    return sum(1 for one in bench.patreon.requests if one.path == TOKEN and one.grant_type == "refresh_token")


async def taken(person: Person) -> Counter[tuple[str, str]]:
    """Return the names and levels of the whole list, as its owner takes it away."""
    file = (await asked(person, "credits export", format="json")).attachments[0]
    roll = json.loads(file.content)
    return Counter((one["name"], level["name"]) for level in roll["levels"] for one in level["people"])


async def test_a_creator_links_patreon_by_either_proof_and_thanks_every_patron(either_proof: StagedBench) -> None:
    bench = either_proof
    offer = await (await bench.creator.slash("link", access="creator", provider="patreon")).message()
    assert "Link Patreon" in offer.text
    await bench.go_through(bench.creator, offer)
    listed = await asked(bench.creator, "accounts")
    assert "thecreator" in listed.text
    assert "see who your patrons are" in listed.text
    assert "YouTube" not in listed.text
    added = await asked(bench.creator, "credits sources add")
    assert "Added the patrons of **thecreator**" in added.text
    assert "would look now" in (await asked(bench.creator, "credits preview")).text
    assert await taken(bench.creator) == named(bench, PatreonSettings())


def named(bench: StagedBench, settings: PatreonSettings) -> Counter[tuple[str, str]]:
    """Return whom the credits should name and at which level, worked out apart from the bot."""
    everybody = expected(members(bench), settings).elements()
    return Counter((name, level) for _, name, level in everybody if name)


async def test_only_what_the_bot_is_set_up_for_can_be_chosen(bench: StagedBench) -> None:
    refused = await asked(bench.alice, "link", access="act", provider="patreon")
    assert "no such permission at Patreon" in refused.text
    linked = await asked(bench.alice, "link", access="look", provider="patreon")
    assert "Link Patreon" in [button.label for button in linked.buttons]


async def test_the_page_says_what_patreon_allows_and_nothing_of_youtube(bench: StagedBench) -> None:
    offer = await (await bench.alice.slash("link", access="look", provider="patreon")).message()
    browser = await bench.consent(bench.alice, offer.link())
    assert "see who you are at Patreon" in browser.outcome
    assert "YouTube" not in browser.text
    assert "Google" not in browser.text


async def test_unlinking_says_that_patreon_lets_no_program_end_a_permission(bench: StagedBench) -> None:
    await bench.link_patreon(bench.creator)
    before = len(bench.patreon.requests)
    gone = await asked(bench.creator, "unlink")
    assert "Patreon lets no program end a permission" in gone.text
    assert "Google" not in gone.text
    assert len(bench.patreon.requests) == before, "there is nobody to ask"


async def test_a_pair_of_tokens_is_renewed_once_and_the_new_one_is_used(bench: StagedBench) -> None:
    await bench.link_patreon(bench.creator)
    await asked(bench.creator, "credits sources add")
    bench.patreon.expire_access_tokens()
    for _ in range(2):
        bench.clock.pass_time(minutes=3)
        assert "would look now" in (await asked(bench.creator, "credits preview")).text
    assert refreshes(bench) == 1


async def test_an_answer_that_is_lost_ends_the_link_and_says_so(bench: StagedBench) -> None:
    await bench.link_patreon(bench.creator)
    await asked(bench.creator, "credits sources add")
    bench.patreon.expire_access_tokens()
    # Patreon has made a new pair of tokens and ended the old one; nobody ever gets to know the new one.
    bench.patreon.faults.lose_next(TOKEN, times=1)
    refused = await asked(bench.creator, "credits preview")
    assert "must link" in refused.text or "links that" in refused.text
    card = await asked(bench.creator, "accounts")
    assert "I was interrupted while renewing the permission" in card.text
    again = await clicked(bench.creator, card, "Link again")
    assert "to link **thecreator** again" in again.text


async def test_a_disconnected_app_is_noticed_in_patreons_words(bench: StagedBench) -> None:
    await bench.link_patreon(bench.creator)
    await asked(bench.creator, "credits sources add")
    bench.patreon.disconnect("creator")
    await asked(bench.creator, "credits preview")
    card = await asked(bench.creator, "accounts")
    assert "Patreon no longer accepts the permission you gave" in card.text
    assert "Google" not in card.text


async def test_the_owner_alone_chooses_whom_and_what_to_call_them(bench: StagedBench) -> None:
    await bench.link_patreon(bench.creator)
    await asked(bench.creator, "credits sources add")
    choices = await bench.creator.autocomplete("credits sources patreon", "source", "")
    source = choices[0].value
    changed = await asked(bench.creator, "credits sources patreon", source=source, gifted=False, full_names=True)
    assert "Not thanked: gifted" in changed.text
    assert "full names" in changed.text
    assert await taken(bench.creator) == named(bench, PatreonSettings(gifted=False, full_names=True))


@pytest.mark.parametrize("fault", ["patreon_server_errors", "patreon_down", "patreon_throttled"])
async def test_trouble_at_patreon_is_said_and_passes(bench: StagedBench, fault: str) -> None:
    await bench.link_patreon(bench.creator)
    await asked(bench.creator, "credits sources add")
    bench.stage.faults.on(fault)
    assert "Patreon is not answering properly right now" in (await asked(bench.creator, "credits preview")).text
    bench.stage.faults.off(fault)
    bench.clock.pass_time(minutes=2)
    assert "would look now" in (await asked(bench.creator, "credits preview")).text
