"""What a capture costs: time and bytes of storing one that brings nothing new, checking them all, reading one back.

    python -m bench.storage [--pages N]

The pages are those of the made-up town, grown; with ``../shared`` beside the project also real ones and a recorded history.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import trafilatura

from archive.records import Capture
from archive.verify import verify
from archive.work import Work
from bench.stages import SHARED, SOURCE, real_pages, town_pages
from scraper.derive import derive

COMMIT = 200


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    count = parser.parse_args(arguments).pages
    unchanged("made-up town", town_pages(count))
    for folder in ("polisen-pages-dev", "wcxb-articles-dev"):
        unchanged(folder, real_pages(folder, count))
    history()


def unchanged(name: str, bodies: Sequence[bytes]) -> None:
    """Three nights of these pages: all new, then the same bytes, then other bytes with the same words."""
    if not bodies:
        return
    first = [_capture(number, 1, body) for number, body in enumerate(bodies)]
    same = [_capture(number, 2, body) for number, body in enumerate(bodies)]
    token = [_capture(number, 3, _with_token(body, number)) for number, body in enumerate(bodies)]
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"{name}: {len(bodies)} pages, {size:.0f} KB each")
    with tempfile.TemporaryDirectory() as folder, Work(Path(folder)) as work:
        work.remember_source(SOURCE)
        work.commit()
        for night, captures in (("new", first), ("bytes same", same), ("bytes differ, words same", token)):
            before = _size(work)
            stored, derived = _timed(lambda listed=captures: _store(work, listed)), _timed(lambda: derive(work))
            grown = (_size(work) - before) / len(captures)
            print(
                f"  {night:25} stored {len(captures) / stored:6.0f} captures/s, stored and derived"
                f" {len(captures) / (stored + derived):6.0f}, {grown:6.0f} bytes on disk each"
            )
        versions = work.db.execute("SELECT COUNT(*) FROM versions WHERE number > 1").fetchone()[0]
        print(f"  versions beyond the first: {versions}; trafilatura reads {_trafilatura(bodies):.0f} of these pages/s")
        _read_back(work)


def _trafilatura(bodies: Sequence[bytes]) -> float:
    """Pages a second from which it takes the main text."""
    some = bodies[:: max(1, len(bodies) // 100)]
    return len(some) / _timed(lambda: [trafilatura.extract(body) for body in some])


def history() -> None:
    """A recorded history: all captures of 19 pages, in the order of time."""
    folder = SHARED / "ota-history-dev"
    if not folder.is_dir():
        return
    captures = sorted(_recorded(folder), key=lambda capture: capture.fetched_at)
    alone = sum(len(gzip.compress(capture.body, 6)) for capture in captures)
    with tempfile.TemporaryDirectory() as home, Work(Path(home)) as work:
        stored = _timed(lambda: _store(work, captures))
        packed = work.db.execute("SELECT SUM(LENGTH(data)) FROM bodies").fetchone()[0]
        print(f"{folder.name}: {len(captures)} captures, gzip {alone / len(captures) / 1000:.1f} KB each")
        print(
            f"  bodies {packed / len(captures) / 1000:.2f} KB each ({packed / alone:.3f} of gzip), work.db"
            f" {_size(work) / len(captures) / 1000:.2f} KB ({_size(work) / alone:.3f}),"
            f" stored in {1000 * stored / len(captures):.1f} ms each"
        )
        _read_back(work)


def _read_back(work: Work) -> None:
    """Every body once, then `verify`."""
    digests = [row[0] for row in work.db.execute("SELECT sha256 FROM bodies ORDER BY sha256")]
    times = sorted(_timed(lambda each=digest: work.body(each)) * 1000 for digest in digests)
    p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"  one capture read back: p50 {p50:.1f} ms, p95 {p95:.1f}, longest {times[-1]:.1f}")
    report = verify(work, work.home)
    print(
        f"  verify: {report.bodies} bodies of {report.megabytes:.0f} MB in {report.seconds:.2f} s,"
        f" {report.megabytes / report.seconds:.0f} MB/s, {len(report.faults)} faults"
    )


def _capture(number: int, night: int, body: bytes) -> Capture:
    return Capture(
        source=SOURCE.id,
        url=f"https://bench.example/{number}",
        fetched_at=f"2026-05-{night:02}T01:30:00Z",
        status=200,
        headers={"content-type": "text/html"},
        body=body,
        role="page",
    )


def _with_token(body: bytes, number: int) -> bytes:
    return body.replace(b"</head>", b'<meta name="csrf-token" content="%032x"></head>' % (number * 7919**8), 1)


def _recorded(folder: Path) -> Iterator[Capture]:
    for name, document in json.loads((folder / "gold.json").read_text(encoding="utf-8")).items():
        captured = {snapshot["day"]: snapshot["captured"] for snapshot in document["snapshots"]}
        with tarfile.open(folder / "snapshots" / f"{name}.tar.xz", "r:xz") as archive:
            for member in archive:
                if member.isfile():
                    body = archive.extractfile(member).read()
                    at = captured[Path(member.name).stem]
                    yield replace(_capture(0, 1, body), url=document["url"], fetched_at=at)


def _store(work: Work, captures: Sequence[Capture]) -> None:
    for number, capture in enumerate(captures):
        work.add(capture)
        if number % COMMIT == COMMIT - 1:
            work.commit()
    work.commit()


def _size(work: Work) -> int:
    """Bytes of the file, its log emptied into it."""
    work.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return work.path.stat().st_size


def _timed(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
