"""What was changed and what went away, newest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.site.queries.brief import PAGE, Row
from archive.site.render import ZONE
from archive.site.search.filters import FACETS, Filters, day_bounds, read_filters

KINDS = ("edit", "revert", "minor")
"""Kinds of change, the most telling first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes or removals: of whom and when (the days are those of the event), of which kind, and for removals
    whether only those that are certain."""

    filters: Filters = field(default_factory=Filters)
    change: str = ""
    confirmed: bool = False

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        confirmed = {"confirmed": "1"} if self.confirmed else {}
        return {**self.filters.parameters(), **({"change": self.change} if self.change else {}), **confirmed}


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """What an address asks for; what cannot be is left out."""
    kind = args.get("change") or ""
    return Wanted(read_filters(args), kind if kind in KINDS else "", args.get("confirmed") == "1")


CHANGES = """
    SELECT new.article, old.id AS from_version, new.id AS to_version, new.number, new.follows, new.seen_from AS at, new.change,
        new.words_added, new.words_removed, new.title, old.title AS title_before, a.language, a.state, a.source, a.url,
        s.name AS publisher
    FROM versions new JOIN versions old ON old.article = new.article AND old.number = new.follows
    JOIN articles a ON a.id = new.article JOIN sources s ON s.id = a.source
    WHERE new.number > 1
"""

REMOVALS = """
    SELECT r.article, r.last_seen_at, r.gone_at AS at, r.status, r.reason, r.confirmed, a.title, a.language, a.state,
        a.source, a.url, a.published_at, a.lead, substr(a.body, 1, 300) AS opening, s.name AS publisher
    FROM removals r JOIN articles a ON a.id = r.article JOIN sources s ON s.id = a.source
    WHERE 1
"""


def changes(db: sqlite3.Connection, wanted: Wanted = Wanted(), page: int = 1, size: int = PAGE) -> list[Row]:
    """Changes, newest first."""
    conditions, values = _where(wanted, "new.seen_from")
    if wanted.change:
        conditions.append("new.change = :change")
        values["change"] = wanted.change
    order = "ORDER BY new.seen_from DESC, new.article, new.number DESC LIMIT :size OFFSET :skip"
    return _rows(db, CHANGES, conditions, values, order, page, size)


def removals(db: sqlite3.Connection, wanted: Wanted = Wanted(), page: int = 1, size: int = PAGE) -> list[Row]:
    """Pages that went away, newest first."""
    conditions, values = _where(wanted, "r.gone_at")
    if wanted.confirmed:
        conditions.append("r.confirmed = 1")
    order = "ORDER BY r.gone_at DESC, r.article LIMIT :size OFFSET :skip"
    return _rows(db, REMOVALS, conditions, values, order, page, size)


def _rows(
    db: sqlite3.Connection, select: str, conditions: list[str], values: dict, order: str, page: int, size: int
) -> list[Row]:
    filtered = "".join(f" AND {condition}" for condition in conditions)
    return db.execute(f"{select}{filtered} {order}", {**values, "size": size, "skip": (page - 1) * size}).fetchall()


def _where(wanted: Wanted, moment: str) -> tuple[list[str], dict[str, str]]:
    columns = {"source": "a.source", "publisher": "s.kind", "place": "a.place", "kind": "a.kind"}
    chosen = {name: value for name in FACETS if (value := getattr(wanted.filters, name))}
    conditions = [f"{columns[name]} = :{name}" for name in chosen]
    bounds, values = day_bounds(wanted.filters, moment, ZONE)
    return [*conditions, *bounds], {**chosen, **values}
