"""The whole program over the made-up town: what the archive holds is what the town published, changed and took away."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from scraper.demo import Town, alike, expected
from scraper.demo.town import articles

TOWN = expected(Town(night=2))
SOURCES = sorted(TOWN)


@pytest.mark.parametrize("source", SOURCES)
def test_every_article_is_there_once_with_its_newest_headline(demo: sqlite3.Connection, source: str) -> None:
    titles = [row[0] for row in demo.execute("SELECT title FROM articles WHERE source = ?", (source,))]
    assert sorted(titles) == sorted(TOWN[source]["titles"])


@pytest.mark.parametrize("source", SOURCES)
def test_every_edit_is_a_version_and_nothing_else_is(demo: sqlite3.Connection, source: str) -> None:
    found = demo.execute(
        "SELECT a.url, MAX(v.number) FROM versions v JOIN articles a ON a.id = v.article"
        " WHERE a.source = ? GROUP BY a.id HAVING MAX(v.number) > 1",
        (source,),
    ).fetchall()
    assert {_path(url): number for url, number in found} == TOWN[source]["versions"]


@pytest.mark.parametrize("source", SOURCES)
def test_versions_show_the_sentences_before_and_after(demo: sqlite3.Connection, source: str) -> None:
    for edit in (edit for edit in TOWN[source]["edited"] if edit["kind"] not in ("link",)):
        texts = [
            "\n".join(row)
            for row in demo.execute(
                "SELECT v.title, v.lead, v.body FROM versions v JOIN articles a ON a.id = v.article"
                " WHERE a.source = ? AND a.title = ? ORDER BY v.number",
                (source, edit["title"]),
            )
        ]
        old, new = (" ".join(edit[side].split()) for side in ("old", "new"))
        before, after = (" ".join(text.split()) for text in texts)
        assert old in before, edit
        assert new in after, edit
        assert before != after, edit


@pytest.mark.parametrize("source", SOURCES)
def test_what_was_taken_away_is_told(demo: sqlite3.Connection, source: str) -> None:
    found = demo.execute(
        "SELECT a.title, r.confirmed FROM removals r JOIN articles a ON a.id = r.article WHERE a.source = ?", (source,)
    ).fetchall()
    final = {"410"} | ({"404"} if source == "demo_polis" else set())
    assert sorted(found) == sorted((gone["title"], int(gone["how"] in final)) for gone in TOWN[source]["removed"])


def test_a_failing_page_is_an_error_and_no_removal(demo: sqlite3.Connection) -> None:
    failing = {path for source in TOWN.values() for path in source["failing"]}
    rows = demo.execute("SELECT url, outcome, status FROM checks WHERE status >= 500").fetchall()
    assert {_path(url) for url, _, _ in rows} == failing
    assert {outcome for _, outcome, _ in rows} == {"error"}


def test_a_moved_page_is_one_article_at_its_new_address(demo: sqlite3.Connection) -> None:
    moves = [move for source in TOWN.values() for move in source["moved"]]
    assert moves
    for move in moves:
        rows = demo.execute("SELECT url, versions FROM articles WHERE title = ?", (move["title"],)).fetchall()
        assert [(_path(url).partition("?")[0], versions) for url, versions in rows] == [(move["path"], 1)]


def test_reprints_are_linked(demo: sqlite3.Connection) -> None:
    found = {
        (frozenset((row[0], row[1])), row[2])
        for row in demo.execute(
            "SELECT a.title, b.title, x.kind FROM alike x JOIN articles a ON a.id = x.article_a"
            " JOIN articles b ON b.id = x.article_b"
        )
    }
    titles = {article.id: article.title for article in articles(Town(night=2))}
    for pair in alike(Town(night=2)):
        assert (frozenset((titles[pair["original"]], titles[pair["reprint"]])), pair["kind"]) in found, pair


def test_a_pdf_is_captured_and_read(demo: sqlite3.Connection) -> None:
    rows = demo.execute("SELECT media_type, length(sha256), text FROM attachments WHERE url LIKE '%.pdf'").fetchall()
    assert rows
    for media_type, digits, text in rows:
        assert (media_type, digits) == ("application/pdf", 64)
        assert len(text.split()) > 20


def test_no_notice_menu_or_template_variable_is_in_an_article(demo: sqlite3.Connection) -> None:
    for noise in ("$left", "kakor", "Gå direkt till innehåll", "Läs också", "Händelsenotiserna är korta"):
        rows = demo.execute(
            "SELECT title FROM articles WHERE lead LIKE ? OR body LIKE ?", (f"%{noise}%",) * 2
        ).fetchall()
        assert rows == [], noise


def test_every_stripped_block_names_its_rule(demo: sqlite3.Connection) -> None:
    rows = demo.execute(
        "SELECT COUNT(*), SUM(rule <> '' AND label <> '' AND text <> '') FROM removed_blocks"
    ).fetchone()
    assert rows[0] > 100
    assert rows[0] == rows[1]


def test_every_run_is_told(demo: sqlite3.Connection) -> None:
    rows = demo.execute("SELECT source, status, finished_at >= started_at, requests > 0 FROM runs").fetchall()
    assert sorted(rows) == sorted((source, "ok", 1, 1) for source in SOURCES for _ in range(2))


def test_nothing_private_is_in_the_public_file(demo_home: Path) -> None:
    with sqlite3.connect(demo_home / "press.db") as db:
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not tables & {"captures", "bodies", "readings", "requests", "nights"}


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]


def test_an_edit_of_a_link_can_be_seen(demo: sqlite3.Connection) -> None:
    edit = next(edit for source in TOWN.values() for edit in source["edited"] if edit["kind"] == "link")
    before, after = demo.execute(
        "SELECT v.links FROM versions v JOIN articles a ON a.id = v.article WHERE a.title = ? ORDER BY v.number",
        (edit["title"],),
    ).fetchall()
    assert edit["old"] in before[0] and edit["new"] not in before[0]
    assert edit["new"] in after[0] and edit["old"] not in after[0]
