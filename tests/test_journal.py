"""A backup that is put back forgets the redactions made since; the journal beside the archive does not."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import journal
from archive.backup import backup, restore
from archive.export import ExportError, export
from archive.failures import StorageError
from archive.publish import PublishError, publish
from archive.records import Capture
from archive.redaction import Redactions
from archive.verify import verify
from archive.work import Work
from scraper.cli import cli
from scraper.derive import derive
from scraper.redact import redact_again
from scraper.redaction_orders import CannotRedact
from scraper.withheld import Intake
from tests.tables import public_rows
from tests.test_redact import (
    AT,
    NAME,
    OTHER,
    SITE,
    SOURCE,
    assert_no_file_holds,
    build,
    everything,
    page,
    spellings,
    take_out,
    texts,
)  # fmt: skip

LATER = "2026-11-30T09:00:00Z"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive of which a page and a name were taken out after its only backup, which then was put back."""
    home = build(tmp_path / "archive")
    backup(home, AT)
    take_out(home, page=OTHER)
    take_out(home, text=NAME)
    restore(home, LATER)
    (aside,) = home.glob("work.db.damaged-*")
    aside.unlink()
    return home


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *arguments])


def test_the_journal_holds_hashes_and_no_words(tmp_path: Path) -> None:
    home = build(tmp_path)
    take_out(home, text=NAME)
    assert (home / journal.NAME).is_file() and not (home / journal.UNFINISHED).exists()
    assert_no_file_holds(home, *spellings(NAME))


def test_a_backup_put_back_is_not_published_and_says_what_is_to_be_done(home: Path) -> None:
    before = (home / "press.db").read_bytes()
    for command in (["publish"], ["import", str(home / "inget.html")]):
        done = run(home, *command)
        assert done.exit_code == 2 and "1 (2026-11-21), 2 (2026-11-21); `pressarkiv redact --again`" in done.stderr
    with Work(home) as work, pytest.raises(PublishError, match="redact --again"):
        publish(work, home)
    assert (home / "press.db").read_bytes() == before
    done = run(home, "verify")
    assert done.exit_code == 1 and "redact --again" in done.stdout
    with pytest.raises(ExportError, match="redact --again"):
        export(home, "warc", home / "ut.warc")
    with pytest.raises(CannotRedact, match="redact --again"):
        take_out(home, text="Bron stängs")


def test_the_command_that_restores_says_so_at_once(home: Path) -> None:
    done = run(home, "backup", "--restore")
    assert done.exit_code == 0 and "nothing will be published yet" in done.stderr and "redact --again" in done.stderr


def test_what_a_backup_brought_back_is_taken_out_again(home: Path) -> None:
    shutil.rmtree(home / "backups")
    assert "åsa öberg" in everything(home)
    done = run(home, "redact", "--again")
    assert done.exit_code == 0 and "taken out again: 1 (2026-11-21), 2 (2026-11-21)" in done.stdout
    assert_no_file_holds(home, *spellings(NAME))
    left = everything(home)
    assert "öberg" not in left and "oberg" not in left and "stängs i två veckor" not in left
    with Work(home) as work:
        assert all(order.finished_at and order.captures for order in Redactions(work).orders())
        assert verify(work, home).ok
    assert "nothing to take out again" in run(home, "redact", "--again").stdout


def test_taken_out_again_the_archive_is_the_one_it_was(tmp_path: Path) -> None:
    home = build(tmp_path / "archive")
    backup(home, AT)
    take_out(home, page=OTHER)
    take_out(home, text=NAME)
    before = public_rows(home, leave_out=("redactions.captures",))
    restore(home, LATER)
    redact_again(home, LATER)
    assert public_rows(home, leave_out=("redactions.captures",)) == before


def test_what_was_captured_between_the_backup_and_the_second_redaction_is_kept_without_the_words(home: Path) -> None:
    later = Capture(
        source=SOURCE.id, url=f"{SITE}/nyheter/invigning", fetched_at="2026-11-30T01:00:00Z", status=200, role="page",
        headers={"content-type": "text/html"}, body=page("Invigning", f"Bandet klipptes av {NAME} och många såg på."),
    )  # fmt: skip
    with Work(home) as work:
        Intake(work).add(later)
        work.commit()
        derive(work)
        with pytest.raises(PublishError):
            publish(work, home)
    redact_again(home, LATER)
    shutil.rmtree(home / "backups")
    assert_no_file_holds(home, *spellings(NAME))
    assert any("klipptes av redacted-2 och många" in row[4] for row in texts(home))


def test_cut_off_it_is_carried_out_by_the_next(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for place in ("scraper.redact.reached", "scraper.redact.finish"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(place, cut_off)
            redact_again(home, LATER)
    assert "done" in run(home, "redact", "--finish").stdout
    shutil.rmtree(home / "backups")
    assert_no_file_holds(home, *spellings(NAME))


def test_an_archive_redacted_before_there_was_a_journal_gets_one(tmp_path: Path) -> None:
    home = build(tmp_path)
    take_out(home, text=NAME)
    (home / journal.NAME).unlink()
    with Work(home) as work:
        publish(work, home)
    assert (home / journal.NAME).is_file()


def test_the_journal_of_another_archive_is_refused(tmp_path: Path) -> None:
    first, second = build(tmp_path / "a"), build(tmp_path / "b")
    take_out(first, text=NAME)
    take_out(second, text=NAME)
    shutil.copy(first / journal.NAME, second / journal.NAME)
    with Work(second) as work:
        with pytest.raises(StorageError, match="of another archive"):
            publish(work, second)
        assert any("of another archive" in fault for fault in verify(work, second).faults)


def test_a_damaged_journal_is_named(tmp_path: Path) -> None:
    home = build(tmp_path)
    take_out(home, text=NAME)
    (home / journal.NAME).write_bytes(b"skrap" * 5000)
    done = run(home, "publish")
    assert done.exit_code == 2 and f"{home / journal.NAME}: the file is no SQLite database" in done.stderr
    assert run(home, "verify").exit_code == 1


def test_an_archive_without_redactions_has_no_journal(tmp_path: Path) -> None:
    home = build(tmp_path)
    assert not (home / journal.NAME).exists()
    with closing(sqlite3.connect(home / "work.db")) as db:
        assert db.execute("SELECT COUNT(*) FROM redaction_orders").fetchone() == (0,)
