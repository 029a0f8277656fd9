"""/accounts with any number of accounts: the list, the card, labels, widening, history, the wrong account."""

from datetime import timedelta

from bot.store import links
from bot.store.links import LinkRow
from cogs.account_card import PAGE
from sandbox.discord.people import Person
from sandbox.discord.seen import Message
from tests.support.asking import asked, clicked
from tests.support.bench import InnerBench


def plain(message: Message) -> str:
    """Return what a person reads, without the backslashes that keep names from having an effect."""
    return message.text.replace("\\", "")


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons if not button.disabled]


async def opened(person: Person, message: Message, title: str) -> Message:
    """Choose an account in the list's menu."""
    menus = [part for row in message.components for part in row["components"] if "options" in part]
    [option] = [option for menu in menus for option in menu["options"] if title in option["label"]]
    return await (await person.select(message, option["value"])).message()


async def link_both(bench: InnerBench) -> None:
    """Let the Creator link both channels of their Google account."""
    await bench.link(bench.creator, "creator")
    await bench.go_through(bench.creator, await asked(bench.creator, "link"), channel="encore")


async def revoked(bench: InnerBench, account: str) -> None:
    bench.google.revoke_grant(account)
    bench.clock.pass_time(hours=2)


async def add_links(bench: InnerBench, person: Person, count: int) -> None:
    """Keep links of channels that exist nowhere, as many as one likes."""
    now = bench.clock()
    async with bench.app.client.services.database.write() as connection:
        for number in range(count):
            row = LinkRow(
                id=f"{number:016x}",
                user_id=person.id,
                provider="youtube",
                account_id=f"UC{number}",
                title=f"Channel {number}",
                handle=f"@channel{number}",
                uploads_playlist="",
                scopes="https://www.googleapis.com/auth/youtube.readonly",
                status="ok",
                reason="",
                is_default=number == 0,
                created_at=now + timedelta(minutes=number),
                updated_at=now,
                consented_at=now,
            )
            await links.add(connection, row)


async def test_one_account_is_shown_at_once_with_what_it_lacks(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    card = await asked(bench.alice, "accounts")
    assert "(@alice)" in plain(card)
    assert "Works. I may see your channel and your videos." in card.text
    assert labels(card) == [
        "Allow likes", "Allow reading members", "Label", "History", "Unlink", "Link another account",
    ]  # fmt: skip
    offer = await clicked(bench.alice, card, "Allow likes")
    assert "You asked to allow me to like videos as you, with **Alice**" in offer.text
    assert "Allow more for Alice" in offer.text
    assert "Allow more" in labels(offer)
    await bench.go_through(bench.alice, offer)
    wider = await asked(bench.alice, "accounts")
    assert "I may see your channel and your videos and like videos as you." in wider.text
    assert "Allow likes" not in labels(wider)


async def test_both_channels_of_one_google_account_are_listed_and_opened(bench: InnerBench) -> None:
    await link_both(bench)
    listed = await asked(bench.creator, "accounts")
    assert "✅ **The Creator** (@the.creator) · YouTube · default\n-# I may: look, members" in plain(listed)
    assert "✅ **Creator Encore** (@creator.encore) · YouTube\n-# I may: look" in plain(listed)
    card = await opened(bench.creator, listed, "Creator Encore")
    assert labels(card)[:3] == ["Allow likes", "Allow reading members", "Make default"]
    default = await clicked(bench.creator, card, "Make default")
    assert "(@creator.encore) · default" in plain(default)
    assert "Make default" not in labels(default)
    back = await clicked(bench.creator, default, "Back")
    assert back.text.index("Creator Encore") < back.text.index("The Creator")
    uploads = await asked(bench.creator, "myuploads")
    assert "5 videos: 3 public, 1 unlisted, 1 private" in uploads.text


async def test_a_label_is_given_shown_found_and_taken_away(bench: InnerBench) -> None:
    await link_both(bench)
    card = await opened(bench.creator, await asked(bench.creator, "accounts"), "Creator Encore")
    form = await bench.creator.click(card, "Label")
    await form.modal()
    labelled = await (await bench.creator.submit(form, label="live *sets*")).message()
    assert "Your label: **live \\*sets\\***" in labelled.text
    assert "**live \\*sets\\* · Creator Encore**" in (await clicked(bench.creator, labelled, "Back")).text
    for typed in ("SETS", "encore", "@creator.enc"):
        [choice] = await bench.creator.autocomplete("myuploads", "account", typed)
        assert choice.name == "live *sets* · Creator Encore (@creator.encore)"
    names = [choice.name for choice in await bench.creator.autocomplete("unlink", "account", "")]
    assert names == ["The Creator (@the.creator) · default", "live *sets* · Creator Encore (@creator.encore)"]
    uploads = await asked(bench.creator, "myuploads", account=choice.value)
    assert "live *sets* · Creator Encore" in uploads.text
    card = await opened(bench.creator, await asked(bench.creator, "accounts"), "Creator Encore")
    form = await bench.creator.click(card, "Label")
    assert "live *sets*" in str((await form.modal()).components)
    assert "Your label" not in (await (await bench.creator.submit(form, label="")).message()).text


async def test_a_dead_account_is_marked_everywhere_and_says_why(bench: InnerBench) -> None:
    await bench.link(bench.alice, "act")
    await revoked(bench, "alice")
    await asked(bench.alice, "myuploads")
    [choice] = await bench.alice.autocomplete("myuploads", "account", "")
    assert choice.name == "Alice (@alice) · default · link again"
    card = await asked(bench.alice, "accounts")
    assert "⚠️ Must be linked again." in card.text
    assert "Once it is, I may see your channel and your videos and like videos as you." in card.text
    assert labels(card)[0] == "Link again"
    offer = await clicked(bench.alice, card, "Link again")
    assert "Link Alice again" in offer.text
    assert "You asked to link **Alice** again" in offer.text
    assert "Link again" in labels(offer)
    await bench.go_through(bench.alice, offer)
    assert "✅ Works. I may see your channel and your videos and like" in (await asked(bench.alice, "accounts")).text


async def test_the_wrong_account_is_said_in_reply_and_dm_and_can_be_forgotten(either_proof: InnerBench) -> None:
    bench, creator = either_proof, either_proof.creator
    await bench.link(creator, "creator")
    await revoked(bench, "creator")
    refused = await asked(creator, "members")
    offer = await clicked(creator, refused, "Link again")
    seen = len(creator.dms)
    browser = await bench.consent(creator, offer.link(), channel="encore")
    told = [browser.text] if bench.sign_in else [(await bench.type_code(creator, offer, browser.link_code)).text]
    await bench.discord.feed.until(lambda: len(creator.dms) > seen or None, timeout=5)
    dm = creator.dms[-1]
    assert all("it was The Creator that needed this" in text.replace("*", "") for text in [*told, dm.text])
    assert labels(dm) == ["Link The Creator again", "Forget Creator Encore", "Keep both"]
    forgotten = await clicked(creator, dm, "Forget Creator Encore")
    assert "**Creator Encore** is unlinked" in forgotten.text
    again = await clicked(creator, forgotten, "Link The Creator again")
    assert "You asked to link **The Creator** again" in again.text
    await bench.go_through(creator, again)
    assert "1,200 members" in (await asked(creator, "members")).text
    assert "Creator Encore" not in (await asked(creator, "accounts")).text


async def test_both_can_be_kept(code_bench: InnerBench) -> None:
    bench = code_bench
    await bench.link(bench.creator)
    offer = await clicked(bench.creator, await asked(bench.creator, "members"), "Allow reading members")
    browser = await bench.consent(bench.creator, offer.link(), channel="encore")
    reply = await bench.type_code(bench.creator, offer, browser.link_code)
    assert "it was **The Creator** that needed this" in reply.text
    assert "Both stay linked" in (await clicked(bench.creator, reply, "Keep both")).text
    assert "7 members" in (await asked(bench.creator, "members")).text
    assert "2 accounts" in (await asked(bench.creator, "accounts")).text


async def test_a_typed_code_explains_what_was_left_unticked(code_bench: InnerBench) -> None:
    bench = code_bench
    offer = await asked(bench.alice, "link", access="act")
    browser = await bench.consent(bench.alice, offer.link(), untick=("force-ssl",))
    reply = await bench.type_code(bench.alice, offer, browser.link_code)
    assert "You did not allow me to like videos as you, and that is fine" in reply.text
    assert labels(reply) == []


async def test_unlinking_one_of_several_says_what_becomes_of_the_grant(bench: InnerBench) -> None:
    await link_both(bench)
    card = await opened(bench.creator, await asked(bench.creator, "accounts"), "Creator Encore")
    question = await clicked(bench.creator, card, "Unlink")
    assert "whether it is that of **The Creator**, too" in question.text
    assert labels(question) == ["Unlink", "Unlink and end it at Google", "Keep it"]
    assert "Creator Encore" in (await clicked(bench.creator, question, "Keep it")).text
    question = await clicked(bench.creator, card, "Unlink")
    assert "The permission at Google stays" in (await clicked(bench.creator, question, "Unlink")).text
    bench.clock.pass_time(hours=2)
    assert "1,200 members" in (await asked(bench.creator, "members")).text


async def test_unlinking_can_end_it_at_google_too(bench: InnerBench) -> None:
    await link_both(bench)
    card = await opened(bench.creator, await asked(bench.creator, "accounts"), "Creator Encore")
    question = await clicked(bench.creator, card, "Unlink")
    assert "Google confirmed" in (await clicked(bench.creator, question, "Unlink and end it at Google")).text
    bench.clock.pass_time(hours=2)
    assert "must be linked again" in (await asked(bench.creator, "members")).text


async def test_history_is_the_persons_own_in_words_and_leads_back(bench: InnerBench) -> None:
    await bench.link(bench.creator, "creator")
    await asked(bench.creator, "credits sources add")
    card = await asked(bench.creator, "accounts")
    assert "Its members are thanked in **Curtain Call HQ**" in card.text
    told = await clicked(bench.creator, card, "History")
    first, second = [line for line in told.text.splitlines() if line.startswith("<t:")]
    assert first.endswith("You let the members of **The Creator** be thanked in **Curtain Call HQ**.")
    assert "You linked **The Creator**. I may see your channel" in second
    assert "(@the.creator)" in plain(await clicked(bench.creator, told, "Back"))


async def test_a_long_history_turns_pages(bench: InnerBench) -> None:
    await bench.link(bench.alice)
    [link] = await bench.app.client.services.accounts.of(bench.alice.id)
    for number in range(12):
        await bench.app.client.services.accounts.label(bench.alice.id, link.id, f"{number}")
    newest = await clicked(bench.alice, await asked(bench.alice, "accounts"), "History")
    assert labels(newest) == ["Older", "Back"]
    oldest = await clicked(bench.alice, newest, "Older")
    assert labels(oldest) == ["Newest", "Back"]
    assert "You linked **11 · Alice**" in oldest.text
    assert (await clicked(bench.alice, oldest, "Newest")).text == newest.text


async def test_more_accounts_than_a_menu_holds_turn_pages(bench: InnerBench) -> None:
    await add_links(bench, bench.alice, 3 * PAGE + 1)
    first = await asked(bench.alice, "accounts")
    assert f"{3 * PAGE + 1} accounts · page 1 of 4" in first.text
    last = await clicked(bench.alice, await clicked(bench.alice, await clicked(bench.alice, first, "▶"), "▶"), "▶")
    assert last.text.count("✅") == 1
    card = await opened(bench.alice, last, f"Channel {3 * PAGE}")
    assert f"**Channel {3 * PAGE}**" in card.text
    assert "page 4 of 4" in (await clicked(bench.alice, card, "Back")).text
    assert len(await bench.alice.autocomplete("myuploads", "account", "")) == 25
    [found] = await bench.alice.autocomplete("myuploads", "account", "@channel30")
    assert found.name == "Channel 30 (@channel30)"
