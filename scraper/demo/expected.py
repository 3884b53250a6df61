"""What an archive must hold after a night in the made-up town: computed from the data that the pages are made of."""

from __future__ import annotations

from typing import Any

from scraper.demo.town import EDITS, REMOVALS, Article, Publisher, Town, data, events, of, plain, publishers


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
        "redesigned": publisher.redesigned == town.night,
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
