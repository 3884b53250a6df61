import os
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive import dictionary
from archive.dictionary import VIEWS
from archive.publish import NAME, UNFINISHED, PublishError, publish
from archive.schema import TABLES
from tests.archive_fixture import article, empty_work, insert, small_work

DOCS = Path(__file__).parents[1] / "docs" / "tables.md"


@pytest.fixture
def work(tmp_path):
    with small_work(tmp_path) as work:
        yield work


def read(path, sql, *parameters):
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, parameters).fetchall()


def dump(path):
    return {table.name: read(path, f"SELECT rowid, * FROM [{table.name}]") for table in TABLES}


def test_published_tables_hold_what_the_contract_promises(work, tmp_path):
    path = publish(work, tmp_path)
    for table in (*TABLES, *VIEWS):
        assert [row[1] for row in read(path, f"PRAGMA table_info([{table.name}])")] == list(table.names)
    assert read(path, "SELECT count(*) FROM articles") == [(6,)]
    assert read(path, "SELECT title, body FROM articles WHERE id = 'skola'") == read(
        path, "SELECT title, body FROM versions WHERE id = 'skola.3'"
    )


def test_published_file_is_no_wal_file_and_leaves_nothing_beside_it(work, tmp_path):
    path = publish(work, tmp_path)
    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert sorted(file.name for file in tmp_path.iterdir() if file.name.startswith("press")) == [NAME]


def test_publishing_the_same_rows_gives_the_same_bytes_whatever_order_they_came_in(tmp_path):
    files = []
    for folder, ids in (("one", ["a", "b", "c"]), ("two", ["c", "a", "b"])):
        with empty_work(tmp_path / folder) as work:
            insert(work, "sources", {"id": "se_staden", "name": "Staden"})
            for id in ids:
                article(work, id, [(f"Titel {id}", "", "Text."), (f"Rubrik {id}", "", "Text.")])
            files.append(publish(work, tmp_path / folder))
    assert files[0].read_bytes() == files[1].read_bytes()
    assert dump(files[0]) == dump(files[1])


def test_changes_are_listed_newest_first_and_without_first_versions(work, tmp_path):
    rows = read(publish(work, tmp_path), "SELECT from_version, to_version FROM changes")
    assert rows == [("skola.2", "skola.3"), ("skola.1", "skola.2")]


def test_newest_changes_are_read_from_an_index(work, tmp_path):
    plan = read(publish(work, tmp_path), "EXPLAIN QUERY PLAN SELECT * FROM changes LIMIT 20")
    assert "versions_changes" in str(plan) and "TEMP B-TREE" not in str(plan)


def test_search_index_takes_swedish_letters_for_letters(tmp_path):
    with empty_work(tmp_path) as work:
        insert(work, "sources", {"id": "se_staden", "name": "Staden"})
        article(work, "a", [("Nya mål", "", "Åtta ord.")])
        path = publish(work, tmp_path)
    search = "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?"
    assert [read(path, search, word) for word in ("mål", "MÅL", "åtta", "mal")] == [[(1,)], [(1,)], [(1,)], [(0,)]]


def test_empty_archive_is_published(tmp_path):
    with empty_work(tmp_path) as work:
        assert read(publish(work, tmp_path), "SELECT count(*) FROM changes") == [(0,)]


def test_what_a_killed_publish_left_is_removed(work, tmp_path):
    (tmp_path / UNFINISHED).write_bytes(b"half a file")
    publish(work, tmp_path)
    assert not (tmp_path / UNFINISHED).exists()


def test_row_that_leads_nowhere_is_not_published_and_the_old_file_stays(work, tmp_path):
    old = publish(work, tmp_path).read_bytes()
    insert(work, "contacts", {"version": "nothing.1", "article": "nothing", "name": "X"})
    with pytest.raises(PublishError, match="a row of contacts names a row of"):
        publish(work, tmp_path)
    assert (tmp_path / NAME).read_bytes() == old and not (tmp_path / UNFINISHED).exists()


def test_full_disk_leaves_the_old_file_and_says_so(work, tmp_path):
    old = publish(work, tmp_path).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with pytest.raises(PublishError, match=r"was not written .*; the old one stays"):
            publish(work, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / NAME).read_bytes() == old and not (tmp_path / UNFINISHED).exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into read-only folders")
def test_read_only_folder_is_refused_in_a_sentence(work, tmp_path):
    public = tmp_path / "public"
    public.mkdir(mode=0o500)
    with pytest.raises(PublishError, match="was not written"):
        publish(work, public)


def test_missing_folder_is_refused_in_a_sentence(work, tmp_path):
    with pytest.raises(PublishError, match="nowhere"):
        publish(work, tmp_path / "nowhere")


def test_reader_of_the_old_file_keeps_reading_it_while_a_new_one_is_published(work, tmp_path):
    with closing(sqlite3.connect(publish(work, tmp_path))) as reader:
        cursor = reader.execute("SELECT id FROM articles ORDER BY id")
        first = cursor.fetchone()
        work.db.conn.execute("DELETE FROM permalinks")
        publish(work, tmp_path)
        names = [row[0] for row in (first, *cursor.fetchall())]
    assert names == ["borta", "fientlig", "hebreisk", "lang", "odaterad", "skola"]


def test_documented_tables_are_those_of_the_schema():
    assert DOCS.read_text(encoding="utf-8") == dictionary.markdown()


def test_metadata_sorts_and_facets_by_columns_that_exist():
    tables = dictionary.metadata()["databases"]["press"]["tables"]
    assert set(tables) == {table.name for table in (*TABLES, *VIEWS)}
    for entry in tables.values():
        named = [*entry.get("facets", []), *(entry[key] for key in ("sort_desc", "label_column") if key in entry)]
        assert set(named) <= set(entry["columns"])
