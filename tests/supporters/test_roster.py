"""Merging: nobody is lost, nobody stands twice, and people's own wishes win."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.store.overrides import Override
from bot.supporters.consent import ANONYMOUS, HIDDEN, NAME, Claim, Wanted
from bot.supporters.entries import Entry, Level, SourceList
from bot.supporters.kinds import LIST, PATREON, YOUTUBE_MEMBERS
from bot.supporters.roster import Merged, merge
from bot.supporters.tiers import Arranged, CreditSettings, Listed

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def entry(key: str, name: str = "", level: str = "gold", months: int = 3, since: datetime | None = None) -> Entry:
    return Entry(key, name or key, level, months, since)


def listed(title: str, *entries: Entry, kind: str = YOUTUBE_MEMBERS) -> Listed:
    levels = (Level("gold", "Gold"), Level("tin", "Tin"))
    return Listed(f"{kind}:{title}", kind, title, SourceList(levels, entries, NOW))


def claim(user: int, choice: str, *keys: str, name: str = "", at: datetime = NOW) -> Claim:
    return Claim(user, choice, name, at, frozenset(keys))


def changed(*overrides: Override) -> dict[str, Override]:
    return {one.key: one for one in overrides}


def stand(merged: Merged) -> dict[str, list[str]]:
    return {group.level: [one.name for one in group.names] for group in merged.groups}


def test_one_source_stands_as_it_is_longest_first() -> None:
    one = listed(
        "A", entry("youtube:1", "Bob", months=2), entry("youtube:2", "Alice", months=9), entry("youtube:3", level="tin")
    )
    assert stand(merge([one], Wanted())) == {"Gold": ["Alice", "Bob"], "Tin": ["youtube:3"]}


def test_the_same_key_in_two_sources_stands_once_at_the_higher_tier() -> None:
    first = listed("A", entry("youtube:1", "Alice", "tin", months=9, since=NOW))
    second = listed("B", entry("youtube:1", "Alicia", "gold", months=2, since=NOW - timedelta(days=9)))
    merged = merge([first, second], Wanted())
    assert stand(merged) == {"Tin (A)": ["Alice"]}
    [alice] = merged.groups[0].names
    assert (alice.months, alice.since) == (9, NOW - timedelta(days=9))
    joined = CreditSettings((Arranged(("youtube_members:B/gold",), "Stars"),))
    assert stand(merge([first, second], Wanted(settings=joined))) == {"Stars": ["Alicia"]}


def test_the_same_name_alone_joins_nobody() -> None:
    merged = merge(
        [listed("A", entry("youtube:1", "Alice")), listed("B", entry("list:alice", "Alice"), kind=LIST)], Wanted()
    )
    assert stand(merged) == {"Gold (A)": ["Alice"], "Gold (B)": ["Alice"]}


def test_two_accounts_of_one_person_stand_once_where_they_said_how_they_want_to_be_credited() -> None:
    lists = [listed("A", entry("youtube:1", "Alice")), listed("B", entry("patreon:9", "A. Smith"), kind=PATREON)]
    wish = claim(1, NAME, "youtube:1", "patreon:9", name="Alice of the Stalls")
    assert stand(merge(lists, Wanted([wish]))) == {"Gold (A)": ["Alice of the Stalls"]}


def test_an_account_that_two_people_have_linked_joins_nobody_and_the_stricter_wish_counts() -> None:
    lists = [listed("A", *(entry(key) for key in ("youtube:1", "youtube:2", "youtube:3")))]
    wishes = [claim(1, NAME, "youtube:1", "youtube:3"), claim(2, ANONYMOUS, "youtube:2", "youtube:3")]
    merged = merge(lists, Wanted(wishes))
    assert (stand(merged), merged.unnamed) == ({"Gold": ["youtube:1"]}, 2)


def test_a_wish_is_stronger_than_the_server() -> None:
    lists = [listed("A", *(entry(f"youtube:{number}") for number in range(4)))]
    wishes = [
        claim(1, NAME, "youtube:0", name="Alice"),
        claim(2, HIDDEN, "youtube:1"),
        claim(3, ANONYMOUS, "youtube:2"),
    ]
    overrides = changed(
        Override("youtube:0", "Al", hidden=True),
        Override("youtube:1", "Bob"),
        Override("youtube:2", hidden=True),
        Override("youtube:3", "Mallory"),
    )
    merged = merge(lists, Wanted(wishes, overrides))
    assert (stand(merged), merged.unnamed) == ({"Gold": ["Alice", "Mallory"]}, 1)
    assert merged.withheld == {"youtube:1", "youtube:2"}


def test_a_refusal_is_stronger_than_a_wish_and_covers_every_account_of_the_person() -> None:
    lists = [
        listed("A", *(entry(f"youtube:{number}") for number in range(4))),
        listed("P", entry("patreon:9"), kind=PATREON),
    ]
    wishes = [
        claim(1, NAME, "youtube:0", "patreon:9", "youtube:gone", name="Something offensive"),
        claim(2, ANONYMOUS, "youtube:1"),
        claim(3, HIDDEN, "youtube:2"),
    ]
    overrides = changed(*(Override(key, refused=True) for key in ("patreon:9", "youtube:1", "youtube:2")))
    merged = merge(lists, Wanted(wishes, overrides))
    assert (stand(merged), merged.unnamed) == ({"Gold (A)": ["youtube:3"]}, 0)
    assert merged.withheld == {"youtube:0", "youtube:1", "youtube:2", "patreon:9", "youtube:gone"}


def test_the_server_says_who_is_one_person_over_several_steps() -> None:
    lists = [listed("A", *(entry(f"youtube:{number}", months=number) for number in range(4)))]
    steps = changed(Override("youtube:0", merged_into="youtube:1"), Override("youtube:1", merged_into="list:gone"))
    assert stand(merge(lists, Wanted(overrides=steps))) == {"Gold": ["youtube:3", "youtube:2", "youtube:0"]}


def test_two_people_with_wishes_are_not_made_one_by_the_server() -> None:
    lists = [listed("A", entry("youtube:1", "Alice"), entry("youtube:2", "Bob"))]
    wishes = [claim(1, NAME, "youtube:1"), claim(2, NAME, "youtube:2")]
    merged = merge(lists, Wanted(wishes, changed(Override("youtube:1", merged_into="youtube:2"))))
    assert stand(merged) == {"Gold": ["Alice", "Bob"]}


def test_the_unnamed_are_not_counted_where_the_server_does_not_wish_it() -> None:
    wanted = Wanted([claim(1, ANONYMOUS, "youtube:1")], settings=CreditSettings(count_unnamed=False))
    assert merge([listed("A", entry("youtube:1"))], wanted).unnamed == 0


def test_levels_that_the_server_did_not_arrange_come_after_and_none_is_lost() -> None:
    lists = [listed("A", entry("youtube:1"), entry("youtube:2", level="tin")), listed("B", entry("youtube:3"))]
    settings = CreditSettings((Arranged(("youtube_members:B/gold", "youtube_members:A/tin", "gone/gone"), "Stars"),))
    merged = merge(lists, Wanted(settings=settings))
    assert stand(merged) == {"Stars": ["youtube:2", "youtube:3"], "Gold (A)": ["youtube:1"]}


def test_people_at_a_level_that_the_source_does_not_name_stand_under_its_title() -> None:
    lists = [listed("A", entry("youtube:1", level="gone")), listed("Crew", entry("list:bob", level=""), kind=LIST)]
    assert stand(merge(lists, Wanted())) == {"A": ["youtube:1"], "Crew": ["list:bob"]}


def test_only_names_from_lists_and_patreon_may_be_remembered() -> None:
    lists = [
        listed("A", entry("youtube:1", "Alice"), entry("youtube:2", "Bob")),
        listed("P", entry("youtube:2", "Bob of the List", level="tin"), kind=LIST),
        listed("Q", entry("patreon:3", "Mallory"), kind=PATREON),
    ]
    found = {one.name: one.kept_name for group in merge(lists, Wanted()).groups for one in group.names}
    assert found == {"Alice": "", "Bob": "Bob of the List", "Mallory": "Mallory"}


KEYS = [f"youtube:{number}" for number in range(6)] + [f"patreon:{number}" for number in range(4)]
keys = st.sampled_from(KEYS)
entries = st.builds(
    Entry,
    keys,
    st.sampled_from(["Alice", "Bob", "Mallory"]),
    st.sampled_from(["gold", "tin", "unheard"]),
    st.integers(0, 3),
    st.none() | st.just(NOW),
)
lists_ = st.lists(st.lists(entries, max_size=12), min_size=1, max_size=3).map(
    lambda every: [
        listed(f"S{number}", *some, kind=[YOUTUBE_MEMBERS, LIST, PATREON][number]) for number, some in enumerate(every)
    ]
)
claims_ = st.lists(
    st.builds(
        Claim,
        st.integers(1, 4),
        st.sampled_from([NAME, ANONYMOUS, HIDDEN]),
        st.sampled_from(["", "Own Name"]),
        st.just(NOW),
        st.frozensets(keys, max_size=3),
    ),
    max_size=4,
    unique_by=lambda one: one.user_id,
)
overrides_ = st.lists(
    st.builds(Override, keys, st.sampled_from(["", "Spelled"]), st.booleans(), st.none() | keys, st.booleans()),
    unique_by=lambda one: one.key,
).map(lambda every: changed(*every))
settings_ = st.builds(
    CreditSettings,
    st.lists(
        st.builds(
            Arranged,
            st.lists(
                st.sampled_from(["youtube_members:S0/gold", "list:S1/tin", "list:S1/gold", "x/y"]), max_size=3
            ).map(tuple),
            st.sampled_from(["", "Stars"]),
        ),
        max_size=3,
    ).map(tuple),
)


@given(lists_, claims_, overrides_, settings_)
def test_nobody_is_lost_nobody_stands_twice_and_wishes_win(
    lists: list[Listed], claims: list[Claim], overrides: dict[str, Override], settings: CreditSettings
) -> None:
    merged = merge(lists, Wanted(claims, overrides, settings))
    every = {one.key for each in lists for one in each.people.entries}
    named = [one for group in merged.groups for one in group.names]
    standing = Counter(key for one in named for key in one.keys)
    assert set(standing.values()) <= {1}
    left_out = every - set(standing)
    assert left_out <= merged.withheld
    assert not set(standing) & merged.withheld
    for one in claims:
        if one.choice != NAME:
            assert not one.keys & set(standing)
    asked = {key for one in claims if one.choice != NAME for key in one.keys}
    if not asked and not any(one.hidden or one.refused for one in overrides.values()):
        assert left_out == set()
    if not any(one.choice == ANONYMOUS for one in claims):
        assert merged.unnamed == 0
    # Two people with their own wishes never stand as one.
    linked_by = Counter(key for one in claims for key in one.keys)
    owner = {key: one.user_id for one in claims for key in one.keys if linked_by[key] == 1}
    for person in named:
        assert len({owner[key] for key in person.keys if key in owner}) <= 1


@given(lists_, claims_, overrides_, keys)
def test_a_refusal_leaves_one_person_out_whatever_they_wish_and_shows_nobody(
    lists: list[Listed], claims: list[Claim], overrides: dict[str, Override], key: str
) -> None:
    free = overrides | {key: replace(overrides.get(key, Override(key)), refused=False)}
    before = merge(lists, Wanted(claims, free))
    after = merge(lists, Wanted(claims, overrides | {key: replace(free[key], refused=True)}))
    was, is_ = _keys(before), _keys(after)
    assert is_ <= was
    assert after.unnamed <= before.unnamed
    assert key in after.withheld
    # Whoever is gone is one person, by whichever of their accounts, and is withheld by all of them.
    gone = {one for group in before.groups for one in group.names} - {
        one for group in after.groups for one in group.names
    }
    assert len(gone) <= 1
    assert was - is_ <= after.withheld
    assert len(gone) + before.unnamed - after.unnamed <= 1
    assert before.withheld <= after.withheld


@given(lists_, claims_, overrides_, keys)
def test_a_refusal_stays_when_the_wish_that_joined_two_accounts_is_taken_back(
    lists: list[Listed], claims: list[Claim], overrides: dict[str, Override], key: str
) -> None:
    merged = merge(lists, Wanted(claims, overrides))
    for group in merged.groups:
        for one in group.names:
            never = {each: replace(overrides.get(each, Override(each)), refused=True) for each in one.keys}
            for wished in (claims, []):
                assert not _keys(merge(lists, Wanted(wished, overrides | never))) & set(one.keys)


def _keys(merged: Merged) -> set[str]:
    return {key for group in merged.groups for one in group.names for key in one.keys}


@given(lists_, claims_, overrides_, settings_, st.randoms(use_true_random=False))
def test_the_order_is_the_same_however_the_sources_list_their_people(
    lists: list[Listed], claims: list[Claim], overrides: dict[str, Override], settings: CreditSettings, random: object
) -> None:
    wanted = Wanted(claims, overrides, settings)
    once = [Listed(one.place, one.kind, one.title, _unique(one.people)) for one in lists]
    turned = [
        Listed(
            one.place, one.kind, one.title, SourceList(one.people.levels, one.people.entries[::-1], one.people.as_of)
        )
        for one in once
    ]
    first, second = merge(once, wanted), merge(turned, Wanted(claims[::-1], overrides, settings))
    assert [(group.level, [one.keys for one in group.names]) for group in first.groups] == [
        (group.level, [one.keys for one in group.names]) for group in second.groups
    ]
    assert first == second


def _unique(people: SourceList) -> SourceList:
    return SourceList(people.levels, tuple({one.key: one for one in people.entries}.values()), people.as_of)
