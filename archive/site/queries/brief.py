"""What every list of articles shows of one."""

from __future__ import annotations

import sqlite3

from archive.publish import NEWEST

PAGE = 20
"""Rows on a page of a list."""

Row = sqlite3.Row

BRIEF = (
    f"a.id, a.title, a.lead, a.source, s.name AS publisher, a.state, a.versions, a.language, {NEWEST} AS day,"
    " a.url, a.published_at, a.published_raw, a.last_changed_at, substr(a.body, 1, 300) AS opening"
)
"""SQL: what a list shows of an article ``a`` of a source ``s``."""

FROM = "FROM articles a JOIN sources s ON s.id = a.source"
"""SQL: articles with their publishers."""
