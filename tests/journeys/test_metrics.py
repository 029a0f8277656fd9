"""What an operator's Prometheus sees of a day: commands, pages and posts, and no person in it."""

from pathlib import Path

import aiohttp

from sandbox.pointing import free_port
from tests.support.bench import running_bench


async def test_commands_and_pages_are_counted_without_anybodys_name(tmp_path: Path) -> None:
    port = free_port()
    async with running_bench(tmp_path, metrics_port=port) as bench, aiohttp.ClientSession() as session:
        alice = bench.alice
        await (await alice.slash("myuploads")).message()
        await bench.link(alice)
        shown = await (await alice.slash("myuploads")).message()
        await (await alice.click(shown, "▶")).message()
        async with session.get(f"http://127.0.0.1:{port}/metrics") as response:
            assert response.status == 200
            assert response.headers["Content-Type"].startswith("text/plain")
            told = await response.text()
        async with session.get(f"{bench.url}/metrics") as response:
            assert response.status == 404
    for line in (
        'curtaincall_command_seconds_count{name="/myuploads",outcome="NotLinked"} 1.0',
        'curtaincall_command_seconds_count{name="/link",outcome="done"} 1.0',
        'curtaincall_command_seconds_count{name="/myuploads",outcome="done"} 1.0',
        'curtaincall_web_request_seconds_count{route="/link/{ticket}",status="200"} 2.0',
        'curtaincall_web_request_seconds_count{route="/oauth/{provider}/callback",status="200"} 1.0',
    ):
        assert f"{line}\n" in told
    assert 'curtaincall_command_seconds_count{name="link.code",outcome="done"} 1.0\n' in told
    assert 'curtaincall_command_seconds_count{name="(form)",outcome="done"} 1.0\n' in told
    assert 'curtaincall_command_seconds_count{name="uploads.' in told
    for private in (alice.username, str(alice.id), bench.discord.application.token):
        assert private not in told
