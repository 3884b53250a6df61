"""Digests: anyone can compute them again, and nothing that was sealed can change unseen."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.digest import chained, digests, keep_leaves, leaves_of, seal, set_back
from archive.verify import verify
from archive.work import Work
from scraper.cli import cli
from scraper.derive import rebuild
from tests.nightly_archive import add_night, nights, page

DOCS = Path(__file__).parents[1] / "docs" / "evidence.md"
HEADERS = {"etag": 'W/"å\\\x01\x7f\u2028/"', "x": "<&>\t\n"}


def test_each_night_is_sealed_over_the_one_before(tmp_path: Path) -> None:
    with Work(nights(tmp_path)) as work:
        found = digests(work)
    assert [(each.number, each.captures) for each in found] == [(1, 4), (2, 4), (3, 4)]
    assert [each.previous for each in found] == ["", found[0].sha256, found[1].sha256]


def test_a_night_without_captures_makes_no_digest(tmp_path: Path) -> None:
    with Work(nights(tmp_path, 1)) as work:
        assert seal(work, "2024-03-02T23:00:00Z") is None
        assert len(digests(work)) == 1


def test_the_program_in_the_documentation_computes_the_same_digests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Work(nights(tmp_path, 2)) as work:
        work.add(replace(page(0, 3), headers=HEADERS, url="https://prov.se/?q=å\"'\\"))
        work.add(replace(page(0, 4), status=304, body=None))
        seal(work, "2024-03-04T23:00:00Z")
        expected = [(each.number, each.sha256) for each in digests(work)]
    monkeypatch.chdir(tmp_path)
    exec(re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)[1], {})
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [(int(number), sha256) for number, sha256, _ in lines] == expected
    assert {state for _, _, state in lines} == {"agrees"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE captures SET fetched_at = '2023-01-01T00:00:00Z' WHERE id = 5",
        "UPDATE captures SET headers = '{}' WHERE id = 5",
        "DELETE FROM captures WHERE id = 5",
        "INSERT INTO captures SELECT 0, source, url || '/', final_url, fetched_at, status, headers, sha256, error, role,"
        " run FROM captures WHERE id = 5",
        "UPDATE digests SET sha256 = previous WHERE number = 2",
        "DELETE FROM digests WHERE number = 2",
        "UPDATE digests SET captures = 5 WHERE number = 3",
    ],
)
def test_what_is_changed_after_it_was_sealed_is_found(tmp_path: Path, change: str) -> None:
    with Work(nights(tmp_path)) as work:
        work.db.execute("PRAGMA foreign_keys = OFF")
        work.db.execute(change)
        assert any("digest" in fault for fault in verify(work, tmp_path).faults)


def test_a_redacted_row_and_an_erased_body_leave_the_digests_standing(tmp_path: Path) -> None:
    with Work(nights(tmp_path)) as work:
        digest = work.db.execute("SELECT sha256 FROM captures WHERE id = 6").fetchone()[0]
        with work.transaction():
            keep_leaves(work, [6])
            work.db.execute("UPDATE captures SET url = 'https://prov.se/nyhet/x', headers = '{}' WHERE id = 6")
            work.drop_body(digest, "2024-04-01T00:00:00Z", b"<p>Borttaget.</p>")
        assert not [fault for fault in verify(work, tmp_path).faults if "digest" in fault or "body" in fault]


def test_a_rebuild_leaves_the_digests_as_they_are_and_they_are_published(tmp_path: Path) -> None:
    with Work(nights(tmp_path)) as work:
        before = digests(work)
        rebuild(work)
        assert digests(work) == before
    with closing(sqlite3.connect(tmp_path / "press.db")) as press:
        published = press.execute("SELECT number, sha256 FROM digests ORDER BY number").fetchall()
    assert published == [(each.number, each.sha256) for each in before]


def test_a_clock_that_was_set_back_is_noted_and_nothing_is_lost(tmp_path: Path) -> None:
    add_night(tmp_path, 1)
    add_night(tmp_path, 20)
    with Work(tmp_path) as work:
        assert set_back(work) == ""
    add_night(tmp_path, 3)
    with Work(tmp_path) as work:
        assert set_back(work).startswith("4 captures carry times before 2024-03-20T23:00:00Z")
        assert work.capture_count() == 12
        assert verify(work, tmp_path).ok
        spans = work.db.execute("SELECT number, seen_from, seen_to FROM versions ORDER BY article, number").fetchall()
    assert (1, "2024-03-01T22:00:00Z", "2024-03-01T22:00:00Z") in spans
    assert (2, "2024-03-03T22:00:00Z", "2024-03-20T22:00:00Z") in spans


def _check(home: Path, sha256: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--home", str(home), "digest", "--check", sha256])
    return done.exit_code, done.output


def test_a_digest_kept_elsewhere_holds_while_nights_are_added(tmp_path: Path) -> None:
    with Work(nights(tmp_path, 2)) as work:
        kept = digests(work)[0].sha256
    assert _check(tmp_path, f"sha256:{kept}") == (
        0, "digest 1 of 2024-03-01T23:00:00Z holds: the 4 captures up to it are those that it was made of\n"
    )  # fmt: skip
    code, told = _check(tmp_path, "abc")
    assert code == 2 and "64 hexadecimal digits" in told


def _seal_anew(work: Work) -> None:
    """Make the whole chain again, as a forger would."""
    nights_, counts = zip(
        *work.db.execute("SELECT night, captures FROM digests ORDER BY number").fetchall(), strict=True
    )
    previous, covered = "", 0
    work.db.execute("DELETE FROM digests")
    for number, night in enumerate(nights_, start=1):
        last = number == len(nights_)
        count = work.capture_count() - covered if last else counts[number - 1]
        sha256 = chained(previous, leaves_of(work.db.conn, covered, count))
        work.db.execute("INSERT INTO digests VALUES (?, ?, ?, ?, ?)", [number, night, count, sha256, previous])
        previous, covered = sha256, covered + count


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE captures SET fetched_at = '2024-02-01T22:00:00Z' WHERE id = 3",
        "UPDATE captures SET sha256 = (SELECT sha256 FROM captures WHERE id = 9) WHERE id = 1",
        "INSERT INTO captures SELECT 0, source, url || '/annan', final_url, '2024-02-01T22:00:00Z', status, headers, sha256,"
        " error, role, run FROM captures WHERE id = 3",
    ],
)
def test_a_forger_who_makes_the_whole_chain_anew_is_given_away_by_a_digest_kept_elsewhere(
    tmp_path: Path, forgery: str
) -> None:
    with Work(nights(tmp_path)) as work:
        kept = digests(work)[1].sha256
        work.db.execute("PRAGMA foreign_keys = OFF")
        work.db.execute(forgery)
    assert _check(tmp_path, kept)[0] == 1
    with Work(tmp_path) as work:
        _seal_anew(work)
        assert not [fault for fault in verify(work, tmp_path).faults if "is not that of its" in fault]
    code, told = _check(tmp_path, kept)
    assert code == 1 and "no such digest" in told


def test_a_capture_that_is_put_in_later_with_an_earlier_time_is_sealed_by_the_night_in_which_it_came(
    tmp_path: Path,
) -> None:
    with Work(nights(tmp_path)) as work:
        kept = digests(work)[-1].sha256
        work.add(replace(page(0, 1), url="https://prov.se/insmugglad", fetched_at="2024-02-01T22:00:00Z"))
        made = seal(work, "2024-03-04T23:00:00Z")
        assert made is not None and (made.number, made.captures) == (4, 1) and "carries a time before" in set_back(work)
    assert _check(tmp_path, kept)[0] == 0
