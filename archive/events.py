"""What captures say of pages, as events in time: the visits to a page, and the listings that named it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from archive.work import Work


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A judged visit to a page, or a listing that named it."""

    capture: int
    at: str
    url: str
    final_url: str
    status: int
    sha256: str
    run: str
    outcome: str
    """The verdict: ``ok``, ``not-modified``, ``gone``, ``denied``, ``error``."""
    reason: str
    key: str
    """The page that was asked for; ``""``: a listing."""
    readings: tuple[int, ...]
    """The readings of pages that it shows."""


class Events:
    """The events of work.db; the caller opens and closes transactions."""

    def __init__(self, work: Work):
        self.conn = work.db.conn

    def unsettled(self) -> list[str]:
        """The sources that have captures whose news have not gone into their articles."""
        return [row[0] for row in self.conn.execute("SELECT DISTINCT source FROM judged WHERE settled = 0")]

    def new(self, source: str) -> tuple[list[Event], dict[int, str]]:
        """The events of a source that are not settled, oldest first, and the key of each reading of a page shown."""
        rows = self.conn.execute(_NEW, (source,)).fetchall()
        return [_event(row) for row in rows], dict(self.conn.execute(_NEW_KEYS, (source,)).fetchall())

    def settle(self, source: str) -> None:
        """All that was read of a source has gone into its articles."""
        self.conn.execute("UPDATE judged SET settled = 1 WHERE source = ? AND settled = 0", (source,))

    def of(self, source: str, keys: Iterable[str]) -> tuple[list[Event], dict[int, str]]:
        """The visits to pages with these keys and the sightings of them, oldest first, and the key of each reading shown."""
        self.conn.execute("CREATE TEMP TABLE IF NOT EXISTS asked (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self.conn.execute("DELETE FROM asked")
        self.conn.executemany("INSERT OR IGNORE INTO asked (key) VALUES (?)", ((key,) for key in keys))
        events = [_event(row) for row in self.conn.execute(_OF, {"source": source})]
        return events, dict(self.conn.execute(_KEYS, (source,)).fetchall())

    # Pages that stand as they were ------------------------------------------------------------------------------

    def standing(self, source: str, key: str) -> dict[str, Any]:
        """What was noted of a page for its next visit; {}: nothing."""
        row = self.conn.execute("SELECT facts FROM standing WHERE (source, key) = (?, ?)", (source, key)).fetchone()
        return orjson.loads(row[0]) if row else {}

    def note_standing(self, source: str, keys: Iterable[str], facts: Mapping[str, Any]) -> None:
        """Note of a page, under the first of its keys, what its next visit is compared with; {}: nothing."""
        names = list(keys)
        self.conn.executemany("DELETE FROM standing WHERE (source, key) = (?, ?)", ((source, name) for name in names))
        if facts:
            self.conn.execute(
                "INSERT INTO standing (source, key, facts) VALUES (?, ?, ?)", (source, names[0], orjson.dumps(facts))
            )


def _event(row: tuple) -> Event:
    return Event(**dict(zip(_EVENT, (*row[:-1], _ids(row[-1])), strict=True)))


def _ids(text: str | None) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in text.split(",")})) if text else ()


def for_page(event: Event, readings: Iterable[int], is_asked: bool) -> Event:
    """The event as far as one page is concerned: with the readings that are of it; a capture may speak of many."""
    return replace(event, readings=tuple(readings), key=event.key if is_asked else "")


_EVENT = (
    "capture", "at", "url", "final_url", "status", "sha256", "run", "outcome", "reason", "key", "readings",
)  # fmt: skip

_COLUMNS = "c.id, c.fetched_at, c.url, c.final_url, c.status, c.sha256, c.run, j.outcome, j.reason, j.key"
_ORDER = "c.fetched_at, c.url, c.sha256, c.status, c.id"

_NEW = f"""
    SELECT {_COLUMNS}, (SELECT group_concat(s.reading) FROM sightings s WHERE s.capture = c.id)
    FROM judged j JOIN captures c ON c.id = j.capture WHERE j.source = ? AND j.settled = 0 ORDER BY {_ORDER}
"""

_NEW_KEYS = """
    SELECT DISTINCT r.id, r.key FROM judged j JOIN sightings s ON s.capture = j.capture
    JOIN readings r ON r.id = s.reading WHERE j.source = ? AND j.settled = 0 AND r.stream <> 'file'
"""

_OF = f"""
    WITH seen AS (
        SELECT s.capture, s.reading FROM readings r JOIN sightings s ON s.reading = r.id
        WHERE r.source = :source AND r.key IN (SELECT key FROM asked) AND r.stream <> 'file'),
    touched AS (
        SELECT capture FROM seen
        UNION SELECT capture FROM judged WHERE source = :source AND key IN (SELECT key FROM asked))
    SELECT {_COLUMNS}, (SELECT group_concat(seen.reading) FROM seen WHERE seen.capture = c.id)
    FROM touched t JOIN captures c ON c.id = t.capture JOIN judged j ON j.capture = c.id
    ORDER BY {_ORDER}
"""

_KEYS = """
    SELECT id, key FROM readings WHERE source = ? AND stream <> 'file' AND key IN (SELECT key FROM asked)
"""
