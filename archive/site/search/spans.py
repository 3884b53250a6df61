"""Days, months or years: the bars of a chart over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from archive.site.languages import Texts
from archive.site.render import said_day
from archive.site.search.facts import Integers

_MOST_DAYS = 62
_MOST_MONTHS = 60
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """A bar's first and last day, and how many articles fall into it."""

    first: date
    last: date
    count: int

    def said(self, texts: Texts) -> str:
        """The day, month or year in words."""
        day = said_day(texts, self.first.isoformat())
        if self.first == self.last:
            return day
        return str(self.first.year) if self.first.month != self.last.month else day.split(" ", 1)[1]


def spans(days: Integers) -> list[Span]:
    """The articles' days counted by day, month or year, whichever gives a picture; gaps are there as zeros."""
    if not len(days):
        return []
    earliest = int(days.min())
    first, last = (_EPOCH + timedelta(days=edge) for edge in (earliest, int(days.max())))
    unit = "D" if (last - first).days < _MOST_DAYS else "M" if _months(first, last) < _MOST_MONTHS else "Y"
    each_day = np.bincount(days - earliest)
    bins = (earliest + np.arange(len(each_day))).astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)
    counts = np.bincount(bins - bins[0], weights=each_day).astype(np.int64).tolist()
    return [_span(int(bins[0]) + place, unit, count) for place, count in enumerate(counts)]


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _span(number: int, unit: str, count: int) -> Span:
    start, end = (np.datetime64(place, unit).astype("datetime64[D]").astype(date) for place in (number, number + 1))
    return Span(start, end - timedelta(days=1), count)
