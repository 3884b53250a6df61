"""The search as SQL, for whoever wants to go on from there.

It finds the same articles; where only today's wordings are searched, in the same order too.
"""

from __future__ import annotations

from datetime import tzinfo

from archive.publish import NEWEST
from archive.site.search import fts
from archive.site.search.filters import where
from archive.site.search.found import WEIGHTS, Search

_NEWEST = NEWEST.replace("published_at", "a.published_at").replace("first_seen_at", "a.first_seen_at")

_COLUMNS = "a.id, a.source, a.published_at, a.title, a.lead, a.body, a.url, a.state, a.versions"


_EARLIER_TOO = """a.rowid IN (
    SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words
    UNION SELECT o.article_rowid FROM older_wordings_fts f JOIN older_wordings o ON o.version_rowid = f.rowid
    WHERE older_wordings_fts MATCH :words)"""


def as_sql(search: Search, zone: tzinfo) -> tuple[str, dict[str, str]]:
    """(an SQL query over press.db, its parameters)."""
    conditions, values = where(search.filters, zone)
    order = {"oldest": f"{_NEWEST}, a.id DESC"}.get(search.order, f"{_NEWEST} DESC, a.id")
    tables = "articles a JOIN sources s ON s.id = a.source"
    if search.query.groups and search.older:
        conditions.insert(0, _EARLIER_TOO)
        values["words"] = fts.matching(search.query, search.forms)
    elif search.query.groups:
        tables = f"articles_fts JOIN {tables.replace('articles a', 'articles a ON a.rowid = articles_fts.rowid')}"
        conditions.insert(0, "articles_fts MATCH :words")
        values["words"] = fts.matching(search.query, search.forms)
        if search.order == "relevance":
            conditions.insert(1, f"articles_fts.rank MATCH '{WEIGHTS}'")
            order = f"articles_fts.rank, {order}"
    elif search.query.unwanted:
        conditions.insert(0, "a.rowid NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :unwanted)")
        values["unwanted"] = fts.unwanted(search.query, search.forms)
    filtered = f"\nWHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {_COLUMNS}\nFROM {tables}{filtered}\nORDER BY {order}\nLIMIT 1000", values
