"""What holds on Datasette 0.65 and on 1.0: what the tables say of themselves, what cannot be done, what cannot be seen."""

import asyncio
import html
import re
import shutil
import sqlite3
import time

import pytest

from archive.publish import publish
from archive.serve import site
from archive.site import engine
from archive.site.gate import is_open
from archive.site.headers import table_policy
from tests.archive_fixture import HOSTILE, small_work
from tests.site.browser import Browser, small_site

TABLE_PAGES = [
    "/press",
    "/press/articles",
    "/press/versions?_facet=change",
    "/press/articles/skola",
    "/press/removed_soon",
]


def query(browser, sql, **parameters):
    return browser.get(engine.sql_path(browser.datasette, "press", sql, "json", **parameters))


def test_table_explains_its_columns_and_a_database_its_tables(browser):
    text = html.unescape(browser.get("/press/versions").text)
    assert "A row is one wording of an article." in text and "the first capture that showed it" in text
    assert "one wording of an article" in browser.get("/press").text


def test_table_is_sorted_newest_first_and_offers_facets(browser):
    rows = browser.get("/press/articles.json?_shape=array&_col=published_at").json()
    assert rows[0]["published_at"] == "2024-05-02T06:00:00Z" and rows[-1]["published_at"] == ""
    text = browser.get("/press/articles").text
    assert all(f'data-column="{column}"' in text or f"facet-{column}" in text for column in ("source", "kind", "state"))


def test_foreign_key_is_shown_by_the_name_of_what_it_leads_to(browser):
    text = browser.get("/press/versions").text
    assert re.search(r'<a href="/press/articles/skola">\s*Ny förskola i Åby öppnar</a>', text)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
@pytest.mark.parametrize("path", ["/", "/press", "/press/articles/-/insert", "/press/-/create", "/-/create-token"])
def test_nothing_but_reading_is_answered(browser, method, path):
    response = browser.request(method, path)
    assert response.status_code == 405 and response.headers["allow"] == "GET, HEAD"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "actor", "allow-debug", "allowed", "api", "auth-token?token=x", "check", "config", "create-token", "databases",
        "databases.json", "debug/autocomplete", "logout", "messages", "metadata.json", "patterns", "permissions",
        "plugins", "plugins.json", "rules", "schema", "settings.json", "tasks", "threads.json", "versions",
    ],
)  # fmt: skip
def test_page_that_tells_about_the_machine_is_not_there(browser, path):
    response = browser.get(f"/-/{path}")
    assert response.status_code == 404 and "Traceback" not in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/-", "/-/", "/-.json", "/_internal", "/_internal/queries", "/press/-/create", "/press/-/queries/store",
        "/press/-/execute-write", "/press/articles/-/insert", "/press/articles/-/drop", "/press/articles/skola/-/delete",
    ],
)  # fmt: skip
def test_page_that_would_write_is_closed(browser, path):
    assert not is_open(path) and browser.get(path).status_code == 404


def test_pages_of_readers_stay_open():
    for path in (
        "/",
        "/press",
        "/press/articles/-",
        "/a/-",
        "/timegate/https://a.example/-/b",
        "/-/pressarkiv/site.css",
    ):
        assert is_open(path)


def test_gate_counts_the_path_from_the_address_that_the_site_has(tmp_path):
    browser = small_site(tmp_path, base_url="/arkiv/")
    shown = browser.get("/press")
    assert shown.status_code == 200 and "/arkiv/press/articles" in shown.text
    assert str(shown.url).endswith("/arkiv/press") and browser.get("/-/versions").status_code == 404


@pytest.mark.parametrize(
    "sql",
    [
        "delete from articles",
        "attach database ':memory:' as other",
        "select 1; drop table articles",
        "select load_extension('x')",
        "pragma journal_mode = delete",
        "select hex(zeroblob(20000000))",
        "select 1 where 'a' like replace(hex(zeroblob(600)), '0', '%a')",
        "select * from press.articles, other.articles",
    ],
)
def test_query_that_is_no_question_or_asks_too_much_is_refused(browser, sql):
    response = query(browser, sql)
    assert response.status_code in (400, 403) and response.json()["ok"] is False


@pytest.mark.parametrize("value", ["hex(zeroblob(4000000))", "zeroblob(8000000)"])
def test_query_that_fetches_too_much_leaves_memory_to_the_others(browser, value):
    many = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 900)"
    response = query(browser, f"{many} select {value} from n")
    assert response.status_code == 400 and "fetches more than" in response.text
    assert query(browser, f"{many} select i from n").status_code == 200


def test_query_does_not_learn_where_the_file_lies(browser):
    found = query(browser, "select name, file from pragma_database_list")
    assert found.status_code == 200 and found.json()["rows"] == []
    schema = query(browser, "select sql from sqlite_master where name = 'articles'", _shape="arrays")
    assert "CREATE TABLE [articles]" in str(schema.json()["rows"])


def test_database_refuses_to_write(browser):
    database = browser.datasette.get_database("press")
    for write in (database.execute_write, database.execute_write_script):
        with pytest.raises(PermissionError, match="pressarkiv publish"):
            browser.runner.run(write("delete from articles"))
    with pytest.raises(PermissionError):
        database.connect(write=True)


@pytest.mark.parametrize("path", TABLE_PAGES)
def test_scripts_of_a_table_page_are_those_of_its_template(browser, path):
    response = browser.get(path)
    assert response.status_code == (404 if "nothing" in path else 200)
    policy = response.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    scripts = re.findall(r"<script\b[^>]*>", response.text)
    assert scripts and all(f'nonce="{nonce}"' in script for script in scripts)
    handlers = set(re.findall(r'\son[a-z]+="([^"]*)"', re.sub(r"(?s)<script.*?</script>", "", response.text)))
    assert handlers <= set(engine.HANDLERS)
    assert "unsafe-inline" not in re.search(r"script-src [^;]*", policy)[0]
    assert f'nonce="{nonce}"' not in browser.get(path).text


def test_script_in_a_value_has_no_nonce(browser):
    text = browser.get("/press/articles").text + browser.get("/press/articles/fientlig").text
    assert HOSTILE[:15] not in text and "&lt;script&gt;alert(" in text


def test_policy_allows_the_handlers_of_the_templates_and_no_others():
    assert ("'unsafe-hashes'" in table_policy("x")) == bool(engine.HANDLERS)


def test_query_of_ones_own_is_shown_where_its_path_says(browser):
    response = browser.get(
        engine.sql_path(browser.datasette, "press", "select title from articles where id = :id", id="skola")
    )
    assert response.status_code == 200 and "Ny förskola i Åby öppnar" in response.text


def test_file_with_other_tables_is_known_anew(tmp_path):
    with small_work(tmp_path) as work:
        publish(work, tmp_path)
    browser = Browser(site(tmp_path))
    assert browser.get("/press/news").status_code == 404
    shutil.copy(tmp_path / "press.db", tmp_path / "next.db")
    with sqlite3.connect(tmp_path / "next.db") as db:
        db.execute("CREATE TABLE news (id TEXT PRIMARY KEY)")
        db.execute("INSERT INTO news VALUES ('alldeles ny')")
    (tmp_path / "next.db").replace(tmp_path / "press.db")
    time.sleep(1.05)
    assert "news" in {table["name"] for table in browser.get("/press.json").json()["tables"]}
    assert "alldeles ny" in browser.get("/press/news").text


def test_replaced_files_are_let_go_and_all_are_closed(tmp_path):
    with small_work(tmp_path) as work:
        publish(work, tmp_path)
        browser = Browser(site(tmp_path))
        for _ in range(5):
            browser.get_at_once("/press/articles.json", 8)
            publish(work, tmp_path)
        browser.get_at_once("/press/articles.json", 8)
    database = browser.datasette.get_database("press")
    assert 1 <= len(database._opened) <= browser.datasette.setting("num_sql_threads")
    database.close()
    assert not database._opened


def test_address_with_signs_in_it_is_no_obstacle(tmp_path):
    home = tmp_path / "år 100% ?#"
    home.mkdir()
    with small_work(home) as work:
        publish(work, home)
    assert Browser(site(home)).get("/a/skola").status_code == 200


def test_questions_at_once_see_one_file_each(browser):
    async def counts():
        asked = (browser.datasette.get_database("press").execute("select count(*) from articles") for _ in range(20))
        return [found.rows[0][0] for found in await asyncio.gather(*asked)]

    assert browser.runner.run(counts()) == [6] * 20


@pytest.mark.parametrize(
    "path",
    [
        "/press/articles?_facet_array=x", "/press/articles?_facet_size=x", "/press/articles.json?_facet_array=x",
        "/press/articles?_through=x", "/press/articles?_where=%00", "/press/articles?id__in=%5B",
        "/press/articles?words__gt=99999999999999999999", "/press/changes.json?_next=x", "/press/articles?_json=%5B",
        "/press/biggest_edits?_timelimit=x", "/press/biggest_edits.json?_shape=x", "/press/articles.json?_json_infinity=x",
    ],
)  # fmt: skip
def test_parameter_that_makes_no_sense_is_no_failure_of_the_site(browser, path):
    assert browser.get(path).status_code in (200, 302, 400)


def test_failure_without_a_parameter_stays_one(browser, monkeypatch):
    def fails(*args, **kwargs):
        raise TypeError("ours")

    monkeypatch.setattr(browser.datasette.get_database("press"), "table_counts", fails)
    assert browser.get("/press").status_code == 500
