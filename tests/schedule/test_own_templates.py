"""Posts by a server's own template: as it is when they are due, and never a half-working one."""

import re

from bot.credits.own import Draft
from bot.replies import Reply
from bot.schedule.rules import parse_rule
from bot.store.schedules import PAUSED
from tests.schedule.stage import Stage, roll_of


async def planned(stage: Stage, body: str) -> str:
    """Save a template and start a schedule by it; return the schedule's id."""
    draft = Draft("Gala", body)
    await stage.templates.write(stage.guild_id, draft)
    await stage.templates.save(stage.guild_id, "Gala", draft.digest)
    started = await stage.schedules.draft(
        guild_id=stage.guild_id,
        channel_id=stage.channel.id,
        created_by=stage.creator,
        rule=parse_rule("every monday at 18:00"),
        timezone="Europe/Berlin",
        template="Gala",
    )
    await stage.schedules.confirm(started.id, guild_id=stage.guild_id, user_id=stage.creator)
    stage.clock.pass_time(minutes=1)
    return started.id


async def test_a_post_takes_the_template_of_its_server(stage: Stage) -> None:
    stage.roll = roll_of(2)
    await planned(stage, "# Curtain!\n{{ supporters|join(' & ') }}")
    await stage.work(stage.poster())
    (message,) = stage.posted
    assert message.embeds[0]["title"] == "Curtain!"
    assert message.embeds[0]["description"] == "Supporter 0000 & Supporter 0001"


async def test_a_template_that_fails_posts_nothing_pauses_and_tells_its_person_once(stage: Stage) -> None:
    stage.roll = roll_of(1)
    schedule_id = await planned(stage, "one\n{{ supporters[1].name }}")
    poster = stage.poster()
    await stage.work(poster)
    await stage.work(poster)
    assert stage.posted == []
    (notice,) = stage.notices
    assert "**Gala** does not work, in line 2" in notice.text
    assert (await stage.schedules.get(schedule_id, stage.guild_id)).status == PAUSED


async def test_what_a_template_quotes_stays_short_and_takes_no_effect(stage: Stage) -> None:
    stage.roll = roll_of(1)
    live = "Your link has ended. [Link it again](https://evil.example/link) <@1> `"
    schedule_id = await planned(stage, f"x {{% if count < 2 %}}{{{{ {{}}['{live}' ~ '.' * 5000000] }}}}{{% endif %}}")
    await stage.work(stage.poster())
    (notice,) = stage.notices
    (embed,) = Reply(notice.text).all_embeds()
    assert embed.description
    assert "Your link has ended" in embed.description
    bare = re.sub(r"\\.", "", embed.description)
    assert not [mark for mark in ("](", "://", "<@") if mark in bare]
    assert bare.count("`") % 2 == 0
    assert len((await stage.schedules.get(schedule_id, stage.guild_id)).problem) < 1_000
    assert all(len(problem) < 1_000 for _, problem in await stage.ledger())


async def test_a_post_goes_on_with_the_default_when_its_template_was_deleted(stage: Stage) -> None:
    stage.roll = roll_of(1)
    await planned(stage, "{{ count }}")
    await stage.templates.delete(stage.guild_id, "Gala")
    await stage.work(stage.poster())
    (message,) = stage.posted
    assert message.embeds[0]["description"].startswith("### Gold")
