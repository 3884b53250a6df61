"""How long writing press.db takes and how large it becomes, against the number of articles."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from archive import publish as publishing
from archive.site.search import vocabulary
from archive.work import Work
from bench.generated import generate
from bench.memory import peak

PARTS = ("search", "vocabulary", "indexes", "tables")
"""Of the file: the search indexes, the words, what finds a row, and the rows."""


def part(name: str, kind: str) -> str:
    """To which part a b-tree of the file belongs."""
    if "_fts" in name:
        return "search"
    if name.startswith("vocabulary"):
        return "vocabulary"
    return "indexes" if kind == "index" else "tables"


def sizes(path: Path) -> Counter[str]:
    """Bytes of each part."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        kinds = dict(db.execute("SELECT name, type FROM sqlite_master"))
        found: Counter[str] = Counter()
        for name, size in db.execute("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name"):
            found[part(name, kinds.get(name, "table"))] += size
    return found


@contextmanager
def timed(spent: Counter[str]) -> Iterator[None]:
    """Have seconds of processor time added up by part while something is published."""

    def counting(name: str, act: Callable) -> Callable:
        def counted(*args: Any) -> Any:
            began = time.process_time()
            try:
                return act(*args)
            finally:
                spent[name] += time.process_time() - began

        return counted

    with (
        patch.object(publishing, "_index_texts", counting("search", publishing._index_texts)),
        patch.object(vocabulary, "write", counting("vocabulary", vocabulary.write)),
        patch.object(publishing, "_check", counting("check", publishing._check)),
    ):
        yield


def measure(counts: Sequence[int]) -> None:
    """Print a line for each number of articles."""
    if counts:
        print(
            "publishing: seconds in all and of its parts, MB in all and of its parts; ms and KB for each article; MB of memory"
        )
    for articles in counts:
        with tempfile.TemporaryDirectory() as made:
            home = Path(made)
            path = generate(home, articles)
            spent: Counter[str] = Counter()
            with Work(home) as work, timed(spent):
                began = time.process_time()
                _, most = peak(partial(publishing.publish, work, home))
                took = time.process_time() - began
            found = sizes(path)
            size = path.stat().st_size
            print(
                f"  {articles:>8}{took:>8.1f} s ({', '.join(f'{name} {value:.1f}' for name, value in spent.items())})"
                f"{size / 1e6:>8.0f} MB ({', '.join(f'{name} {found[name] / 1e6:.0f}' for name in PARTS)})"
                f"{took / articles * 1000:>7.2f} ms{size / articles / 1000:>6.1f} KB{most:>6.0f} MB"
            )
