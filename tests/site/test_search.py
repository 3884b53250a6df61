"""The search: what is typed, what is chosen, what is found; and that its SQL finds the same."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from urllib.parse import parse_qs, quote_plus, urlsplit
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from archive.publish import NAME, publish
from archive.serve import site
from archive.site.languages import texts
from archive.site.search import found as searching
from archive.site.search import fts
from archive.site.search.asked import prepare, read
from archive.site.search.facts import local_days, read_facts
from archive.site.search.found import find
from archive.site.search.hits import hit_pattern, snippet
from archive.site.search.query import MOST_TERMS, Query, SearchError, Term, parse
from archive.site.search.spans import spans
from archive.site.search.sql import as_sql
from tests.archive_fixture import article, empty_work, insert
from tests.site.browser import Browser

ZONE = ZoneInfo("Europe/Stockholm")


def word(text):
    return Term("word", (text,))


def town(home):
    """Two publishers; eleven articles over three years, one printed by both, one edited, one taken down."""
    with empty_work(home) as work:
        for id, name, kind in (("se_staden", "Staden", "municipality"), ("se_polis", "Polisen", "police")):
            insert(work, "sources", {"id": id, "name": name, "kind": kind})
        for number in range(8):
            text = f"Vatten i källaren nummer {number}. " + "Rören läcker. " * number
            article(
                work, f"n{number}", [(f"Nyhet {number}", "", text)],
                published_at=f"202{number % 3 + 2}-0{number + 1}-15T23:30:00Z",
                source="se_polis" if number % 2 else "se_staden", place="Åby" if number < 3 else "", kind="article",
            )  # fmt: skip
        article(
            work, "edited", [("Rubrik", "", "Brandkåren ryckte ut."), ("Rubrik", "", "Räddningstjänsten ryckte ut.")]
        )
        for id, source, day in (("late", "se_staden", "2024-05-03"), ("early", "se_polis", "2024-05-02")):
            article(
                work, id, [("Inbrott i skolan", "", "Vatten rann ut. Två personer greps.")],
                source=source, published_at=day, cluster="k", state="gone" if id == "late" else "live",
            )  # fmt: skip
        publish(work, home)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("town")
    town(made)
    return made


@pytest.fixture(scope="module")
def db(home):
    connection = sqlite3.connect(home / NAME)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def facts(db):
    return read_facts(db, ZONE)


@pytest.fixture(scope="module")
def browser(home):
    return Browser(site(home))


def found(db, facts, **args):
    """Ids of a search's articles in order; what is folded under one follows it in brackets."""
    result = find(db, facts, prepare(db, facts, read(args)))
    ids = dict(db.execute("SELECT rowid, id FROM articles").fetchall())
    called = [ids[rowid] for rowid in facts.rowid.tolist()]
    return [
        called[place]
        + (f"({','.join(called[copy] for copy in copies)})" if (copies := result.folded.under(place)) else "")
        for place in result.shown.tolist()
    ]


# What is typed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query()),
        ('" * - ** -"" OR', Query()),
        ("Ny skola", Query(((word("ny"),), (word("skola"),)))),
        ('"Ny skola"', Query(((Term("phrase", ("ny", "skola")),),))),
        ("skol* *hus", Query(((Term("prefix", ("skol",)),), (Term("suffix", ("hus",)),)))),
        ("eld OR brand rök", Query(((word("eld"), word("brand")), (word("rök"),)))),
        ("eld ELLER brand", Query(((word("eld"), word("brand")),))),
        ("OR eld or brand", Query(((word("eld"),), (word("or"),), (word("brand"),)))),
        ('eld -rök -"stor brand"', Query(((word("eld"),),), (word("rök"), Term("phrase", ("stor", "brand"))))),
        ("2024-05-31", Query(((Term("phrase", ("2024", "05", "31")),),))),
        ("title:x NEAR(a)", Query(((Term("phrase", ("title", "x")),), (Term("phrase", ("near", "a")),)))),
    ],
)
def test_typed_words_are_understood(typed, query):
    assert parse(typed) == query


@pytest.mark.parametrize(
    ("typed", "key"), [("x" * 501, "too_long"), ("x " * (MOST_TERMS + 1), "too_many"), ("a*", "too_short")]
)
def test_too_much_is_refused(typed, key):
    with pytest.raises(SearchError, match=key):
        parse(typed)


def test_nothing_typed_reaches_fts_unquoted():
    expression = fts.matching(parse('eld NEAR AND* -"x OR y" *NOT'), {word("eld"): ('elden" OR "x',)})
    outside = re.sub(r'"(?:[^"]|"")*"', "", expression)
    assert set(outside) <= set("() *") | set("ANDORT")


def test_forms_of_a_word_are_searched_and_marked():
    forms = {word("skola"): ("skolan", "skolor")}
    assert fts.matching(parse("skola"), forms) == '("skola" OR "skolan" OR "skolor")'
    pattern = hit_pattern(parse("skola *hus ny*"), forms)
    assert pattern.findall("Skolan, skolgård: nyhet, växthus") == ["Skolan", "nyhet", "växthus"]


def test_snippet_begins_with_the_sentence_of_the_hit():
    text = "Före är annat. " * 30 + "Här står träffen i en mening. Efter."
    assert snippet([text], hit_pattern(parse("träffen"), {})) == "… Här står träffen i en mening. Efter."


# What is found ------------------------------------------------------------------------------------------------------


def test_all_words_must_occur_and_unwanted_ones_must_not(db, facts):
    assert found(db, facts, q="vatten nummer källaren 3") == ["n3"]
    assert set(found(db, facts, q="nummer -läcker")) == {"n0"}
    assert set(found(db, facts, q="-nummer")) == {"edited", "early(late)"}
    assert set(found(db, facts, q='"nummer 1" OR "nummer 2"')) == {"n1", "n2"}


def test_order_is_relevance_newest_or_oldest(db, facts):
    newest = found(db, facts, q="nummer", order="newest")
    assert len(newest) == 8
    days = dict(db.execute("SELECT id, published_at FROM articles").fetchall())
    assert newest == sorted(newest, key=lambda id: days[id], reverse=True)
    assert found(db, facts, q="nummer", order="oldest") == newest[::-1]
    assert found(db, facts, q="nyhet 4")[0] == "n4"


@pytest.mark.parametrize(
    "args", [{"q": "nummer"}, {"q": "nummer", "older": "1"}, {"q": "nu* OR brandkåren", "older": "1"}], ids=str
)
def test_more_than_can_be_ranked_comes_newest_first(db, facts, monkeypatch, args):
    ranked, newest = found(db, facts, **args), found(db, facts, order="newest", **args)
    monkeypatch.setattr(searching, "MOST_RANKED", len(ranked) - 1)
    assert found(db, facts, **args) == newest and sorted(ranked) == sorted(newest)
    result = find(db, facts, prepare(db, facts, read(args)))
    assert result.order == "newest"
    monkeypatch.undo()
    assert find(db, facts, prepare(db, facts, read(args))).order == "relevance"


def test_page_says_when_its_hits_are_not_ranked(browser, monkeypatch):
    said = texts("en")["unranked"]
    assert said not in browser.get("/search?q=nummer").text
    monkeypatch.setattr(searching, "MOST_RANKED", 1)
    page = browser.get("/search?q=nummer")
    assert said in page.text and "articles_fts.rank" not in page.text
    for path in ("/search", "/search?order=relevance", "/search?q=nummer&order=oldest"):
        assert said not in browser.get(path).text


def test_same_text_is_shown_once_under_the_first_publisher(db, facts):
    assert found(db, facts, q="inbrott") == ["early(late)"]
    assert set(found(db, facts, q="inbrott", copies="1")) == {"early", "late"}
    assert found(db, facts, q="inbrott", source="se_staden") == ["late"]


def test_earlier_wordings_are_found_when_asked_for(db, facts):
    assert found(db, facts, q="brandkåren") == []
    assert found(db, facts, q="brandkåren", older="1") == ["edited"]
    assert found(db, facts, q="räddningstjänsten", older="1") == ["edited"]


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        ({"source": "se_polis", "place": "Åby"}, {"n1"}),
        ({"publisher": "police"}, {"n1", "n3", "n5", "n7", "early"}),
        ({"changed": "1"}, {"edited"}),
        ({"removed": "1"}, {"late"}),
        ({"from": "2024-05-02", "to": "2024-05-02"}, {"early"}),
        ({"from": "2022-01-16", "to": "2022-01-16"}, {"n0"}),  # 23.30 UTC is the day after in Stockholm
        ({"from": "2022-01-15", "to": "2022-01-15"}, set()),
        ({"from": "rubbish", "to": "0001-01-01", "source": "nobody"}, set()),
    ],
)
def test_filters_narrow_the_search(db, facts, args, ids):
    assert set(found(db, facts, copies="1", **args)) == ids


SEARCHES = [
    {"q": "vatten"},
    {"q": "vatten", "order": "newest"},
    {"q": "läcker", "order": "oldest", "from": "2022-03-01"},
    {"q": "nyhet -läcker OR inbrott", "publisher": "police"},
    {"q": "-nummer", "source": "se_staden"},
    {"q": "vat* *aren", "place": "Åby"},
    {"q": "brandkåren", "older": "1", "order": "newest"},
    {"from": "2024-05-02", "to": "2024-05-03", "removed": "1"},
    {"changed": "1", "kind": "article"},
    {},
]


@pytest.mark.parametrize("args", SEARCHES, ids=str)
def test_sql_of_a_search_finds_the_same_articles(db, facts, args):
    asked = read({**args, "copies": "1"})
    sql, values = as_sql(prepare(db, facts, asked), ZONE)
    assert [row["id"] for row in db.execute(sql, values)] == found(db, facts, copies="1", **args)


def test_facet_counts_what_choosing_it_would_leave(db, facts):
    result = find(db, facts, prepare(db, facts, read({"q": "nummer", "source": "se_polis"})))
    assert result.total == 4 and dict(result.facets["source"]) == {"se_staden": 4, "se_polis": 4}
    assert dict(result.facets["place"]) == {"Åby": 1} and result.changed == 0
    for place, count in find(db, facts, prepare(db, facts, read({}))).facets["place"]:
        assert len(found(db, facts, place=place, copies="1")) == count


def test_empty_archive_is_searched_without_error(tmp_path):
    with empty_work(tmp_path) as work:
        publish(work, tmp_path)
    connection = sqlite3.connect(tmp_path / NAME)
    nothing = read_facts(connection, ZONE)
    for args in SEARCHES:
        assert find(connection, nothing, prepare(connection, nothing, read(args))).total == 0
    connection.close()


# Time ---------------------------------------------------------------------------------------------------------------


def test_days_are_those_of_the_zone():
    moments = ["2024-01-15T22:59:59Z", "2024-01-15T23:00:00Z", "2024-07-15T22:00:00Z", "2024-07-15", "", "rubbish"]
    days = local_days(moments, ZONE).tolist()
    assert [date.fromordinal(date(1970, 1, 1).toordinal() + day).isoformat() for day in days] == [
        "2024-01-15", "2024-01-16", "2024-07-16", "2024-07-15", "1970-01-01", "1970-01-01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "bars", "edge"),
    [
        ("2024-02-27", "2024-03-02", 5, date(2024, 2, 27)),
        ("2024-02-10", "2024-06-02", 5, date(2024, 2, 29)),
        ("2009-02-10", "2024-06-02", 16, date(2009, 12, 31)),
    ],
)
def test_time_is_counted_by_day_month_or_year_without_gaps(first, last, bars, edge):
    days = local_days([first, first, last], ZONE)
    counted = spans(days)
    assert len(counted) == bars and [span.count for span in (counted[0], counted[-1])] == [2, 1]
    assert sum(span.count for span in counted) == 3 and counted[0].last == edge
    assert spans(np.array([], dtype=np.int64)) == []


# The page -----------------------------------------------------------------------------------------------------------


def test_page_shows_hits_copies_choices_and_a_chart(browser):
    text = browser.get("/search?q=vatten").text
    assert "10 found" in text and "9 different texts" in text and "The same text at" in text
    assert 'href="?q=vatten&amp;source=se_polis"' in text and ">Police</a>" in text
    assert text.count('class="bar"') == 30 and 'href="?q=vatten&amp;from=2022-01-01&amp;to=2022-01-31"' in text


def test_page_of_a_wording_that_is_no_more_leads_to_it(browser):
    text = browser.get("/search?q=brandk%C3%A5ren&older=1").text
    assert "In an earlier wording" in text and "<mark>Brandkåren</mark>" in text
    assert browser.get(re.search(r'href="(/a/edited@[^"]+)"', text)[1]).text.count("Brandkåren") == 1


def test_sql_of_the_page_is_one_click_away_and_runs(browser):
    text = browser.get("/search?q=vatten+-skola&from=2022-01-01&order=newest").text
    address = re.search(r'href="(/press(?:/-/query)?\?sql=[^"]+)"', text)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query)["words"]
    response = browser.get(address)
    assert response.status_code == 200 and "n7" in response.text


def test_choice_and_order_survive_the_next_page_and_the_form(browser):
    text = browser.get("/search?q=vatten&publisher=police&order=oldest&older=1").text
    assert '<input type="hidden" name="publisher" value="police">' in text
    assert '<option value="oldest" selected>' in text and 'name="older" value="1" checked' in text
    assert re.search(r'href="\?q=vatten&amp;publisher=police&amp;order=oldest&amp;older=1&amp;from=2023', text)


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [("skoln", "skolan"), ("Källren läcker", "källaren läcker"), ("vattne", "vatten"), ("xyzzyx", ""), ("vtn", "")],
)
def test_word_that_stands_nowhere_is_answered_by_one_a_letter_away(browser, typed, spelled):
    page = browser.get("/search", params={"q": typed, "source": "se_staden"}, headers={"accept-language": "sv"}).text
    assert ("Menade du" in page) == bool(spelled)
    if spelled:
        assert f'href="?q={quote_plus(spelled)}&amp;source=se_staden">{spelled}</a>?' in page


def test_words_that_are_known_are_not_spelled_otherwise(browser):
    assert "Did you mean" not in browser.get("/search?q=vatten+k%C3%A4llaren+skolan").text
