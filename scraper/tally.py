"""What a run counts, and the sentence that it leaves behind."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

_UNNOTICED = 5.0
"""Seconds that a clock may be set back without a word: time services correct it by less."""


@dataclass(slots=True)
class Tally:
    """Counts of one run of one source, and what went wrong with it as a whole."""

    listed: int = 0
    """Items on the listing pages that were walked."""
    listing_pages: int = 0
    """Listing pages that were walked."""
    asked: int = 0
    """Pages and files that were asked for."""
    answered: int = 0
    """Those of them that answered, a 304 included."""
    not_modified: int = 0
    """Those of them that answered 304."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Items that were left out, by reason."""
    failures: Counter[str] = field(default_factory=Counter)
    """Pages and files that brought nothing to read, by reason."""
    problems: list[str] = field(default_factory=list)
    """Why the run has failed; empty: it has not."""
    remarks: list[str] = field(default_factory=list)
    """What a person should know although the run has not failed."""
    left: int = 0
    """Pages that were due and not asked for, because a limit or a refusal ended the night."""

    cut_short: bool = False
    """Whether a limit ended the night before its work was done."""

    @property
    def ok(self) -> bool:
        """Whether the run did its work: the listing was read and not every page failed."""
        return not self.problems and (self.answered > 0 or self.asked < 3)

    def note(self) -> str:
        """One line that says what failed and what was left; ``""`` when there is nothing to say."""
        parts = [*self.problems, *self.remarks]
        if self.failures:
            parts.append(f"{_pages(self.failures.total())} brought nothing to read ({_list(self.failures)})")
        if self.left:
            parts.append(f"{_pages(self.left)} left for the next night")
        if self.skipped:
            parts.append(f"{self.skipped.total()} listed items left out ({_list(self.skipped)})")
        return "; ".join(parts)


class Watch:
    """Notices a clock that is set back while it watches."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic):
        self._clocks = (wall, steady)
        self._began = (wall(), steady())

    def remarks(self) -> list[str]:
        """A sentence when the machine's clock was set back since; else nothing."""
        passed = [clock() - began for clock, began in zip(self._clocks, self._began, strict=True)]
        behind = passed[1] - passed[0]
        if behind < _UNNOTICED:
            return []
        return [f"the machine's clock was set back by {behind:.0f} s meanwhile; the times of the captures go on"]


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


def _list(counts: Counter[str]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in counts.most_common(6))
