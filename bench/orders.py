"""Captures in any order and batch must give the same public tables.

    python -m bench.orders [--pages 300] [--orders 10] [--set DIR]

Derives pages of a set beside the project (see docs/measuring.md) as captures of one source, shuffled and cut into batches
at random, and compares the public tables of all orders.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
from pathlib import Path

from archive.publish import publish
from archive.records import Capture, Source
from archive.schema import TABLES
from archive.work import Work
from scraper.derive import derive
from scraper.importing import utc

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SOURCE = Source(
    id="orders",
    name="Orders",
    kind="police",
    cms="listing",
    url="https://polisen.se/",
    language="sv",
    timezone="Europe/Stockholm",
)


def captures(folder: Path, count: int) -> list[Capture]:
    """The first pages of a set as captures, at the times of its gold."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    found = []
    for id_, entry in list(gold.items())[:count]:
        body = gzip.decompress((folder / "html" / f"{id_}.html.gz").read_bytes())
        at = utc(entry.get("first_seen", "2026-05-01T00:00:00+00:00"))
        headers = {"content-type": "text/html; charset=utf-8"}
        found.append(
            Capture(source=SOURCE.id, url=entry["url"], fetched_at=at, status=200, headers=headers, body=body or None)
        )
    return found


def tables(listed: list[Capture], chance: random.Random) -> dict[str, list[tuple]]:
    """The public tables after the captures have come in this order, in batches."""
    with tempfile.TemporaryDirectory() as scratch, Work(Path(scratch)) as work:
        work.remember_source(SOURCE)
        for number, capture in enumerate(listed):
            work.add(capture)
            if chance.random() < 0.02 or number == len(listed) - 1:
                work.commit()
                derive(work)
        publish(work, Path(scratch))
        return {table.name: work.db.execute(f"SELECT * FROM [{table.name}]").fetchall() for table in TABLES}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--orders", type=int, default=10)
    parser.add_argument("--set", type=Path, default=SHARED / "polisen-pages-dev")
    args = parser.parse_args()
    listed = captures(args.set, args.pages)
    first = None
    for seed in range(args.orders):
        chance = random.Random(seed)
        shuffled = chance.sample(listed, len(listed))
        found = tables(shuffled, chance)
        first = first or found
        other = [name for name in found if found[name] != first[name]]
        print(
            f"order {seed}: {sum(map(len, found.values()))} rows, {'the same' if not other else f'OTHER in {other}'}",
            flush=True,
        )


if __name__ == "__main__":
    main()
