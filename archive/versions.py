"""From observations to versions: what the publisher changed, and nothing else.

An article speaks through up to two streams, its `item` in a listing or feed and its own `page`. A change is a
difference to the previous observation of the *same* stream; a stream that is seen for the first time only fills in what
was not known. Which stream decides which part of the shown wording is in `_composed`. Lead and body are compared as one
running text: where the one ends is drawn by a template, and moved by a redesign.

Two servers of one site may answer by turns with two wordings. A publisher who takes an edit back makes a `revert`; who
then makes the very same edit again within `BY_TURNS` is no publisher but two variants: from that third switch on the
wordings go on being seen, and no version is made of it. Any other wording is an edit as ever. Whether a switch counts
depends on nothing that came after it, so that a version once told stays told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from archive.diff import counts, diff_words
from archive.records import Observation, Version, Wording

_TELLING = re.compile(r"\w+|[%‰°±+<=>$€£¥]")
"""Words, and the signs that change what a number says."""

Said = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Title, running text, links and attachments."""

BY_TURNS = timedelta(days=30)
"""A switch that was made before, from the same wording to the same, within so long is one between variants. Pages are
visited at most 14 days apart in their first three months, so that three switches fit in."""


def versions(observations: Sequence[Observation]) -> list[Version]:
    """An article's versions, oldest first, the same whatever the order of the observations; [] for none."""
    history = _History()
    for observation in sorted(observations, key=_order):
        history.add(observation)
    return [history.told(version) for version in history.versions]


def current(history: Sequence[Version]) -> Version:
    """Of an article's versions the wording that was seen last: mostly the newest, of two variants the one shown now."""
    return max(history, key=lambda version: (version.seen_to, version.number))


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
    overruled: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Title and lead where the item with authority was the last to change them: what it said before, and now."""
    versions: list[Version] = field(default_factory=list)
    readings: dict[int, list[int]] = field(default_factory=dict)
    captures: dict[int, list[int]] = field(default_factory=dict)
    shown: int = -1
    """Index of the version that was shown last."""
    switches: dict[tuple[Said, Said], str] = field(default_factory=dict)
    """By (from, to) when that switch was last made."""

    def add(self, observation: Observation) -> None:
        before = self.streams.get(observation.stream)
        self.streams[observation.stream] = observation
        if before is not None:
            self._overrule(before, observation)
        shown = _composed(self.streams, self.overruled)
        if not self.versions:
            self._begin(shown, "first", observation)
        elif before is None or _said(before.wording) == _said(observation.wording):
            self._set(wording=shown)
        elif _said(shown) != _said(self.versions[self.shown].wording):
            self._switch(shown, observation)
        if _is_heard(observation, self.streams):
            self._set(seen_to=observation.at)
            number = self.versions[self.shown].number
            self.readings[number].append(observation.reading)
            self.captures[number].append(observation.capture)

    def told(self, version: Version) -> Version:
        """The version with what showed it."""
        readings, captures = self.readings[version.number], self.captures[version.number]
        return replace(version, readings=tuple(readings), captures=tuple(captures))

    def _set(self, **facts: Any) -> None:
        self.versions[self.shown] = replace(self.versions[self.shown], **facts)

    def _switch(self, shown: Wording, observation: Observation) -> None:
        """Another wording: a variant that is known, or a version."""
        switch = _said(self.versions[self.shown].wording), _said(shown)
        last = self.switches.get(switch)
        self.switches[switch] = observation.at
        known = [index for index, version in enumerate(self.versions) if _said(version.wording) == _said(shown)]
        if known and last is not None and _apart(last, observation.at) <= BY_TURNS:
            self.shown = known[-1]
            self._set(returns=(*self.versions[self.shown].returns, observation.capture))
        else:
            self._begin(shown, _kind(shown, self.versions, self.shown), observation)

    def _overrule(self, before: Observation, now: Observation) -> None:
        """What the item with authority changed stands until the page itself is seen changed."""
        if now.stream == "page" and _said(now.wording) != _said(before.wording):
            self.overruled.clear()
        for name in ("title", "lead") if now.authority else ():
            old, new = getattr(before.wording, name), getattr(now.wording, name)
            if old != new:
                self.overruled[name] = self.overruled.get(name, (old, ""))[0], new

    def _begin(self, shown: Wording, change: str, observation: Observation) -> None:
        number = len(self.versions) + 1
        added = removed = 0
        if self.versions:
            added, removed = counts(diff_words(text(self.versions[self.shown].wording), text(shown)))
        self.readings[number], self.captures[number] = [], []
        self.versions.append(
            Version(
                number=number,
                wording=shown,
                change=change,
                seen_from=observation.at,
                seen_to=observation.at,
                words_added=added,
                words_removed=removed,
                follows=self.shown + 1,
            )
        )
        self.shown = number - 1


def _composed(streams: dict[str, Observation], overruled: dict[str, tuple[str, str]]) -> Wording:
    """The wording that is shown: the page's once it was seen, with what an item with authority has changed since."""
    page = streams.get("page")
    if page is None:
        return streams["item"].wording
    wording = replace(page.wording, title=overruled.get("title", ("", page.wording.title))[1])
    return _with_lead(wording, *overruled["lead"]) if "lead" in overruled else wording


def _with_lead(wording: Wording, old: str, new: str) -> Wording:
    """The wording with a new lead, which a page that marks none has as its first paragraph."""
    if not wording.lead and _begins(wording.body, new):
        return wording
    if not wording.lead and _begins(wording.body, old):
        return replace(wording, body=(new + wording.body[len(old) :]).strip())
    return replace(wording, lead=new)


def _begins(body: str, lead: str) -> bool:
    """Whether the first of a body's paragraphs are those of a lead."""
    return bool(lead) and f"{body}\n".startswith(f"{lead}\n")


def _is_heard(observation: Observation, streams: dict[str, Observation]) -> bool:
    """Whether the observation shows the wording: a teaser beside a known page does not."""
    return observation.stream == "page" or observation.authority or "page" not in streams


def _kind(shown: Wording, before: Sequence[Version], last: int) -> str:
    """What a wording is to those before it, the one at ``last`` having been shown until now."""
    if any(_said(version.wording) == _said(shown) for version in before):
        return "revert"
    return "minor" if _telling(shown) == _telling(before[last].wording) else "edit"


def _said(wording: Wording) -> Said:
    """The wording without the border between lead and body."""
    running = "\n\n".join(part for part in (wording.lead, wording.body) if part)
    return wording.title, running, wording.links, wording.attachments


def _apart(first: str, last: str) -> timedelta:
    return datetime.fromisoformat(last) - datetime.fromisoformat(first)


def _telling(wording: Wording) -> tuple:
    """What must differ for more than a `minor` change: words and their signs, links, attachments."""
    title = _TELLING.findall(wording.title.casefold())
    running = _TELLING.findall(f"{wording.lead}\n{wording.body}".casefold())
    return title, running, wording.links, wording.attachments
