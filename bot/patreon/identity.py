"""Whose Patreon account a token speaks for."""

import msgspec

from bot.patreon.api import Caller, PatreonApi
from bot.providers.access import Bearer
from bot.providers.contract import ProviderAccount

_QUERY = {"fields[user]": "vanity,first_name,full_name"}
_UNNAMED = "A Patreon account"


class _Attributes(msgspec.Struct, frozen=True):
    vanity: str | None = None
    first_name: str | None = None
    full_name: str | None = None


class _User(msgspec.Struct, frozen=True):
    id: str
    attributes: _Attributes = _Attributes()


class _Identity(msgspec.Struct, frozen=True):
    data: _User


def nickname(vanity: str | None, first_name: str | None, full_name: str | None) -> str:
    """Return what to call somebody without their legal name: their public user name, else their first name.

    Not everybody has a user name. Where the first name is left out, it is the first word of the full name. Empty when
    there is nothing.
    """
    return (vanity or "").strip() or (first_name or "").strip() or next(iter((full_name or "").split()), "")


async def account_of(api: PatreonApi, bearer: Bearer, user_id: int) -> ProviderAccount:
    """Return the account of whoever gave this token, for the Discord user with this id. Raises what the API raises."""
    user = (await api.get("identity", _QUERY, _Identity, Caller(f"user/{user_id}", bearer))).data
    names = user.attributes
    title = nickname(names.vanity, names.first_name, names.full_name) or _UNNAMED
    return ProviderAccount(id=user.id, title=title, handle=names.vanity or "", uploads_playlist="")
