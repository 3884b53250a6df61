"""`verify`: a clean archive says so, and whatever is wrong is named with its row."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import bodies
from archive.verify import Report, verify
from archive.work import Work
from scraper.cli import cli
from tests.nightly_archive import nights


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nights(tmp_path_factory.mktemp("rent"))


@pytest.fixture
def home(clean: Path, tmp_path: Path) -> Path:
    shutil.copytree(clean, tmp_path / "hem")
    return tmp_path / "hem"


def _after(home: Path, *changes: str, file: str = "work.db") -> Report:
    """The report on an archive in which somebody has changed something."""
    with closing(sqlite3.connect(home / file)) as db:
        for change in changes:
            db.execute(change)
        db.commit()
    with Work(home) as work:
        return verify(work, home)


def test_a_clean_archive_says_what_was_checked(home: Path) -> None:
    steps = []
    with Work(home) as work:
        report = verify(work, home, steps.append)
        size = work.db.execute("SELECT SUM(size) FROM bodies").fetchone()[0]
    assert report.ok and report.faults == ()
    assert (report.captures, report.bodies, report.digests, sum(steps)) == (12, 12, 3, 12)
    assert report.megabytes * 1e6 == pytest.approx(size)


def test_the_command_tells_a_clean_archive_in_one_line(home: Path) -> None:
    result = CliRunner().invoke(cli, ["--home", str(home), "verify"])
    assert result.exit_code == 0
    assert result.stdout.startswith("everything is as it was written: 12 captures, 12 bodies of 0.0 MB, 3 digests")


def test_the_command_names_faults_and_exits_with_1(home: Path) -> None:
    _after(home, "DELETE FROM bodies WHERE sha256 = (SELECT sha256 FROM captures WHERE id = 12)")
    result = CliRunner().invoke(cli, ["--home", str(home), "verify"])
    assert result.exit_code == 1
    assert "capture 12 (https://prov.se/nyhet/3, 2024-03-03T22:03:00Z) has lost its body" in result.stdout


def test_another_body_in_the_place_of_one_is_found(home: Path) -> None:
    with closing(sqlite3.connect(home / "work.db")) as db:
        digest = db.execute("SELECT sha256 FROM captures WHERE id = 12").fetchone()[0]
        db.execute(
            "UPDATE bodies SET base = NULL, depth = 0, data = ? WHERE sha256 = ?", (bodies.pack(b"annat"), digest)
        )
        db.commit()
    assert any(fault.startswith(f"body {digest} is not what it was") for fault in _after(home).faults)


def test_bytes_that_cannot_be_unpacked_are_named_with_all_that_stand_on_them(home: Path) -> None:
    report = _after(home, "UPDATE bodies SET data = x'0011223344' WHERE base IS NULL")
    assert "cannot be unpacked" in report.faults[0] and report.bodies == 0
    assert "nor can the 11 that stand on it" in report.faults[0]


def test_a_chain_in_a_circle_is_found_and_ends(home: Path) -> None:
    report = _after(
        home,
        "UPDATE bodies SET base = (SELECT sha256 FROM captures WHERE id = 12)"
        " WHERE sha256 = (SELECT sha256 FROM captures WHERE id = 8)",
    )
    assert any("leads back to itself" in fault for fault in report.faults)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE bodies SET depth = 99 WHERE base IS NULL", "has the depth"),
        ("UPDATE bodies SET size = size + 1 WHERE base IS NULL", "bytes where its row says"),
        ("INSERT INTO bodies SELECT 'ab', size, NULL, 0, data FROM bodies WHERE base IS NULL", "body ab belongs to no"),
        ("UPDATE bodies SET base = 'cd' WHERE depth = 3", "on cd, which is not there"),
        ("INSERT INTO erased SELECT sha256, '', '' FROM bodies LIMIT 1", "was erased and is there"),
        ("DELETE FROM articles WHERE id = (SELECT MIN(id) FROM articles)", "of versions names"),
        ("DELETE FROM sources", "names 'se_prov' of sources, which is not there"),
        ("DELETE FROM readings WHERE id = (SELECT MIN(id) FROM readings)", "of sightings names a row of readings"),
        ("DELETE FROM _sqlite_migrations WHERE name = 'm004_texts'", "m004_texts has not been applied"),
    ],
)
def test_each_fault_is_named(home: Path, change: str, fault: str) -> None:
    with closing(sqlite3.connect(home / "work.db")) as db:
        db.execute(change)
        db.commit()
    with Work(home, read_only=True) as work:
        assert any(fault in each for each in verify(work, home).faults)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE articles SET title = 'Annan'", "articles has other words in its 4 rows"),
        ("DELETE FROM checks", "checks has 0 rows, work.db 12"),
        ("DELETE FROM sources", "row"),
        ("DROP TABLE digests", "`pressarkiv publish` writes it anew"),
    ],
)
def test_a_public_file_that_differs_is_named(home: Path, change: str, fault: str) -> None:
    faults = _after(home, change, file="press.db").faults
    assert faults and any("press.db" in each and fault in each for each in faults)


def test_an_archive_that_was_never_published_has_no_fault_for_it(home: Path) -> None:
    (home / "press.db").unlink()
    with Work(home) as work:
        assert verify(work, home).ok


@pytest.mark.parametrize("file", ["work.db", "press.db"])
def test_damaged_pages_are_found(home: Path, file: str) -> None:
    with closing(sqlite3.connect(home / "work.db")) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    content = bytearray((home / file).read_bytes())
    content[-20_000:] = b"\xa5" * 20_000
    (home / file).write_bytes(content)
    with Work(home, read_only=True) as work:
        faults = verify(work, home).faults
    assert any(str(home / file) in fault for fault in faults)
