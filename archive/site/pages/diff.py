"""What was changed between two wordings, or between two publishers' prints of the same text."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Response
from markupsafe import Markup

from archive.diff import as_html, counts, diff_links, diff_words
from archive.site.pages.article import moved
from archive.site.queries import articles as queries
from archive.site.sides import side_by_side
from archive.site.visit import Failure, Visit, view


@view
async def between(visit: Visit) -> Response:
    """``/a/<id>/diff/<n>..<m>``: what was changed between two versions, in words; ``?view=sides`` side by side."""
    id = unquote(visit.request.url_vars["id"])
    numbers = [int(visit.request.url_vars[name]) for name in ("old", "new")]
    article, old, new, versions = await visit.ask(
        lambda db: (
            queries.article(db, id),
            *(queries.version(db, id, number) for number in numbers),
            queries.versions(db, id),
        )
    )
    if article is None:
        return await moved(visit, id, f"/diff/{numbers[0]}..{numbers[1]}")
    if article["state"] == "redacted":
        raise Failure(410, "article_redacted")
    if old is None or new is None:
        raise Failure(404, "not_found")
    links = diff_links(old["links"] or "", new["links"] or "")
    compared = await _compared(visit, old, new)
    return visit.page("diff.html", article=article, old=old, new=new, versions=versions, links=links, **compared)


@view
async def chosen(visit: Visit) -> Response:
    """``/a/<id>/diff?old=&new=``: to the diff of the two versions that a form names."""
    id, old, new = visit.request.url_vars["id"], visit.args.get("old") or "", visit.args.get("new") or ""
    if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in (old, new)):
        raise Failure(404, "not_found")
    return Response.redirect(visit.datasette.urls.path(f"/a/{id}/diff/{old}..{new}"))


@view
async def against(visit: Visit) -> Response:
    """``/a/<id>/against/<other>``: what another page changed in the same text."""
    ids = [unquote(visit.request.url_vars[name]) for name in ("id", "other")]
    articles = await visit.ask(lambda db: [queries.article(db, id) for id in ids])
    if None in articles:
        raise Failure(404, "not_found")
    one, other = articles
    return visit.page("against.html", one=one, other=other, **await _compared(visit, one, other))


async def _compared(visit: Visit, old: sqlite3.Row, new: sqlite3.Row) -> dict[str, Any]:
    """What the template shows of a diff."""
    changes = await asyncio.to_thread(diff_words, _text(old), _text(new))
    sides = visit.args.get("view") == "sides"
    return {
        "changed": any(change.op != "same" for change in changes),
        "moved": any(change.op == "moved" for change in changes),
        "counted": counts(changes),
        "sides": sides,
        "rows": side_by_side(changes) if sides else [],
        "inline": Markup(as_html(changes)),
    }


def _text(wording: sqlite3.Row) -> str:
    return "\n\n".join(wording[part] for part in ("title", "lead", "body") if wording[part])
