"""A night that is killed at random moments and begun again ends with the same archive as an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from scraper.demo import TownServer
from scraper.demo.run import NIGHTS

KILLS = int(os.environ.get("PRESSARKIV_KILLS", "6"))
"""Kills over both nights; `make kills` asks for 200."""


@pytest.fixture
def town():
    with TownServer() as server:
        yield server


def _night(home: Path, catalogue: Path, at: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "scraper", "--home", home, "--sources", catalogue, "nightly", "--at", at, *_SOURCES],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


_SOURCES = ("demo_kommun", "demo_newsroom", "demo_polis", "demo_tidning", "demo_region", "demo_by")


def _whole_night(home: Path, catalogue: Path, at: str) -> float:
    """Run a night to its end; how many seconds it took."""
    began = time.monotonic()
    process = _night(home, catalogue, at)
    errors = process.communicate()[1].decode()
    assert process.returncode == 0, errors
    return time.monotonic() - began


def _disturbed_night(home: Path, catalogue: Path, at: str, kills: int, seconds: float) -> int:
    """Begin a night, kill it at a random moment, again and again; at last let it end. How many kills met it running."""
    hits = 0
    for _ in range(kills):
        process = _night(home, catalogue, at)
        time.sleep(random.uniform(0.3, seconds))
        hits += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        _check_readers_file(home)
    _whole_night(home, catalogue, at)
    return hits


def _check_readers_file(home: Path) -> None:
    """Whatever was killed, press.db is whole or not there yet."""
    if (home / "press.db").exists():
        with closing(sqlite3.connect(f"{(home / 'press.db').as_uri()}?mode=ro", uri=True)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("SELECT COUNT(*) FROM articles").fetchone()[0] >= 0


def _archive(home: Path) -> dict[str, list[tuple]]:
    """What an archive says, without the seconds at which it learnt it."""
    with closing(sqlite3.connect(f"{(home / 'press.db').as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {
            "articles": db.execute(
                "SELECT id, source, url, title, lead, body, published_at, state, versions FROM articles ORDER BY id"
            ).fetchall(),
            "versions": db.execute("SELECT id, title, lead, body, change, sha256 FROM versions ORDER BY id").fetchall(),
            "removals": db.execute("SELECT article, status, reason, confirmed FROM removals ORDER BY 1").fetchall(),
            "alike": db.execute("SELECT version_a, version_b, kind, similarity FROM alike ORDER BY 1, 2").fetchall(),
            "attachments": db.execute("SELECT version, url, sha256, text FROM attachments ORDER BY 1, 2").fetchall(),
            "runs": db.execute("SELECT DISTINCT source, status FROM runs ORDER BY 1").fetchall(),
        }


def _doubled(home: Path) -> list[tuple]:
    """Pages and files that one night captured more than once with an answer."""
    with closing(sqlite3.connect(home / "work.db")) as db:
        return db.execute(
            "SELECT url, run, COUNT(*) FROM captures WHERE role <> 'listing' AND status > 0"
            " GROUP BY url, run HAVING COUNT(*) > 1"
        ).fetchall()


def test_a_killed_night_ends_like_an_undisturbed_one(town: TownServer, tmp_path: Path) -> None:
    catalogue = tmp_path / "town.toml"
    catalogue.write_text(town.sources_toml(), encoding="utf-8")
    calm, disturbed = tmp_path / "calm", tmp_path / "disturbed"
    hits = 0
    for number, at in enumerate(NIGHTS, start=1):
        town.night = number
        seconds = _whole_night(calm, catalogue, at)
        hits += _disturbed_night(disturbed, catalogue, at, KILLS // 2, seconds)
    assert hits >= KILLS // 3, "the kills came too late to mean anything"
    assert _archive(disturbed) == _archive(calm)
    assert _doubled(disturbed) == []
