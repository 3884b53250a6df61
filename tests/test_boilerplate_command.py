"""`pressarkiv boilerplate`: listing, finding, and an editor's word that survives a rebuild and makes no version."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.cli import cli

SOURCE = "demo_polis"
NOTICE = "Händelsenotiserna är korta"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "home"))


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(cli, ["--home", str(home), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def rows(home: Path, sql: str, *values: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "press.db")) as db:
        return db.execute(sql, values).fetchall()


def block_with(home: Path, words: str) -> str:
    line = next(line for line in run(home, "boilerplate", SOURCE).splitlines() if words in line)
    return line.split()[0]


def test_blocks_are_listed_with_their_evidence(home: Path) -> None:
    line = next(line for line in run(home, "boilerplate", SOURCE).splitlines() if NOTICE in line)
    assert "14 of 14 pages" in line and " slot " in line
    assert "Startsida" not in run(home, "boilerplate", SOURCE)
    assert len(run(home, "boilerplate", "--all", SOURCE).splitlines()) > 10


def test_articles_that_lost_a_block_are_named(home: Path) -> None:
    found = run(home, "boilerplate", SOURCE, "pages", block_with(home, NOTICE))
    assert len(found.splitlines()) == rows(home, "SELECT COUNT(*) FROM articles WHERE source = ?", SOURCE)[0][0]


def test_a_kept_block_comes_back_everywhere_and_makes_no_version(home: Path) -> None:
    before = rows(home, "SELECT id, versions FROM articles ORDER BY id")
    block = block_with(home, NOTICE)
    run(home, "boilerplate", SOURCE, "keep", block)
    held = "SELECT COUNT(*) FROM articles WHERE source = ? AND body LIKE ?"
    assert rows(home, held, SOURCE, f"%{NOTICE}%") == [(14,)]
    assert rows(home, "SELECT id, versions FROM articles ORDER BY id") == before
    run(home, "rebuild")
    run(home, "publish")
    assert rows(home, held, SOURCE, f"%{NOTICE}%") == [(14,)]
    run(home, "boilerplate", SOURCE, "undo", block)
    assert rows(home, held, SOURCE, f"%{NOTICE}%") == [(0,)]


def test_a_block_found_by_its_words_is_stripped_for_good(home: Path) -> None:
    body = rows(home, "SELECT body FROM articles WHERE source = ? AND length(body) > 200 ORDER BY id", SOURCE)[0][0]
    sentence = max(body.split("\n\n"), key=len)
    block = run(home, "boilerplate", SOURCE, "find", sentence).split()[0]
    run(home, "boilerplate", SOURCE, "strip", block, "--note", "a test")
    assert rows(home, "SELECT COUNT(*) FROM articles WHERE body LIKE ?", f"%{sentence}%") == [(0,)]
    reason = rows(home, "SELECT DISTINCT rule FROM removed_blocks WHERE text = ?", " ".join(sentence.split()))
    assert reason == [("editor",)]


@pytest.mark.parametrize("words", [("keep", "nonsense"), ("undo", "0123456789abcdef"), ("pages", "0123456789abcdef")])
def test_a_block_that_is_not_there_is_told_in_a_sentence(home: Path, words: tuple[str, str]) -> None:
    done = CliRunner().invoke(cli, ["--home", str(home), "boilerplate", SOURCE, *words])
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1
