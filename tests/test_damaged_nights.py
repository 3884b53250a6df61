"""What the next night says of a damaged work.db, of a log that was removed, and of a second night meanwhile."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.backup import backup
from archive.digest import forgotten
from archive.work import Work
from scraper.cli import cli
from tests.crawling import listing_of
from tests.misbehaving import Misbehaving, page

ROOT = Path(__file__).parents[1]
PATHS = [f"/nyhet-nummer-{number}" for number in range(101, 113)]


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with Misbehaving() as running:
        running.pages["/nyheter"] = listing_of(*PATHS)
        for number, path in enumerate(PATHS):
            words = " ".join(f"ord{number}x{word}" for word in range(400))
            running.pages[path] = page(f"Nyhet {path}", f"<p>{words}</p>")
        yield running


@pytest.fixture
def home(server: Misbehaving, tmp_path: Path) -> Path:
    """An archive after one night, with a backup."""
    (tmp_path / "källor.toml").write_text(
        f'[se_prov]\nname = "Prov"\nkind = "other"\ncms = "listing"\nurl = "{server.url("/nyheter")}"\ndelay = 0\n',
        encoding="utf-8",
    )
    assert _night(tmp_path / "hem", 1).exit_code == 0
    backup(tmp_path / "hem", "2024-03-01T23:00:00Z")
    return tmp_path / "hem"


def _arguments(home: Path, night: int) -> list[str]:
    sources = str(home.parent / "källor.toml")
    return ["--home", str(home), "--sources", sources, "nightly", "se_prov", "--at", f"2024-03-{night:02}T22:00:00Z"]


def _night(home: Path, night: int) -> Result:
    return CliRunner().invoke(cli, _arguments(home, night))


def _close(home: Path) -> bytearray:
    with closing(sqlite3.connect(home / "work.db")) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return bytearray((home / "work.db").read_bytes())


def _pages_of(home: Path, table: str) -> list[int]:
    """Where the pages of a table begin in the file, its root first."""
    with closing(sqlite3.connect(home / "work.db")) as db:
        size = db.execute("PRAGMA page_size").fetchone()[0]
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    return [(root - 1) * size]


@pytest.mark.parametrize("table", ["captures", "bodies", "versions", "captures_once"])
def test_flipped_bytes_in_the_middle_of_a_page_stop_the_next_night_before_it_asks(
    home: Path, server: Misbehaving, table: str
) -> None:
    content = _close(home)
    for start in _pages_of(home, table):
        for offset in range(start + 4, start + 40):
            content[offset] ^= 0xFF
    (home / "work.db").write_bytes(content)
    asked = len(server.requests)
    done = _night(home, 2)
    assert done.exit_code == 2 and len(server.requests) == asked
    told = done.stderr.splitlines()[-1]
    assert f"{home / 'work.db'}: the file is damaged" in told and "the newest good backup is" in told
    assert CliRunner().invoke(cli, ["--home", str(home), "backup", "--restore"]).exit_code == 0
    assert _night(home, 2).exit_code == 0


def test_flipped_bytes_inside_a_body_are_found_where_it_is_used_and_by_verify(home: Path, server: Misbehaving) -> None:
    content = _close(home)
    with closing(sqlite3.connect(home / "work.db")) as db:
        body = db.execute("SELECT data FROM bodies WHERE base IS NULL ORDER BY size DESC LIMIT 1").fetchone()[0]
    place = content.index(body[20:60]) + 10
    for offset in range(place, place + 20):
        content[offset] ^= 0xFF
    (home / "work.db").write_bytes(content)
    verified = CliRunner().invoke(cli, ["--home", str(home), "verify"])
    assert verified.exit_code == 1 and re.search(r"body [0-9a-f]{64} (cannot be unpacked|is not what)", verified.stdout)
    assert "the newest good backup is" in verified.stderr
    for path in PATHS:
        server.pages[path] += "<!-- nytt -->"
    done = _night(home, 2)
    assert done.exit_code in (0, 2) and "Traceback" not in done.output
    if done.exit_code == 2:
        assert "work.db is damaged, `pressarkiv verify` names all that is" in done.stderr.splitlines()[-1]


def test_a_log_that_was_removed_is_noticed_by_verify_and_by_the_next_night(home: Path) -> None:
    _close(home)
    older = (home / "work.db").read_bytes()
    assert _night(home, 2).exit_code == 0
    (home / "work.db").write_bytes(older)  # as it stands without the log in which the second night was
    for ending in ("-wal", "-shm"):
        (home / f"work.db{ending}").unlink(missing_ok=True)
    with Work(home) as work:
        assert "digest 2 of 2024-03-02T22:00:0" in forgotten(work, home / "press.db")
    verified = CliRunner().invoke(cli, ["--home", str(home), "verify"])
    assert verified.exit_code == 1 and "captures are lost" in verified.stdout
    done = _night(home, 3)
    assert done.exit_code == 1 and "se_prov: ok" in done.stdout and "captures are lost" in done.stdout
    assert _night(home, 4).exit_code == 0


def test_a_second_night_is_told_the_first_ones_process_start_and_run_and_a_killed_one_blocks_nobody(
    home: Path, server: Misbehaving
) -> None:
    for path in PATHS:
        server.pages[path] += "<!-- nytt -->"
    slow = home.parent / "källor.toml"
    slow.write_text(slow.read_text(encoding="utf-8").replace("delay = 0", "delay = 2"), encoding="utf-8")
    arguments = [argument for argument in _arguments(home, 2) if argument != "--at"][:-1]
    first = subprocess.Popen(
        [sys.executable, "-m", "scraper", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until, before = time.monotonic() + 30, len(server.requests)
        while len(server.requests) == before and time.monotonic() < until:
            time.sleep(0.05)
        second = CliRunner().invoke(cli, arguments)
        held = json.loads((home / "work.lock").read_text(encoding="utf-8"))
        assert second.exit_code == 2 and held["pid"] == first.pid
        begun = f"started {held['started_at']} (process {first.pid}, run {held['started_at'][:10]}"
        assert begun in second.stderr and "-se_prov): wait for it to end" in second.stderr
        copied = CliRunner().invoke(cli, ["--home", str(home), "backup"])
        assert copied.exit_code == 0
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert _night(home, 2).exit_code == 0
