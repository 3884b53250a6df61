"""From visits to what became of a page: the outcome of each check, whether it is gone, and since when.

A page is gone when the server says so for good (410), by its publisher's own rule (`Source.final`), or when it was not
found on more than one night without having been seen in between, or when its publisher marks its entry in a feed as
deleted. A server error is never a removal, nor is an entry that is no longer listed. Where much of a site is missing at
once, one night's word is not enough even for a 410; where all of it is (`archive.outages`), a night says nothing of its
pages, unless it goes on so for a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.outages import SITE_FAILS

NIGHT = timedelta(hours=12)
"""Two visits at least this far apart are visits of two nights."""

WEEK = timedelta(days=7)
"""A page that was missing for so long is gone, even if all of its site was missing with it."""


WITHDRAWN = "marked-deleted"
"""Reason of a removal that the publisher's own mark tells; its status is 0, since no server was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visited:
    """One visit to a page, judged but not yet compared with the visits before it."""

    at: str
    url: str
    status: int
    verdict: str
    """``ok``, ``not-modified``, ``gone``, ``moved``, ``denied`` or ``error``; of a page's entry in a feed, which is no visit
    to the page, ``listed`` or ``withdrawn``."""
    reason: str = ""
    sha256: str = ""
    run: str = ""
    edited: bool = False
    """Whether a version begins with it."""
    capture: int = 0
    """Row id of the capture."""
    doubt: str = ""
    """Why it is not believed when it found nothing, as `archive.outages.doubted` says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One visit with its outcome, one of `records.OUTCOMES`."""

    visit: Visited
    outcome: str
    reason: str
    """The visit's own, after the reason to doubt it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Removal:
    """A page that went away."""

    last_seen_at: str
    gone_at: str
    status: int
    reason: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """What became of a page."""

    checks: tuple[Check, ...]
    removals: tuple[Removal, ...]
    """Oldest first; one that was not confirmed is told only while the page is still missing."""
    state: str
    """``live``, ``gone``, ``moved`` or ``blocked``."""
    last_seen_at: str
    """The last visit that showed the page, or the last sight of its entry before it was marked as deleted; ``""``: none."""


def live(visits: Sequence[Visited], final: bool) -> Life:
    """The life of a page from all of its visits, in any order; ``final``: its publisher's 404 is final."""
    story = _Story(final)
    for visit in sorted(visits, key=lambda visit: (visit.at, visit.url, visit.sha256, visit.verdict)):
        story.add(visit)
    return story.told()


class _Story:
    def __init__(self, final: bool):
        self.final = final
        self.checks: list[Check] = []
        self.removals: list[Removal] = []
        self.missing: list[Visited] = []
        self.last_seen_at = ""
        self.last_body = ""
        self.shown = "ok"
        """The verdict on the last answer that was sent as a page: a 304 says the same again."""
        self.is_marked = False
        """Whether its entry in a feed was marked as deleted when it was last seen."""
        self.state = "live"

    def add(self, visit: Visited) -> None:
        if visit.verdict in ("listed", "withdrawn"):
            self._listed(visit)
            return
        self.checks.append(self._check(visit))
        if visit.sha256 and visit.status < 400:
            self.shown = visit.verdict
        verdict = self.shown if visit.verdict == "not-modified" else visit.verdict
        if verdict == "gone":
            self.missing.append(visit)
        elif verdict == "denied":
            self.state = "blocked"
        elif verdict in ("ok", "moved"):
            self._seen(visit, verdict)

    def _listed(self, visit: Visited) -> None:
        """Its entry was seen: what tells is where a mark comes or goes."""
        if visit.verdict == "withdrawn" and not self.is_marked:
            self.missing.append(visit)
            self.last_seen_at = self.last_seen_at or visit.at
        elif visit.verdict == "listed" and self.is_marked:
            self._close()
            self.state = "live"
        if visit.verdict == "listed" and not self.missing:
            self.last_seen_at = visit.at
        self.is_marked = visit.verdict == "withdrawn"

    def _seen(self, visit: Visited, verdict: str) -> None:
        self._close()
        self.state = "moved" if verdict == "moved" else "live"
        self.last_seen_at = visit.at
        self.last_body = visit.sha256 or self.last_body

    def _check(self, visit: Visited) -> Check:
        if visit.verdict != "gone" or not visit.doubt:
            return Check(visit=visit, outcome=self._outcome(visit), reason=visit.reason)
        outcome = "error" if visit.doubt == SITE_FAILS else "gone"
        return Check(visit=visit, outcome=outcome, reason=f"{visit.doubt}: {visit.reason}")

    def _outcome(self, visit: Visited) -> str:
        if visit.verdict != "ok":
            return visit.verdict
        if not self.last_body:
            return "new"
        if visit.edited:
            return "changed"
        return "same-bytes" if visit.sha256 == self.last_body else "same-text"

    def _removal(self) -> Removal | None:
        """What the misses since the page was last seen amount to; None when they say nothing."""
        is_long = bool(self.missing) and _apart(self.missing[0].at, self.missing[-1].at) >= WEEK
        believed = [visit for visit in self.missing if visit.doubt != SITE_FAILS] or (self.missing if is_long else [])
        if not believed:
            return None
        first, last = believed[0], believed[-1]
        at_once = any(visit.verdict == "withdrawn" or self._is_final(visit) for visit in believed)
        return Removal(
            last_seen_at=self.last_seen_at,
            gone_at=first.at,
            status=first.status,
            reason=first.reason,
            confirmed=at_once or is_long or _apart(first.at, last.at) >= NIGHT,
        )

    def _is_final(self, visit: Visited) -> bool:
        """Whether one such visit is enough."""
        return not visit.doubt and (self.final or visit.status == 410)

    def _close(self) -> None:
        """The page is back: a confirmed removal is history, an unconfirmed one was nothing."""
        removal = self._removal()
        if removal is not None and removal.confirmed:
            self.removals.append(removal)
        self.missing.clear()

    def told(self) -> Life:
        removal = self._removal()
        gone = removal is not None and removal.confirmed and bool(self.last_seen_at)
        return Life(
            checks=tuple(self.checks),
            removals=(*self.removals, *([removal] if removal else [])),
            state="gone" if gone else self.state,
            last_seen_at=self.last_seen_at,
        )


def _apart(first: str, last: str) -> timedelta:
    return datetime.fromisoformat(last) - datetime.fromisoformat(first)
