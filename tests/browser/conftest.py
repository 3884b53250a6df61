"""The site in a real Chromium: skipped where there is none."""

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from archive.site import engine
from bench.chromium import chromium, executable, served

SCREENSHOTS = Path(os.environ.get("PRESSARKIV_SCREENSHOTS") or Path(__file__).parents[2] / "artefacts" / "screenshots")

WIDTHS = {"phone": {"width": 375, "height": 800}, "desktop": {"width": 1280, "height": 900}}

LONGEST_SHOT = 6000


@pytest.fixture(scope="session")
def needs_chromium():
    if not executable():
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")


@pytest.fixture(scope="module")
def demo_site(needs_chromium, demo_home):
    """The demo's site on a port; the archive is made before the browser's event loop runs."""
    with served(demo_home) as root:
        yield root


@pytest.fixture(scope="module")
def chrome(demo_site):
    with chromium() as browser:
        yield browser


@dataclass
class Reader:
    """A page of a browser that notes what goes wrong: messages in the console, and requests to others than the site."""

    page: object
    root: str
    said: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.context.route(re.compile(".*"), self._let_through)

    def _let_through(self, route):
        if route.request.url.startswith((self.root, "data:")):
            route.continue_()
        else:
            self.abroad.append(route.request.url)
            route.abort()

    def open(self, path):
        """The status of the answer."""
        return self.page.goto(self.root + path).status

    def path(self):
        """Where the browser is now, without the host."""
        return self.page.url.removeprefix(self.root)

    def overflow(self):
        """How many pixels wider than the window the page is."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def keep(self, name):
        """A screenshot, in the folder of artefacts."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        tall = self.page.evaluate("document.documentElement.scrollHeight") > LONGEST_SHOT
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=not tall)


@pytest.fixture
def reading(chrome):
    """Opens a `Reader`: ``reading(root, width="phone", **options of the browser's context)``."""
    contexts = []

    def opened(root, width="desktop", **options):
        contexts.append(chrome.new_context(viewport=WIDTHS[width], **{"locale": "sv-SE", **options}))
        contexts[-1].set_default_timeout(15_000)
        return Reader(contexts[-1].new_page(), root)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def places(demo_home):
    """By name the pages of the demo's site."""
    with closing(sqlite3.connect(demo_home / "press.db")) as db:

        def first(sql):
            return db.execute(sql).fetchone()

        (plain,) = first("SELECT id FROM articles WHERE versions = 1 AND state = 'live' ORDER BY words DESC, id")
        (changed,) = first("SELECT id FROM articles WHERE versions > 1 AND state = 'live' ORDER BY id")
        (then,) = first(f"SELECT seen_from FROM versions WHERE article = '{changed}' AND number = 1")
        (removed,) = first("SELECT article FROM removals WHERE confirmed ORDER BY article")
        one, other = first("SELECT article_a, article_b FROM alike WHERE kind <> 'exact' ORDER BY article_a, article_b")
    return {
        "front": "/",
        "search": "/search?q=alvhamn",
        "search-nothing": "/search?q=finnsinte",
        "search-filters": "/search?q=kommun&source=demo_kommun&from=2026-04-01&to=2026-05-05&order=newest&older=1",
        "article": f"/a/{plain}",
        "article-changed": f"/a/{changed}",
        "article-removed": f"/a/{removed}",
        "article-then": f"/a/{changed}@{then}",
        "diff": f"/a/{changed}/diff/1..2",
        "diff-sides": f"/a/{changed}/diff/1..2?view=sides",
        "against": f"/a/{one}/against/{other}",
        "changes": "/changes",
        "removals": "/removals",
        "sources": "/sources",
        "source": "/sources/demo_polis",
        "duplicates": "/duplicates",
        "about": "/about",
        "failure": "/a/finnsinte",
        "engine-database": "/press",
        "engine-table": "/press/articles?_size=5",
        "engine-filtered": "/press/versions?_size=5&change=edit&_facet=article",
        "engine-row": f"/press/articles/{changed}",
        "engine-named": "/press/most_edited_articles",
        "engine-query": f"/press{engine.QUERY_PAGE}?sql=select+id,+title+from+articles+where+source+=+:source&source=demo_polis",
        "engine-refused": f"/press{engine.QUERY_PAGE}?sql=select+nonsense+from+articles",
    }
