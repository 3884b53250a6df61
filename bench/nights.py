"""Crawl a recorded stretch of the police's events night by night, and compare the archive with what it must hold.

    python -m bench.nights [--nights N] [--home DIR] [--recording DIR] [--real-clock]

Serves the recording with ``replay_nights.py`` from beside the project, overrides nothing of the catalogue's own
``se_polisen_events`` but url and delay, and runs `nightly` for each recorded night, at the time of its recording.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

from scraper.catalogue import load
from scraper.crawl import Options, PretendedTime
from scraper.importing import utc
from scraper.night import nightly
from scraper.revisit import seconds

SHARED = Path(__file__).resolve().parents[2] / "shared"
SOURCE = "se_polisen_events"
WORD = re.compile(r"\w+")


@contextmanager
def replayed(recording: Path):
    """The URL of a running replay server."""
    tool = SHARED / "tools" / "replay_nights.py"
    with subprocess.Popen([sys.executable, str(tool), str(recording)], stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.terminate()


def source_at(root: str, scratch: Path):
    """The catalogue's own source with url and delay overridden."""
    override = scratch / "replay.toml"
    override.write_text(f'[{SOURCE}]\nurl = "{root}/api/events"\ndelay = 0\n', encoding="utf-8")
    return load(extra=[override])[SOURCE]


def run(recording: Path, home: Path, most: int, pretend: bool = True) -> None:
    """Crawl the nights and print a line each, then what the archive holds."""
    nights = json.loads((recording / "nights.json").read_text())[:most]
    with replayed(recording) as root, tempfile.TemporaryDirectory() as scratch:
        source = source_at(root, Path(scratch))
        for night in nights:
            urllib.request.urlopen(f"{root}/-/night/{night['night']}").read()
            clock = PretendedTime(seconds(utc(night["captured"])))
            options = Options(now=clock.now, sleep=clock.sleep) if pretend else Options()
            began = time.monotonic()
            done = nightly(home, [source], options)
            report = done.reports[0]
            outcomes = Counter(done.outcomes[report.run])
            print(
                f"{night['night']}  {time.monotonic() - began:5.1f} s  {'ok' if report.ok else 'FAILED':6} "
                f"{report.requests:4} requests  {dict(outcomes)}  {report.note}",
                flush=True,
            )
    check(recording, home)


def check(recording: Path, home: Path) -> None:
    """Print how the archive compares with the recording's gold."""
    gold = json.loads((recording / "gold.json").read_text())
    with closing(sqlite3.connect(f"{(home / 'press.db').resolve().as_uri()}?mode=ro", uri=True)) as db:
        count = dict(db.execute("SELECT state, COUNT(*) FROM articles GROUP BY state"))
        changes = dict(db.execute("SELECT change, COUNT(*) FROM versions GROUP BY change"))
        rows = {row[0].rstrip("/").rpartition("127.0.0.1")[2].partition("/")[2]: row for row in db.execute(
            "SELECT url, title, lead, body, published_at FROM articles")}  # fmt: skip
        print(f"{sum(count.values())} articles {count}, versions {changes}")
        print("removals", db.execute("SELECT COUNT(*) FROM removals").fetchone()[0])
    found = {key: next((rows[path] for path in paths_of(entry) if path in rows), None) for key, entry in gold.items()}
    print(f"{sum(row is not None for row in found.values())} of {len(gold)} listed events are in the archive")
    measured = [(found[key], entry) for key, entry in gold.items() if entry.get("text") and found[key]]
    precision, recall = zip(*(compare(row, entry) for row, entry in measured), strict=True)
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    print(f"{len(measured)} with gold text: 4-gram P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f}")
    print(f"title exact {share(row[1] == entry['title'] for row, entry in measured):.4f}")
    print(f"day exact {share(row[4][:10] == entry['date'] for row, entry in measured):.4f}")


def paths_of(entry) -> list[str]:
    """The paths at which an event was ever listed, without slashes at the ends."""
    listed = [version["url"] for version in entry.get("versions", ())] + [entry["api"]["url"], entry["url"]]
    return [url.partition("polisen.se")[2].strip("/") or url.strip("/") for url in listed]


def share(hits) -> float:
    """Share of true values."""
    listed = list(hits)
    return sum(listed) / len(listed)


def compare(row, entry) -> tuple[float, float]:
    """4-gram precision and recall of an article's text (lead, then body) against the gold text."""
    got, want = grams(f"{row[2]}\n{row[3]}"), grams(entry["text"])
    hit = sum((got & want).values())
    return hit / max(1, sum(got.values())), hit / sum(want.values())


def grams(text: str) -> Counter:
    """Counted 4-grams of words."""
    words = WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recording", type=Path, default=SHARED / "data" / "polisen-nightly-dev")
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "pressarkiv-nights")
    parser.add_argument("--nights", type=int, default=1000)
    parser.add_argument("--real-clock", action="store_true", help="all nights now, one after the other")
    args = parser.parse_args()
    shutil.rmtree(args.home, ignore_errors=True)
    run(args.recording, args.home, args.nights, not args.real_clock)


if __name__ == "__main__":
    main()
