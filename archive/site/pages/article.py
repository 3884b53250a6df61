"""An article as it reads now and as it read then."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, unquote

from datasette.utils.asgi import Response
from markupsafe import Markup

from archive.site.charts import Stretch, axis, timeline
from archive.site.citation import Citation, as_sentence
from archive.site.memento import links_of, memento_datetime
from archive.site.queries import articles as queries
from archive.site.render import said, said_day
from archive.site.visit import Failure, Visit, view

CHECKS = 60
"""Visits that are listed; all of them are in the table `checks`."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z", re.ASCII)
_BELONGING = ("contacts", "attachments", "removed_blocks")


@view
async def now(visit: Visit) -> Response:
    """``/a/<id>``: the newest wording."""
    id = unquote(visit.request.url_vars["id"])
    found = await visit.ask(lambda db: as_of(db, id, ""))
    return _shown(visit, found, then="") if found else await moved(visit, id, "")


@view
async def then(visit: Visit) -> Response:
    """``/a/<id>@<time>``: the wording that was known at a day's end or at a moment, a memento of the page (RFC 7089)."""
    id, asked = unquote(visit.request.url_vars["id"]), unquote(visit.request.url_vars["time"])
    moment = moment_of(asked)
    found = await visit.ask(lambda db: as_of(db, id, moment))
    return _shown(visit, found, then=moment) if found else await moved(visit, id, f"@{quote(asked)}")


def moment_of(asked: str) -> str:
    """The last second that is meant; `Failure` when it is no time."""
    try:
        if _DAY.fullmatch(asked):
            return f"{date.fromisoformat(asked)}T23:59:59Z"
        if _MOMENT.fullmatch(asked):
            datetime.fromisoformat(asked)
            return asked if len(asked) == len("2024-05-31T22:30:00Z") else f"{asked[:-1]}:59Z"
    except ValueError as error:
        raise Failure(400, "bad_time") from error
    raise Failure(400, "bad_time")


def as_of(db: sqlite3.Connection, id: str, moment: str) -> dict[str, Any] | None:
    """All that the page shows of a wording: the one known at a moment, the newest for ``""``.

    None when there is no such article; `Failure` when it was not yet known then, or was taken out of the archive.
    """
    article = queries.article(db, id)
    if article is None:
        return None
    if article["state"] == "redacted":
        raise Failure(410, "article_redacted")
    versions = queries.versions(db, id)
    wording = queries.version_at(db, id, moment) if moment else queries.version(db, id, article["version"])
    if wording is None:
        raise Failure(404, "not_yet")
    return {
        "article": article,
        "wording": wording,
        "versions": versions,
        "alike": queries.alike(db, id),
        "removals": queries.removals_of(db, id),
        "checks": queries.checks_of(db, id, CHECKS),
        "body_sha256": queries.body_sha256(db, id, wording["seen_from"]),
        **{table: queries.of_version(db, table, wording["id"]) for table in _BELONGING},
    }


def _shown(visit: Visit, found: dict[str, Any], then: str) -> Response:
    headers = links_of(visit, found["article"]["id"], found["article"]["url"], found["versions"])
    if then:
        headers |= memento_datetime(found["wording"]["seen_from"])
    cited = citation(visit, found)
    return visit.page(
        "article.html",
        headers=headers,
        then=then,
        line=_timeline(visit, found),
        cited=as_sentence(cited, visit.texts),
        cite=f"{visit.datasette.urls.path('/a/' + quote(cited.id))}/cite",
        **found,
    )


def citation(visit: Visit, found: dict[str, Any]) -> Citation:
    """How the wording is cited."""
    article, wording = found["article"], found["wording"]
    return Citation(
        id=article["id"],
        title=wording["title"] or visit.texts["untitled"],
        publisher=article["publisher"],
        author=article["author"],
        published=article["published_at"],
        captured=wording["seen_from"],
        url=article["url"],
        permalink=f"{visit.root}/a/{quote(article['id'])}@{wording['seen_from']}",
        text_sha256=wording["sha256"],
        body_sha256=found["body_sha256"],
        language=article["language"],
    )


def _timeline(visit: Visit, found: dict[str, Any]) -> Markup:
    """The wordings as stretches, each until the next was seen, and the visits as points below."""
    base = visit.datasette.urls.path("/a/" + quote(found["article"]["id"]))
    shown, oldest_first = found["wording"]["number"], found["versions"][::-1]
    ends = [*(version["seen_from"] for version in oldest_first[1:]), oldest_first[-1]["seen_to"]]
    drawn = [
        Stretch(
            start=_seconds(version["seen_from"]),
            end=_seconds(end),
            kind="wording shown" if version["number"] == shown else "wording",
            label=f"{visit.texts['version']} {version['number']}: {said(visit.texts, version['seen_from'])}",
            href=f"{base}@{version['seen_from']}",
        )
        for version, end in zip(oldest_first, ends, strict=True)
    ]
    for check in found["checks"]:
        at, outcome = _seconds(check["at"]), visit.texts.get(f"outcome_{check['outcome']}", check["outcome"])
        kind = "visit gone" if check["outcome"] in ("gone", "denied", "error") else "visit"
        drawn.append(Stretch(at, at, kind, f"{said(visit.texts, check['at'])}: {outcome}"))
    moments = [oldest_first[0]["seen_from"], *ends, *(check["at"] for check in found["checks"])]
    days = dict.fromkeys(said_day(visit.texts, edge) for edge in (min(moments), max(moments)))
    return timeline(drawn, visit.texts["timeline_label"]) + axis(*days)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


async def moved(visit: Visit, id: str, rest: str) -> Response:
    """A permanent redirect from an id that the article once had; `Failure` when it never had."""
    target = await visit.ask(lambda db: queries.permalink(db, id))
    if target is None:
        raise Failure(404, "not_found")
    return Response.redirect(visit.datasette.urls.path(f"/a/{quote(target)}{rest}"), status=301)
