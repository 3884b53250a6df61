"""When a known page is visited again: often while it is young, rarely when it is old, patiently when it fails."""

from __future__ import annotations

from datetime import UTC, datetime

from archive.records import Source
from archive.visits import Visit

HOUR, DAY = 3600.0, 86400.0

SLACK = 4 * HOUR
"""Nights do not begin to the minute: a visit counts as due so much earlier."""

BY_AGE: tuple[tuple[float, float], ...] = (
    (3 * DAY, 1 * DAY),
    (14 * DAY, 3 * DAY),
    (90 * DAY, 14 * DAY),
)
"""(age since the first visit, interval): up to that age a page is visited at that interval, in seconds."""

RARELY = 90 * DAY
"""Interval for pages that are older than all that."""

BY_FAILURES: tuple[float, ...] = (1 * DAY, 1 * DAY, 1 * DAY, 2 * DAY, 4 * DAY, 8 * DAY, 16 * DAY, 32 * DAY)
"""Interval after so many failed visits in a row; after more of them: `RARELY`."""

GONE = frozenset([404, 410])
CONFIRMATIONS = 3
"""Visits that must find a page gone, none of them having shown it, before it is only looked for rarely."""

WEEK = 7 * DAY
"""Interval after that where the page was missing together with its site: a few more times, until it is there or is sure."""

STANDING = frozenset(["off-site", "url", "private-address", "media-type", "too-large"])
"""Errors that another night will hardly mend."""


def due(visit: Visit | None, now: float, source: Source) -> bool:
    """Whether a page is to be asked for at `now` (Unix time), given what is known of its last visit (``None``: new)."""
    if visit is None:
        return True
    if is_final(visit, source):
        return False
    return now - seconds(visit.last_at) >= interval(visit) - SLACK


def is_final(visit: Visit | None, source: Source) -> bool:
    """Whether a page is gone for good, because its publisher's 404 is final: not when all of its site was missing."""
    return visit is not None and source.final and visit.status in GONE and not visit.doubted


def interval(visit: Visit) -> float:
    """Seconds from a page's last visit to its next, leaving out sources whose 404 is final."""
    if visit.status in GONE and visit.missing >= CONFIRMATIONS:
        return WEEK if visit.doubted and visit.missing < 2 * CONFIRMATIONS else RARELY
    if visit.status in GONE:
        return DAY
    if visit.error in STANDING:
        return RARELY
    if visit.failures:
        return BY_FAILURES[visit.failures - 1] if visit.failures <= len(BY_FAILURES) else RARELY
    age = seconds(visit.last_at) - seconds(visit.first_at)
    return next((every for until, every in BY_AGE if age < until - SLACK), RARELY)


def seconds(at: str) -> float:
    """Unix time of a time in UTC as the records write it (``2016-10-24T06:40:00Z``)."""
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()


def stamp(moment: float) -> str:
    """The counterpart of `seconds`: Unix time as the records write it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
