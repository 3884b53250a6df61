"""Whatever is killed at random moments and begun again ends like the undisturbed, and readers see the old file or the new.

Each stage is killed on its own, at moments drawn from how long it really takes.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive.backup import UNFINISHED as UNFINISHED_BACKUP
from archive.damage import backups, is_sound
from archive.verify import verify
from archive.work import Work
from scraper.demo import TownServer
from scraper.demo.run import NIGHTS
from scraper.identity import article_id, page_key
from tests.killing import Commands
from tests.nightly_archive import nights, page
from tests.tables import public_rows
from tests.test_redact import NAME, PRESS, assert_no_file_holds, build, everything, spellings

KILLS = int(os.environ.get("PRESSARKIV_KILLS", "9"))
"""Kills of crawl, derive and publish together; `make kills` asks for 300."""

EACH = max(1, KILLS // 3)
"""Kills of each stage."""

FEW = max(2, EACH // 5)
"""Kills of each other command."""

PER_ROUND = 4
"""So many kills disturb one archive before it is let end and compared, and another is begun."""

_TOWN = ("demo_kommun", "demo_newsroom", "demo_polis", "demo_tidning", "demo_region", "demo_by")


@pytest.fixture(scope="module")
def commands() -> Iterator[Commands]:
    with Commands() as running:
        yield running


@pytest.fixture(scope="module")
def town() -> Iterator[TownServer]:
    with TownServer() as server:
        yield server


def rounds(kills: int) -> list[int]:
    """Kills in each round."""
    return [min(PER_ROUND, kills - done) for done in range(0, kills, PER_ROUND)]


def enough(hits: int, kills: int) -> None:
    """The kills met work that was under way, or they mean nothing; of a few, chance may have all come too late."""
    assert hits >= kills // 3 or kills < 20, f"only {hits} of {kills} kills came before the end"


def captures(home: Path) -> set[tuple]:
    """What is committed; the file is whole."""
    if not (home / "work.db").exists():
        return set()
    with closing(sqlite3.connect(f"{(home / 'work.db').as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'captures'").fetchone():
            return set()
        return set(db.execute("SELECT id, source, url, fetched_at, status, sha256, error, role, run FROM captures"))


def visited(home: Path) -> list[tuple]:
    """Pages and files with what they answered, without bytes (the town's tokens differ) and seconds."""
    return sorted((row[1], row[2], row[4], row[6]) for row in captures(home) if row[7] != "listing")


def said(home: Path) -> list[tuple]:
    """Captures without the ids that they got."""
    return sorted(row[1:] for row in captures(home))


def doubled(home: Path) -> list[tuple]:
    """Pages and files that one night captured more than once with an answer."""
    with closing(sqlite3.connect(home / "work.db")) as db:
        return db.execute(
            "SELECT url, run, COUNT(*) FROM captures WHERE role <> 'listing' AND status > 0"
            " GROUP BY url, run HAVING COUNT(*) > 1"
        ).fetchall()


def public(home: Path) -> dict[str, list[tuple]]:
    """The public tables without what depends on the second of a crawl, on how often it was begun, or on the promotions
    that the town's pages print in turn."""
    times = "first_seen_at last_seen_at last_changed_at seen_from seen_to at gone_at last_checked_at".split()  # noqa: SIM905
    rows = public_rows(
        home, ("checks", "digests", "runs", "stripped", "stripped_blocks", "boilerplate", *_columns(times))
    )
    return {table: sorted(map(repr, found)) for table, found in rows.items()}


def _columns(names: list[str]) -> list[str]:
    tables = ("articles", "versions", "removals", "sources", "contacts", "redactions")
    return [f"{table}.{name}" for table in tables for name in (*names, "captures", "evidence")]


def derived(home: Path) -> dict[str, list[tuple]]:
    """The public tables as they are published, after making sure that nothing is wrong with the archive."""
    with Work(home) as work:
        assert verify(work, home).faults == ()
    return public_rows(home, ("digests",))


# Crawl ------------------------------------------------------------------------------------------------------------


def test_a_killed_crawl_loses_and_doubles_nothing(commands: Commands, town: TownServer, tmp_path: Path) -> None:
    catalogue = tmp_path / "town.toml"
    catalogue.write_text(town.sources_toml(), encoding="utf-8")
    known = ("--sources", catalogue)
    calm, first = tmp_path / "calm", tmp_path / "first"
    town.night = 1
    commands.whole(calm, *known, "nightly", "--at", NIGHTS[0], *_TOWN)
    shutil.copytree(calm, first)
    town.night = 2
    crawl = (*known, "crawl", "--at", NIGHTS[1], *_TOWN)
    seconds, hits = commands.whole(calm, *crawl), 0
    for number, kills in enumerate(rounds(EACH)):
        home = shutil.copytree(first, tmp_path / f"disturbed-{number}")
        committed = captures(home)
        for _ in range(kills):
            hits += commands.kill(home, *crawl, within=seconds)
            assert committed <= (committed := captures(home)), "a committed capture was lost"
        commands.whole(home, *crawl)
        assert committed <= captures(home) and doubled(home) == []
        assert visited(home) == visited(calm)
    for each in (calm, home):
        commands.whole(each, "derive")
        commands.whole(each, "publish")
    assert public(home) == public(calm)
    enough(hits, EACH)


def test_a_night_killed_anywhere_ends_like_an_undisturbed_one(
    commands: Commands, town: TownServer, tmp_path: Path
) -> None:
    catalogue = tmp_path / "town.toml"
    catalogue.write_text(town.sources_toml(), encoding="utf-8")
    calm, disturbed = tmp_path / "calm", tmp_path / "disturbed"
    hits = 0
    for number, at in enumerate(NIGHTS, start=1):
        town.night = number
        night = ("--sources", catalogue, "nightly", "--at", at, *_TOWN)
        seconds = commands.whole(calm, *night)
        for _ in range(FEW):
            hits += commands.kill(disturbed, *night, within=seconds)
            captures(disturbed)
        commands.whole(disturbed, *night)
    assert public(disturbed) == public(calm) and doubled(disturbed) == []
    with Work(disturbed) as work:
        assert verify(work, disturbed).ok
    enough(hits, 2 * FEW)


# Derive -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pending(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of which a night is derived and published, and hundreds of captures are not."""
    home = nights(tmp_path_factory.mktemp("pending") / "hem", 1)
    with Work(home) as work:
        for night in (2, 3):
            for number in range(60 + 3 * min(EACH, 60)):
                capture = page(number % 4, night)
                body = capture.body.replace(b"</h1>", f" {number}</h1>".encode())
                work.add(replace(capture, url=f"https://prov.se/nyhet/{number}", body=body))
    return home


@pytest.mark.parametrize("command", ["derive", "rebuild"])
def test_a_killed_derive_is_finished_by_the_next(
    commands: Commands, pending: Path, tmp_path: Path, command: str
) -> None:
    calm = shutil.copytree(pending, tmp_path / "calm")
    seconds, hits, kills_here = commands.whole(calm, command), 0, max(2, EACH // 2)
    commands.whole(calm, "publish")
    expected, published = derived(calm), public_rows(pending, ("digests",))
    for number, kills in enumerate(rounds(kills_here)):
        home = shutil.copytree(pending if command == "derive" else calm, tmp_path / f"disturbed-{number}")
        committed = captures(home)
        for _ in range(kills):
            hits += commands.kill(home, command, within=seconds)
            assert captures(home) == committed
            refused = commands.wait(commands.start("--home", home, "publish"))
            assert refused in (0, 2) and public_rows(home, ("digests",)) in (published, expected), (
                "half a state was published"
            )
        commands.whole(home, "derive")
        commands.whole(home, "publish")
        assert derived(home) == expected
        shutil.rmtree(home)
    enough(hits, kills_here)


# Publish ----------------------------------------------------------------------------------------------------------


class Reader(threading.Thread):
    """Opens press.db again and again and looks whether it is whole and of one piece."""

    def __init__(self, path: Path):
        super().__init__(daemon=True)
        self.path, self.done, self.seen, self.faults = path, threading.Event(), [], []

    def run(self) -> None:
        while not self.done.is_set():
            try:
                self._look()
            except (sqlite3.Error, AssertionError) as error:
                self.faults.append(repr(error))
            time.sleep(0.001)

    def _look(self) -> None:
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ((state, articles),) = db.execute("SELECT author, COUNT(*) FROM articles GROUP BY author").fetchall()
            ((again, versions),) = db.execute("SELECT lead, COUNT(*) FROM versions GROUP BY lead").fetchall()
            assert state == again, "two states in one file"
            assert versions == db.execute("SELECT SUM(versions) FROM articles").fetchone()[0] and articles >= 60
            found = db.execute("SELECT COUNT(*) FROM articles_fts WHERE articles_fts MATCH ?", (state,)).fetchone()
            assert found == (articles,)
            if not self.seen or self.seen[-1] != state:
                self.seen.append(state)


def test_readers_of_a_file_whose_publishing_is_killed_see_the_old_one_or_the_new(
    commands: Commands, pending: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(pending, tmp_path / "hem")
    commands.whole(home, "derive")
    _have_state(home, 0)
    seconds, hits = commands.whole(home, "publish"), 0
    reader = Reader(home / "press.db")
    reader.start()
    try:
        for state in range(1, EACH + 1):
            _have_state(home, state)
            hits += commands.kill(home, "publish", within=seconds)
        _have_state(home, EACH + 1)
        commands.whole(home, "publish")
        time.sleep(0.2)
    finally:
        reader.done.set()
        reader.join()
    assert reader.faults == []
    seen = [int(state.removeprefix("tillst")) for state in reader.seen]
    assert seen == sorted(set(seen)) and seen[-1] == EACH + 1
    assert sorted(each.name for each in home.iterdir() if each.name.startswith("press")) == ["press.db"]
    enough(hits, EACH)


def _have_state(home: Path, state: int) -> None:
    """Have all articles and versions say the same new thing."""
    with closing(sqlite3.connect(home / "work.db")) as db, db:
        db.execute("UPDATE articles SET author = ?, lead = ?", (f"tillst{state}", f"tillst{state}"))
        db.execute("UPDATE versions SET lead = ?", (f"tillst{state}",))


# Backup, redact, import -------------------------------------------------------------------------------------------


def test_a_killed_backup_leaves_whole_backups_only(commands: Commands, pending: Path, tmp_path: Path) -> None:
    home = shutil.copytree(pending, tmp_path / "hem")
    seconds, hits, count = commands.whole(home, "backup"), 0, len(captures(home))
    for _ in range(FEW):
        hits += commands.kill(home, "backup", "--keep", 3, within=seconds)
        made = backups(home / "backups")
        assert made and all(is_sound(each) for each in made) and len(captures(home)) == count
    commands.whole(home, "backup", "--keep", 3)
    assert not (home / "backups" / UNFINISHED_BACKUP).exists() and 1 <= len(backups(home / "backups")) <= 3
    enough(hits, FEW)


def test_a_killed_restore_leaves_the_backup_to_restore(commands: Commands, pending: Path, tmp_path: Path) -> None:
    home = shutil.copytree(pending, tmp_path / "hem")
    commands.whole(home, "backup")
    seconds, count = commands.whole(home, "backup", "--restore"), len(captures(home))
    for _ in range(FEW):
        (home / "work.db").write_bytes(b"skrap" * 10_000)
        commands.kill(home, "backup", "--restore", within=seconds)
        (found,) = backups(home / "backups")
        assert is_sound(found)
        commands.whole(home, "backup", "--restore")
        assert len(captures(home)) == count


@pytest.mark.parametrize("what", [("--text", NAME), ("--page", article_id("se_staden", page_key(PRESS)))])
def test_a_killed_redaction_is_finished_by_the_same_again(
    commands: Commands, tmp_path: Path, what: tuple[str, str]
) -> None:
    before, calm = build(tmp_path / "before"), build(tmp_path / "calm")
    redact = ("redact", *what, "--ground", "order of the court", "--yes")
    seconds, hits = commands.whole(calm, *redact), 0
    stages = [_shown(before), _shown(calm)]
    for number in range(FEW):
        home = shutil.copytree(before, tmp_path / f"disturbed-{number}")
        for _ in range(2):
            hits += commands.kill(home, *redact, within=seconds)
            captures(home)
            assert _shown(home) in stages, "half of it is public"
        commands.whole(home, "redact", "--finish")
        if _shown(home) == stages[0]:
            commands.whole(home, *redact)
        assert _shown(home) == stages[1]
        assert_no_file_holds(home, *spellings(NAME))
        assert "öberg" not in everything(home) and "oberg" not in everything(home)
        derived(home)
    enough(hits, 2 * FEW)


def _shown(home: Path) -> dict[str, list[tuple]]:
    return public_rows(home, ("redactions.at", "redactions"))


def test_a_killed_import_is_finished_by_the_same_again(commands: Commands, pending: Path, tmp_path: Path) -> None:
    warc = tmp_path / "allt.warc.gz"
    commands.whole(pending, "export", "--format", "warc", "--out", warc)
    calm, hits = tmp_path / "calm", 0
    seconds = commands.whole(calm, "import", warc)
    for number in range(max(1, FEW // 2)):
        home = tmp_path / f"disturbed-{number}"
        committed: set[tuple] = set()
        for _ in range(2):
            hits += commands.kill(home, "import", warc, within=seconds)
            assert committed <= (committed := captures(home))
        commands.whole(home, "import", warc)
        assert said(home) == said(calm) and committed <= captures(home)
        assert derived(home) == derived(calm)
    enough(hits, FEW)
