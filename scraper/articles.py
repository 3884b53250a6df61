"""Everything that is known of one article, from its visits and readings to the rows of the public tables."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from archive.events import Event
from archive.lifecycle import Check, Life, live
from archive.outages import night_of
from archive.records import Block, Label, Observation, Page, Source, Version
from archive.versions import current, versions
from scraper.again import SEEN, Standing
from scraper.cleaning import Told
from scraper.identity import article_id
from scraper.observing import entries, observed, visited

Row = dict[str, Any]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """An article's rows, and what must go before they come."""

    keys: tuple[str, ...]
    """All keys of its page, its own first."""
    ids: tuple[str, ...]
    """Article ids under which rows of it may stand."""
    urls: tuple[str, ...]
    """URLs that were visited for it."""
    rows: Mapping[str, Sequence[Row]]
    """By public table; without an article while no word of it is known."""
    stripped: tuple[Row, ...] = ()
    """Rows for ``stripped_blocks``."""
    standing: Standing | None = None
    """What the next visit is compared with; None where it has to be told from all captures again."""


def tell(
    source: Source,
    keys: Sequence[str],
    events: Sequence[Event],
    shown: Mapping[int, Told],
    nights: Mapping[str, str],
) -> Story:
    """The story of the page known by ``keys``, its own key first, from its events, oldest first, and what they show;
    ``nights``: why missing pages are not taken for gone in some nights."""
    seen = observed(source, set(keys), events, shown)
    history = versions(seen)
    made = {version.captures[0]: "edit" for version in history[1:]}
    made |= {capture: "variant" for version in history for capture in version.returns}
    visits = [replace(each, doubt=nights.get(night_of(each.at), "")) for each in visited(source, events, shown, made)]
    life = live([*visits, *entries(events, shown)], source.final)
    bodies = {event.capture: event.sha256 for event in events}
    teller = _Teller(source, article_id(source.id, keys[0]), history, shown, life, bodies)
    return Story(
        keys=tuple(keys),
        ids=tuple(article_id(source.id, key) for key in keys),
        urls=tuple(sorted({event.url for event in events if event.url})),
        rows=teller.rows(keys, seen),
        stripped=tuple(teller.stripped.values()),
        standing=teller.standing(keys, seen, events[-1].at) if history else None,
    )


@dataclass
class _Teller:
    """Writes the rows of one article."""

    source: Source
    id: str
    history: Sequence[Version]
    told: Mapping[int, Told]
    life: Life
    bodies: Mapping[int, str]
    """By capture the SHA-256 of what it showed."""
    stripped: dict[str, Row] = field(default_factory=dict)

    def rows(self, keys: Sequence[str], observations: Sequence[Observation]) -> dict[str, list[Row]]:
        """By table the rows; only checks while there are no words."""
        rows: dict[str, list[Row]] = {"checks": self._checks(bool(self.history))}
        if not self.history:
            return rows
        rows["articles"] = [self._article(observations)]
        rows["versions"] = [self._version(version) for version in self.history]
        rows["removals"] = [self._removal(removal) for removal in self.life.removals if removal.last_seen_at]
        rows["permalinks"] = [{"id": article_id(self.source.id, key), "article": self.id} for key in keys]
        for name, part in (("stripped", self._stripped), ("contacts", self._contacts), ("attachments", self._files)):
            rows[name] = [row for version in self.history for row in part(version)]
        return rows

    def standing(self, keys: Sequence[str], observations: Sequence[Observation], at: str) -> Standing | None:
        """What to note of the article; None where the next visit may decide more than that it was seen again."""
        answers = [check for check in self.life.checks if check.outcome != "not-modified"]
        if self.life.state != "live" or not all(removal.confirmed for removal in self.life.removals):
            return None
        pages, items = ([each for each in observations if each.stream == stream] for stream in ("page", "item"))
        is_tagged = items and any(self.told[each.reading].page.tags for each in pages)
        if is_tagged or self._is_told_whole() or (answers and answers[-1].outcome not in SEEN):
            return None
        return Standing(
            article=self.id,
            keys=tuple(keys),
            number=self.history[-1].number,
            newest=self._newest_reading(self.history[-1]),
            seen_to=self.history[-1].seen_to,
            last_seen_at=max([observation.at for observation in observations] + [self.life.last_seen_at]),
            at=at,
            page=pages[-1].reading if pages else 0,
            item=items[-1].reading if items else 0,
            is_item_heard=not pages or (bool(items) and items[-1].authority),
            answered_at=answers[-1].visit.at if answers else "",
            sha256=answers[-1].visit.sha256 if answers else "",
        )

    def _is_told_whole(self) -> bool:
        """Whether wordings take turns, or its entry was marked as deleted: what the next visit says depends on all of them."""
        return any(version.returns for version in self.history) or any(
            told.page.withdrawn for told in self.told.values()
        )

    def _article(self, observations: Sequence[Observation]) -> Row:
        now, shown = current(self.history), [self.told[observation.reading] for observation in observations]
        newest = now.wording
        pages = [told.page for told in shown]
        dated = _deciding(pages, "published_at")
        last = max([observation.at for observation in observations] + [self.life.last_seen_at])
        return {
            "id": self.id, "source": self.source.id, "url": _decided(pages, "url"),
            "title": newest.title, "lead": newest.lead, "body": newest.body,
            "published_at": dated.published_at if dated else "", "published_raw": dated.published_raw if dated else "",
            "modified_at": _decided(pages, "modified_at"), "author": _decided(pages, "author"),
            "language": _decided(pages, "language") or self.source.language, "kind": self._kind(pages, shown),
            "place": _tag(pages, "place"), "state": self.life.state,
            "first_seen_at": observations[0].at, "last_seen_at": last,
            "last_changed_at": self.history[-1].seen_from, "versions": len(self.history), "version": now.number,
            "words": len(_WORD.findall(f"{newest.title} {newest.lead} {newest.body}")), "cluster": "",
        }  # fmt: skip

    def _kind(self, pages: Sequence[Page], shown: Sequence[Told]) -> str:
        newest = [told for told in shown if told.page.stream == "page"][-1:]
        if newest and newest[0].is_notice:
            return "notice"
        return _tag(pages, "type") or "article"

    def _version(self, version: Version) -> Row:
        words = version.wording
        text = f"{words.title}\n{words.lead}\n{words.body}\n"
        return {
            "id": self._version_id(version), "article": self.id, "number": version.number,
            "seen_from": version.seen_from, "seen_to": version.seen_to,
            "title": words.title, "lead": words.lead, "body": words.body, "change": version.change,
            "words_added": version.words_added, "words_removed": version.words_removed,
            "sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            "links": "\n".join(words.links), "follows": version.follows, "returns": len(version.returns),
            "captures": len(version.captures), "evidence": self._evidence(version),
        }  # fmt: skip

    def _version_id(self, version: Version) -> str:
        return f"{self.id}.{version.number}"

    def _evidence(self, version: Version) -> str:
        """SHA-256 of the first body that showed it; the first sighting may be a 304."""
        return next((self.bodies[capture] for capture in version.captures if self.bodies[capture]), "")

    def _checks(self, known: bool) -> list[Row]:
        showing = {capture: self._version_id(version) for version in self.history for capture in version.captures}
        return check_rows(self.source.id, self.id if known else None, self.life.checks, showing)

    def _removal(self, removal: Any) -> Row:
        return {
            "article": self.id, "last_seen_at": removal.last_seen_at, "gone_at": removal.gone_at,
            "status": removal.status, "reason": removal.reason, "confirmed": int(removal.confirmed),
        }  # fmt: skip

    def _newest(self, version: Version) -> Told | None:
        """The last reading that showed a version, its own page before its item in a listing."""
        return self.told.get(self._newest_reading(version))

    def _newest_reading(self, version: Version) -> int:
        pages = (reading for reading in reversed(version.readings) if self.told[reading].page.stream == "page")
        return next(pages, version.readings[-1] if version.readings else 0)

    def _stripped(self, version: Version) -> list[Row]:
        told = self._newest(version)
        rows = []
        for position, (block, mark, label) in enumerate(told.labelled() if told else ()):
            if label is not None:
                rows.append(
                    {
                        "version": self._version_id(version), "article": self.id, "position": position,
                        "block": self._explain(block, block_id(mark), label),
                    }
                )  # fmt: skip
        return rows

    def _explain(self, block: Block, mark: str, label: Label) -> str:
        """Note a stripped block and why; its id."""
        spelling = hashlib.sha256(f"{label.label}\0{block.text}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
        id_ = f"{self.source.id}-{mark}-{label.rule}-{spelling}"
        self.stripped[id_] = {
            "id": id_, "source": self.source.id, "text": block.text, "place": block.path, "rule": label.rule,
            "label": label.label, "pages": label.pages, "pages_total": label.pages_total,
        }  # fmt: skip
        return id_

    def _contacts(self, version: Version) -> list[Row]:
        told = self._newest(version)
        return [
            {
                "version": self._version_id(version), "article": self.id, "position": position,
                "name": contact.name, "role": contact.role, "phone": contact.phone, "email": contact.email,
            }
            for position, contact in enumerate(told.page.contacts if told else ())
        ]  # fmt: skip

    def _files(self, version: Version) -> list[Row]:
        told = self._newest(version)
        return [
            {
                "version": self._version_id(version), "article": self.id, "url": file.url, "title": file.title,
                "media_type": file.media_type, "sha256": "", "text": "",
            }
            for file in (told.page.attachments if told else ())
        ]  # fmt: skip


def check_rows(source: str, article: str | None, checks: Sequence[Check], showing: Mapping[int, str]) -> list[Row]:
    """Rows of ``checks``; ``showing``: by capture the version that it shows."""
    return [
        {
            "source": source, "article": article, "url": check.visit.url, "at": check.visit.at,
            "status": check.visit.status, "outcome": check.outcome, "reason": check.reason,
            "sha256": check.visit.sha256, "run": check.visit.run, "version": showing.get(check.visit.capture),
        }
        for check in checks
    ]  # fmt: skip


def block_id(mark: int) -> str:
    """A block's mark as it is written in the public tables: 16 hexadecimal digits."""
    return f"{mark:016x}"


def _deciding(pages: Sequence[Page], name: str) -> Page | None:
    """The page that decides a field, of those that have it: an item with authority, else a page, else an item; the newest."""
    having = [page for page in reversed(pages) if getattr(page, name)]
    return max(having, key=lambda page: (page.authority, page.stream == "page"), default=None)


def _decided(pages: Sequence[Page], name: str) -> str:
    page = _deciding(pages, name)
    return getattr(page, name) if page else ""


def _tag(pages: Sequence[Page], name: str) -> str:
    return next((page.tags[name] for page in reversed(pages) if page.tags.get(name)), "")
