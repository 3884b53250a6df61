"""What is known of a source's URLs from the captures of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """What is known of a URL before it is asked again."""

    url: str
    role: str
    """``listing``, ``page`` or ``attachment``."""
    first_at: str
    """First visit."""
    last_at: str
    """Last visit, whatever came of it."""
    status: int
    """Its HTTP status; 0: no answer."""
    error: str
    """Its error, one of `records.ERRORS`, or ``""``."""
    final_url: str
    """Where it led."""
    etag: str
    """Validator of the last body, for If-None-Match; ``""``: none."""
    last_modified: str
    """Validator of the last body, for If-Modified-Since; ``""``: none."""
    failures: int = 0
    """How many visits in a row, up to the last, brought an error or a status of 400 and more."""
    missing: int = 0
    """How many of them found nothing there (404 or 410)."""
    doubted: bool = False
    """Whether the last visit found nothing on a night on which that is not believed (`archive.outages`)."""


def visits(conn: sqlite3.Connection, source: str, until: str) -> dict[str, Visit]:
    """The visits to every URL of a source that was asked for, by URL, from captures that carry no later time."""
    rows = conn.execute(_VISITS, {"source": source, "until": until})
    return {row[0]: Visit(**dict(zip(Visit.__slots__, row, strict=True))) for row in rows}


_VALIDATOR = """COALESCE((SELECT b.headers ->> '$.{0}' FROM captures b
    WHERE b.source = c.source AND b.url = c.url AND b.sha256 <> '' AND b.status = 200 AND b.fetched_at <= :until
    ORDER BY b.fetched_at DESC, b.id DESC LIMIT 1), '')"""

_FAILURES = """(SELECT COUNT(*) FROM captures f WHERE f.source = c.source AND f.url = c.url {0}
        AND f.fetched_at <= :until AND f.fetched_at > COALESCE((SELECT MAX(g.fetched_at) FROM captures g
            WHERE g.source = c.source AND g.url = c.url AND g.fetched_at <= :until AND g.error = ''
            AND g.status BETWEEN 200 AND 399), ''))"""

_DOUBTED = """EXISTS (SELECT 1 FROM checks k
        WHERE (k.source, k.at, k.url, k.sha256) = (c.source, c.fetched_at, c.url, c.sha256)
        AND (k.reason LIKE 'site-fails: %' OR k.reason LIKE 'many-at-once: %'))"""

_VISITS = f"""
    SELECT url, role, first_at, fetched_at, status, error, final_url,
        {_VALIDATOR.format("etag")}, {_VALIDATOR.format("last-modified")},
        {_FAILURES.format("")}, {_FAILURES.format("AND f.status IN (404, 410)")},
        {_DOUBTED}
    FROM (SELECT *, MIN(fetched_at) OVER (PARTITION BY url) AS first_at,
        ROW_NUMBER() OVER (PARTITION BY url ORDER BY fetched_at DESC, id DESC) AS newest
        FROM captures WHERE source = :source AND fetched_at <= :until) c
    WHERE newest = 1 ORDER BY url
"""
