"""Properties of the small parsers: whatever comes in, they answer or refuse."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.google.discovery import methods
from sandbox.google.errors import ApiError
from sandbox.google.fields import parse_fields, select
from sandbox.google.paging import PageTokens
from sandbox.google.parameters import check_query

NOW = datetime(2026, 11, 21, tzinfo=UTC)
UPLOADS = methods()["youtube.playlistItems.list"]


@settings(max_examples=50)
@given(st.text(alphabet="items(),/*nextPagTokidc ", max_size=30))
def test_fields_are_parsed_or_refused(text: str) -> None:
    reason = ""
    try:
        mask = parse_fields(UPLOADS, text)
    except ApiError as refused:
        reason = refused.reason
    else:
        assert select({"etag": "x", "items": []}, mask) is not None
    assert reason in {"", "invalidParameter"}


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1), st.text(), st.text())
def test_a_page_token_opens_only_with_its_own_binding(offset: int, binding: str, other: str) -> None:
    tokens = PageTokens()
    token = tokens.make(offset, binding, NOW)
    assert tokens.read(token, binding, NOW) == offset
    if other != binding:
        with pytest.raises(ApiError):
            tokens.read(token, other, NOW)


@settings(max_examples=50)
@given(st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode()) | st.text(max_size=40))
def test_a_made_up_page_token_is_refused(token: str) -> None:
    with pytest.raises(ApiError):
        PageTokens().read(token, "binding", NOW)


@settings(max_examples=50)
@given(st.text(max_size=5) | st.integers(-5, 60).map(str))
def test_page_sizes_pass_exactly_within_the_documents_range(text: str) -> None:
    query = {"part": ("id",), "playlistId": ("UUx",), "maxResults": (text,)}
    fits = text.isascii() and text.lstrip("+-").isdigit() and text.count("+") + text.count("-") < 2
    if fits and 0 <= int(text) <= 50:
        assert check_query(UPLOADS, query).whole("maxResults") == int(text)
        return
    with pytest.raises(ApiError):
        check_query(UPLOADS, query)


def test_every_method_the_project_needs_is_in_the_documents() -> None:
    needed = {"youtube.members.list", "youtube.membershipsLevels.list", "youtube.videos.rate", "drive.files.list"}
    assert needed <= methods().keys()
    assert methods()["youtube.members.list"].parameters["maxResults"].maximum == 1000
