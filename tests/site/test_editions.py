"""A new file is worked out while the one before is still shown, for a minute at most."""

import threading

import pytest

from archive.publish import NAME, publish
from archive.site import editions, visit
from archive.site.editions import Replaced
from archive.site.search.facts import read_facts
from tests.archive_fixture import article, small_work
from tests.site.browser import small_site

NEW = "Alldeles ny"


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """The small archive's site, where the columns of every file but the first are read when `slow.ready` is set."""
    browser = small_site(tmp_path)
    browser.ready, browser.home, started = threading.Event(), tmp_path, []

    def slowly(db, zone):
        started.append(1)
        assert len(started) == 1 or browser.ready.wait(30)
        return read_facts(db, zone)

    monkeypatch.setattr(visit, "read_facts", slowly)
    monkeypatch.setattr(editions, "PATIENCE", 0.05)
    assert NEW not in browser.get("/search").text
    yield browser
    browser.ready.set()
    browser.datasette.get_database("press").close()


def publish_anew(browser, name="next"):
    with small_work(browser.home / name) as work:
        article(work, "ny", [(NEW, "", "Text.")], published_at="2024-06-01")
        publish(work, browser.home / name)
    (browser.home / name / NAME).replace(browser.home / NAME)


def columns_of(browser):
    return browser.runner.run(browser.datasette.get_database("press").remembered(visit.columns))


def test_search_shows_the_file_before_until_the_new_one_is_worked_out(slow):
    first = slow.get("/search")
    publish_anew(slow)
    meanwhile = slow.get("/search", headers={"if-none-match": first.headers["etag"]})
    assert meanwhile.status_code == 200 and NEW not in meanwhile.text
    assert "etag" not in meanwhile.headers and meanwhile.headers["cache-control"] == "no-cache"
    assert slow.get("/a/ny").status_code == 200
    slow.ready.set()
    while slow.get("/search").text == meanwhile.text:
        assert slow.get("/a/ny").status_code == 200
    shown = slow.get("/search")
    assert NEW in shown.text and shown.headers["etag"] != first.headers["etag"]


def test_file_that_was_published_long_ago_is_waited_for(slow, monkeypatch):
    monkeypatch.setattr(editions, "YOUNG", -1)
    publish_anew(slow)
    threading.Timer(0.3, slow.ready.set).start()
    assert NEW in slow.get("/search").text


def test_file_is_let_go_when_the_next_is_worked_out(slow):
    database, (stamp, _) = slow.datasette.get_database("press"), columns_of(slow)
    for name in ("next", "after", "last"):
        publish_anew(slow, name)
        assert columns_of(slow)[0] == stamp
    count = "SELECT COUNT(*) FROM articles"
    assert slow.runner.run(database.answer(lambda db: db.execute(count).fetchone()[0], stamp)) == 6
    slow.ready.set()
    while columns_of(slow)[0] == stamp:
        assert len(database._editions._kept) == 2
    slow.get("/about")
    assert len(database._editions._kept) == 1
    with pytest.raises(Replaced):
        slow.runner.run(database.answer(lambda db: db.execute(count), stamp))
    assert slow.get("/search").status_code == 200


def test_file_that_comes_between_columns_and_question_changes_nothing_for_that_page(slow, monkeypatch):
    slow.ready.set()
    database, replaced = slow.datasette.get_database("press"), []

    async def remembered(read, as_it_is=database.remembered):
        known = await as_it_is(read)
        if not replaced:
            publish_anew(slow)
            replaced.append(known)
        return known

    monkeypatch.setattr(database, "remembered", remembered)
    between = slow.get("/search?page=1")
    assert between.status_code == 200 and NEW not in between.text and "etag" not in between.headers
    assert NEW in slow.get("/search?page=1").text


def test_columns_that_could_not_be_read_are_read_again(tmp_path, monkeypatch):
    browser, failed = small_site(tmp_path), []

    def failing(db, zone):
        if not failed:
            failed.append(1)
            raise MemoryError
        return read_facts(db, zone)

    monkeypatch.setattr(visit, "read_facts", failing)
    browser.runner.run(browser.datasette.invoke_startup())
    while not failed:
        browser.get("/about")
    assert browser.get("/search?q=skola").status_code == 200
