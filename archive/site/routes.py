"""The site's addresses. They are a contract: add, never rename."""

from __future__ import annotations

from archive.site.pages import article
from archive.site.pages.about import about
from archive.site.pages.changes import changes
from archive.site.pages.front import front
from archive.site.pages.removals import removals
from archive.site.pages.search import search
from archive.site.pages.sources import sources

_ID = r"(?P<id>[^/@%]+)"

ROUTES = (
    (r"^/$", front),
    (r"^/search$", search),
    (rf"^/a/{_ID}$", article.now),
    (rf"^/a/{_ID}(?:@|%40)(?P<time>[^/]+)$", article.then),
    (rf"^/a/{_ID}/diff/(?P<old>\d{{1,9}})\.\.(?P<new>\d{{1,9}})$", article.diff),
    (r"^/changes$", changes),
    (r"^/removals$", removals),
    (r"^/sources$", sources),
    (r"^/about$", about),
)
"""Regular expressions of paths, and what answers them."""
