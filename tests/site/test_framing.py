"""Datasette's own pages stand in the site's frame and speak the reader's language, on 0.65 and on 1.0."""

import html
import re

import pytest

from archive.dictionary import VIEWS
from archive.schema import TABLES
from archive.site import engine
from archive.site.languages import LANGUAGES, texts
from archive.site.named import queries
from archive.site.phrases import describe, known, translated
from archive.site.tables import meanings
from tests.site.browser import links, small_site

QUERY = f"/press{engine.QUERY_PAGE}?sql=select+id+from+articles+where+source+=+:source&source=se_staden"

PAGES = ("/press", "/press/articles", "/press/articles/skola", "/press/removed_soon", QUERY)

ENGLISH = (
    "Run SQL", "This data as", "Advanced export", "Export CSV", "rows", "View and edit SQL", "descending", "sorted by",
    "Custom SQL query", "Queries", "Apply", "Search:", "Format SQL", "Links from other tables", "does not contain",
)  # fmt: skip
"""What the engine says where nobody says it in another language."""


def said(response):
    """What can be read on a page."""
    shown = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", response.text)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())


def ask(browser, path, language, **headers):
    return browser.get(path, headers={"accept-language": language, **headers})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_of_the_engine_has_the_site_s_frame_in_the_reader_s_language(browser, path, language):
    response = ask(browser, path, language)
    spoken = texts(language)
    assert response.status_code == 200 and f'<html lang="{language}">' in response.text
    assert {"/search", "/changes", "/removals", "/press", "/about"} <= set(links(response))
    assert spoken["times_in_tables"] in said(response) and spoken["other_language"] in said(response)
    assert response.text.count("<main") == response.text.count("<h1") == 1 and 'href="#main"' in response.text


@pytest.mark.parametrize("path", PAGES)
def test_swedish_reader_meets_no_english_of_the_engine(browser, path):
    shown = said(ask(browser, path, "sv"))
    assert [words for words in ENGLISH if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", shown)] == []


@pytest.mark.parametrize("path", PAGES)
def test_only_words_that_are_read_differ_between_the_languages(browser, path):
    pages = [ask(browser, path, language).text for language in LANGUAGES]
    for attribute in ("class", "id", "name", "type", "action"):
        swedish, english = (re.findall(rf'\b{attribute}="([^"]*)"', page) for page in pages)
        assert swedish == english, attribute


def test_language_is_chosen_on_a_page_of_the_engine_and_remembered(browser):
    other = ask(browser, "/press/articles?state=live&_lang=en", "sv")
    assert '<html lang="en">' in other.text and other.headers["set-cookie"].startswith("language=en;")
    assert 'href="?state=live&amp;_lang=sv"' in other.text
    assert '<html lang="en">' in ask(browser, "/press/articles", "sv", cookie="language=en").text
    assert "set-cookie" not in ask(browser, "/press/articles", "sv").headers


def test_page_in_one_language_is_kept_for_nobody_who_reads_another(browser):
    for path in ("/press/articles", "/press/articles?_lang=sv", QUERY):
        vary = {name.strip() for name in browser.get(path).headers["vary"].split(",")}
        assert vary >= {"Accept-Language", "Cookie"}
    assert "Accept-Language" not in browser.get("/press/articles.json").headers.get("vary", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_column_means_something_in_every_language(browser, language):
    public = {table.name: {"row", *table.names} for table in (*TABLES, *VIEWS)}
    assert {name: set(said) for name, said in meanings(language).items()} == public
    assert all(said for table in meanings(language).values() for said in table.values())


def test_table_says_what_its_rows_and_columns_are(browser):
    shown = said(ask(browser, "/press/versions", "sv"))
    assert "En rad är en lydelse av en artikel." in shown and "det första besök som visade den" in shown
    assert "rader" in shown and "ordnade efter seen_from, fallande" in shown
    assert 'data-column-description="det första besök som visade den"' in ask(browser, "/press/versions", "sv").text


def test_database_lists_queries_and_tables_with_what_they_are(browser):
    response = ask(browser, "/press", "sv")
    shown = said(response)
    for query in queries():
        assert query.titles["sv"] in shown and " ".join(query.descriptions["sv"].split()) in shown
    assert {f"/press/{table.name}" for table in (*TABLES, *VIEWS)} <= set(links(response))
    assert "6 rader" in shown and "/press/articles_fts" not in links(response)
    assert "/press/articles_fts" in links(ask(browser, "/press?_show_hidden=1", "sv"))
    assert f'action="/press{engine.QUERY_PAGE}"' in response.text


def test_row_of_an_article_leads_to_its_page(browser):
    assert "/a/skola" in links(browser.get("/press/articles/skola"))


def test_named_query_is_asked_before_its_sql_is_read(browser):
    shown = ask(browser, "/press/removed_soon", "sv")
    assert "SELECT" not in said(shown) and "_show_sql=1" in shown.text
    assert "SELECT" in said(ask(browser, "/press/removed_soon?_show_sql=1", "sv"))


@pytest.mark.parametrize(("path", "key"), [("/press/nothing", "not_found"), ("/nothing/at/all", "not_found")])
def test_what_is_not_there_is_said_in_the_reader_s_language(browser, path, key):
    response = ask(browser, path, "sv")
    assert response.status_code == 404 and texts("sv")[key] in said(response) and '<html lang="sv">' in response.text


def test_parameters_that_make_no_sense_are_answered_by_a_page_or_a_line(browser):
    page = ask(browser, "/press/articles?_through=x", "sv")
    assert page.status_code == 400 and texts("sv")["not_understood"] in said(page)
    line = ask(browser, "/press/articles.json?_through=x", "sv")
    assert line.status_code == 400 and line.json()["ok"] is False


def test_query_that_cannot_be_says_why(browser):
    refused = ask(browser, QUERY.replace("select+id", "selec+id"), "sv")
    assert texts("sv")["engine_value_invalid_sql"] in said(refused) and "Statement must be a SELECT" in said(refused)
    assert "no such column: nonsense" in said(ask(browser, QUERY.replace("select+id", "select+nonsense"), "sv"))


def test_query_that_takes_too_long_says_what_can_be_done(tmp_path):
    browser = small_site(tmp_path)
    browser.datasette._settings["sql_time_limit_ms"] = 50
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    refused = ask(browser, engine.sql_path(browser.datasette, "press", endless), "sv")
    assert texts("sv")["engine_value_interrupted"] in said(refused) and "ladda ner hela arkivet" in said(refused)
    assert "/press.db" in links(refused) and "<textarea" not in refused.text


def test_values_in_a_refusal_are_escaped(browser):
    refused = ask(browser, QUERY.replace("select+id", "select+[<script>x]"), "sv")
    assert "<script>x" not in refused.text and "&lt;script&gt;x" in refused.text


def test_frame_keeps_the_path_below_which_the_site_lies(tmp_path):
    shown = small_site(tmp_path, base_url="/arkiv/").get("/arkiv/press/articles")
    assert {"/arkiv/search", "/arkiv/press"} <= set(links(shown))
    assert "/arkiv/-/pressarkiv/tables.css" in shown.text


def test_template_is_translated_outside_of_scripts_tags_and_other_words():
    source = (
        '<script>"Run SQL"</script><input value="Run SQL" class="rows">{{ "Run SQL" }}{# Run SQL #} Run SQLs'
        '{{ "{:,}".format(n) }} row{% if n == 1 %}{% else %}s{% endif %}'
    )
    assert translated(source) == (
        '<script>"Run SQL"</script><input value="{{ say("Run SQL") }}" class="rows">{{ "Run SQL" }}{# Run SQL #} Run SQLs'
        '{{ say_count("row", n) }}'
    )


def test_controls_of_the_engine_get_names():
    source = '<select name="_filter_op_{{ n }}"><input type="text" name="_filter_value"><input name="_filters">'
    assert translated(source) == (
        '<select aria-label="{{ say("Condition") }}" name="_filter_op_{{ n }}">'
        '<input aria-label="{{ say("Value") }}" type="text" name="_filter_value"><input name="_filters">'
    )


def test_description_of_what_a_table_shows_keeps_its_values():
    sentence = 'where title contains "sorted by where" sorted by published_at descending'
    assert describe(texts("sv"), sentence) == (
        'där title contains "sorted by where" ordnade efter published_at, fallande'
    )
    assert describe(texts("en"), sentence) == sentence


def test_no_two_phrases_of_the_engine_are_the_same():
    keys = [key for key in texts("en") if key.startswith("engine_") and "{n}" not in texts("en")[key]]
    assert sorted(known().values()) == sorted(keys)
