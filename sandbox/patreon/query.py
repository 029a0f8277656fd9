"""Reads the query of an API v2 request: `include`, `fields[…]`, `page[…]`. Nothing is given that was not asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.patreon.errors import bad_parameter

MOST = 1_000
"""Members a page, at most and by default."""

ATTRIBUTES = {
    "user": frozenset(
        {
            "about", "can_see_nsfw", "created", "email", "first_name", "full_name", "hide_pledges", "image_url",
            "is_creator", "is_email_verified", "last_name", "like_count", "social_connections", "thumb_url", "url",
            "vanity",
        }
    ),
    "campaign": frozenset(
        {
            "created_at", "creation_name", "currency", "discord_server_id", "google_analytics_id", "has_rss",
            "has_sent_rss_notify", "image_small_url", "image_url", "is_charged_immediately", "is_monthly", "is_nsfw",
            "main_video_embed", "main_video_url", "one_liner", "patron_count", "pay_per_name", "pledge_url",
            "published_at", "rss_artwork_url", "rss_feed_title", "show_earnings", "summary", "thanks_embed",
            "thanks_msg", "thanks_video_url", "url", "vanity",
        }
    ),
    "member": frozenset(
        {
            "campaign_lifetime_support_cents", "currently_entitled_amount_cents", "email", "full_name",
            "is_follower", "is_free_trial", "is_gifted", "last_charge_date", "last_charge_status",
            "lifetime_support_cents", "next_charge_date", "note", "patron_status", "pledge_cadence",
            "pledge_relationship_start", "will_pay_amount_cents",
        }
    ),
    "tier": frozenset(
        {
            "amount_cents", "created_at", "description", "discord_role_ids", "edited_at", "image_url", "patron_count",
            "post_count", "published", "published_at", "remaining", "requires_shipping", "title", "unpublished_at",
            "url", "user_limit",
        }
    ),
}  # fmt: skip
"""The attributes of each resource (docs.patreon.com, "APIv2: Resources")."""


@dataclass(frozen=True, slots=True)
class Query:
    """A checked query. `fields` are the attributes asked for, by resource."""

    include: frozenset[str]
    fields: dict[str, frozenset[str]]
    count: int = MOST
    cursor: str = ""

    def chosen(self, resource: str, attributes: dict[str, object]) -> dict[str, object]:
        """Return those attributes of a resource that were asked for."""
        wanted = self.fields.get(resource, frozenset())
        return {name: value for name, value in attributes.items() if name in wanted}


def read_query(raw: str, pairs: Sequence[tuple[str, str]], *, includes: frozenset[str], paged: bool = False) -> Query:
    """Return the checked query; raises `ApiError` 400 for whatever is unknown, repeated or badly encoded.

    `raw` is the query as it came: brackets in it must be percent-encoded (RFC 3986 §3.4).
    """
    if "[" in raw or "]" in raw:
        raise bad_parameter("query", "brackets must be URL-encoded")
    given = dict(pairs)
    if len(given) != len(pairs):
        raise bad_parameter("query", "a parameter is given twice")
    include = _listed("include", given.pop("include", ""), includes)
    fields = {}
    for resource, known in ATTRIBUTES.items():
        name = f"fields[{resource}]"
        if name in given:
            fields[resource] = _listed(name, given.pop(name), known)
    count, cursor = MOST, ""
    if paged:
        count, cursor = _count(given.pop("page[count]", str(MOST))), given.pop("page[cursor]", "")
    for name in given:
        raise bad_parameter(name)
    return Query(include, fields, count, cursor)


def _listed(name: str, text: str, known: frozenset[str]) -> frozenset[str]:
    asked = frozenset(text.split(",")) if text else frozenset()
    for value in sorted(asked - known):
        raise bad_parameter(name, value)
    return asked


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise bad_parameter("page[count]", text)
    return int(text)
