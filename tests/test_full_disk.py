"""A disk that is really full: each stage ends in a sentence, loses nothing, and finishes when there is room."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.damage import backups, is_sound
from scraper.demo import TownServer
from scraper.demo.run import NIGHTS
from tests.killing import Commands
from tests.tables import public_rows
from tests.test_kills import captures, commands, derived, doubled, pending, town, visited
from tests.test_redact import NAME, assert_no_file_holds, build, spellings

__all__ = ["commands", "pending", "town"]

SIZE = 24 * 1024 * 1024
LEFT = (0, 20_000, 150_000, 600_000)
"""Bytes that are left on the disk when a command begins."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a disk; tests/test_damage.py limits the files instead")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path, left: int) -> None:
    """Take all but so many bytes of the disk."""
    (disk / "ballast").write_bytes(b"")
    free = shutil.disk_usage(disk).free
    (disk / "ballast").write_bytes(b"x" * max(0, free - left))


def ends_in_a_sentence(commands: Commands, home: Path, log: Path, *arguments: object) -> bool:
    """Whether a command did not end well; then one sentence says that the disk is full."""
    log.unlink(missing_ok=True)
    status = commands.wait(commands.start("--home", home, *arguments, log=log))
    told = log.read_text(encoding="utf-8")
    assert "Traceback" not in told and status in (0, 2), told
    if status:
        last = told.splitlines()[-1]
        assert last.startswith("pressarkiv: ") and ("full" in last or "No space left" in last), told
    return status != 0


def test_a_full_disk_in_a_crawl(commands: Commands, town: TownServer, disk: Path, tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(town.sources_toml(), encoding="utf-8")
    known, calm = ("--sources", tmp_path / "town.toml"), tmp_path / "calm"
    names = ("demo_kommun", "demo_polis", "demo_region")
    town.night = 1
    commands.whole(calm, *known, "nightly", "--at", NIGHTS[0], *names)
    home = shutil.copytree(calm, disk / "hem")
    town.night = 2
    night = (*known, "nightly", "--at", NIGHTS[1], *names)
    commands.whole(calm, *night)
    before, ended = public_rows(home), 0
    for left in LEFT:
        committed = captures(home)
        fill(disk, left)
        failed = ends_in_a_sentence(commands, home, tmp_path / "log", *night)
        (disk / "ballast").unlink()
        assert committed <= captures(home) and (public_rows(home) == before or not failed)
        ended += failed
    assert ended >= 3
    commands.whole(home, *night)
    assert visited(home) == visited(calm) and doubled(home) == []
    derived(home)


@pytest.mark.parametrize("command", ["derive", "rebuild"])
def test_a_full_disk_in_derive(commands: Commands, pending: Path, disk: Path, tmp_path: Path, command: str) -> None:
    calm, home = shutil.copytree(pending, tmp_path / "calm"), shutil.copytree(pending, disk / "hem")
    commands.whole(calm, "derive")
    commands.whole(calm, "publish")
    committed, before = captures(home), public_rows(home)
    for left in LEFT[:3]:
        assert _fails(commands, disk, left, command, log=tmp_path / "log")
        assert captures(home) == committed
    assert public_rows(home) == before
    commands.whole(home, "derive")
    commands.whole(home, "publish")
    assert derived(home) == derived(calm)


def _fails(commands: Commands, disk: Path, left: int, *arguments: str, log: Path) -> bool:
    fill(disk, left)
    ended = ends_in_a_sentence(commands, disk / "hem", log, *arguments)
    (disk / "ballast").unlink()
    return ended


def test_a_full_disk_in_publish(commands: Commands, pending: Path, disk: Path, tmp_path: Path) -> None:
    home = shutil.copytree(pending, disk / "hem")
    commands.whole(home, "derive")
    before = (home / "press.db").read_bytes()
    for left in LEFT[:3]:
        assert _fails(commands, disk, left, "publish", log=tmp_path / "log")
        assert (home / "press.db").read_bytes() == before
        assert not list(home.glob("press.db?*"))
    commands.whole(home, "publish")
    derived(home)


def test_a_full_disk_in_a_backup(commands: Commands, pending: Path, disk: Path, tmp_path: Path) -> None:
    home = shutil.copytree(pending, disk / "hem")
    commands.whole(home, "backup")
    for left in LEFT[:3]:
        assert _fails(commands, disk, left, "backup", "--keep", "1", log=tmp_path / "log")
        assert [is_sound(each) for each in backups(home / "backups")] == [True]
        assert len(list((home / "backups").iterdir())) == 1
    for left in LEFT[:3]:
        assert _fails(commands, disk, left, "backup", "--restore", log=tmp_path / "log")
        assert not list(home.glob("*.new")) and captures(home)
    commands.whole(home, "backup", "--restore")
    derived(home)


def test_a_full_disk_in_a_redaction(commands: Commands, disk: Path, tmp_path: Path) -> None:
    home = build(disk / "hem")
    redact = ("redact", "--text", NAME, "--ground", "order of the court", "--yes")
    for left in LEFT[:3]:
        _fails(commands, disk, left, *redact, log=tmp_path / "log")
        captures(home)
    commands.whole(home, *redact)
    assert_no_file_holds(home, *spellings(NAME))
    derived(home)
