"""The mark on messages fits its place and is told apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.credits.limits import FOOTER, units
from bot.credits.text import Embed, Part, TextFile
from bot.schedule.claims import by_hand
from bot.schedule.marker import footer, mark_of, part_number
from bot.schedule.messages import dress
from bot.schedule.zones import COMMON

NOW = datetime(2026, 9, 30, 16, tzinfo=UTC)
POST = replace(by_hand(1, 2, "levels", 3, NOW), schedule_id="s", timezone="Europe/Berlin", due_at=NOW)


def test_mark_is_found_again() -> None:
    for late in (timedelta(), timedelta(days=20)):
        text = footer(POST, 2, 5, NOW + late)
        assert part_number(text, POST.id, 5) == 2
    assert footer(POST, 2, 5, NOW) == f"Curtain Call · post {mark_of(POST.id)} · part 2 of 5"


def test_mark_of_another_post_or_a_part_of_another_length_does_not_count() -> None:
    other = replace(POST, id="another")
    assert part_number(footer(other, 2, 5, NOW), POST.id, 5) is None
    assert part_number(footer(POST, 2, 5, NOW), POST.id, 6) is None
    assert part_number("Thanks!", POST.id, 5) is None
    assert part_number(None, POST.id, 5) is None


def test_footer_fits_the_room_that_is_kept_for_it() -> None:
    for zone in COMMON:
        assert units(footer(replace(POST, timezone=zone), 5, 5, NOW + timedelta(days=1))) <= FOOTER


def test_part_with_a_file_keeps_its_mark() -> None:
    dressed = dress(Part((Embed("", "text"),), TextFile("credits.txt", "ünï\n")), "mark")
    assert dressed.embeds[-1].footer.text == "mark"
    assert dressed.files[0].fp.read().decode() == "ünï\n"
    assert dress(Part((), TextFile("a.txt", "")), "mark").embeds[-1].footer.text == "mark"
