"""The visits that `archive.outages` judges a night by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from archive.outages import Answers, Look
from archive.work import Work


class Misses:
    """A source's pages that were not found at some time, and what else it answered."""

    def __init__(self, work: Work, source: str, stand_ins: Collection[int]):
        """``stand_ins``: the readings that show no page, but what a server says in place of one."""
        self.conn = work.db.conn
        self.source = source
        self.conn.execute("CREATE TEMP TABLE IF NOT EXISTS missing (capture INTEGER PRIMARY KEY, key TEXT NOT NULL)")
        self.conn.execute("DELETE FROM missing")
        self.conn.execute(
            "INSERT INTO missing SELECT capture, key FROM judged WHERE source = ? AND key <> '' AND outcome = 'gone'",
            (source,),
        )
        self.conn.executemany(
            "INSERT OR IGNORE INTO missing SELECT j.capture, j.key FROM sightings s JOIN judged j ON j.capture = s.capture"
            " WHERE s.reading = ? AND j.key <> ''",
            ((reading,) for reading in stand_ins),
        )

    def looks(self, page: Callable[[str], str]) -> list[Look]:
        """The visits to every page that was missing once; ``page`` tells of a key the page's own one."""
        found: list[Look] = []
        last = ("", False)
        """(page, whether its last answer with a body showed nothing): a 304 says so again."""
        for at, key, is_missing, is_answer in self.conn.execute(_LOOKS, (self.source,)):
            shows_nothing = is_missing if is_answer else last == (key, True)
            last = key, shows_nothing
            found.append(Look(at, page(key), bool(is_missing or (shows_nothing and not is_answer))))
        return found

    def others(self) -> Mapping[str, Answers]:
        """By night what the other pages and the listing answered."""
        pages = dict(self.conn.execute(_OTHERS, (self.source,)).fetchall())
        listings = dict(self.conn.execute(_LISTINGS, (self.source,)).fetchall())
        return {
            night: Answers(pages=pages.get(night, 0), listing=bool(listings.get(night, True)))
            for night in pages.keys() | listings.keys()
        }


_LOOKS = """
    SELECT c.fetched_at, j.key, j.capture IN (SELECT capture FROM missing), c.sha256 <> '' AND c.status < 400
    FROM judged j JOIN captures c ON c.id = j.capture
    WHERE j.source = ? AND j.key IN (SELECT key FROM missing) AND j.outcome IN ('ok', 'not-modified', 'gone')
    ORDER BY j.key, c.fetched_at, c.url, c.sha256
"""

_OTHERS = """
    SELECT date(c.fetched_at, '-12 hours'), COUNT(DISTINCT j.key)
    FROM judged j JOIN captures c ON c.id = j.capture
    WHERE j.source = ? AND j.key <> '' AND j.outcome IN ('ok', 'not-modified')
    AND j.key NOT IN (SELECT key FROM missing) GROUP BY 1
"""

_LISTINGS = """
    SELECT date(c.fetched_at, '-12 hours'), MAX(j.outcome IN ('ok', 'not-modified'))
    FROM judged j JOIN captures c ON c.id = j.capture WHERE j.source = ? AND c.role = 'listing' GROUP BY 1
"""
