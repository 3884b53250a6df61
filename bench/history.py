"""What is called an edit in recorded histories, beside what the recordings' gold says.

    python -m bench.history [ota] [cities]

Imports the captures with `pressarkiv import`, prints for every document each version beyond its first with the words that
changed, and each removal, and compares them with the gold; then what a capture costs. Exit status 1 where an edit is
missed or more versions are made than `CLAIMS` allows. Reads the sets beside the project (docs/measuring.md).
"""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from archive.diff import Change, diff_links, diff_words
from archive.look import Look
from archive.work import Work
from bench import feeds

SHARED = Path(__file__).resolve().parents[2] / "shared"
CLAIMS = {"ota": 18, "karlsruhe": 17, "salzkotten": 0}
"""By history the most versions beyond the first that its documents may have, edits beyond the gold included."""
CONTEXT = 4
"""Words shown around a change."""
READ_BACK = 300


@dataclass(frozen=True, slots=True)
class Call:
    """A version beyond the first, or a removal."""

    at: str
    kind: str
    words: str


@dataclass(slots=True)
class Document:
    """What was called an edit of a document, and what should have been."""

    name: str
    calls: list[Call]
    gold: list[str] = field(default_factory=list)
    """Times of the gold's edits."""
    days: list[str] = field(default_factory=list)
    """Days of its captures."""


@dataclass(slots=True)
class Tally:
    """How a history went."""

    name: str
    caught: int = 0
    missed: int = 0
    versions: int = 0

    def told(self) -> bool:
        """Print it; whether the claims hold."""
        most, gold = CLAIMS[self.name], self.caught + self.missed
        holds = not self.missed and self.versions <= most
        print(
            f"{self.name}: {self.caught} of {gold} caught by the next capture, {self.versions} versions beyond the first"
            f" (at most {most}): {'holds' if holds else 'DOES NOT HOLD'}\n",
            flush=True,
        )
        return holds


def main() -> None:
    """The command line."""
    chosen = sys.argv[1:] or list(HISTORIES)
    print("-removed- +added+\n")
    held = [hold for name in chosen for hold in HISTORIES[name]()]
    sys.exit(0 if all(held) else 1)


def ota() -> Iterator[bool]:
    """Legal pages. Documents that stand on one URL are one article, and their gold is the gold of that article."""
    folder = SHARED / "data" / "ota-history-dev"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    by_url = defaultdict(list)
    for name, document in gold.items():
        by_url[document["url"]].append((name, document))
    with tempfile.TemporaryDirectory() as scratch:
        tool = SHARED / "tools" / "unpack_history.py"
        subprocess.run([sys.executable, str(tool), str(folder), f"{scratch}/in"], check=True)
        home = _imported(Path(scratch), Path(scratch) / "in" / "manifest.jsonl")
        tally = Tally("ota")
        for url, documents in by_url.items():
            found = Document(", ".join(name for name, _ in documents), _calls(home, url))
            found.gold = [v["time"] for _, d in documents for v in d["versions"] if v["kind"] == "content"]
            found.days = sorted({s["day"] for _, d in documents for s in d["snapshots"]})
            _compare(found, tally)
        _costs(home)
        yield tally.told()


def cities() -> Iterator[bool]:
    """The feeds of two cities. A gold edit is caught at the very capture that shows it; a deletion mark is a removal."""
    folder = SHARED / "data" / "city-feeds-de"
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        manifest = feeds.unpack(folder, gold, Path(scratch))
        home = _imported(Path(scratch), manifest, "--sources", str(manifest.with_name("sources.toml")))
        for city, of_city in gold.items():
            tally, edits = Tally(city), feeds.edits(of_city, Path(scratch) / city)
            calls = _all_calls(home, f"de_{city}")
            for url in sorted(calls.keys() | edits.keys()):
                _compare(Document(url, calls.get(url, []), edits.get(url, [])), tally)
            yield tally.told()
        _costs(home)


def _imported(scratch: Path, manifest: Path, *options: str) -> Path:
    home = scratch / "home"
    began = time.monotonic()
    command = [sys.executable, "-m", "scraper", "--home", str(home), *options, "import", str(manifest)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    print(f"{done.stdout.strip()} in {time.monotonic() - began:.0f} s", flush=True)
    return home


def _all_calls(home: Path, source: str) -> dict[str, list[Call]]:
    with closing(Work(home, read_only=True)) as work:
        urls = work.db.execute("SELECT url FROM articles WHERE source = ? ORDER BY url", (source,)).fetchall()
    return {url: calls for (url,) in urls if (calls := _calls(home, url))}


def _calls(home: Path, url: str) -> list[Call]:
    """What was called an edit or a removal of an article, oldest first."""
    with closing(Work(home, read_only=True)) as work:
        ids = [row[0] for row in work.db.execute("SELECT id FROM articles WHERE url = ?", (url,))]
        calls = []
        for id_ in ids:
            versions = Look(work).versions(id_)
            for old, new in pairwise(versions):
                kind = work.db.execute(
                    "SELECT change FROM versions WHERE article = ? AND number = ?", (id_, new.number)
                ).fetchone()[0]
                went, came = diff_links(old.links, new.links)
                links = [f"-{link}-" for link in went] + [f"+{link}+" for link in came]
                calls.append(Call(new.seen_from, kind, " ".join([_shown(diff_words(old.text, new.text)), *links])))
            gone = work.db.execute("SELECT gone_at, reason FROM removals WHERE article = ?", (id_,)).fetchall()
            calls += [Call(at, "removal", reason) for at, reason in gone]
    return sorted(calls, key=lambda call: call.at)


def _shown(changes: Sequence[Change]) -> str:
    """What changed in a line or two, with a few words around it."""
    parts = []
    for change in changes:
        words = change.text.split()
        if change.op != "same":
            text = " ".join(words if len(words) <= 3 * CONTEXT else [*words[: 2 * CONTEXT], "…", *words[-CONTEXT:]])
            parts.append({"removed": f"-{text}-", "added": f"+{text}+"}.get(change.op, f">{text}<"))
        elif len(words) > 2 * CONTEXT:
            parts.append(" ".join([*words[:CONTEXT], "…", *words[-CONTEXT:]]) if parts else " ".join(words[-CONTEXT:]))
        else:
            parts.append(" ".join(words))
    return " ".join(parts)[:400]


def _compare(document: Document, tally: Tally) -> None:
    """Print a document's calls, each with what the gold says, and what was missed."""
    found: dict[Call, str] = {}
    missed = []
    for wanted in sorted(document.gold):
        in_time = (each for each in document.calls if _is_in_time(each.at, wanted, document.days) and each not in found)
        call = next(in_time, None)
        if call:
            found[call] = wanted
        else:
            missed.append(wanted)
    tally.caught, tally.missed = tally.caught + len(found), tally.missed + len(missed)
    tally.versions += sum(call.kind != "removal" for call in document.calls)
    if not missed and all(call.kind == "removal" and call in found for call in document.calls):
        return  # nothing to read in a mark of deletion that is told as one
    print(document.name)
    for call in document.calls:
        says = f"gold {found[call][:16]}" if call in found else "BEYOND the gold"
        print(f"  {call.at} {call.kind:7} {says:21} {call.words}")
    print("".join(f"  MISSED {wanted}\n" for wanted in missed), end="")


def _is_in_time(found: str, wanted: str, days: Sequence[str]) -> bool:
    """Whether a call is that of the gold: the same second, or with daily captures one day's capture apart."""
    if not days:
        return found == datetime.fromisoformat(wanted).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    around = [day for day in days if day < wanted[:10]][-1:] + [day for day in days if day >= wanted[:10]][:2]
    return found[:10] in around


def _costs(home: Path) -> None:
    """Print what a capture takes on disk beside gzip, and how fast one is read back."""
    with closing(Work(home, read_only=True)) as work:
        shown = dict(work.db.execute("SELECT sha256, COUNT(*) FROM captures WHERE sha256 <> '' GROUP BY 1").fetchall())
        count, bodies = sum(shown.values()), sorted(shown)
        packed = work.db.execute("SELECT SUM(LENGTH(data)) FROM bodies").fetchone()[0]
        alone = sum(len(gzip.compress(work.body(digest), 6)) * shown[digest] for digest in bodies)
        times = sorted(_milliseconds(work, digest) for digest in random.Random(1).choices(bodies, k=READ_BACK))
    print(
        f"{count} captures of {len(bodies)} bodies: {packed / count / 1000:.2f} KB a capture, gzip {alone / count / 1000:.2f}"
        f" ({packed / alone:.3f}); read back p50 {times[READ_BACK // 2]:.1f} ms, p95 {times[READ_BACK * 95 // 100]:.1f}"
    )


def _milliseconds(work: Work, digest: str) -> float:
    """How long it takes to read a body back."""
    began = time.perf_counter()
    work.body(digest)
    return (time.perf_counter() - began) * 1000


HISTORIES: Mapping = {"ota": ota, "cities": cities}

if __name__ == "__main__":
    main()
