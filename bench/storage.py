"""What a capture costs: time and bytes of one that brings nothing new, checking them all, reading one back.

    python -m bench.storage [--pages N] [--nights N]

Captures that turn out unchanged are stored and derived (bytes the same; another token in them; other text around the
article), each against reading the same page with trafilatura, in processor time. Then the same pages night after night:
what a night costs must not grow with the nights before it.

The pages are those of the made-up town, grown; with ``../shared`` beside the project also real ones and a recorded history.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import trafilatura

from archive.records import Capture
from archive.verify import verify
from archive.work import Work
from bench.stages import SHARED, SOURCE, real_pages, town_pages
from scraper.derive import derive

COMMIT = 200
NIGHTLY = 200
"""Pages that are captured night after night."""
FIRST = datetime(2026, 5, 1, 1, 30)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--nights", type=int, default=30)
    asked = parser.parse_args(arguments)
    unchanged("made-up town", town_pages(asked.pages))
    for folder in ("polisen-pages-dev", "wcxb-articles-dev"):
        unchanged(folder, real_pages(folder, asked.pages))
    night_after_night(town_pages(NIGHTLY), asked.nights)
    history()


Change = Callable[[bytes, int, int], bytes]
"""A page's body as it is sent on a night: from the body, the page's number and the night."""


def as_it_was(body: bytes, number: int, night: int) -> bytes:
    """The same bytes."""
    return body


def with_token(body: bytes, number: int, night: int) -> bytes:
    """Another token in the page's head."""
    token = blake2b(b"%d %d" % (number, night), digest_size=16).hexdigest().encode()
    return body.replace(b"</head>", b'<meta name="csrf-token" content="%s"></head>' % token, 1)


def with_links(body: bytes, number: int, night: int) -> bytes:
    """Other links under the article."""
    links = b"".join(b"<li><a href=/%d/%d>Nyhet %d</a></li>" % (night, each, night * 7 + each) for each in range(3))
    return body.replace(b"</body>", b"<nav class=senaste><ul>%s</ul></nav></body>" % links, 1)


def unchanged(name: str, bodies: Sequence[bytes]) -> None:
    """Nights of these pages: all new, then the same bytes, then other bytes with the same words."""
    if not bodies:
        return
    size = sum(map(len, bodies)) / len(bodies) / 1000
    theirs = _trafilatura(bodies)
    print(f"{name}: {len(bodies)} pages, {size:.0f} KB each; trafilatura reads {theirs:.0f} pages/s")
    nights = (
        ("new", with_token, 1), ("bytes same", with_token, 1), ("another token, words same", with_token, 2),
        ("other links, words same", with_links, 3),
    )  # fmt: skip
    with _archive() as work:
        for night, (what, change, version) in enumerate(nights, start=1):
            before = _size(work)
            captures = [_capture(n, night, change(body, n, version)) for n, body in enumerate(bodies)]
            stored, derived = _timed(lambda listed=captures: _store(work, listed)), _timed(lambda: derive(work))
            ours = len(captures) / (stored + derived)
            print(
                f"  {what:26} stored {len(captures) / stored:6.0f} captures/s, stored and derived {ours:6.0f}"
                f" = {ours / theirs:5.1f} x trafilatura, {(_size(work) - before) / len(captures):6.0f} bytes on disk each"
            )
        versions = work.db.execute("SELECT COUNT(*) FROM versions WHERE number > 1").fetchone()[0]
        print(f"  versions beyond the first: {versions}")
        _read_back(work)


def night_after_night(bodies: Sequence[bytes], nights: int) -> None:
    """What a night of the same pages costs as the nights before it become more."""
    theirs = _trafilatura(bodies)
    print(f"{len(bodies)} pages captured every night; trafilatura reads them in {len(bodies) / theirs:.2f} s")
    for what, change in (("bytes same", as_it_was), ("another token", with_token), ("other links", with_links)):
        seconds = []
        with _archive() as work:
            for night in range(1, nights + 1):
                captures = [_capture(n, night, change(body, n, night)) for n, body in enumerate(bodies)]
                seconds.append(_timed(lambda listed=captures: (_store(work, listed), derive(work))))
        shown = [night for night in (1, 2, 5, 10, 20, 30, 60) if night <= nights]
        told = ", ".join(f"night {night} {seconds[night - 1]:.3f} s" for night in shown)
        print(f"  {what:14} {told}: {len(bodies) / theirs / seconds[-1]:.1f} x trafilatura in the last")


@contextmanager
def _archive() -> Iterator[Work]:
    with tempfile.TemporaryDirectory() as folder, Work(Path(folder)) as work:
        work.remember_source(SOURCE)
        work.commit()
        yield work


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
        fetched_at=(FIRST + timedelta(days=night)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        status=200,
        headers={"content-type": "text/html"},
        body=body,
        role="page",
    )


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


def _timed(act: Callable[[], object]) -> float:
    """Seconds of processor time; what else runs on the machine does not count."""
    began = time.process_time()
    act()
    return time.process_time() - began


if __name__ == "__main__":
    main()
