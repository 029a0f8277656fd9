"""Reads a message that the bot wants to send or edit, and refuses what Discord refuses."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.discord import errors
from sandbox.discord.check.components import check_rows, walk
from sandbox.discord.check.embeds import check_embeds
from sandbox.discord.check.form import Form
from sandbox.discord.check.layout import check_layout
from sandbox.discord.check.shape import check_shape
from sandbox.discord.model import Upload
from sandbox.discord.wire import (
    MAX_CONTENT,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_REQUEST_BYTES,
    V2_ONLY,
    Json,
    MessageFlag,
)

_LEGACY = ("content", "embeds", "poll", "sticker_ids")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the bot gave: None where it gave nothing, and empty where it gave null."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    attachments: list[Json] | None = None
    uploads: tuple[Upload, ...] = field(default=(), repr=False)
    flags: int | None = None
    allowed_mentions: Json | None = None
    nonce: str | int | None = None
    enforce_nonce: bool = False
    replies_to: Json | None = None

    def has(self, flag: MessageFlag) -> bool:
        """Return whether the bot set a flag."""
        return bool((self.flags or 0) & flag)


def read_draft(
    body: Json, uploads: tuple[Upload, ...], *, kept_files: frozenset[str] = frozenset(), flags: int = 0
) -> Draft:
    """Check a message's body; ``flags`` and ``kept_files`` are those of the message that is edited.

    Raises 40005 for a file that is too large, and 50035 for everything that breaks a limit.
    """
    sizes = [len(upload.content) for upload in uploads]
    if max(sizes, default=0) > MAX_FILE_BYTES or sum(sizes) > MAX_REQUEST_BYTES:
        raise errors.too_large()
    form = Form(body)
    form.mapping()
    check_shape(form)
    given = body.get("flags")
    layout = bool((flags | (given if isinstance(given, int) else 0)) & MessageFlag.COMPONENTS_V2)
    form.at("flags").whole(0, (1 << 31) - 1)
    form.at("content").text(0, MAX_CONTENT)
    _check_nonce(form.at("nonce"))
    check_embeds(form.at("embeds"))
    _check_mentions(form.at("allowed_mentions"))
    _check_files(form, uploads)
    _check_reference(form.at("message_reference"))
    names = kept_files | {upload.filename for upload in uploads}
    _check_components(form, frozenset(names), layout=layout)
    form.finish()
    return Draft(
        content=_given(body, "content", ""),
        embeds=_given(body, "embeds", []),
        components=_given(body, "components", []),
        attachments=_given(body, "attachments", []),
        uploads=uploads,
        flags=given,
        allowed_mentions=body.get("allowed_mentions"),
        nonce=body.get("nonce"),
        enforce_nonce=bool(body.get("enforce_nonce")),
        replies_to=body.get("message_reference"),
    )


def _given(body: Json, key: str, empty: Any) -> Any:
    if key not in body:
        return None
    value = body[key]
    if value is None:
        return empty
    return str(value) if key == "content" else value


def _check_components(form: Form, filenames: frozenset[str], *, layout: bool) -> None:
    components = form.at("components")
    if layout:
        for key in _LEGACY:
            if form.at(key).value:
                form.at(key).fail(
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
        check_layout(components, filenames)
        return
    nested = components.value if isinstance(components.value, list) else []
    if any(component.get("type") in V2_ONLY for component in walk(nested)):
        components.fail("COMPONENTS_V2_FLAG_REQUIRED", "These components need MessageFlags.IS_COMPONENTS_V2")
        return
    check_rows(components)


def _check_reference(reference: Form) -> None:
    if reference.value is not None and reference.at("message_id").required():
        reference.at("message_id").snowflake()


def _check_nonce(nonce: Form) -> None:
    if isinstance(nonce.value, int | float):
        nonce.whole(-(1 << 63), (1 << 63) - 1)
    else:
        nonce.text(0, 25)


def _check_mentions(form: Form) -> None:
    if form.value is None or not form.mapping():
        return
    form.at("replied_user").boolean()
    parse = form.at("parse")
    for item in parse.items():
        if item.value not in {"users", "roles", "everyone"}:
            item.fail("BASE_TYPE_CHOICES", "Value must be one of ('roles', 'users', 'everyone').")
    for key in ("users", "roles"):
        form.at(key).length(0, 100)
        for item in form.at(key).items():
            item.required()
            item.snowflake()
        if form.at(key).value and key in (parse.value or []):
            form.fail(
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.',
            )


def _check_files(form: Form, uploads: tuple[Upload, ...]) -> None:
    attachments = form.at("attachments")
    listed = attachments.items()
    if max(len(uploads), len(listed)) > MAX_FILES:
        attachments.fail("BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer in length.")
    for item in listed:
        if item.mapping():
            item.at("id").required()
            item.at("id").snowflake()
            item.at("filename").text(1, 1024)
            item.at("description").text(0, 1024)
