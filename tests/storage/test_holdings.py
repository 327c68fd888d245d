"""Every statement that finds, tells or forgets what is a person's fits the schema."""

import sqlite3

import pytest

from storage.forgetting import aging, forgotten
from storage.forgetting.holdings import HOLDINGS, MENTIONS


class _Nothing(dict[str, None]):
    def __missing__(self, key: str) -> None:
        return None


STATEMENTS = {
    **{f"{each.table} select": each.select for each in (*HOLDINGS, *MENTIONS)},
    **{f"{each.table} erase": each.erase for each in (*HOLDINGS, *MENTIONS) if each.erase},
    **{
        f"{module.__name__} {name}": value
        for module in (aging, forgotten)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str)
    },
}
MAY_SCAN = {
    "actions select", "actions erase",  # the few that are not carried out
    "shortcuts select", "audit select", "updates select",  # somebody may be named anywhere in them
    "storage.forgetting.aging _NAMELESS_WORDS",  # once an hour, nobody waits
    "storage.forgetting.forgotten _EVENTS",  # once, at the start
    "storage.forgetting.forgotten _FORGOTTEN",  # once, before a file is taken in
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_it_fits_the_schema_and_scans_no_table(schema: sqlite3.Connection, name: str) -> None:
    plan = schema.execute(f"EXPLAIN QUERY PLAN {STATEMENTS[name]}", _Nothing())
    scans = [row[3] for row in plan if row[3].startswith("SCAN") and "CONSTANT" not in row[3]]
    assert bool(scans) == (name in MAY_SCAN), scans
