"""An article's pages: as it reads now, as it read then, and what was changed in between."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from typing import Any
from urllib.parse import quote, unquote

from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from archive.diff import as_html, diff_links, diff_words
from archive.site import queries
from archive.site.answers import Failure, ask, guarded, page

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z")


@guarded
async def now(request: Request, datasette: Any) -> Response:
    """``/a/<id>``: the newest wording."""
    id = unquote(request.url_vars["id"])
    found = await ask(datasette, lambda db: _as_of(db, id, ""))
    return _shown(datasette, found, then="") if found else await _moved(datasette, id, "")


@guarded
async def then(request: Request, datasette: Any) -> Response:
    """``/a/<id>@<time>``: the wording that was known at a day's end or at a moment."""
    id, asked = unquote(request.url_vars["id"]), unquote(request.url_vars["time"])
    moment = _moment(asked)
    found = await ask(datasette, lambda db: _as_of(db, id, moment))
    return _shown(datasette, found, then=moment) if found else await _moved(datasette, id, f"@{quote(asked)}")


def _moment(asked: str) -> str:
    """The last second that is meant; `Failure` when it is no time."""
    if _DAY.fullmatch(asked):
        return f"{asked}T23:59:59Z"
    if _MOMENT.fullmatch(asked):
        return asked if len(asked) == len("2024-05-31T22:30:00Z") else f"{asked[:-1]}:59Z"
    raise Failure(400, "bad_time")


def _as_of(db: sqlite3.Connection, id: str, moment: str) -> dict[str, Any] | None:
    """All that the page shows, None when there is no such article; `Failure` when it was not yet known then."""
    article = queries.article(db, id)
    if article is None:
        return None
    if article["state"] == "redacted":
        raise Failure(410, "article_redacted")
    versions = queries.versions(db, id)
    wording = queries.version_at(db, id, moment) if moment else queries.version(db, id, article["version"])
    if wording is None:
        raise Failure(404, "not_yet")
    belongings = ("contacts", "attachments", "removed_blocks")
    return {
        "article": article,
        "wording": wording,
        "versions": versions,
        "alike": queries.alike(db, id),
        "removals": queries.removals_of(db, id),
        **{table: queries.of_version(db, table, wording["id"]) for table in belongings},
    }


def _shown(datasette: Any, found: dict[str, Any], then: str) -> Response:
    return page(datasette, "article.html", then=then, **found)


async def _moved(datasette: Any, id: str, rest: str) -> Response:
    """A permanent redirect from an id that the article once had; `Failure` when it never had."""
    target = await ask(datasette, lambda db: queries.permalink(db, id))
    if target is None:
        raise Failure(404, "not_found")
    return Response.redirect(datasette.urls.path(f"/a/{quote(target)}{rest}"), status=301)


@guarded
async def diff(request: Request, datasette: Any) -> Response:
    """``/a/<id>/diff/<n>..<m>``: what was changed between two versions, in words."""
    id = unquote(request.url_vars["id"])
    numbers = [int(request.url_vars[name]) for name in ("old", "new")]
    article, old, new = await ask(
        datasette, lambda db: (queries.article(db, id), *(queries.version(db, id, number) for number in numbers))
    )
    if article is None:
        return await _moved(datasette, id, f"/diff/{numbers[0]}..{numbers[1]}")
    if old is None or new is None:
        raise Failure(404, "not_found")
    changes = await asyncio.to_thread(diff_words, _text(old), _text(new))
    return page(
        datasette,
        "diff.html",
        article=article,
        old=old,
        new=new,
        changed=any(change.op != "same" for change in changes),
        words=Markup(as_html(changes)),
        links=diff_links(old["links"] or "", new["links"] or ""),
    )


def _text(version: sqlite3.Row) -> str:
    return "\n\n".join(version[part] for part in ("title", "lead", "body") if version[part])
