"""The site's addresses. They are a contract: add, never rename."""

from __future__ import annotations

from archive.formats import FORMATS
from archive.site.pages import api, article, exports, feeds
from archive.site.pages.about import about
from archive.site.pages.changes import changes
from archive.site.pages.front import front
from archive.site.pages.removals import removals
from archive.site.pages.search import search
from archive.site.pages.sources import sources

_ID = r"(?P<id>[^/@%]+)"

_FORMAT = rf"(?P<format>{'|'.join(FORMATS)})"

ROUTES = (
    (r"^/$", front),
    (r"^/search$", search),
    (rf"^/a/{_ID}$", article.now),
    (rf"^/a/{_ID}(?:@|%40)(?P<time>[^/]+)$", article.then),
    (rf"^/a/{_ID}/diff/(?P<old>\d{{1,9}})\.\.(?P<new>\d{{1,9}})$", article.diff),
    (r"^/changes$", changes),
    (r"^/removals$", removals),
    (r"^/feed\.atom$", feeds.articles),
    (r"^/changes\.atom$", feeds.changes),
    (r"^/removals\.atom$", feeds.removals),
    (rf"^/search\.{_FORMAT}$", exports.articles),
    (rf"^/changes\.{_FORMAT}$", exports.changes),
    (rf"^/removals\.{_FORMAT}$", exports.removals),
    (r"^/api/v1/articles$", api.articles),
    (rf"^/api/v1/articles/{_ID}$", api.article),
    (r"^/api/v1/changes$", api.changes),
    (r"^/api/v1/removals$", api.removals),
    (r"^/api/v1/sources$", api.sources),
    (r"^/sources$", sources),
    (r"^/about$", about),
)
"""Regular expressions of paths, and what answers them."""
