"""`backup`: a consistent copy while somebody writes, checked, a given number kept."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.backup import UNFINISHED, backup, restore
from archive.damage import newest_good
from archive.failures import StorageError
from archive.verify import verify
from archive.work import NothingCaptured, Work
from scraper.cli import cli
from tests.nightly_archive import add_night, nights, page

AT = "2024-04-{:02}T01:30:00Z"


def _captures(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return db.execute("SELECT COUNT(*) FROM captures").fetchone()[0]


def test_a_backup_is_one_whole_file_named_after_its_time(tmp_path: Path) -> None:
    made = backup(nights(tmp_path), AT.format(1))
    assert made == tmp_path / "backups" / "work-20240401T013000Z.db"
    assert [each.name for each in made.parent.iterdir()] == [made.name]
    assert _captures(made) == 12


def test_a_backup_holds_what_was_committed_and_not_yet_moved_out_of_the_log(tmp_path: Path) -> None:
    with Work(nights(tmp_path, 1)) as work:
        work.add(page(0, 2))
        work.commit()
        work.add(page(1, 2))
        assert _captures(backup(tmp_path, AT.format(1))) == 5
        work.commit()
    assert _captures(tmp_path / "work.db") == 6


def test_backups_made_while_somebody_writes_are_consistent(tmp_path: Path) -> None:
    nights(tmp_path, 1)
    done = threading.Event()

    def write() -> None:
        with Work(tmp_path) as work:
            number = 0
            while not done.is_set():
                for _ in range(10):
                    number += 1
                    work.add(replace(page(0, 1), url=f"https://prov.se/{number}", body=os.urandom(3000)))
                work.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = [_captures(backup(tmp_path, AT.format(day))) for day in range(1, 6)]
    finally:
        done.set()
        writer.join()
    assert counts == sorted(counts) and counts[-1] > counts[0]
    assert all((count - 4) % 10 == 0 for count in counts)


def test_the_oldest_beyond_a_number_go_and_nothing_else_does(tmp_path: Path) -> None:
    nights(tmp_path, 1)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "anteckning.txt").write_text("kvar")
    for day in range(1, 6):
        backup(tmp_path, AT.format(day), keep=2)
    assert sorted(each.name for each in (tmp_path / "backups").iterdir()) == [
        "anteckning.txt", "work-20240404T013000Z.db", "work-20240405T013000Z.db",
    ]  # fmt: skip


def test_a_damaged_original_makes_no_backup_and_removes_none(tmp_path: Path) -> None:
    good = backup(nights(tmp_path), AT.format(1), keep=1)
    with closing(sqlite3.connect(tmp_path / "work.db")) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    content = bytearray((tmp_path / "work.db").read_bytes())
    content[-20_000:] = b"\xa5" * 20_000
    (tmp_path / "work.db").write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        backup(tmp_path, AT.format(2), keep=1)
    assert list(good.parent.iterdir()) == [good]


def test_what_a_killed_backup_left_is_removed_by_the_next(tmp_path: Path) -> None:
    nights(tmp_path, 1)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / UNFINISHED).write_bytes(b"halv")
    made = backup(tmp_path, AT.format(1))
    assert list(made.parent.iterdir()) == [made]


def test_nothing_to_copy_and_a_folder_that_cannot_be_made_are_told(tmp_path: Path) -> None:
    with pytest.raises(NothingCaptured, match="no archive"):
        backup(tmp_path / "ingen", AT.format(1))
    assert not (tmp_path / "ingen").exists()
    nights(tmp_path, 1)
    (tmp_path / "fil").write_text("")
    with pytest.raises(StorageError, match="cannot be made"):
        backup(tmp_path, AT.format(1), out=tmp_path / "fil" / "mapp")


def test_a_restored_backup_is_an_archive_that_goes_on(tmp_path: Path) -> None:
    made = backup(nights(tmp_path, 2), AT.format(1))
    add_night(tmp_path, 3)
    (tmp_path / "work.db").write_bytes(b"skrap" * 1000)
    found, aside = restore(tmp_path, AT.format(2))
    assert found == made and aside.read_bytes().startswith(b"skrap")
    add_night(tmp_path, 3)
    with Work(tmp_path) as work:
        assert work.capture_count() == 12 and verify(work, tmp_path).ok
    assert _captures(made) == 8


def test_a_clock_that_was_set_back_neither_hides_nor_removes_the_newest_backup(tmp_path: Path) -> None:
    nights(tmp_path, 1)
    for day in (20, 21):
        backup(tmp_path, AT.format(day), keep=2)
    add_night(tmp_path, 2)
    made = backup(tmp_path, "2023-01-01T00:00:00Z", keep=2)
    assert (
        made.name == "work-20240421T013001Z.db" and newest_good(tmp_path / "backups") == made and _captures(made) == 8
    )
    assert len(list(made.parent.iterdir())) == 2


def test_without_a_good_backup_nothing_is_moved(tmp_path: Path) -> None:
    nights(tmp_path, 1)
    with pytest.raises(StorageError, match="no good backup"):
        restore(tmp_path, AT.format(1))
    assert _captures(tmp_path / "work.db") == 4


def test_the_command_prints_where_the_copy_is(tmp_path: Path) -> None:
    nights(tmp_path, 1)
    result = CliRunner().invoke(cli, ["--home", str(tmp_path), "backup", "--out", str(tmp_path / "annanstans")])
    assert result.exit_code == 0
    assert Path(result.stdout.strip()).parent == tmp_path / "annanstans"
    assert _captures(Path(result.stdout.strip())) == 4


def test_the_command_restores_unless_somebody_writes(tmp_path: Path) -> None:
    backup(nights(tmp_path, 1), AT.format(1))
    result = CliRunner().invoke(cli, ["--home", str(tmp_path), "backup", "--restore"])
    assert result.exit_code == 0 and "is work.db now; what was there lies in" in result.stdout
    assert _captures(tmp_path / "work.db") == 4


def test_an_archive_whose_file_is_gone_is_offered_its_backup_and_not_begun_anew(tmp_path: Path) -> None:
    made = backup(nights(tmp_path, 1), AT.format(1))
    (tmp_path / "work.db").unlink()
    for command in (["nightly", "x"], ["import", "x.html"], ["derive"], ["verify"], ["backup"], ["digest"], ["status"]):
        if command[0] == "nightly":
            with pytest.raises(StorageError, match="the file is gone"):
                Work(tmp_path)
            continue
        result = CliRunner().invoke(cli, ["--home", str(tmp_path), *command])
        assert result.exit_code == 2 and f"work.db: the file is gone; the newest good backup is {made}" in result.stderr
    result = CliRunner().invoke(cli, ["--home", str(tmp_path), "backup", "--restore"])
    assert result.exit_code == 0 and result.stdout.strip().endswith("is work.db now")
    assert _captures(tmp_path / "work.db") == 4


def test_a_backup_of_another_folder_is_restored(tmp_path: Path) -> None:
    made = backup(nights(tmp_path / "hem", 1), AT.format(1), out=tmp_path / "disk")
    add_night(tmp_path / "hem", 2)
    command = ["--home", str(tmp_path / "hem"), "backup", "--restore", "--out", str(tmp_path / "disk")]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0 and str(made) in result.stdout and _captures(tmp_path / "hem" / "work.db") == 4


@pytest.mark.parametrize("step", range(4))
def test_a_restore_that_was_cut_off_is_carried_out_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    made = backup(nights(tmp_path, 1), AT.format(1))
    (tmp_path / "work.db").write_bytes(b"skrap" * 1000)
    for ending in ("-wal", "-shm"):
        (tmp_path / f"work.db{ending}").write_bytes(b"skrap")
    real, calls = Path.replace, []

    def cut_off(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) > step:
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", cut_off)
        restore(tmp_path, AT.format(2))
    with pytest.raises(StorageError, match="the newest good backup is"), Work(tmp_path):
        raise AssertionError("opened")
    assert restore(tmp_path, AT.format(3))[0] == made and _captures(tmp_path / "work.db") == 4


def test_a_home_without_backups_is_told_and_not_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--home", str(tmp_path / "ingen"), "backup", "--restore"])
    assert result.exit_code == 2 and "there is no backup" in result.stderr and not (tmp_path / "ingen").exists()
