"""What a reader chose beside the words: of whom, where, when, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from archive.publish import NEWEST
from archive.site.search.facts import Facts, Integers, Labels

Mask = NDArray[np.bool_]

FACETS = ("source", "publisher", "place", "kind")
"""Filters that choose one value of a column."""

_EPOCH = date(1970, 1, 1)
_EARLIEST, _LATEST = 1900, 2200


@dataclass(frozen=True, slots=True)
class Filters:
    """Each empty where nothing was chosen. Days are those of the site's zone, ``YYYY-MM-DD``, both included."""

    source: str = ""
    publisher: str = ""
    place: str = ""
    kind: str = ""
    from_day: str = ""
    to_day: str = ""
    changed: Literal["", "1"] = ""
    removed: Literal["", "1"] = ""

    def parameters(self) -> dict[str, str]:
        """As they stand in an address: the days as ``from`` and ``to``."""
        return {_IN_ADDRESS.get(field.name, field.name): getattr(self, field.name) for field in _chosen(self)}

    def __bool__(self) -> bool:
        return bool(_chosen(self))


_IN_ADDRESS = {"from_day": "from", "to_day": "to"}


def read_filters(args: Mapping[str, str]) -> Filters:
    """The filters of an address; a day that is none and values that cannot be are left out."""
    chosen = {name: (args.get(name) or "")[:200] for name in FACETS}
    days = {name: _day(args.get(short) or "") for name, short in _IN_ADDRESS.items()}
    flags = {name: "1" if args.get(name) == "1" else "" for name in ("changed", "removed")}
    return Filters(**chosen, **days, **flags)


def _day(typed: str) -> str:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return ""
    return day.isoformat() if _EARLIEST <= day.year <= _LATEST else ""


class Sieve:
    """Filters laid over some articles: which pass all of them, and which would without one or with one more."""

    def __init__(self, facts: Facts, filters: Filters, places: Integers):
        self._facts = facts
        self._places = places
        self._held = {field.name: self._holds(field.name, getattr(filters, field.name)) for field in _chosen(filters)}
        self._left: Integers | None = None

    def passing(self, leaving_out: str = "") -> Mask:
        """For each of the articles whether it passes."""
        masks = [held for name, held in self._held.items() if name != leaving_out]
        return np.logical_and.reduce(masks) if masks else np.ones(len(self._places), dtype=bool)

    def without(self, name: str) -> Integers:
        """The places that pass when a filter is off."""
        if name in self._held:
            return self._places[self.passing(leaving_out=name)]
        if self._left is None:
            self._left = self._places[self.passing()] if self._held else self._places
        return self._left

    def count(self, flag: str) -> int:
        """How many pass when a flag is on."""
        return int(self._holds(flag, "1", self.without("")).sum())

    def _holds(self, name: str, value: str, places: Integers | None = None) -> Mask:
        facts, places = self._facts, self._places if places is None else places
        match name:
            case "from_day":
                return facts.day[places] >= _number(value)
            case "to_day":
                return facts.day[places] <= _number(value)
            case "changed":
                return facts.versions[places] > 1
            case "removed":
                return _has(facts.state, "gone", places)
        return _has(getattr(facts, name), value, places)


def _chosen(filters: Filters) -> list[Field]:
    return [field for field in fields(filters) if getattr(filters, field.name)]


def _has(labels: Labels, name: str, places: Integers) -> Mask:
    return labels.codes[places] == labels.code(name)


def _number(day: str) -> int:
    return (date.fromisoformat(day) - _EPOCH).days


def where(filters: Filters, zone: tzinfo) -> tuple[list[str], dict[str, str]]:
    """The same in SQL over ``articles a`` and ``sources s``: conditions and their values."""
    conditions, values = [], {}
    for name, column in (("source", "a.source"), ("publisher", "s.kind"), ("place", "a.place"), ("kind", "a.kind")):
        if chosen := getattr(filters, name):
            conditions.append(f"{column} = :{name}")
            values[name] = chosen
    newest = NEWEST.replace("published_at", "a.published_at").replace("first_seen_at", "a.first_seen_at")
    bounds, days = day_bounds(filters, newest, zone)
    conditions += bounds
    values |= days
    if filters.changed:
        conditions.append("a.versions > 1")
    if filters.removed:
        conditions.append("a.state = 'gone'")
    return conditions, values


def day_bounds(filters: Filters, moment: str, zone: tzinfo) -> tuple[list[str], dict[str, str]]:
    """SQL conditions, with their values, that hold an expression (UTC times, or days alone) to the days chosen."""
    conditions, values = [], {}
    for name, sign, later in (("from_day", ">=", 0), ("to_day", "<", 1)):
        if chosen := getattr(filters, name):
            day = date.fromisoformat(chosen) + timedelta(days=later)
            conditions.append(f"{moment} {sign} iif(length({moment}) = 10, :{name}, :{name}_utc)")
            values |= {name: day.isoformat(), f"{name}_utc": _start(day, zone)}
    return conditions, values


def _start(day: date, zone: tzinfo) -> str:
    """The UTC time at which a local day begins."""
    return f"{datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
