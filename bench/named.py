"""How long the named queries take: ``python -m bench.named --home DIR``, a press.db of any size (see bench.generated).

Each is asked twice, its parameters left out, the searches for the word ``kommer``; the second time counts, in seconds of
the processor. Exit status 1 when one needs more than half of Datasette's time limit.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from archive.publish import NAME
from archive.serve import SETTINGS
from archive.site.named import NamedQuery, queries


def seconds(db: sqlite3.Connection, query: NamedQuery) -> tuple[float, int]:
    """(seconds, rows)."""
    given = {name: "kommer" if name == "query" else "" for name in query.parameters}
    started = time.process_time()
    found = db.execute(query.sql, given).fetchall()
    return time.process_time() - started, len(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    path = parser.parse_args().home / NAME
    slow = []
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        print(f"{db.execute('SELECT COUNT(*) FROM articles').fetchone()[0]} articles, {path.stat().st_size:,} bytes")
        for query in queries():
            seconds(db, query)
            took, rows = seconds(db, query)
            print(f"  {query.name:28}{took * 1000:8.0f} ms{rows:7} rows")
            if took * 1000 > SETTINGS["sql_time_limit_ms"] / 2:
                slow.append(query.name)
    sys.exit(f"too slow: {', '.join(slow)}" if slow else 0)


if __name__ == "__main__":
    main()
