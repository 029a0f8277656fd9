"""Finding the video in what people paste."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadVideo
from bot.youtube.video_links import find_videos, parse_video

ID = "dQw4w9WgXcQ"
OTHER = "_-abcDEF012"
IDS = st.text("abcXYZ019_-", min_size=11, max_size=11)
FORMS = [
    "https://www.youtube.com/watch?v={}",
    "https://www.youtube.com/watch?app=desktop&list=PL123&v={}&t=42s&pp=abc%3D",
    "https://youtube.com/watch?feature=shared&v={}#t=1m",
    "http://m.youtube.com/watch?v={}",
    "https://music.youtube.com/watch?v={}&si=abc",
    "https://www.youtube.com/watch?v={}&amp;t=3",
    "https://www.youtube.com/?v={}",
    "https://www.youtube.com/watch/{}",
    "https://youtu.be/{}",
    "https://youtu.be/{}?t=42&si=xyz",
    "https://youtu.be/{}/",
    "https://www.youtube.com/shorts/{}?feature=share",
    "https://youtube.com/live/{}?si=x",
    "https://www.youtube.com/embed/{}?start=10",
    "https://www.youtube-nocookie.com/embed/{}",
    "https://www.youtube.com/v/{}?version=3",
    "https://www.youtube.com/e/{}",
    "https://studio.youtube.com/video/{}/edit",
    "HTTPS://WWW.YouTube.COM/watch?v={}",
    "https://www.youtube.com:443/watch?v={}",
    "https://www.youtube.com/attribution_link?a=abc&u=%2Fwatch%3Fv%3D{}%26feature%3Dshare",
    "https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D{}&gl=DE",
    "https://www.google.com/url?sa=t&url=https%3A%2F%2Fyoutu.be%2F{}",
    "https://accounts.google.com/ServiceLogin?continue=https%3A%2F%2Fwww.youtube.com%2Fsignin%3Fnext%3D%252Fwatch%253Fv%253D{}",
    "youtube.com/watch?v={}",
    "www.youtube.com/shorts/{}",
    "youtu.be/{}",
    "<https://youtu.be/{}>",
]
NO_VIDEOS = [
    "",
    "   ",
    "hello",
    "dQw4w9WgXc",
    "dQw4w9WgXcQQ",
    "dQw4w9WgXc!",
    f"https://youtube.com.evil.example/watch?v={ID}",
    f"https://notyoutube.com/watch?v={ID}",
    f"https://youtube.evil.example/watch?v={ID}",
    f"https://www.youtube.com@evil.example/watch?v={ID}",
    f"https://youtu.be.evil.example/{ID}",
    f"https://evil.example/?u=/watch?v={ID}",
    f"ftp://youtube.com/watch?v={ID}",
    f"javascript:alert('youtu.be/{ID}')//",
    "https://www.youtube.com/playlist?list=PLdQw4w9WgXcQ",
    "https://www.youtube.com/watch?list=PLdQw4w9WgXcQ",
    "https://www.youtube.com/channel/UCdQw4w9WgXcQdQw4w9WgXcQ",
    "https://www.youtube.com/@dQw4w9WgXcQ",
    "https://www.youtube.com/embed/videoseries?list=PL1",
    "https://www.youtube.com/embed/live_stream?channel=UC1",
    "videoseries",
    "https://www.youtube.com/watch?v=",
    f"https://www.youtube.com/watch?v={ID}{ID}",
    "https://youtu.be/",
    "https://[youtu.be/",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("video", [ID, OTHER])
def test_every_form_of_a_link_names_its_video(form: str, video: str) -> None:
    assert parse_video(f"  {form.format(video)}\n") == video
    assert find_videos(f"Look: {form.format(video)} :)") == [video]


def test_a_bare_id_is_enough() -> None:
    assert parse_video(ID) == ID
    assert parse_video(f" <{OTHER}> ") == OTHER


@pytest.mark.parametrize("text", NO_VIDEOS)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(BadVideo):
        parse_video(text)


@pytest.mark.parametrize("text", [text for text in NO_VIDEOS if "javascript" not in text])
def test_free_text_without_a_video_has_none(text: str) -> None:
    assert find_videos(text) == []


def test_videos_are_found_in_free_text_in_order_and_once() -> None:
    text = (
        f"first [this](https://youtu.be/{OTHER}), then ||https://www.youtube.com/watch?t=1&v={ID}||\n"
        f"again **https://youtu.be/{ID}** and <https://m.youtube.com/shorts/{OTHER}> but information "
        f"and https://notyoutube.com/watch?v=AAAAAAAAAAA are none, me@youtube.com/{ID} neither"
    )
    assert find_videos(text) == [OTHER, ID]


def test_links_that_touch_are_told_apart() -> None:
    assert find_videos(f"https://youtu.be/{ID},https://youtu.be/{OTHER}") == [ID, OTHER]


def test_a_chain_of_redirects_ends() -> None:
    url = f"https://youtu.be/{ID}"
    for _ in range(20):
        url = f"https://www.youtube.com/redirect?q={url}"
    with pytest.raises(BadVideo):
        parse_video(url)


@given(st.sampled_from(FORMS), IDS, st.text(max_size=20).filter(lambda text: "you" not in text.lower()))
def test_any_id_survives_any_form_in_any_text(form: str, video: str, around: str) -> None:
    assert parse_video(form.format(video)) == video
    assert find_videos(f"{around} {form.format(video)} {around}") == [video]


@given(st.text(max_size=80) | st.from_regex(r"(https?://)?[a-z.]*youtu[a-z./?=&@:%#\[\]<>-]{0,40}"))
def test_no_text_breaks_the_search(text: str) -> None:
    for video in find_videos(text):
        assert len(video) == 11
    with contextlib.suppress(BadVideo):
        assert len(parse_video(text)) == 11
