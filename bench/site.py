"""The public site on an archive of made-up articles: its search beside bare FTS5, its pages, many readers, publishing.

    python -m bench.site [--articles 100000] [--home DIR] [--words 12] [--seconds 3] [--publish 10000,20000,50000]

A whole page of search is a request answered by Datasette in this process: words understood, forms looked up, hits found,
filtered, folded, counted in facets, drawn over time, rendered. Beside it on the same file in the same run stands what FTS5
alone needs for the same expression: the first twenty rows by bm25 with their snippets. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from datasette.app import Datasette

from archive.publish import NAME
from archive.serve import site
from archive.site.render import ZONE
from archive.site.search import fts
from archive.site.search.asked import prepare, read
from archive.site.search.facts import Facts, read_facts
from archive.site.search.found import WEIGHTS
from bench import clients, pickup, publishing
from bench.generated import generate
from bench.memory import peak

ROUNDS = 3
BARE = f"""
    SELECT rowid, rank, snippet(articles_fts, -1, '<mark>', '</mark>', '…', 32) FROM articles_fts
    WHERE articles_fts MATCH ? AND rank MATCH '{WEIGHTS}' ORDER BY rank LIMIT 20
"""
CLASSES = {
    "every second": (0.3, 1.0),
    "every tenth": (0.03, 0.3),
    "every hundredth": (0.003, 0.03),
    "few": (0.0, 0.003),
}
"""In which share of the articles a word stands."""

CLAIM = 3.0
"""A whole page takes at most so many times what bare FTS5 takes, at the 95th percentile."""

Address = dict[str, str]


@dataclass(frozen=True, slots=True)
class Archive:
    """A published file, open in the ways that are compared."""

    datasette: Datasette
    db: sqlite3.Connection
    facts: Facts
    runner: asyncio.Runner

    def page(self, path: str) -> None:
        """Have the site answer; `RuntimeError` when it does not."""
        answered = self.runner.run(self.datasette.client.get(path))
        if answered.status_code != 200:
            raise RuntimeError(f"{path} was answered by {answered.status_code}")

    def expression(self, address: Address) -> str:
        """What the site has FTS5 look for."""
        prepared = prepare(self.db, self.facts, read(address))
        return fts.matching(prepared.query, prepared.forms)

    def bare(self, expression: str) -> list[tuple]:
        """What FTS5 alone answers to a search."""
        return self.db.execute(BARE, (expression,)).fetchall()


def opened(path: Path) -> Archive:
    """The archive of a press.db; its columns are read. Nothing is stopped for what else runs on the machine."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    datasette = site(path.parent)
    datasette._settings["sql_time_limit_ms"] = 60_000
    return Archive(datasette, db, read_facts(db, ZONE), asyncio.Runner())


def seconds(act: Callable[[], object]) -> float:
    """Seconds of processor time, the least of `ROUNDS`."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return min(times)


def words(db: sqlite3.Connection, many: int, drawn: random.Random) -> list[str]:
    """So many words of each class, or all where a class has fewer, in the order of the classes."""
    articles = db.execute("SELECT COUNT(*) FROM articles").fetchone()[0]
    sql = "SELECT term FROM vocabulary WHERE documents > ? AND documents <= ? ORDER BY term"
    found: list[str] = []
    for low, high in CLASSES.values():
        listed = [term for (term,) in db.execute(sql, (max(low * articles, 1), high * articles))]
        found += drawn.sample(listed, min(many, len(listed)))
    return found


def phrases(db: sqlite3.Connection, many: int, drawn: random.Random) -> list[str]:
    """Two words that stand beside each other in a text."""
    last = db.execute("SELECT MAX(rowid) FROM articles").fetchone()[0]
    rowids = drawn.sample(range(1, last + 1), min(many, last))
    bodies = [db.execute("SELECT body FROM articles WHERE rowid = ?", (rowid,)).fetchone()[0] for rowid in rowids]
    split = [text.replace(".", "").split() for text in bodies]
    return [" ".join(text[at % (len(text) - 1) :][:2]) for at, text in enumerate(split) if len(text) > 1]


def searches(db: sqlite3.Connection, many: int) -> dict[str, list[Address]]:
    """By kind of search the addresses that are asked."""
    drawn = random.Random(1)
    single = words(db, many, drawn)
    mixed = drawn.sample(single, len(single))
    sources = [id for (id,) in db.execute("SELECT id FROM sources ORDER BY id")]
    lengths = [drawn.randint(3, 5) for _ in single]
    return {
        "one word": [{"q": word} for word in single],
        "one word, exact": [{"q": word, "exact": "1"} for word in single],
        "two words": [{"q": f"{one} {other}"} for one, other in zip(single, mixed, strict=True)],
        "phrase": [{"q": f'"{phrase}"'} for phrase in phrases(db, len(single), drawn)],
        "prefix": [{"q": f"{word[:length]}*"} for word, length in zip(single, lengths, strict=True) if len(word) > 1],
        "filter + facet": [{"q": word, "source": drawn.choice(sources), "from": "2020-01-01"} for word in single],
    }


def against_fts(archive: Archive, many: int) -> None:
    """Print the percentiles of both and how they stand to each other."""
    print("search: ms of a whole page, of bare FTS5 (bm25, snippets, 20 rows), page to bare")
    print(f"  {'':<18}{'n':>4}{'p50':>9}{'p95':>9}{'bare p50':>11}{'p95':>9}{'ratio p50':>11}{'p95':>7}")
    for kind, asked in searches(archive.db, many).items():
        pages = [seconds(lambda each=each: archive.page(f"/search?{urlencode(each)}")) * 1000 for each in asked]
        looked_for = [archive.expression(each) for each in asked]
        bare = [seconds(lambda each=each: archive.bare(each)) * 1000 for each in looked_for]
        (page50, page95), (bare50, bare95) = percentiles(pages), percentiles(bare)
        said = "" if page95 <= CLAIM * bare95 else "  too slow"
        print(
            f"  {kind:<18}{len(asked):>4}{page50:>9.1f}{page95:>9.1f}{bare50:>11.1f}{bare95:>9.1f}"
            f"{page50 / bare50:>11.2f}{page95 / bare95:>7.2f}{said}"
        )


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th."""
    cut = statistics.quantiles(values, n=20, method="inclusive")
    return cut[9], cut[18]


def worst(archive: Archive) -> Iterator[tuple[str, str]]:
    """(what it is, path) of searches that touch much of the archive."""
    [most] = archive.db.execute("SELECT term FROM vocabulary ORDER BY documents DESC LIMIT 1").fetchone()
    yield "all articles", "/search"
    yield "its page 500", "/search?page=500"
    yield "every copy", "/search?copies=1"
    yield f"most frequent: {most}", f"/search?q={most}"
    yield f"without it: -{most}", f"/search?q=-{most}"
    yield "in earlier wordings too", f"/search?q={most}&older=1"
    yield "two letters: sk*", "/search?q=sk*"
    yield "an ending: *en", "/search?q=*en"


def pages(archive: Archive) -> None:
    """Print how long one page of each sort takes."""
    [id, number] = archive.db.execute("SELECT id, versions FROM articles ORDER BY versions DESC, id LIMIT 1").fetchone()
    article = f"/a/{id}"
    listed = {
        "front": "/",
        "article": article,
        "diff": f"{article}/diff/1..{number}",
        "diff, side by side": f"{article}/diff/1..{number}?view=sides",
        "changes": "/changes",
        "sources": "/sources",
        "bare table page": "/press/articles",
    } | dict(worst(archive))
    print("pages: ms")
    for name, path in listed.items():
        print(f"  {name:<28}{seconds(lambda path=path: archive.page(path)) * 1000:>8.1f}")
    before, most = peak(lambda: read_facts(archive.db, ZONE))
    took = seconds(lambda: read_facts(archive.db, ZONE)) * 1000
    print(f"  {'columns of a new file':<28}{took:>8.1f}; {most - before:.0f} MB of memory")


def readers(archive: Archive, home: Path, lasting: float) -> None:
    """Print the requests answered in a second on this machine's own address."""
    [id] = archive.db.execute("SELECT id FROM articles ORDER BY versions DESC, id LIMIT 1").fetchone()
    drawn = words(archive.db, 12, random.Random(2))
    random.Random(3).shuffle(drawn)  # frequent words are spread, so that few readers ask for the same mixture as many
    kinds = {
        "bare table page": ["/press/articles"],
        "front": ["/"],
        "article": [f"/a/{id}"],
        "article, known (304)": [f"/a/{id}"],
        "search, one word": [f"/search?{urlencode({'q': word})}" for word in drawn],
    }
    print(f"requests/s at {', '.join(map(str, clients.AT_ONCE))} readers")
    with clients.served(home) as port:
        for name, paths in kinds.items():
            rates = [clients.rate(port, paths, many, lasting, "304" in name) for many in clients.AT_ONCE]
            refused = sum(each for _, each in rates)
            said = f"  {refused} refused as too many" if refused else ""
            print(f"  {name:<24}" + "".join(f"{rate:>9.1f}" for rate, _ in rates) + said)


def measure(home: Path, options: argparse.Namespace) -> None:
    """Everything on one archive."""
    path = home / NAME if (home / NAME).is_file() else generate(home, options.articles)
    archive = opened(path)
    print(f"{len(archive.facts)} articles, {path.stat().st_size / 1e6:.0f} MB")
    with closing(archive.db), archive.runner:
        archive.page("/search?q=och")
        against_fts(archive, options.words)
        pages(archive)
        readers(archive, home, options.seconds)
        [rare] = words(archive.db, 1, random.Random(4))[-1:]
        pickup.measure(home, [f"/search?{urlencode({'q': rare})}", "/changes"])


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--home", type=Path, help="an archive from bench.generated; made there when it is not there")
    parser.add_argument("--words", type=int, default=12, help="words of each of four classes of frequency")
    parser.add_argument("--seconds", type=float, default=3, help="for which each number of readers asks")
    parser.add_argument(
        "--publish", default="10000,20000,50000", help="sizes for which publishing is measured; '' for none"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        measure(options.home or Path(made), options)
    publishing.measure([int(size) for size in options.publish.split(",") if size])


if __name__ == "__main__":
    main()
