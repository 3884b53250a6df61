"""What an archive must hold after a night in the made-up town: computed from the data that the pages are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from scraper.demo.rewording import MINOR
from scraper.demo.town import (
    EDITS,
    REMOVALS,
    Article,
    Publisher,
    Town,
    articles,
    data,
    events,
    failure,
    of,
    plain,
    publishers,
    redesigns,
)  # fmt: skip


def expected(town: Town) -> dict[str, dict[str, Any]]:
    """What an archive must hold that visited the town on every night up to this one, by source id.

    Each value has ``articles`` (how many, removed ones included), ``titles`` (of all, sorted), ``new`` (titles first
    seen this night), ``edited`` (this night's edits: title, path, kind, old, new; a ``link`` changes no word, only
    where a link leads), ``versions`` (path → number of versions so far, links counted, only where more than one),
    ``removed`` (title, path, how, since, nights: on how many nights up to this one it answered so), ``failing`` (paths
    that answer 503), ``moved`` (title, former paths, path), ``left_listing`` (titles still there but not listed) and
    ``redesigned`` (whether the template is new this night).
    """
    return {f"demo_{publisher.key}": _expected(town, publisher) for publisher in publishers()}


def _expected(town: Town, publisher: Publisher) -> dict[str, Any]:
    mine = of(town, publisher.key)
    by_id = {article.id: article for article in mine}
    edits = [event for event in events(town) if event["kind"] in EDITS and event["article"] in by_id]
    worded = [by_id[event["article"]].path for event in edits]
    return {
        "articles": len(mine),
        "titles": sorted(article.title for article in mine),
        "new": sorted(article.title for article in mine if article.night == town.night),
        "edited": [_edit(by_id[event["article"]], event) for event in edits if event["night"] == town.night],
        "versions": {path: 1 + worded.count(path) for path in sorted(set(worded))},
        "removed": [_removal(article, town.night) for article in mine if article.answer in REMOVALS],
        "failing": [article.path for article in mine if article.answer == "503"],
        "moved": [{"title": a.title, "former": list(a.former), "path": a.path} for a in mine if a.former],
        "left_listing": [article.title for article in mine if not article.listed],
        "redesigned": town.night in redesigns(town, publisher),
    }


def _edit(article: Article, event: dict[str, Any]) -> dict[str, str]:
    texts = {name: event["new" if name == "new" else "old"] for name in ("old", "new")}
    if event["kind"] != "link":
        texts = {name: plain(text) for name, text in texts.items()}
    return {"title": article.title, "path": article.path, "kind": event["kind"], **texts}


def _removal(article: Article, night: int) -> dict[str, Any]:
    nights = night - article.since + 1
    return {
        "title": article.title, "path": article.path, "how": article.answer, "since": article.since, "nights": nights,
    }  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A version after the first that an archive must hold."""

    article: str
    """The town's id of the article."""
    night: int
    """The night on which it can first be seen."""
    change: str
    """``edit``, ``minor`` or ``revert``."""
    events: tuple[dict[str, Any], ...]
    """The edits that it consists of; more than one where nobody looked in between."""
    before: Article
    after: Article


def versions(town: Town, id_: str, seen: Collection[int], told: Collection[int] = ()) -> list[Wanted]:
    """The versions of an article that an archive must hold which saw its page on the nights ``seen``, oldest first.

    ``told``: the nights on which a listing that decides the title and the lead (the police's) was seen.
    """
    wanted: list[Wanted] = []
    wordings: list[Article] = []
    last = 0
    for night in sorted({*seen, *told} & {*range(1, town.night + 1)}):
        now = at(town, night).get(id_)
        if now is None or (night not in seen and not (wordings and now.listed and now.answer not in REMOVALS)):
            continue
        shown = now if night in seen else replace(wordings[-1], title=now.title, lead=now.lead)
        if wordings and _words(shown) != _words(wordings[-1]):
            events_ = tuple(event for event in _edits_of(town, id_) if last < event["night"] <= night)
            change = _change(shown, wordings, events_)
            wanted.append(
                Wanted(article=id_, night=night, change=change, events=events_, before=wordings[-1], after=shown)
            )
            wordings.append(shown)
        wordings = wordings or [shown]
        last = night if night in seen else last
    return wanted


@cache
def at(town: Town, night: int) -> dict[str, Article]:
    """The town's articles on a night, by id."""
    return {article.id: article for article in articles(replace(town, night=night))}


def _edits_of(town: Town, id_: str) -> Iterator[dict[str, Any]]:
    return (event for event in events(town) if event["article"] == id_ and event["kind"] in EDITS)


def _words(article: Article) -> tuple[object, ...]:
    """What makes a version: words, links and the attached file."""
    return article.title, article.lead, article.paragraphs, article.pdf


def _change(shown: Article, before: list[Article], events_: Collection[dict[str, Any]]) -> str:
    if any(_words(shown) == _words(wording) for wording in before):
        return "revert"
    return "minor" if all(event["kind"] in MINOR for event in events_) else "edit"


def removal(town: Town, id_: str, seen: Collection[int]) -> tuple[str, bool]:
    """How an article went away (one of `REMOVALS`; ``""``: it did not, or nobody saw) and whether an archive that looked
    on those nights may say so for good."""
    gone = at(town, town.night)[id_]
    nights = [night for night in seen if night >= gone.since and not failure(replace(town, night=night))]
    misses = nights if gone.answer in REMOVALS else []
    final = next(publisher.final for publisher in publishers() if publisher.key == gone.publisher)
    return (gone.answer, final or gone.answer == "410" or len(misses) > 1) if misses else ("", False)


def alike(town: Town) -> list[dict[str, str]]:
    """Every reprint on or before this night: ``original`` and ``reprint`` (article ids) and what kind of pair it is.

    ``exact``: the body word for word; ``near``: some words changed; ``contained``: inside a longer article.
    """
    pairs = []
    for spec in data()["article"]:
        if "reprint" in spec and spec.get("night", 1) <= town.night:
            longer = spec["text"].strip() != "{reprint}"
            kind = "contained" if longer else "near" if "swap" in spec else "exact"
            pairs.append({"original": spec["reprint"], "reprint": spec["id"], "kind": kind})
    return pairs
