"""members.list and membershipsLevels.list."""

from collections import Counter

from sandbox.google.model import Channel
from sandbox.google.names import ODD_NAMES, SHARED_NAME
from tests.sandbox.google.helpers import MEMBERS, READ, App
from tests.support.clock import HandClock


def stage(app: App) -> Channel:
    channel = app.google.person("creator").channel
    assert channel is not None
    return channel


async def test_all_1200_members_come_newest_to_oldest(app: App) -> None:
    token = await app.token(MEMBERS, person="creator")
    items = await app.every_page("members", token, part="snippet", maxResults=1000)
    details = [item["snippet"]["membershipsDetails"] for item in items]
    assert len({item["snippet"]["memberDetails"]["channelId"] for item in items}) == 1200
    since = [detail["membershipsDuration"]["memberSince"] for detail in details]
    assert since == sorted(since, reverse=True)
    levels = Counter(detail["highestAccessibleLevelDisplayName"] for detail in details)
    assert set(levels) == {"Stalls", "Balcony", "Royal Box"}
    assert min(levels.values()) > 50
    for detail in details:
        assert detail["accessibleLevels"] == [stay["level"] for stay in detail["membershipsDurationAtLevels"]]
        assert detail["highestAccessibleLevel"] == detail["accessibleLevels"][-1]
        assert detail["membershipsDuration"]["memberTotalDurationMonths"] >= 1
    assert app.google.quota_left == 10_000 - 4


async def test_names_come_in_many_scripts_with_oddities_and_duplicates(app: App) -> None:
    names = [member.name for member in stage(app).members]
    assert set(ODD_NAMES) <= set(names)
    assert names.count(SHARED_NAME) >= 24
    for sample in ("Otter", "Żółw", "Ёж", "Λύκος", "水獭", "カワウソ", "수달", "صقر", "ינשוף", "हाथी", "นาก", "🦦"):
        assert any(sample in name for name in names)


async def test_the_default_page_has_five_and_only_the_snippet_part_exists(app: App) -> None:
    token = await app.token(MEMBERS, person="creator")
    answer = await app.youtube("members", token, part="snippet")
    assert len(answer.json["items"]) == 5
    assert answer.json["pageInfo"] == {"totalResults": 1200, "resultsPerPage": 5}
    assert "prevPageToken" not in answer.json
    assert (await app.youtube("members", token, part="id")).reason == "unknownPart"


async def test_levels_are_listed(app: App) -> None:
    token = await app.token(MEMBERS, person="creator")
    answer = await app.youtube("membershipsLevels", token, part="id,snippet")
    names = [item["snippet"]["levelDetails"]["displayName"] for item in answer.json["items"]]
    assert names == ["Stalls", "Balcony", "Royal Box"]


async def test_filters_by_level_and_by_channel(app: App) -> None:
    token, channel = await app.token(MEMBERS, person="creator"), stage(app)
    top = channel.levels[2].id
    query = {"part": "snippet", "maxResults": 1000}
    highest = await app.youtube("members", token, **query, hasAccessToLevel=top)
    assert {item["snippet"]["membershipsDetails"]["highestAccessibleLevel"] for item in highest.json["items"]} == {top}
    everyone = await app.youtube("members", token, **query, hasAccessToLevel=channel.levels[0].id)
    assert everyone.json["pageInfo"]["totalResults"] == 1200
    wanted = [channel.members[3].channel_id, channel.members[900].channel_id]
    some = await app.youtube("members", token, **query, filterByMemberChannelId=",".join([*wanted, "UCnobody"]))
    assert [item["snippet"]["memberDetails"]["channelId"] for item in some.json["items"]] == wanted


async def test_bad_filters_modes_and_tokens(app: App) -> None:
    token = await app.token(MEMBERS, person="creator")
    hundred_and_one = ",".join(f"UC{number}" for number in range(101))
    for query, reason in (
        ({"mode": "listMembersModeUnknown"}, "invalidMode"),
        ({"mode": "yesterday"}, "invalidMode"),
        ({"hasAccessToLevel": "nonsense"}, "invalidHasAccessToLevel"),
        ({"filterByMemberChannelId": hundred_and_one}, "invalidFilterByMemberChannelId"),
        ({"pageToken": "nonsense"}, "invalidPageToken"),
    ):
        answer = await app.youtube("members", token, part="snippet", **query)
        assert (answer.status, answer.reason) == (400, reason)


async def test_tokens_belong_to_one_mode_and_expire(app: App, clock: HandClock) -> None:
    token = await app.token(MEMBERS, person="creator")
    page = (await app.youtube("members", token, part="snippet")).json["nextPageToken"]
    crossed = await app.youtube("members", token, part="snippet", mode="updates", pageToken=page)
    assert crossed.reason == "invalidPageToken"
    clock.pass_time(minutes=59)
    assert (await app.youtube("members", token, part="snippet", pageToken=page)).status == 200
    token = await app.token(MEMBERS, person="creator")
    clock.pass_time(minutes=1)
    assert (await app.youtube("members", token, part="snippet", pageToken=page)).reason == "invalidPageToken"


async def test_updates_starts_empty_and_tells_who_joined_since(app: App, clock: HandClock) -> None:
    token, channel = await app.token(MEMBERS, person="creator"), stage(app)
    first = (await app.youtube("members", token, part="snippet", mode="updates")).json
    assert first["items"] == []
    channel.join("Newcomer", level=channel.levels[1], at=clock())
    page = first["nextPageToken"]
    second = (await app.youtube("members", token, part="snippet", mode="updates", pageToken=page)).json
    assert [item["snippet"]["memberDetails"]["displayName"] for item in second["items"]] == ["Newcomer"]
    page = second["nextPageToken"]
    third = (await app.youtube("members", token, part="snippet", mode="updates", pageToken=page)).json
    assert third["items"] == []
    assert "nextPageToken" in third
    newest = (await app.youtube("members", token, part="snippet", maxResults=1)).json
    assert newest["items"][0]["snippet"]["memberDetails"]["displayName"] == "Newcomer"
    channel.leave(newest["items"][0]["snippet"]["memberDetails"]["channelId"])
    assert (await app.youtube("members", token, part="snippet")).json["pageInfo"]["totalResults"] == 1200


async def test_updates_tells_who_moved_up_but_not_who_left(app: App, clock: HandClock) -> None:
    token, channel = await app.token(MEMBERS, person="creator"), stage(app)
    page = (await app.youtube("members", token, part="snippet", mode="updates")).json["nextPageToken"]
    person = next(one for one in channel.members if one.level == channel.levels[0])
    channel.leave(next(one.channel_id for one in channel.members if one != person))
    clock.pass_time(minutes=1)
    channel.move_up(person.channel_id, level=channel.levels[2], at=clock())
    news = await app.youtube("members", token, part="snippet", mode="updates", pageToken=page)
    [moved] = [item["snippet"] for item in news.json["items"]]
    assert moved["memberDetails"]["channelId"] == person.channel_id
    details = moved["membershipsDetails"]
    assert details["highestAccessibleLevelDisplayName"] == "Royal Box"
    assert details["accessibleLevels"] == [level.id for level in channel.levels]
    assert details["membershipsDuration"]["memberTotalDurationMonths"] == person.months
    assert len(await app.every_page("members", token, part="snippet", maxResults=1000)) == 1199


async def test_a_channel_without_memberships(app: App) -> None:
    for person in ("mallory", "alice", "bob"):
        token = await app.token(MEMBERS, person=person)
        for path in ("members", "membershipsLevels"):
            answer = await app.youtube(path, token, part="snippet")
            assert (answer.status, answer.reason) == (400, "channelMembershipsNotEnabled")


async def test_without_googles_permission_it_is_a_plain_403(app: App) -> None:
    token = await app.token(MEMBERS, READ, person="creator")
    app.google.members_access = False
    for path in ("members", "membershipsLevels"):
        answer = await app.youtube(path, token, part="snippet")
        assert (answer.status, answer.reason) == (403, "forbidden")
        assert "details" not in answer.json["error"]
    app.google.members_access = True
    assert (await app.youtube("members", token, part="snippet")).status == 200
