"""From visits to what became of a page: the outcome of each check, whether it is gone, and since when.

A page is gone when the server says so for good (410), by its publisher's own rule (`Source.final`), or when it was not
found on more than one night without having been seen in between. A server error is never a removal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NIGHT = timedelta(hours=12)
"""Two visits at least this far apart are visits of two nights."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visited:
    """One visit to a page, judged but not yet compared with the visits before it."""

    at: str
    url: str
    status: int
    verdict: str
    """``ok``, ``not-modified``, ``gone``, ``moved``, ``denied`` or ``error``."""
    reason: str = ""
    sha256: str = ""
    run: str = ""
    edited: bool = False
    """Whether a version begins with it."""
    capture: int = 0
    """Row id of the capture."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One visit with its outcome, one of `records.OUTCOMES`."""

    visit: Visited
    outcome: str


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
    """The last visit that showed the page; ``""``: none did."""


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
        self.shows_nothing = False
        """Whether the last answer with a body was a page that says it is not found: a 304 says so again."""
        self.state = "live"

    def add(self, visit: Visited) -> None:
        outcome = self._outcome(visit)
        self.checks.append(Check(visit=visit, outcome=outcome))
        if visit.sha256:
            self.shows_nothing = visit.verdict == "gone"
        if visit.verdict == "gone" or (visit.verdict == "not-modified" and self.shows_nothing):
            self.missing.append(visit)
        elif visit.verdict == "denied":
            self.state = "blocked"
        elif visit.verdict in ("ok", "not-modified", "moved"):
            self._seen(visit)

    def _seen(self, visit: Visited) -> None:
        self._close()
        self.state = "moved" if visit.verdict == "moved" else "live"
        self.last_seen_at = visit.at
        self.last_body = visit.sha256 or self.last_body

    def _outcome(self, visit: Visited) -> str:
        if visit.verdict != "ok":
            return visit.verdict
        if not self.last_body:
            return "new"
        if visit.edited:
            return "changed"
        return "same-bytes" if visit.sha256 == self.last_body else "same-text"

    def _removal(self) -> Removal | None:
        """What the misses since the page was last seen amount to."""
        if not self.missing:
            return None
        first, last = self.missing[0], self.missing[-1]
        return Removal(
            last_seen_at=self.last_seen_at,
            gone_at=first.at,
            status=first.status,
            reason=first.reason,
            confirmed=self.final or any(v.status == 410 for v in self.missing) or _apart(first.at, last.at) >= NIGHT,
        )

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
