"""No table can be forgotten: each is exported and deleted, or stands in the list of those that hold nobody."""

from sqlalchemy import BigInteger, Column, ForeignKey, MetaData, String, Table

from bot.store.personal import KEPT, NOT_PERSONAL
from bot.store.tables import metadata

_OF_A_PERSON = ("user", "actor", "owner", "person", "author", "member", "added_by", "created_by", "changed_by", "payer")
_SECRETS = ("token", "hash", "secret", "verifier", "nonce", "mac", "authorization_code", "payload")


def unaccounted(known: MetaData) -> list[str]:
    """Return what the two lists leave open, a sentence each."""
    kept = {one.table.name: one for one in KEPT}
    found = []
    for table in known.sorted_tables:
        if table.name in kept:
            listed = kept[table.name]
            unknown = {*listed.withheld, *listed.whose} - set(table.columns.keys())
            found += [f"{table.name}.{name} is withheld, but there is no such column" for name in unknown]
        elif table.name not in NOT_PERSONAL:
            found.append(f"{table.name} is neither in KEPT nor in NOT_PERSONAL")
        else:
            columns = [column.name for column in table.columns]
            found += [f"{table.name}.{name} looks personal" for name in columns if _personal(name)]
            targets = {key.target_fullname.partition(".")[0] for key in table.foreign_keys}
            found += [f"{table.name} hangs on {target}, which is personal" for target in sorted(targets & set(kept))]
    return sorted(found)


def _personal(column: str) -> bool:
    return any(word in column for word in _OF_A_PERSON)


def test_every_table_is_in_one_of_the_two_lists() -> None:
    assert unaccounted(metadata) == []
    assert set(NOT_PERSONAL).isdisjoint(one.table.name for one in KEPT)
    assert all(NOT_PERSONAL.values())


def test_a_new_table_is_noticed() -> None:
    added = MetaData()
    Table("stars", added, Column("id", String, primary_key=True), Column("user_id", BigInteger))
    assert unaccounted(added) == ["stars is neither in KEPT nor in NOT_PERSONAL"]


def test_a_personal_column_in_a_table_that_held_nobody_is_noticed() -> None:
    added = MetaData()
    Table("links", added, Column("id", String, primary_key=True))
    Table("settings", added, Column("key", String, primary_key=True), Column("changed_by", BigInteger))
    Table("left_servers", added, Column("link_id", ForeignKey("links.id"), primary_key=True))
    assert unaccounted(added) == [
        "left_servers hangs on links, which is personal",
        "settings.changed_by looks personal",
    ]


def test_no_column_that_may_hold_a_secret_is_exported() -> None:
    exported = [
        f"{kept.table.name}.{column.name}"
        for kept in KEPT
        for column in kept.table.columns
        if column.name not in kept.withheld
    ]
    suspect = [name for name in exported if any(word in name.partition(".")[2] for word in _SECRETS)]
    assert suspect == []
    assert all(reason for kept in KEPT for reason in kept.withheld.values())


def test_every_column_with_a_persons_id_is_known_as_such() -> None:
    ids = {"user_id", "actor", "added_by", "created_by", "asked_by", "owner_id"}
    for kept in KEPT:
        named = ids & set(kept.table.columns.keys()) - {"user_id"}
        assert named - {"owner_id"} == set(kept.whose) - {"owner_id"}, kept.table.name
