"""`make demo ARGS=--script`: the tour played by the sandbox's people, and the transcript in docs/."""

import os
from pathlib import Path

import pytest

from bot.store.vault import new_key
from sandbox.demo import Demo, running_demo
from sandbox.script import StepFailed, play
from tests.support.bench import running_bench
from tests.support.processes import ROOT

DOCUMENT = ROOT / "docs/transcript.md"
FENCE = "```"


def kept() -> str:
    """Return the transcript that docs/ shows."""
    return DOCUMENT.read_text(encoding="utf-8").split(f"{FENCE}text\n")[1].split(f"\n{FENCE}")[0]


def keep(transcript: str) -> None:
    """Put this transcript into docs/ in place of the old one."""
    before = DOCUMENT.read_text(encoding="utf-8").split(f"{FENCE}text\n")[0]
    DOCUMENT.write_text(f"{before}{FENCE}text\n{transcript}\n{FENCE}\n", encoding="utf-8")


@pytest.mark.process
async def test_the_transcript_in_docs_is_what_the_script_prints(tmp_path: Path) -> None:
    lines: list[str] = []
    async with running_demo(tmp_path, port=0, sign_in=True, key=new_key()) as demo:
        await play(demo, lines.append)
    transcript = "\n".join(lines)
    if os.environ.get("KEEP_TRANSCRIPT"):
        keep(transcript)
    assert transcript == kept(), "docs/transcript.md is old; KEEP_TRANSCRIPT=1 before this test writes it anew"


async def test_the_tour_can_be_done_with_the_code_too(tmp_path: Path) -> None:
    lines: list[str] = []
    async with running_bench(tmp_path, sign_in=False) as bench:
        await play(Demo(bench.stage, bench.discord.page, bench.url), lines.append)
        assert all(step.done for step in bench.stage.tour.steps)
    assert "      [Enter code]" in lines


async def test_a_surprise_ends_the_script_and_names_the_step(tmp_path: Path) -> None:
    async with running_bench(tmp_path, sign_in=True) as bench:
        # With this permission given already, nothing is refused in the third step.
        await bench.link(bench.alice, "act")
        await bench.alice.next_dm()
        await bench.alice.next_dm()
        with pytest.raises(StepFailed, match=r"Step 3, \"Like one of Mallory's\", went wrong: .*Allow liking"):
            await play(Demo(bench.stage, bench.discord.page, bench.url), lambda _: None)


def test_the_transcript_holds_no_secret_and_no_address() -> None:
    text = kept()
    for hidden in ("127.0.0.1", "localhost", "http://", "/link/", "<t:", "<#", "code=", "state="):
        assert hidden not in text
