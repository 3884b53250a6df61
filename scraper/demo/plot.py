"""What happens to the generated articles of the made-up town: edits, removals, redesigns and nights of failure.

A function of (articles, seed, nights). An edit or a removal is planted where somebody who looks at a young page every
night and at an older one now and then can see it: in an article's first nights, or so early that it stands for some.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle
from typing import Any

from scraper.demo import growth
from scraper.demo.rewording import WAYS, Draft, reword

Event = dict[str, Any]

FATES = {
    "410": 1, "404": 1, "404-final": 1, "home": 1, "not-found-200": 1, "off-list": 1, "moved": 1, "404-once": 1, "503": 1,
    "login": 0.5, "challenge": 0.5,
}  # fmt: skip
"""Kinds of removal and of what only looks like one, each with its share; ``404-final``: where the source's rule is that
a 404 is final."""
FINAL = "polis"
"""The publisher whose 404 is final."""
ONE_IN = 25
"""One article in so many meets each fate."""
EDITS_PER_ARTICLE = 0.4
REDESIGNED_EVERY = 10
"""Nights in which a site is redesigned once."""
STANDS_AS_IT_IS = 3
"""Nights that a site has the same templates at least."""
YOUNG = 3
"""Nights after its first on which an article is certain to be looked at every night."""
STANDS = 3
"""Nights that an edit of an older article stands at least."""
OLD = 12
"""Nights after its first from which an article is left alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """Everything that is planted."""

    events: tuple[Event, ...] = ()
    """In the form of town.toml's ``[[event]]``."""
    redesigns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By publisher the nights of new templates."""
    failures: Mapping[int, int] = field(default_factory=dict)
    """By night the status that all sites answer with, whatever is asked for."""


@cache
def plot(count: int, seed: int, nights: int) -> Plot:
    """What is planted in a town with ``count`` generated articles; nothing without any or in a single night."""
    if not count or nights < 2:
        return Plot()
    rng = random.Random(f"{seed}/plot")
    failures = {nights // 3: 503, 2 * nights // 3 + 1: 404} if nights >= 6 else {}
    redesigns = {key: tuple(sorted(_redesigns(nights, failures, rng))) for key in growth.PUBLISHERS}
    specs = list(growth.articles(count, seed, nights))
    rng.shuffle(specs)
    plotter = _Plotter(specs, nights, failures, redesigns, rng)
    plotter.plan_fates(count / ONE_IN)
    plotter.plan_edits(round(count * EDITS_PER_ARTICLE))
    return Plot(events=tuple(plotter.events), redesigns=redesigns, failures=failures)


def _redesigns(nights: int, failures: Mapping[int, int], rng: random.Random) -> list[int]:
    """The nights of a site's redesigns, one in each of equal parts of the time."""
    parts = max(1, nights // REDESIGNED_EVERY)
    length = (nights - 1) // parts
    choices = [range(1 + STANDS_AS_IT_IS + length * part, 2 + length * (part + 1)) for part in range(parts)]
    working = [[night for night in among if night not in failures] for among in choices]
    return [rng.choice(among) for among in working if among]


class _Plotter:
    def __init__(
        self,
        specs: Sequence[dict[str, Any]],
        nights: int,
        failures: Mapping[int, int],
        redesigns: Mapping[str, tuple[int, ...]],
        rng: random.Random,
    ):
        self.free = list(specs)
        """Articles to which nothing has happened."""
        self.nights, self.failures, self.redesigns, self.rng = nights, failures, redesigns, rng
        self.events: list[Event] = []

    # When ---------------------------------------------------------------------------------------------------------

    def first_seen(self, spec: Mapping[str, Any]) -> int:
        """The first night on which anybody can see an article."""
        return next(night for night in range(spec["night"], self.nights + 3) if night not in self.failures)

    def young(self, spec: Mapping[str, Any]) -> list[int]:
        """Nights on which an edit of an article is seen the same night."""
        first = self.first_seen(spec)
        return [n for n in range(first + 1, min(first + YOUNG, self.nights) + 1) if n not in self.failures]

    def any_night(self, spec: Mapping[str, Any]) -> list[int]:
        """Nights on which an edit of an article is seen sooner or later."""
        first = self.first_seen(spec)
        late = range(first + YOUNG + 1, min(first + OLD, self.nights - STANDS) + 1)
        return self.young(spec) + [n for n in late if n not in self.failures]

    # Removals -----------------------------------------------------------------------------------------------------

    def plan_fates(self, each: float) -> None:
        """So many of each kind, each on an article of its own."""
        for kind, share in FATES.items():
            for _ in range(max(1, round(each * share))):
                self._meet(kind)

    def _meet(self, kind: str) -> None:
        for spec in self.free:
            publisher = spec["id"].split("/")[0]
            nights = [night for night in self.any_night(spec) if night <= self.nights - 2]
            if nights and (publisher == FINAL) == (kind == "404-final"):
                self.free.remove(spec)
                self.events.append(self._fate(kind, publisher, spec, self.rng.choice(nights)))
                return

    def _fate(self, kind: str, publisher: str, spec: Mapping[str, Any], night: int) -> Event:
        event = {"night": night, "article": spec["id"], "kind": kind.removesuffix("-final")}
        if kind == "moved" and publisher == "newsroom":
            return {**event, "kind": "slug", "to": f"{spec['name']}-uppdaterad"}
        if kind == "moved":
            return {**event, "to": f"/arkiv/{night}/{spec['name']}.html"}
        return {**event, "nights": self.rng.randint(1, 2) if kind in ("503", "login", "challenge") else 1}

    # Edits --------------------------------------------------------------------------------------------------------

    def plan_edits(self, most: int) -> None:
        """So many edits of all kinds, in stories of one or two."""
        stories = [
            self.on_a_redesign,
            self.after_a_failure,
            self.two_in_a_row,
            self.taken_back,
            self.one,
            self.one,
            self.one,
        ]
        left, ways = most, self._ways()
        for story in cycle(stories):
            if left < 1 or not self.free:
                return
            left -= story(ways) if left > 1 else self.one(ways)

    def _ways(self) -> Iterator[str]:
        while True:
            yield from self.rng.sample(WAYS, len(WAYS))

    def one(self, ways: Iterator[str]) -> int:
        """An edit on some night."""
        return self._edit(ways, lambda spec: self._one_of(self.any_night(spec)))

    def on_a_redesign(self, ways: Iterator[str]) -> int:
        """An edit on the night of a new template."""
        planned = self._edit(
            ways, lambda spec: self._one_of(set(self.young(spec)) & {*self.redesigns[spec["id"].split("/")[0]]})
        )
        return planned or self.one(ways)

    def after_a_failure(self, ways: Iterator[str]) -> int:
        """An edit on the night after one on which nothing answered."""
        planned = self._edit(ways, lambda spec: self._one_of(n for n in self.young(spec) if n - 1 in self.failures))
        return planned or self.one(ways)

    def two_in_a_row(self, ways: Iterator[str]) -> int:
        """Two edits on consecutive nights."""
        return self._edit(ways, self._pair, next(ways)) or self.one(ways)

    def taken_back(self, ways: Iterator[str]) -> int:
        """An edit, and the wording before it again."""
        return self._edit(ways, self._pair, "revert") or self.one(ways)

    def _one_of(self, nights: Any) -> tuple[int, ...]:
        listed = sorted(nights)
        return (self.rng.choice(listed),) if listed else ()

    def _pair(self, spec: Mapping[str, Any]) -> tuple[int, ...]:
        young = self.young(spec)
        pairs = [(night, night + 1) for night in young if night + 1 in young]
        return self.rng.choice(pairs) if pairs else ()

    def _edit(self, ways: Iterator[str], choose: Any, second: str = "") -> int:
        """Plant an edit, and a second one, in the first free article that has nights for them; how many were planted."""
        way = next(ways)
        for spec in self.free:
            nights, draft = choose(spec), Draft.of(spec)
            change = reword(draft, way, self.rng) if nights else None
            if change is None:
                continue
            self.free.remove(spec)
            self._plant(spec, nights[0], way, *change)
            if second:
                old, new = change[::-1] if second == "revert" else self._again(draft.after(*change), second)
                self._plant(spec, nights[1], second, old, new)
            return len(nights)
        return 0

    def _again(self, draft: Draft, way: str) -> tuple[str, str]:
        """A further edit in some way that the article allows."""
        ways = [way, "added", *WAYS]
        return next(change for way in ways if (change := reword(draft, way, self.rng)))

    def _plant(self, spec: Mapping[str, Any], night: int, kind: str, old: str, new: str) -> None:
        self.events.append({"night": night, "article": spec["id"], "kind": kind, "old": old, "new": new})
