"""The site's addresses. They are a contract: add, never rename."""

from __future__ import annotations

from archive.formats import FORMATS
from archive.site.pages import api, article, diff, exports, feeds, mementos
from archive.site.pages.about import about
from archive.site.pages.changes import changes
from archive.site.pages.duplicates import duplicates
from archive.site.pages.front import front
from archive.site.pages.removals import removals
from archive.site.pages.search import search
from archive.site.pages.sources import source, sources

_ID = r"(?P<id>(?:[^/@%]|%(?!40)[0-9A-Fa-f]{2})+)"
"""An article's id, percent-encoded as it comes; an ``@``, which may be encoded too, ends it."""

_FORMAT = rf"(?P<format>{'|'.join(FORMATS)})"

ROUTES = (
    (r"^/$", front),
    (r"^/search$", search),
    (rf"^/a/{_ID}$", article.now),
    (rf"^/a/{_ID}(?:@|%40)(?P<time>[^/]+)$", article.then),
    (rf"^/a/{_ID}/diff/(?P<old>\d{{1,9}})\.\.(?P<new>\d{{1,9}})$", diff.between),
    (rf"^/a/{_ID}/diff$", diff.chosen),
    (rf"^/a/{_ID}/against/{_ID.replace('<id>', '<other>')}$", diff.against),
    (rf"^/a/{_ID}/cite\.bib$", mementos.bibtex),
    (rf"^/a/{_ID}/cite\.json$", mementos.csl),
    (r"^/timegate/(?P<url>.+)$", mementos.gate),
    (r"^/timemap/link/(?P<url>.+)$", mementos.map_of),
    (r"^/changes$", changes),
    (r"^/removals$", removals),
    (r"^/feed\.atom$", feeds.articles),
    (r"^/changes\.atom$", feeds.changes),
    (r"^/removals\.atom$", feeds.removals),
    (rf"^/search\.{_FORMAT}$", exports.articles),
    (rf"^/changes\.{_FORMAT}$", exports.changes),
    (rf"^/removals\.{_FORMAT}$", exports.removals),
    (r"^/api/v1/?$", api.start),
    (r"^/api/v1/openapi\.json$", api.described),
    (r"^/api/v1/articles$", api.articles),
    (r"^/api/v1/articles/(?P<id>[^/]+)$", api.article),
    (r"^/api/v1/changes$", api.changes),
    (r"^/api/v1/removals$", api.removals),
    (r"^/api/v1/sources$", api.sources),
    (r"^/api/v1/(?P<missing>.*[^/])$", api.nothing),
    (r"^/sources$", sources),
    (r"^/sources/(?P<id>[^/]+)$", source),
    (r"^/duplicates$", duplicates),
    (r"^/about$", about),
)
"""Regular expressions of paths, and what answers them."""
