"""A failing test shows what passed on both wires."""

from pathlib import Path

from tests.support.bench import running_bench
from tests.support.transcript import transcript


async def test_the_transcript_has_both_wires_and_no_secret(tmp_path: Path) -> None:
    async with running_bench(tmp_path, sign_in=True) as bench:
        await bench.link(bench.alice)
        await (await bench.alice.slash("/myuploads")).message()
        lines = transcript({"bench": bench, "other": object()})
    assert "google  200 GET /youtube/v3/playlistItems" in lines
    assert "discord" in lines
    assert not [
        secret for secret in bench.google.secrets | bench.discord.secrets if len(secret) > 5 and secret in lines
    ]
