"""The named queries: each is explained, runs on any archive, and finds what it says."""

import html
import re
import sqlite3
from contextlib import closing

import pytest
from pyarrow import parquet

from archive.export import export
from archive.publish import publish
from archive.researchers import markdown
from archive.serve import site
from archive.site.named import LANGUAGES, PARAMETERS, parse, queries
from tests.archive_fixture import TIME, article, insert, small_work
from tests.site.browser import Browser
from tests.test_house import ROOT

NAMES = [query.name for query in queries()]
DOCUMENT = ROOT / "docs" / "researchers.md"
GIVEN = {"from": "2024-05-01", "to": "2024-05", "source": "se_staden", "query": "förskol* OR vatten", "days": "3",
         "kind": "police", "other_kind": "municipality", "place": "Åby", "article": "skola"}  # fmt: skip


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A press.db in which it is known what each query should find."""
    home = tmp_path_factory.mktemp("known")
    with small_work(home) as work:
        insert(work, "sources", {"id": "se_blaljus", "name": "Polisen", "kind": "police", "articles": 2})
        same = ("Räddningsövning", "", "Övning på torget i dag.")
        police = {"source": "se_blaljus", "published_at": "2024-05-01T09:30:00Z", "cluster": "k2", "place": "Åby"}
        article(work, "ovning", [same], **police)
        article(work, "stadsovning", [same], published_at="2024-05-01T12:00:00Z", cluster="k2")
        insert(
            work,
            "duplicates",
            {"cluster": "k2", "article": "ovning", "version": "ovning.1", "kind": "first", "similarity": 1.0},
            {"cluster": "k2", "article": "stadsovning", "version": "stadsovning.1", "kind": "near", "similarity": 0.9,
             "words_added": 2, "words_removed": 1},
        )  # fmt: skip
        article(work, "tyst", [("Avgift", "", "Kostar 5."), ("Avgift", "", "Kostar 9.")], modified_at="2024-04-30",
                published_at="2024-05-01T06:00:00Z")  # fmt: skip
        article(work, "ater", [("A", "", "ett"), ("A", "", "två"), ("A", "", "ett")], published_at="2024-05-01")
        with work.transaction():
            work.db.execute("UPDATE versions SET sha256 = body WHERE article = 'ater'")
            work.db.execute("UPDATE versions SET change = 'revert' WHERE id = 'ater.3'")
            work.db.execute("UPDATE versions SET links = 'https://a.example/' WHERE id = 'tyst.2'")
            work.db.execute("UPDATE versions SET sha256 = number WHERE article = 'tyst'")
            work.db.execute("UPDATE versions SET links = id WHERE id IN ('skola.1', 'skola.2')")
        insert(work, "removals", {"article": "tyst", "last_seen_at": TIME.format(5), "gone_at": TIME.format(6),
                                  "status": 404, "reason": "404"})  # fmt: skip
        insert(
            work, "attachments", {"version": "skola.2", "article": "skola", "url": "https://staden.example/gammal.pdf"}
        )
        insert(work, "boilerplate", {"id": "b", "source": "se_staden", "text": "Kakor", "label": "cookie", "pages": 3,
                                     "pages_total": 4})  # fmt: skip
        insert(work, "runs", {"id": "n2", "source": "se_staden", "started_at": TIME.format(21), "status": "failed",
                              "new": 1, "errors": 3})  # fmt: skip
        publish(work, home)
    with closing(sqlite3.connect(home / "press.db")) as db:
        db.row_factory = sqlite3.Row
        yield db


def ask(db, name, **given):
    query = next(query for query in queries() if query.name == name)
    return db.execute(query.sql, dict.fromkeys(query.parameters, "") | given).fetchall()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("archive", ["browser", "empty"])
def test_named_query_is_a_page_that_explains_it(request, archive, name):
    query = next(query for query in queries() if query.name == name)
    for language in LANGUAGES:
        response = request.getfixturevalue(archive).get(f"/press/{name}", headers={"accept-language": language})
        text = " ".join(html.unescape(response.text).split())
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", text)
        assert response.status_code == 200 and heading[1] == query.titles[language]
        assert " ".join(query.descriptions[language].split()) in text
        assert all(f'name="{parameter}"' in response.text for parameter in query.parameters)
        assert all(PARAMETERS[parameter][language] in text for parameter in query.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_named_query_runs_with_its_parameters_given(browser, name):
    query = next(query for query in queries() if query.name == name)
    given = {parameter: GIVEN[parameter] for parameter in query.parameters}
    for path in (f"/press/{name}.json", f"/press/{name}.csv"):
        assert browser.get(path, params=given).status_code == 200


def test_named_queries_run_on_the_demo(demo_home):
    reader = Browser(site(demo_home))
    found = {name: reader.get(f"/press/{name}.json?_shape=array") for name in NAMES}
    assert all(response.status_code == 200 for response in found.values())
    filled = {name for name, response in found.items() if response.json()}
    assert filled >= {
        "edits_by_source_and_month",
        "biggest_edits",
        "stripped_most",
        "length_by_year",
        "outcomes_by_night",
    }


def test_there_are_twenty_or_more_and_the_database_page_lists_them(browser):
    assert len(NAMES) >= 20
    listed = browser.get("/press").text + browser.get("/press/-/queries?_size=100").text
    assert all(f"/press/{name}" in listed for name in NAMES)


def test_result_leads_to_the_article(browser):
    assert '<a href="/a/skola">skola</a>' in browser.get("/press/biggest_edits").text


def test_query_in_wrong_syntax_is_refused_in_a_sentence(browser):
    response = browser.get("/press/search.json", params={"query": '"'})
    assert response.status_code == 400 and "unterminated string" in response.text


@pytest.mark.parametrize("query", queries(), ids=NAMES)
def test_named_query_only_reads_and_is_described_in_every_language(query):
    assert re.match(r"(SELECT|WITH)\b", query.sql) and ";" not in query.sql
    assert set(query.titles) == set(query.descriptions) == set(LANGUAGES)
    assert set(query.parameters) <= set(PARAMETERS)


def test_head_that_lacks_a_language_is_named():
    with pytest.raises(ValueError, match=r"half\.sql"):
        parse("half", "-- en: Title\n--     Text.\nSELECT 1\n")


# What they find ----------------------------------------------------------------------------------------------------


def test_edits_are_counted_by_source_and_month(known):
    rows = [tuple(row)[:6] for row in ask(known, "edits_by_source_and_month")]
    assert rows == [("2024-05", "Stadens pressrum", 5, 4, 0, 1)]
    assert ask(known, "edits_by_source_and_month", **{"from": "2024-06"}) == []
    assert ask(known, "edits_by_source_and_month", to="2024-04-30") == []
    assert [row["changes"] for row in ask(known, "edits_by_source_and_month", to="2024-05-02")] == [3]
    assert ask(known, "edits_by_source_and_month", source="se_polis") == []


def test_time_to_first_edit_is_a_median_over_texts_with_a_time_of_day(known):
    (row,) = ask(known, "time_to_first_edit")
    assert (row["edited_texts"], row["median_hours"], row["p90_hours"], row["least_hours"]) == (2, 0.0, 24.0, 0.0)


def test_headlines_stand_side_by_side(known):
    (row,) = ask(known, "headline_changes")
    assert (row["before"], row["after"]) == ("Ny förskola i Åby", "Ny förskola i Åby öppnar")


def test_removed_soon_counts_days_from_publication(known):
    assert [(row["article"], row["days"]) for row in ask(known, "removed_soon")] == [("borta", 3.0)]
    assert ask(known, "removed_soon", days="2") == []


def test_edit_that_the_page_does_not_admit_is_silent(known):
    assert [row["article"] for row in ask(known, "silent_edits")] == ["tyst"]


def test_text_of_city_and_police_names_who_was_first(known):
    (row,) = ask(known, "city_and_police")
    assert (row["article"], row["first_publisher"], row["texts"]) == ("ovning", "Polisen", 2)
    assert set(row["publishers"].split(",")) == {"Polisen", "Stadens pressrum"}
    assert ask(known, "city_and_police", other_kind="newsroom") == []


def test_follower_comes_so_many_hours_later(known):
    rows = [tuple(row) for row in ask(known, "who_publishes_first")]
    assert rows == [("Polisen", "Stadens pressrum", 1, 2.5)]
    (copied,) = ask(known, "changed_in_copying", source="se_blaljus")
    assert (copied["words_added"], copied["words_removed"], copied["article_first"]) == (2, 1, "ovning")


def test_weekday_and_hour_leave_out_days_without_a_time(known):
    rows = {(row["weekday"], row["hour"]): row["texts"] for row in ask(known, "weekday_and_hour", source="se_blaljus")}
    assert rows == {(3, 9): 1}
    assert sum(row["texts"] for row in ask(known, "weekday_and_hour")) == 8


def test_page_that_was_seen_after_its_removal_is_back(known):
    assert [row["article"] for row in ask(known, "back_again")] == ["tyst", "borta"]
    reasons = {
        row["reason"]: (row["removals"], row["confirmed"], row["back"]) for row in ask(known, "removals_by_reason")
    }
    assert reasons == {"410": (1, 1, 1), "404": (1, 0, 1)}


def test_attachments_of_two_wordings_are_compared(known):
    rows = {(row["version"], row["what"], row["url"][-10:]) for row in ask(known, "attachments_swapped")}
    assert {("skola.2", "added", "gammal.pdf"), ("skola.3", "taken away", "gammal.pdf")} <= rows
    assert ("skola.3", "added", "e/plan.pdf") in rows


def test_revert_names_the_wording_that_came_back(known):
    (row,) = ask(known, "reverts")
    assert (row["article"], row["taken_back"], row["same_as"]) == ("ater", "ater.2", "ater.1")


def test_only_links_changed_where_the_words_are_the_same(known):
    assert [(row["article"], row["after"]) for row in ask(known, "only_links_changed")] == [
        ("skola", ""),
        ("skola", "skola.2"),
    ]


def test_nights_say_what_they_brought(known):
    night, before = ask(known, "outcomes_by_night")
    assert (night["visits"], night["errors_percent"], before["new_percent"]) == (4, 75.0, 100.0)
    assert [row["status"] for row in ask(known, "nights_that_failed")] == ["failed"]


def test_search_ranks_a_hit_in_the_title_first_and_months_have_shares(known):
    assert [row["article"] for row in ask(known, "search", query="övning*")] == ["ovning", "stadsovning"]
    assert ask(known, "search") == [] and ask(known, "search", query="övning*", source="se_polis") == []
    (month,) = ask(known, "word_by_month", query="övning*")
    assert (month["month"], month["hits"], month["texts"]) == ("2024-05", 2, 10)


def test_history_follows_an_old_address(known):
    told = [row["what"] for row in ask(known, "history_of_an_article", article="gammal")]
    assert sorted(told) == ["visit", "wording 1", "wording 2", "wording 3"]


def test_most_edited_longest_lived_and_never_changed(known):
    assert {row["article"]: row["changes"] for row in ask(known, "most_edited_articles")} == {
        "skola": 2,
        "ater": 2,
        "tyst": 1,
    }
    assert len(ask(known, "longest_lived_wordings")) == 5
    shares = {row["publisher"]: row["never_changed"] for row in ask(known, "never_changed")}
    assert shares["Polisen"] == 1 and shares["Stadens pressrum"] == 5
    assert [(row["place"], row["texts"]) for row in ask(known, "places_by_month")] == [("Åby", 1)]


# The document ------------------------------------------------------------------------------------------------------


def test_document_for_researchers_is_up_to_date():
    assert DOCUMENT.read_text(encoding="utf-8") == markdown(), "python -m archive.researchers > docs/researchers.md"


def _block(language):
    return re.search(rf"(?s)```{language}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"))[1]


def test_sql_of_the_document_runs(known):
    rows = known.execute(re.sub(r"'(\w+)\.parquet'", r"\1", _block("sql"))).fetchall()
    assert [tuple(row)[:3] for row in rows] == [("Stadens pressrum", "2024-05", 4)]


def test_columns_of_the_notebook_are_in_the_export(known, tmp_path):
    home = known.execute("PRAGMA database_list").fetchone()["file"].removesuffix("/press.db")
    read = re.findall(r'read_parquet\("(\w+)\.parquet", columns=(\[.*?\])\)', _block("python"))
    assert {table for table, _ in read} == {"articles", "versions"}
    for table, columns in read:
        file = tmp_path / f"{table}.parquet"
        export(type(tmp_path)(home), "parquet", file, table=table)
        assert set(re.findall(r'"(\w+)"', columns)) <= set(parquet.read_schema(file).names)
