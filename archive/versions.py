"""From observations to versions: what the publisher changed, and nothing else.

An article speaks through up to two streams, its `item` in a listing or feed and its own `page`. A change is a
difference to the previous observation of the *same* stream; a stream that is seen for the first time only fills in what
was not known. Which stream decides which part of the shown wording is in `_composed`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.diff import counts, diff_words
from archive.records import Observation, Version, Wording

_TELLING = re.compile(r"\w+|[%‰°±+<=>$€£¥]")
"""Words, and the signs that change what a number says."""


def versions(observations: Sequence[Observation]) -> list[Version]:
    """An article's versions, oldest first, the same whatever the order of the observations; [] for none."""
    history = _History()
    for observation in sorted(observations, key=_order):
        history.add(observation)
    return [replace(version, readings=tuple(history.readings[version.number])) for version in history.versions]


def text(wording: Wording) -> str:
    """Title, lead and body as one text, a blank line between them."""
    return "\n\n".join(part for part in (wording.title, wording.lead, wording.body) if part)


def _order(observation: Observation) -> tuple:
    wording = observation.wording
    words = (wording.title, wording.lead, wording.body, wording.links, wording.attachments)
    return observation.at, observation.stream, words, observation.authority, observation.reading


@dataclass
class _History:
    """What is known of an article after the observations so far."""

    streams: dict[str, Observation] = field(default_factory=dict)
    overruled: dict[str, str] = field(default_factory=dict)
    """Title and lead where the item with authority was the last to change them."""
    versions: list[Version] = field(default_factory=list)
    readings: dict[int, list[int]] = field(default_factory=dict)

    def add(self, observation: Observation) -> None:
        before = self.streams.get(observation.stream)
        self.streams[observation.stream] = observation
        if before is not None:
            self._overrule(before, observation)
        shown = _composed(self.streams, self.overruled)
        if not self.versions:
            self._begin(shown, "first", observation)
        elif before is None or before.wording == observation.wording:
            self.versions[-1] = replace(self.versions[-1], wording=shown)
        elif shown != self.versions[-1].wording:
            self._begin(shown, _kind(shown, self.versions), observation)
        if _is_heard(observation, self.streams):
            self.versions[-1] = replace(self.versions[-1], seen_to=observation.at)
            self.readings[self.versions[-1].number].append(observation.reading)

    def _overrule(self, before: Observation, now: Observation) -> None:
        """What the item with authority changed stands until the page itself is seen changed."""
        if now.stream == "page" and now.wording != before.wording:
            self.overruled.clear()
        for name in ("title", "lead") if now.authority else ():
            if getattr(before.wording, name) != getattr(now.wording, name):
                self.overruled[name] = getattr(now.wording, name)

    def _begin(self, shown: Wording, change: str, observation: Observation) -> None:
        number = len(self.versions) + 1
        added = removed = 0
        if self.versions:
            added, removed = counts(diff_words(text(self.versions[-1].wording), text(shown)))
        self.readings[number] = []
        self.versions.append(
            Version(
                number=number,
                wording=shown,
                change=change,
                seen_from=observation.at,
                seen_to=observation.at,
                words_added=added,
                words_removed=removed,
            )
        )


def _composed(streams: dict[str, Observation], overruled: dict[str, str]) -> Wording:
    """The wording that is shown: the page's once it was seen, with what an item with authority has changed since."""
    page = streams.get("page")
    return replace(page.wording, **overruled) if page is not None else streams["item"].wording


def _is_heard(observation: Observation, streams: dict[str, Observation]) -> bool:
    """Whether the observation shows the wording: a teaser beside a known page does not."""
    return observation.stream == "page" or observation.authority or "page" not in streams


def _kind(shown: Wording, before: Sequence[Version]) -> str:
    if any(version.wording == shown for version in before[:-1]):
        return "revert"
    return "minor" if _telling(shown) == _telling(before[-1].wording) else "edit"


def _telling(wording: Wording) -> tuple:
    """What must differ for more than a `minor` change: words and their signs, links, attachments."""
    title = _TELLING.findall(wording.title.casefold())
    running = _TELLING.findall(f"{wording.lead}\n{wording.body}".casefold())
    return title, running, wording.links, wording.attachments
