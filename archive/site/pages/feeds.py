"""Atom feeds (RFC 4287) of what is new, what was changed and what went away; of any search, any source."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

from datasette.utils.asgi import Response

from archive.site.languages import LANGUAGES
from archive.site.pages.search import asked_for, hits_of_page
from archive.site.queries import happened
from archive.site.queries.brief import Row
from archive.site.render import opening, web
from archive.site.search.asked import prepare
from archive.site.search.facts import Facts
from archive.site.search.found import find
from archive.site.visit import Visit, view

ENTRIES = 50
"""Entries of a feed."""

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TIME = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z")
_LONG_AGO = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: where it is read for good, when what it tells came about, and what it says. ``at`` and ``published`` (of the
    article, ``""`` where the entry is about something else) are UTC times or days; ``event`` tells entries apart that lead to
    the same page."""

    path: str
    title: str
    at: str
    summary: str
    publisher: str
    source_url: str
    language: str
    published: str = ""
    event: str = ""


@view
async def articles(visit: Visit) -> Response:
    """``/feed.atom?q=…``: the newest articles, or those of any search."""
    asked = replace(asked_for(visit), order="newest")

    def question(db: sqlite3.Connection, facts: Facts) -> list[Row]:
        result = find(db, facts, prepare(db, facts, asked))
        return [hit.article for hit in hits_of_page(db, facts, result, 1, ENTRIES)]

    rows = await visit.ask_with_facts(question)
    title = visit.texts["articles"] + (f": {asked.typed}" if asked.typed else "")
    return _feed(visit, title, "/search", asked.parameters(), [_article(row) for row in rows])


@view
async def changes(visit: Visit) -> Response:
    """``/changes.atom``: the newest changes, narrowed as the page is."""
    wanted = happened.read_wanted(visit.args)
    rows = await visit.ask(lambda db: happened.changes(db, wanted, 1, ENTRIES))
    entries = [_change(visit, row) for row in rows]
    return _feed(visit, visit.texts["changes"], "/changes", wanted.parameters(), entries)


@view
async def removals(visit: Visit) -> Response:
    """``/removals.atom``: the newest removals, narrowed as the page is."""
    wanted = happened.read_wanted(visit.args)
    rows = await visit.ask(lambda db: happened.removals(db, wanted, 1, ENTRIES))
    entries = [_removal(visit, row) for row in rows]
    return _feed(visit, visit.texts["removals"], "/removals", wanted.parameters(), entries)


def _article(row: Row) -> Entry:
    summary = row["lead"] or opening(row["opening"])
    at = max(_moment(row["day"]), _moment(row["last_changed_at"]))
    return replace(_entry(row, f"/a/{quote(row['id'])}", at, row["title"], summary), published=row["day"])


def _change(visit: Visit, row: Row) -> Entry:
    path = f"/a/{quote(row['article'])}/diff/{row['number'] - 1}..{row['number']}"
    kind = visit.texts[f"change_{row['change']}"]
    summary = f"{kind}: +{row['words_added']} −{row['words_removed']}"
    return _entry(row, path, row["at"], row["title"], summary)


def _removal(visit: Visit, row: Row) -> Entry:
    key = "removal_confirmed" if row["confirmed"] else "removal_once"
    entry = _entry(row, f"/a/{quote(row['article'])}", row["at"], row["title"], visit.texts[key])
    return replace(entry, event=f"#gone-{row['at']}")


def _entry(row: Row, path: str, at: str, title: str, summary: str) -> Entry:
    return Entry(path, title, at, summary, row["publisher"], row["url"], row["language"])


def _feed(visit: Visit, title: str, page: str, parameters: Mapping[str, str], entries: list[Entry]) -> Response:
    query = f"?{urlencode(parameters)}" if parameters else ""
    own = visit.here + query
    spoken = {"lang": visit.args.get("lang")} if visit.args.get("lang") in LANGUAGES else {}
    self = visit.here + (f"?{urlencode({**parameters, **spoken})}" if parameters or spoken else "")
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": visit.language})
    _add(feed, "title", f"{visit.texts['title']} · {title}")
    _add(feed, "id", own)
    ElementTree.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": self})
    ElementTree.SubElement(
        feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{visit.root}{page}{query}"}
    )
    _add(feed, "updated", max((_moment(entry.at) for entry in entries), default=_LONG_AGO))
    _add(ElementTree.SubElement(feed, "author"), "name", visit.texts["title"])
    for entry in entries:
        _add_entry(feed, entry, visit.root)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _add_entry(feed: ElementTree.Element, entry: Entry, root: str) -> None:
    element = ElementTree.SubElement(feed, "entry", {"xml:lang": _clean(entry.language)})
    _add(element, "title", entry.title or "–")
    _add(element, "id", root + entry.path + entry.event)
    ElementTree.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": root + entry.path})
    if web(entry.source_url):
        ElementTree.SubElement(element, "link", {"rel": "via", "href": _clean(entry.source_url)})
    if entry.published:
        _add(element, "published", _moment(entry.published))
    _add(element, "updated", _moment(entry.at))
    _add(ElementTree.SubElement(element, "author"), "name", entry.publisher or "–")
    _add(element, "summary", entry.summary)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    """Without the characters that no XML may hold."""
    return _NOT_XML.sub("\ufffd", text)


def _moment(at: str) -> str:
    """As Atom wants it: a day's first second; what is no time is long ago."""
    moment = f"{at}T00:00:00Z" if len(at) == len("2024-05-31") else at
    return moment if _TIME.fullmatch(moment) else _LONG_AGO
