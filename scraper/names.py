"""Under which names a page is known: its own key, the publisher's other ones, and the addresses that it moved to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.readings import Readings
from archive.records import Source
from scraper.identity import page_key


class Names:
    """Which keys are names of one page."""

    def __init__(self, *aliases: Mapping[str, str]):
        """``aliases``: by other name the key that it stands for; where several stand for one name, the least."""
        self._aliases: dict[str, str] = {}
        for one in aliases:
            self._aliases |= {alias: min(key, self._aliases.get(alias, key)) for alias, key in one.items()}
        self._others: dict[str, set[str]] = {}
        for alias in self._aliases:
            self._others.setdefault(self.page(alias), set()).add(alias)

    def page(self, key: str) -> str:
        """The page's own key; of keys that stand for each other the least."""
        path = [key]
        while (following := self._aliases.get(path[-1])) is not None:
            if following in path:
                return min(path[path.index(following) :])
            path.append(following)
        return path[-1]

    def all_of(self, key: str) -> tuple[str, ...]:
        """All keys of the page, its own first."""
        return (key, *sorted(self._others.get(key, set()) - {key}))


def moved(readings: Readings, source: Source) -> dict[str, str]:
    """By other name the key that a page was first seen by, for pages that were led elsewhere and had the same headline.

    A page that was never seen itself is one with what it leads to, unless pages with other headlines are led there too,
    or it is a listing: those are no page's address.
    """
    listings = {page_key(url, source.cms) for url in readings.listings(source.id)}
    same, unseen, crowded = [], [], set[str]()
    for url, final_url, reading in readings.redirected(source.id):
        old, new = page_key(url, source.cms), page_key(final_url, source.cms)
        if old == new or new in listings:
            continue
        before = [page.title.casefold() for page, led in readings.of_page(source.id, old) if not led]
        if not before:
            unseen.append((old, new))
        elif readings.page(reading).title.casefold() in before:
            same.append((old, new))
        else:
            crowded.add(new)
    pairs = [*same, *((old, new) for old, new in unseen if new not in crowded)]
    first = {key: (readings.first_seen(source.id, key) or "9", key) for pair in pairs for key in pair}
    return {key: root for key, root in _roots(pairs, first).items() if key != root}


def _roots(pairs: Sequence[tuple[str, str]], rank: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """For each key the least by rank of all that pairs join it with."""
    groups = {key: {key} for key in rank}
    for one, other in pairs:
        joined = groups[one] | groups[other]
        groups |= dict.fromkeys(joined, joined)
    return {key: min(group, key=rank.__getitem__) for key, group in groups.items()}
