"""What a disk can do to an archive: flipped bytes, a file cut off or emptied, no room, no right to write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import opening
from archive import publish as publishing
from archive.backup import backup
from archive.failures import StorageError
from archive.publish import PublishError, publish
from archive.verify import verify
from archive.work import Work
from scraper.cli import cli
from scraper.demo import TownServer
from scraper.demo.run import NIGHTS
from scraper.derive import derive
from tests.nightly_archive import SOURCE, nights, page


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = nights(tmp_path_factory.mktemp("hel"))
    with closing(sqlite3.connect(home / "work.db")) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "hem")
    return tmp_path / "hem"


def _run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *arguments])


def _garbage_in_the_middle(content: bytes) -> bytes:
    third = len(content) // 3
    return content[:third] + b"\xa5" * third + content[2 * third :]


NOBODY = 65534

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "garbage in the middle": _garbage_in_the_middle,
    "cut off": lambda content: content[: len(content) // 2],
    "cut off inside a page": lambda content: content[: len(content) // 2 + 1000],
    "a damaged head": lambda content: b"\0" * 100 + content[100:],
    "no database": lambda content: b"detta ar ingen databas\n" * 100,
    "emptied": lambda content: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", [["derive"], ["rebuild"], ["status"], ["publish"], ["verify"]], ids=" ".join)
def test_a_damaged_archive_is_named_with_the_newest_good_backup(home: Path, damage: str, command: list[str]) -> None:
    backup(home, "2024-04-01T00:00:00Z")
    good = backup(home, "2024-04-02T00:00:00Z")
    newest = backup(home, "2024-04-03T00:00:00Z")
    newest.write_bytes(_garbage_in_the_middle(newest.read_bytes()))
    before = DAMAGES[damage]((home / "work.db").read_bytes())
    (home / "work.db").write_bytes(before)
    result = _run(home, *command)
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1 and str(home / "work.db") in result.stderr
    assert f"the newest good backup is {good}" in result.stderr
    assert (home / "work.db").read_bytes() == before or damage == "garbage in the middle"


def test_without_a_backup_the_sentence_says_so(home: Path) -> None:
    (home / "work.db").write_bytes(b"")
    result = _run(home, "derive")
    assert result.exit_code == 2 and "there is no good backup in" in result.stderr


def test_an_empty_file_of_an_archive_that_never_began_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "work.db").write_bytes(b"")
    with Work(tmp_path) as work:
        assert work.capture_count() == 0


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_end_in_a_sentence_or_in_a_fault_that_verify_names(home: Path, seed: int) -> None:
    content = bytearray((home / "work.db").read_bytes())
    place = (seed * 2 + 1) * len(content) // 16
    for offset in range(place, min(place + 6000, len(content)), 3):
        content[offset] ^= 0xFF
    (home / "work.db").write_bytes(content)
    result = _run(home, "verify")
    assert result.exit_code in (1, 2), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "work.db" in result.output or "body" in result.output


# No room ----------------------------------------------------------------------------------------------------------


def _limit(monkeypatch: pytest.MonkeyPatch, pages: int) -> None:
    """Let work.db grow to so many pages beyond what it has; -1: without end."""
    real = opening.writable

    def limited(path: Path) -> object:
        db = real(path)
        room = db.execute("PRAGMA page_count").fetchone()[0] + pages if pages >= 0 else 1 << 30
        db.execute(f"PRAGMA max_page_count = {room}")
        return db

    monkeypatch.setattr(opening, "writable", limited)


def test_a_full_disk_in_a_crawl_ends_in_a_sentence_and_the_same_command_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TownServer() as town:
        (tmp_path / "town.toml").write_text(town.sources_toml(), encoding="utf-8")
        command = ["--sources", str(tmp_path / "town.toml"), "nightly", "--at", NIGHTS[0], "demo_kommun", "demo_polis"]
        counts = []
        for pages in (0, 6, 20, 40):
            with monkeypatch.context() as patch:
                _limit(patch, pages)
                result = _run(tmp_path / "hem", *command)
            assert result.exit_code == 2 and "the disk is full" in result.stderr.splitlines()[-1], result.output
            assert "Traceback" not in result.stderr
            with Work(tmp_path / "hem", read_only=True) as work:
                counts.append(work.capture_count())
        assert counts == sorted(counts) and counts[-1] > counts[0]
        assert _run(tmp_path / "hem", *command).exit_code == 0
    with Work(tmp_path / "hem") as work:
        assert verify(work, tmp_path / "hem").ok
        doubled = "SELECT url, run FROM captures WHERE role <> 'listing' GROUP BY 1, 2 HAVING COUNT(*) > 1"
        assert work.db.execute(doubled).fetchall() == []


def test_after_a_full_disk_nothing_more_is_written_until_the_archive_is_opened_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _limit(monkeypatch, 2)
    with Work(home) as work:
        with pytest.raises(StorageError, match="the disk is full"):
            for number in range(200):
                work.add(page(number % 4, 4 + number % 20))
        work.db.execute(f"PRAGMA max_page_count = {1 << 30}")
        with pytest.raises(StorageError, match="the disk is full"):
            work.finish_run("x", "2024-04-01T00:00:00Z", ok=True, requests=1, note="")
    with Work(home, read_only=True) as work:
        assert work.capture_count() == 12


def test_a_full_disk_in_derive_loses_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Work(home) as work:
        for number in range(120):
            work.add(replace(page(number % 4, 4), url=f"https://prov.se/annan/{number}"))
    with monkeypatch.context() as patch:
        _limit(patch, 3)
        result = _run(home, "derive")
    assert result.exit_code == 2 and "the disk is full" in result.stderr
    with Work(home) as work:
        assert work.capture_count() == 132
        derive(work)
        publish(work, home)
        assert verify(work, home).ok


def test_a_full_disk_in_publish_leaves_the_old_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (home / "press.db").read_bytes()
    real = publishing._connect

    def limited(path: Path) -> sqlite3.Connection:
        connection = real(path)
        connection.execute("PRAGMA max_page_count = 10")
        return connection

    monkeypatch.setattr(publishing, "_connect", limited)
    with Work(home) as work, pytest.raises(PublishError, match=r"full.*the old one stays"):
        publish(work, home)
    assert (home / "press.db").read_bytes() == before
    assert not (home / publishing.UNFINISHED).exists()
    monkeypatch.undo()
    with Work(home) as work:
        assert publish(work, home) == home / "press.db"


def test_damage_that_publish_meets_is_told_of_the_private_file(home: Path) -> None:
    with Work(home) as work:
        work.remember_source(SOURCE)
    content = bytearray((home / "work.db").read_bytes())
    with closing(sqlite3.connect(home / "work.db")) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'versions'").fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    content[(root - 1) * size : root * size] = b"\xa5" * size
    (home / "work.db").write_bytes(content)
    result = _run(home, "publish")
    assert result.exit_code == 2 and f"{home / 'work.db'}: the file is damaged" in result.stderr


@pytest.fixture
def unwritable(whole: Path) -> Iterator[Path]:
    """A home whose owner has taken away the right to write from its folder; root becomes somebody else for it."""
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        home = Path(shutil.copytree(whole, Path(outer) / "hem"))
        with closing(sqlite3.connect(home / "work.db")) as db:
            db.execute("PRAGMA journal_mode = WAL")
        user = os.geteuid()
        if user == 0:
            for each in (home, *home.iterdir()):
                os.chown(each, NOBODY, -1)
            os.seteuid(NOBODY)
        home.chmod(0o500)
        try:
            yield home
        finally:
            home.chmod(0o700)
            os.seteuid(user)


@pytest.mark.parametrize(
    "command",
    ["derive", "rebuild", "publish", "verify", "backup", "import x.html", "redact --text Anna-Lisa --dry-run",
     "redact --again", "boilerplate se_prov strip 0123456789abcdef", "backup --restore"],
)  # fmt: skip
def test_a_folder_that_may_not_be_written_is_told(unwritable: Path, command: str) -> None:
    before = {each.name: each.stat().st_mtime_ns for each in unwritable.iterdir()}
    result = _run(unwritable, *command.split())
    assert result.exit_code == 2, result.output
    if command == "backup --restore":
        assert "there is no backup" in result.stderr
        return
    assert result.stderr.count("\n") == 1 and str(unwritable) in result.stderr
    assert "cannot be" in result.stderr
    assert {each.name: each.stat().st_mtime_ns for each in unwritable.iterdir()} == before


def test_a_folder_that_may_not_be_written_can_be_read(unwritable: Path) -> None:
    with Work(unwritable, read_only=True) as work:
        work.capture_count()
    for command in (["status"], ["digest"], ["export", "--format", "jsonl"], ["redact", "--list"]):
        result = _run(unwritable, *command)
        assert result.exit_code == 0, result.output


# The clock --------------------------------------------------------------------------------------------------------


def test_a_run_that_was_cut_off_is_found_although_the_clock_was_set_back(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        later = work.begin_run(SOURCE.id, "2024-03-20T22:00:00Z")
        work.finish_run(later, "2024-03-20T23:00:00Z", ok=True, requests=1, note="")
        run = work.begin_run(SOURCE.id, "2024-03-02T22:00:00Z")
        assert work.unfinished_run(SOURCE.id) == (run, "2024-03-02T22:00:00Z")


def test_a_night_with_an_earlier_clock_loses_and_doubles_nothing(tmp_path: Path) -> None:
    home = tmp_path / "hem"
    with TownServer() as town:
        (tmp_path / "town.toml").write_text(town.sources_toml(), encoding="utf-8")
        for night, at in enumerate(("2026-05-05T01:30:00Z", "2026-05-03T01:30:00Z"), start=1):
            town.night = night
            result = _run(home, "--sources", str(tmp_path / "town.toml"), "nightly", "--at", at, "demo_kommun")
            assert result.exit_code == 0, result.output
    with Work(home) as work:
        counted = dict(work.db.execute("SELECT run, COUNT(*) FROM captures GROUP BY run").fetchall())
        assert len(counted) == 2
        doubled = "SELECT url, run FROM captures WHERE role <> 'listing' GROUP BY 1, 2 HAVING COUNT(*) > 1"
        assert work.db.execute(doubled).fetchall() == []
        order = "SELECT article FROM versions v WHERE seen_from < (SELECT seen_from FROM versions b WHERE"
        assert work.db.execute(f"{order} b.article = v.article AND b.number = v.number - 1)").fetchall() == []
        assert verify(work, home).ok
