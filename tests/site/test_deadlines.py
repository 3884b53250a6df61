"""Queries are stopped when their time is over, and no other is."""

import sqlite3
import threading
from contextlib import closing

import pytest

from archive.site import database as serving
from archive.site.deadlines import Watched
from archive.site.engine import sql_path
from tests.site.browser import small_site

ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"


@pytest.fixture
def connection():
    with closing(sqlite3.connect(":memory:", factory=Watched, check_same_thread=False)) as opened:
        yield opened


def test_query_is_stopped_by_a_thread_that_is_not_its_own(connection):
    asked_by = []

    def is_over():
        asked_by.append(threading.current_thread())
        return len(asked_by) > 3

    connection.set_progress_handler(is_over, 1)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute(ENDLESS).fetchall()
    assert len(asked_by) > 3 and threading.current_thread() not in asked_by


def test_connection_that_is_let_go_is_not_interrupted(connection):
    connection.set_progress_handler(lambda: 1, 1)
    connection.set_progress_handler(None, 1)
    long = ENDLESS.replace("from n)", "from n where i < 300000)")
    assert connection.execute(long).fetchone() == (300_000,)


def test_only_the_query_whose_time_is_over_is_stopped(connection):
    with closing(sqlite3.connect(":memory:", factory=Watched)) as other:
        stopped = []

        def endless():
            try:
                connection.execute(ENDLESS).fetchall()
            except sqlite3.OperationalError as error:
                stopped.append(str(error))

        other.set_progress_handler(lambda: 0, 1)
        connection.set_progress_handler(lambda: 1, 1)
        thread = threading.Thread(target=endless)
        thread.start()
        assert other.execute(ENDLESS.replace("from n)", "from n where i < 300000)")).fetchone() == (300_000,)
        thread.join(30)
        assert stopped == ["interrupted"]


def test_clock_outlives_a_connection_that_is_closed_while_it_is_watched(connection):
    closed = sqlite3.connect(":memory:", factory=Watched, check_same_thread=False)
    closed.set_progress_handler(lambda: 1, 1)
    closed.close()
    connection.set_progress_handler(lambda: 1, 1)
    with pytest.raises(sqlite3.OperationalError):
        connection.execute(ENDLESS).fetchall()
    closed.set_progress_handler(None, 1)


def test_hits_of_a_page_may_be_longer_than_a_value_of_a_reader_s_query(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "LONGEST_VALUE", 1000)
    browser = small_site(tmp_path)
    assert browser.get("/search?q=skola").status_code == 200
    page = browser.datasette.get_database("press")
    long = "select length(cast(zeroblob(2000) as text))"
    assert browser.runner.run(page.answer(lambda db: db.execute(long).fetchone()[0])) is not None
    assert browser.get(sql_path(browser.datasette, "press", long, "json")).status_code == 400
