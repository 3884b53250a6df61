"""Questions built to hurt: each is refused in a sentence, and no other reader waits for it."""

import asyncio
import sqlite3
import threading
import time
import traceback
from contextlib import closing

import numpy as np
import pytest
from datasette.database import QueryInterrupted

from archive.publish import publish
from archive.serve import site
from archive.site import database as serving
from archive.site import engine, visit
from archive.site.bounded import FUNCTIONS, LONGEST_PATTERN
from archive.site.gate import LONGEST_QUERY
from archive.site.search import asked
from archive.site.search.asked import MOST_FORMS, prepare, read
from archive.site.search.facts import Facts, Labels, read_facts
from archive.site.search.found import _fold
from archive.site.search.query import MOST_TERMS, Term
from tests.archive_fixture import small_work
from tests.site.browser import Browser, small_site

ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
LONG = "hex(zeroblob(4000000))"
LIMIT = 400
"""Milliseconds that a query may last here."""


@pytest.fixture
def hurried(tmp_path):
    """The small archive's site, where a query may not last long."""
    browser = small_site(tmp_path)
    assert browser.get("/").status_code == 200
    limit(browser, LIMIT)
    yield browser
    browser.datasette.get_database("press").close()


def limit(browser, milliseconds):
    """How long a query may last, and wait."""
    browser.datasette.sql_time_limit_ms = browser.datasette._settings["sql_time_limit_ms"] = milliseconds


def path_of(browser, sql, **parameters):
    return engine.sql_path(browser.datasette, "press", sql, "json", **parameters)


@pytest.mark.parametrize(
    "sql",
    [
        ENDLESS,
        "with recursive n(i, t) as (select 1, hex(zeroblob(250000)) union all select i + 1, t from n)"
        " select count(*) from n where t like '%1%2%3%4%'",
        "select count(*) from versions a, versions b, versions c, versions d, versions e, versions f, versions g, versions h"
        " where a.body || b.body || c.body || d.body < e.body || f.body || g.body || h.body",
        "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n order by i limit 20 offset 200000",
    ],
)  # fmt: skip
def test_query_without_end_is_stopped_and_told_so(hurried, sql):
    assert "took too long" in refused(hurried, sql)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (f"select instr({LONG}, hex(zeroblob(2000000)) || '1')", "user-defined function raised exception"),
        (f"select replace({LONG}, hex(zeroblob(2000000)) || '1', '')", "user-defined function raised exception"),
        (f"select replace({LONG}, '0', {LONG})", "user-defined function raised exception"),
        (f"select trim({LONG}, hex(randomblob(2000000)))", "user-defined function raised exception"),
        ("select json_patch('{}', '{}')", "not authorized to use function: json_patch"),
        (f"select {LONG} like '%{'0' * LONGEST_PATTERN}1%'", "LIKE or GLOB pattern too complex"),
        ("select 1 where " + " or ".join(["1 = 2"] * 2000), "Expression tree is too large"),
    ],
)
def test_query_built_to_hurt_within_one_step_is_refused_before_it_does(hurried, sql, why):
    assert why in refused(hurried, sql)


def refused(browser, sql):
    """With which sentence."""
    response = browser.get(path_of(browser, sql))
    assert response.status_code == 400 and response.json()["ok"] is False
    return response.json()["error"]


@pytest.mark.parametrize("path", ["/search", "/press", "/press/articles"])
@pytest.mark.parametrize("size", [10_000_000, LONGEST_QUERY + 1])
def test_ten_megabytes_of_parameters_are_refused_before_they_are_read(browser, path, size):
    sent = []
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(), "scheme": "http",
        "query_string": b"q=" + b"a" * (size - 2), "headers": [], "server": ("localhost", 80), "client": ("localhost", 1),
    }  # fmt: skip

    async def send(message):
        sent.append(message)

    browser.runner.run(browser.datasette.app()(scope, None, send))
    assert sent[0]["status"] == 414 and b"too long" in sent[1]["body"]
    assert browser.get("/press/articles?id=" + "a" * (LONGEST_QUERY // 2)).status_code == 200


@pytest.mark.parametrize("page", ["501", "10000", "999999999"])
def test_page_ten_thousand_deep_is_refused(browser, page):
    for path in ("/search", "/changes", "/removals"):
        assert browser.get(f"{path}?page={page}").status_code == 400


def test_front_page_is_answered_while_eight_queries_hurt(hurried):
    """They go on for ever, if need be for minutes, and are interrupted once the pages are there."""
    limit(hurried, 60_000)
    database, ask = hurried.datasette.get_database("press"), hurried.datasette.client.get

    async def all_at_once():
        await ask("/")
        hurting = [asyncio.ensure_future(ask(path_of(hurried, ENDLESS))) for _ in range(8)]
        await asyncio.sleep(LIMIT / 4000)
        shown = [(await ask(path)).status_code for path in ("/", "/search?q=skola", "/a/skola")]
        still = sum(not task.done() for task in hurting)
        while not all(task.done() for task in hurting):
            for connection in tuple(database._opened):
                connection.interrupt()
            await asyncio.sleep(0.01)
        return shown, still, {(await task).status_code for task in hurting}

    shown, still, ended = hurried.runner.run(all_at_once())
    assert shown == [200] * 3 and still == 8 and ended <= {400, 503}


def test_interrupted_query_leaves_no_cursor_to_be_closed_by_who_would_wait_for_the_next_query(hurried):
    with pytest.raises(QueryInterrupted) as interrupted:
        hurried.runner.run(hurried.datasette.get_database("press").execute(ENDLESS))
    left = [value for frame, _ in traceback.walk_tb(interrupted.tb) for value in frame.f_locals.values()]
    assert left and not any(isinstance(value, sqlite3.Cursor) for value in left)


def test_query_that_waits_for_its_turn_as_long_as_it_may_last_is_refused(hurried):
    database = hurried.datasette.get_database("press")

    async def crowded():
        busy = [database.read(lambda _: time.sleep(2 * LIMIT / 1000)) for _ in range(4)]
        late = database.read(lambda connection: connection.execute("select 1").fetchone())
        return await asyncio.gather(*busy, late, return_exceptions=True)

    assert isinstance(hurried.runner.run(crowded())[-1], QueryInterrupted)


@pytest.mark.parametrize("path", ["/press", "/press/articles", "/press/articles.json", "/press/articles/skola"])
def test_table_whose_turn_does_not_come_says_so(hurried, path, monkeypatch):
    async def crowded(fn):
        raise QueryInterrupted(sqlite3.OperationalError("interrupted"), "", None)

    monkeypatch.setattr(hurried.datasette.get_database("press"), "read", crowded)
    response = hurried.get(path)
    assert response.status_code in (400, 503) and ("Too many queries" in response.text or "too long" in response.text)


def test_page_waits_longer_than_a_query_but_not_for_ever(hurried, monkeypatch):
    database = hurried.datasette.get_database("press")

    def crowded(path):
        async def asking():
            busy = [asyncio.ensure_future(database.answer(lambda _: time.sleep(LIMIT / 500))) for _ in range(4)]
            await asyncio.sleep(LIMIT / 8000)
            response = await hurried.datasette.client.get(path, headers={"accept-language": "en"})
            await asyncio.gather(*busy, return_exceptions=True)
            return response

        return hurried.runner.run(asking())

    assert crowded("/a/skola").status_code == 200
    monkeypatch.setattr(serving, "PATIENCE", LIMIT / 2000)
    response = crowded("/a/skola?again=1")
    assert response.status_code == 503 and "<h1>" in response.text


def test_article_is_shown_while_the_columns_of_a_new_file_are_read(tmp_path, monkeypatch):
    ready, times = threading.Event(), []

    def slowly(db, zone):
        times.append(1)
        assert ready.wait(30)
        return read_facts(db, zone)

    monkeypatch.setattr(visit, "read_facts", slowly)
    browser = small_site(tmp_path)
    browser.runner.run(browser.datasette.invoke_startup())

    async def readers():
        waiting = [asyncio.ensure_future(browser.datasette.client.get("/search?q=skola")) for _ in range(12)]
        article = await browser.datasette.client.get("/a/skola")
        assert article.status_code == 200 and not any(task.done() for task in waiting)
        ready.set()
        return [response.status_code for response in await asyncio.gather(*waiting)]

    assert browser.runner.run(readers()) == [200] * 12 and len(times) == 1


@pytest.mark.parametrize("values", [
    ("ärende nr 7, ärende", "nr", "av"), ("abc", "", "x"), ("", "a", "b"), (None, "a", "b"), ("a", None, "b"), ("a", "b", None),
    (120.5, ".", ","), (1e20, "e", "x"), (3.0, "0", ""), (-17, "1", "2"), (b"abc", b"c", b"d"), (b"abc", "c", "d"),
    ("aaa", "a", "aa"), ("x" * 3000, "x" * LONGEST_PATTERN, ""), ("  å ", " å", ""),
])  # fmt: skip
def test_bounded_functions_say_what_those_of_sqlite_say(values):
    with closing(sqlite3.connect(":memory:")) as own, closing(sqlite3.connect(":memory:")) as bounded:
        for name, parameters, function in FUNCTIONS:
            bounded.create_function(name, parameters, function)
            sql = f"select {name}({', '.join('?' * parameters)})"
            assert (
                bounded.execute(sql, values[:parameters]).fetchone() == own.execute(sql, values[:parameters]).fetchone()
            )


def test_words_of_a_search_share_what_they_may_stand_for(browser, monkeypatch):
    monkeypatch.setattr(asked, "ending_with", lambda db, text: [f"{text}{number}" for number in range(200)])
    facts = Facts(*[Labels((), np.empty(0, dtype=np.int64))] * 12)
    one = prepare(None, facts, read({"q": "*en"}))
    many = prepare(None, facts, read({"q": " ".join(f"*{letter}a" for letter in "abcdefghijklmnop")}))
    assert len(one.forms[Term("suffix", ("en",))]) == 200
    assert {len(forms) for forms in many.forms.values()} == {MOST_FORMS // 16} and MOST_TERMS > 16


def test_folding_leaves_the_earliest_where_the_best_stood():
    drawn = np.random.default_rng(3)
    for _ in range(50):
        size = int(drawn.integers(0, 40))
        codes = drawn.integers(0, 8, 60)
        facts = Facts(*[None] * 8, Labels(("", *"abcdefg"), codes), *[None] * 3)
        places = drawn.permutation(60)[:size]
        shown, folded = _fold(places, facts)
        groups = {}
        for place in places.tolist():
            groups.setdefault(f"alone {place}" if codes[place] == 0 else int(codes[place]), []).append(place)
        assert shown.tolist() == [max(group) for group in groups.values()]
        for group in groups.values():
            assert folded.under(max(group)) == sorted(group, reverse=True)[1:]


def test_site_is_ready_before_the_first_reader(tmp_path, monkeypatch):
    read_by = []
    monkeypatch.setattr(visit, "read_facts", lambda db, zone: read_by.append(threading.current_thread().name))
    with small_work(tmp_path) as work:
        publish(work, tmp_path)
    browser = Browser(site(tmp_path))
    browser.runner.run(browser.datasette.invoke_startup())
    browser.runner.run(browser.datasette.get_database("press").remembered(visit.columns))
    assert len(read_by) == 1 and read_by[0].startswith("columns")
