"""The archive that is made up for measuring."""

import sqlite3
from contextlib import closing

import pytest

from archive.site.named import queries
from bench.generated import generate


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = generate(tmp_path_factory.mktemp("made"), 600)
    with closing(sqlite3.connect(path)) as db:
        yield db


def test_same_seed_makes_the_same_file(tmp_path):
    files = [generate(tmp_path / str(number), 60, seed).read_bytes() for number, seed in enumerate((7, 7, 8))]
    assert files[0] == files[1] != files[2]


def test_generated_archive_has_what_a_real_one_has(made):
    def count(sql):
        return made.execute(f"SELECT COUNT(*) FROM {sql}").fetchone()[0]

    assert count("articles") == 600 and count("sources") == 20
    assert 0.05 < count("articles WHERE versions > 1") / 600 < 0.16
    for table in (
        "removals",
        "duplicates",
        "alike",
        "contacts",
        "attachments",
        "boilerplate",
        "removed_blocks",
        "runs",
    ):
        assert count(table), table
    for column, least in (("kind", 5), ("source", 20), ("place", 20), ("state", 2)):
        assert count(f"(SELECT DISTINCT {column} FROM articles)") >= least, column
    assert count("versions v JOIN articles a ON a.id = v.article AND a.versions = v.number WHERE v.body <> a.body") == 0
    assert count("duplicates WHERE similarity < 0.8") == 0


def test_words_are_as_unequal_as_in_a_language(made):
    words = [word for (body,) in made.execute("SELECT body FROM articles") for word in body.lower().split()]
    assert 0.025 < words.count("och") / len(words) < 0.06
    assert len(set(words)) > 8000


def test_every_named_query_finds_something_in_it(made):
    given = {"query": "och", "days": "3650"}
    for query in queries():
        parameters = {name: given.get(name, "") for name in query.parameters}
        assert made.execute(query.sql, parameters).fetchall(), query.name
