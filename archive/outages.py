"""Nights on which a source's "not found" is not to be believed: the whole site fails, or much of it at once.

Judged by the pages that were there until that night. Where hardly any page answers, or the listing fails too and no page
answers, the site has failed and its answers say nothing of its pages. Where at least half of the pages are missing and
others answer, they may have been taken down together: that is believed when it is found again on another night.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

FEWEST = 5
"""Pages that must be newly missing in a night before their share says anything."""

ANSWERING = 0.1
"""Share of the pages asked for that must answer for the site to have worked."""

MANY = 0.5
"""Share of missing pages from which one night's word is not enough, not even for a 410."""

SITE_FAILS, MANY_AT_ONCE = "site-fails", "many-at-once"

_NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Look:
    """One visit to a page that was missing at some time."""

    at: str
    key: str
    is_missing: bool
    """Whether it was not found; else it was there."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What else a source answered in a night."""

    pages: int = 0
    """Pages that were there, of those that never were missing."""
    listing: bool = True
    """Whether its listing was read, or not asked for."""


def night_of(at: str) -> str:
    """The day on whose evening a night began, UTC from noon to noon: ``2024-05-01`` for ``2024-05-02T03:00:00Z``."""
    return (datetime.fromisoformat(at) - _NOON).strftime("%Y-%m-%d")


def doubted(looks: Iterable[Look], others: Mapping[str, Answers]) -> dict[str, str]:
    """By night why its missing pages are not taken for gone: `SITE_FAILS` or `MANY_AT_ONCE`; other nights are left out.

    ``looks`` in any order; ``others`` by night.
    """
    found: dict[str, str] = {}
    seen: set[str] = set()
    missing: set[str] = set()
    ordered = sorted(looks, key=lambda look: (look.at, look.key, look.is_missing))
    for night, group in groupby(ordered, key=lambda look: night_of(look.at)):
        tonight = list(group)
        there = {look.key for look in tonight if not look.is_missing}
        lost = {look.key for look in tonight if look.is_missing}
        doubt = _doubt(len((lost & seen) - missing), len(there), others.get(night, Answers()))
        if doubt:
            found[night] = doubt
        seen |= there
        at_last = {look.key: look.is_missing for look in tonight}
        missing = (missing if doubt == SITE_FAILS else missing | lost) - {key for key in there if not at_last[key]}
    return found


def _doubt(lost: int, there: int, others: Answers) -> str:
    """Why it is doubted that so many pages which had been there until then were lost; ``""``: it is not."""
    answered = there + others.pages
    if lost and not answered and not others.listing:
        return SITE_FAILS
    if lost < FEWEST:
        return ""
    share = lost / (lost + answered)
    return SITE_FAILS if share > 1 - ANSWERING else MANY_AT_ONCE if share >= MANY else ""
