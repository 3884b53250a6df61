"""What of a source's answers is not to be believed: pages that stand in for others, nights on which the site fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.events import Event
from archive.misses import Misses
from archive.outages import doubted, night_of
from archive.readings import Readings
from archive.records import Source
from dedupe.boilerplate import Sighted
from dedupe.stand_ins import stand_ins

STAND_IN = "stand-in"


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubts:
    """What is not believed, and which pages it befell."""

    readings: Mapping[int, str] = field(default_factory=dict)
    """By reading that shows a page standing in for any, the page it was shown for."""
    nights: Mapping[str, str] = field(default_factory=dict)
    """By night why its missing pages are not taken for gone, as `archive.outages.doubted` says."""
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By night the pages that were missing in it."""

    def opinions(self) -> dict[str, str]:
        """What to remember, so that the next time shows what is different."""
        return {str(reading): STAND_IN for reading in self.readings} | dict(self.nights)

    def reconsidered(self, before: Mapping[str, str]) -> set[str]:
        """The pages of which something else was believed when ``before`` were the opinions."""
        now = self.opinions()
        other = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
        pages = {page for night, keys in self.missing.items() if night in other for page in keys}
        return pages | {page for reading, page in self.readings.items() if str(reading) in other}

    def heard(self, event: Event) -> Event:
        """The event as it is believed: one that shows a page standing in for any has found none."""
        if event.outcome != "ok" or self.readings.keys().isdisjoint(event.readings):
            return event
        return replace(event, outcome="gone", reason=STAND_IN, readings=())


def doubts(
    readings: Readings, source: Source, page: Callable[[str], str], sighted: Sequence[tuple[int, Sighted]]
) -> Doubts:
    """What of a source's answers is not believed; ``page`` tells of a key the page's own one, ``sighted`` are its
    readings by row id."""
    standing = stand_ins([seen for _, seen in sighted])
    stood_in = {number: seen.page for (number, seen), is_one in zip(sighted, standing, strict=True) if is_one}
    misses = Misses(readings.work, source.id, stood_in)
    looks = misses.looks(page)
    missing: dict[str, set[str]] = {}
    for look in looks:
        if look.is_missing:
            missing.setdefault(night_of(look.at), set()).add(look.key)
    nights = doubted(looks, misses.others()) if missing else {}
    return Doubts(readings=stood_in, nights=nights, missing={night: frozenset(keys) for night, keys in missing.items()})
