"""The five texts that the project began with, imported as a user would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.cli import cli

SOURCE_OF = {
    "000": "se_malmo",
    "001": "se_skaneplus",
    "002": "se_malmo",
    "003": "se_malmo_newsroom",
    "004": "se_malmo_newsroom",
}


@pytest.fixture(scope="module")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    home = tmp_path_factory.mktemp("seeds")
    for path in sorted((shared / "seeds").glob("*.txt")):
        done = CliRunner().invoke(cli, ["--home", str(home), "import", "--source", SOURCE_OF[path.name[:3]], str(path)])
        assert done.exit_code == 0, done.output
    with closing(sqlite3.connect(home / "press.db")) as db:
        yield db


def test_the_list_page_gives_ten_articles_four_of_them_nothing_but_the_notice(seeds: sqlite3.Connection) -> None:
    kinds = [row[0] for row in seeds.execute("SELECT kind FROM articles WHERE source = 'se_skaneplus'")]
    assert (len(kinds), kinds.count("notice")) == (10, 4)
    assert seeds.execute("SELECT COUNT(*) FROM articles WHERE kind = 'notice' AND lead || body <> ''").fetchone() == (
        0,
    )


def test_the_paragraph_printed_twice_is_kept_once(seeds: sqlite3.Connection) -> None:
    bodies = [row[0].split("\n\n") for row in seeds.execute("SELECT body FROM articles WHERE source = 'se_skaneplus'")]
    longs = [[part for part in parts if len(part.split()) >= 8] for parts in bodies]
    assert all(len(parts) == len(set(parts)) for parts in longs)
    assert seeds.execute("SELECT COUNT(*) FROM removed_blocks WHERE rule = 'twice'").fetchone()[0] == 1


def test_what_the_template_left_is_in_no_article(seeds: sqlite3.Connection) -> None:
    lines = {
        line.strip()
        for row in seeds.execute("SELECT title, lead, body FROM articles")
        for line in "\n".join(row).split("\n")
    }
    assert lines.isdisjoint({"$left", "$middle", "Skip to main content", "sv"})


def test_the_newsrooms_releases_have_their_times(seeds: sqlite3.Connection) -> None:
    times = seeds.execute("SELECT published_at FROM articles WHERE source = 'se_malmo_newsroom' ORDER BY 1").fetchall()
    assert times == [("2012-08-15T13:48:00Z",), ("2016-10-24T06:40:00Z",)]


def test_the_two_wordings_of_one_page_are_linked(seeds: sqlite3.Connection) -> None:
    pairs = seeds.execute(
        "SELECT x.kind, a.source, b.source FROM alike x JOIN articles a ON a.id = article_a JOIN articles b ON b.id = article_b"
    ).fetchall()
    assert ("near", {"se_malmo", "se_skaneplus"}) in [(kind, {a, b}) for kind, a, b in pairs]
