"""Resources as JSON:API objects. An attribute is there only when it was asked for."""

from collections.abc import Iterable
from datetime import datetime

from sandbox.patreon.errors import JsonObject
from sandbox.patreon.model import Campaign, Member, Tier, User
from sandbox.patreon.query import Query


def user_object(user: User, query: Query) -> JsonObject:
    """Return a person."""
    attributes: dict[str, object] = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "full_name": user.full_name,
        "vanity": user.vanity,
        "hide_pledges": user.hide_pledges,
        "email": user.email,
        "url": f"https://www.patreon.com/{user.vanity or f'user?u={user.id}'}",
    }
    return {"attributes": query.chosen("user", attributes), "id": user.id, "type": "user"}


def campaign_object(campaign: Campaign, query: Query) -> JsonObject:
    """Return a campaign, with its tiers where they are included."""
    attributes: dict[str, object] = {
        "created_at": _moment(campaign.created_at),
        "creation_name": campaign.creation_name,
        "is_monthly": True,
        "patron_count": sum(1 for member in campaign.members if member.status == "active_patron"),
        "url": f"https://www.patreon.com/{campaign.vanity}",
        "vanity": campaign.vanity,
    }
    found: JsonObject = {"attributes": query.chosen("campaign", attributes), "id": campaign.id, "type": "campaign"}
    if "tiers" in query.include:
        found["relationships"] = {"tiers": {"data": _references(campaign.tiers)}}
    return found


def tier_object(tier: Tier, campaign: Campaign, query: Query) -> JsonObject:
    """Return a tier."""
    attributes: dict[str, object] = {
        "amount_cents": tier.amount_cents,
        "title": tier.title,
        "patron_count": sum(1 for member in campaign.members if tier in member.tiers),
        "published": True,
    }
    return {"attributes": query.chosen("tier", attributes), "id": tier.id, "type": "tier"}


def member_object(member: Member, query: Query) -> JsonObject:
    """Return a membership, with references to what is included."""
    attributes: dict[str, object] = {
        "campaign_lifetime_support_cents": member.lifetime_cents,
        "currently_entitled_amount_cents": member.entitled_cents,
        "email": member.user.email,
        "full_name": member.user.full_name,
        "is_follower": member.status is None and not member.is_gifted,
        "is_free_trial": member.is_free_trial,
        "is_gifted": member.is_gifted,
        "lifetime_support_cents": member.lifetime_cents,
        "patron_status": member.status,
        "pledge_relationship_start": _moment(member.since),
        "will_pay_amount_cents": member.entitled_cents if member.status == "active_patron" else 0,
    }
    relationships: JsonObject = {}
    if "currently_entitled_tiers" in query.include:
        relationships["currently_entitled_tiers"] = {"data": _references(member.tiers)}
    if "user" in query.include:
        reference = {"id": member.user.id, "type": "user"}
        related = f"https://www.patreon.com/api/oauth2/v2/user/{member.user.id}"
        relationships["user"] = {"data": reference, "links": {"related": related}}
    found: JsonObject = {"attributes": query.chosen("member", attributes), "id": member.id, "type": "member"}
    return found | ({"relationships": relationships} if relationships else {})


def _references(tiers: Iterable[Tier]) -> list[JsonObject]:
    return [{"id": tier.id, "type": "tier"} for tier in tiers]


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
