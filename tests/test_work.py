"""work.db: what is put in comes out, once, whatever the order; what a disk does to it is told in a sentence."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive.bodies import CHAIN
from archive.failures import StorageError
from archive.migrations import migrations
from archive.records import Capture, Source
from archive.work import NAME, NothingCaptured, Work

PAGE = Capture(
    source="se_prov",
    url="https://prov.se/nyhet/1",
    fetched_at="2024-03-01T22:00:00Z",
    status=200,
    headers={"etag": '"a"', "content-type": "text/html"},
    body=b"<p>Bron \xc3\xb6ppnas.</p>",
    role="page",
    run="r1",
)


def test_a_capture_comes_back_as_it_was_put_in(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        id_ = work.add(PAGE)
        assert work.capture(id_) == replace(PAGE, id=id_)


def test_the_same_capture_is_stored_once_and_keeps_its_id(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        assert work.add(PAGE) == work.add(PAGE)
        assert work.capture_count() == 1


def test_captures_come_oldest_first_in_whatever_order_they_were_added(tmp_path: Path) -> None:
    nights = [replace(PAGE, fetched_at=f"2024-03-0{day}T22:00:00Z", body=b"%d" % day) for day in (3, 1, 2)]
    with Work(tmp_path) as work:
        for capture in nights:
            work.add(capture)
        assert [capture.body for capture in work.captures()] == [b"1", b"2", b"3"]


def test_captures_may_be_added_while_others_are_read(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        for number in range(50):
            work.add(replace(PAGE, url=f"https://prov.se/{number}"))
        seen = 0
        for capture in work.captures():
            work.add(replace(capture, id=0, url=f"{capture.url}/igen"))
            seen += 1
        assert (seen, work.capture_count()) == (50, 100)


def test_a_chain_of_bodies_is_cut_before_it_grows_long(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        for number in range(CHAIN + 6):
            at = f"2024-03-01T{number // 60:02}:{number % 60:02}:00Z"
            work.add(replace(PAGE, fetched_at=at, body=b"sida %d" % number))
        depths = [row[0] for row in work.db.execute("SELECT depth FROM bodies")]
        assert max(depths) == CHAIN - 1 and depths.count(1) == 2
        assert [capture.body for capture in work.captures()] == [b"sida %d" % number for number in range(CHAIN + 6)]


def test_an_error_inside_a_transaction_leaves_nothing_behind(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        with pytest.raises(KeyError), work.transaction():
            work.add(PAGE)
            raise KeyError
        assert work.capture_count() == 0


def test_what_was_committed_is_there_after_reopening_and_migrating_again(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        work.add(PAGE)
        work.remember_source(Source(id="se_prov", name="Provstad", kind="other", cms="feed", url="https://prov.se/"))
    with Work(tmp_path) as work, Work(tmp_path, read_only=True) as reader:
        assert work.capture_count() == reader.capture_count() == 1
        assert reader.sources()["se_prov"].name == "Provstad"
        assert migrations.pending(work.db) == []


def test_the_last_good_answer_is_the_newest_with_a_body(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        work.add(PAGE)
        work.add(replace(PAGE, fetched_at="2024-03-02T22:00:00Z", status=304, body=None))
        work.add(replace(PAGE, fetched_at="2024-03-03T22:00:00Z", status=503, body=b"nere"))
        found = work.latest("se_prov", PAGE.url)
        assert found is not None and found.fetched_at == PAGE.fetched_at
        assert work.latest("se_prov", "https://prov.se/annan") is None


def test_a_visit_tells_validators_and_failures_in_a_row(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        work.add(PAGE)
        for day in (2, 3):
            work.add(replace(PAGE, fetched_at=f"2024-03-0{day}T22:00:00Z", status=503, headers={}, body=None))
        visit = work.visits("se_prov")[PAGE.url]
        work.add(replace(PAGE, fetched_at="2024-03-04T22:00:00Z", status=404, headers={}, body=None))
        gone = work.visits("se_prov")[PAGE.url]
    assert (visit.etag, visit.status, visit.failures, visit.first_at) == ('"a"', 503, 2, PAGE.fetched_at)
    assert (visit.missing, gone.status, gone.failures, gone.missing) == (0, 404, 3, 1)


def test_a_body_that_is_not_there_is_a_key_error(tmp_path: Path) -> None:
    with Work(tmp_path) as work, pytest.raises(KeyError):
        work.body("0" * 64)


def test_reading_an_archive_that_is_not_there_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NothingCaptured, match="pressarkiv nightly"):
        Work(tmp_path, must_exist=True)


def test_an_archive_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        work.db["_sqlite_migrations"].insert(
            {"migration_set": "pressarkiv", "name": "m999_later", "applied_at": "2030"}
        )
    for read_only in (True, False):
        with pytest.raises(StorageError, match="newer pressarkiv"):
            Work(tmp_path, read_only=read_only)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"detta ar ingen databas, bara text " * 50)
    with pytest.raises(StorageError, match="no SQLite database"):
        Work(tmp_path)


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(StorageError, match="cannot be made"):
        Work(tmp_path / "fil" / "hem")


def test_a_full_disk_keeps_what_was_committed(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        work.add(PAGE)
        work.commit()
        pages = work.db.execute("PRAGMA page_count").fetchone()[0]
        work.db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StorageError, match="full"), work.transaction():
            for number in range(200):
                work.add(replace(PAGE, url=f"https://prov.se/{number}", headers={"etag": "x" * 500}))
    with closing(sqlite3.connect(tmp_path / NAME)) as db:
        assert db.execute("SELECT COUNT(*) FROM captures").fetchone() == (1,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
