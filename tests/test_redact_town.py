"""A name and a page taken out of the demo's archive: in no file afterwards, and not brought back by the nights that follow."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pyarrow import parquet

from archive.export import export
from archive.verify import verify
from archive.work import Work
from scraper.catalogue import load
from scraper.crawl import Options, PretendedTime
from scraper.demo import TownServer
from scraper.night import nightly
from scraper.redact import Asked, redact
from scraper.revisit import seconds
from tests.test_redact import everything, spellings

PERSON = "Samira Hallonqvist"
PAGE = "Torget blir bilfritt på prov under sommaren"
ONLY_THERE = "torget-blir-bilfritt-pa-prov"


@pytest.fixture(scope="module")
def town() -> Iterator[TownServer]:
    with TownServer() as server:
        yield server


def _night(home: Path, town: TownServer, number: int) -> None:
    catalogue = home.parent / "town.toml"
    catalogue.write_text(town.sources_toml(), encoding="utf-8")
    sources = [source for source in load(extra=[catalogue]).values() if source.id.startswith("demo_")]
    town.night = number
    clock = PretendedTime(seconds(f"2026-05-{number + 4:02}T01:30:00Z"))
    nightly(home, sources, Options(now=clock.now, sleep=clock.sleep, progress=lambda line: None))


def _ask(home: Path, **what: str) -> None:
    redact(home, Asked(ground="decision 7", at="2026-05-06T09:00:00Z", **what), lambda touched: True)


def _holding(home: Path, exports: Path) -> Iterator[tuple[str, bytes]]:
    """All bytes of the home and of exports made from it, packed ones unpacked too."""
    for path in home.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    exports.mkdir()
    for format in ("warc", "csv", "jsonl"):
        export(home, format, exports / format, table="versions")
        raw = (exports / format).read_bytes()
        yield format, gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    export(home, "parquet", exports / "parquet", table="versions")
    yield "parquet", str(parquet.read_table(exports / "parquet").to_pydict()).encode()
    yield "rows and bodies", everything(home).encode()


def test_neither_files_nor_later_nights_hold_what_was_taken_out(town: TownServer, tmp_path: Path) -> None:
    home = tmp_path / "hem"
    for number in (1, 2):
        _night(home, town, number)
    text = everything(home)
    assert PERSON.casefold() in text and PAGE.casefold() in text
    with closing(sqlite3.connect(home / "press.db")) as db:
        (page,) = db.execute("SELECT url FROM articles WHERE title = ?", (PAGE,)).fetchone()
    _ask(home, text=PERSON)
    _ask(home, page=page)
    for number in (2, 3, 4, 5):
        if number > 2:
            _night(home, town, number)
        for name, data in _holding(home, tmp_path / f"ut{number}"):
            lowered = data.lower()
            for needle in [*spellings(PERSON), b"samira hallonqvist", b"samira-hallonqvist", b"samira.hallonqvist"]:
                assert needle not in data and needle.lower() not in lowered, (number, name, needle)
            for needle in [*spellings(PAGE), PAGE.lower().encode(), ONLY_THERE.encode()]:
                if needle != b"asa-oberg":
                    assert needle not in data and needle.lower() not in lowered, (number, name, needle)
    with Work(home) as work:
        assert verify(work, home).ok
