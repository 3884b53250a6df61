"""Every kind of page in both languages and widths: nothing in the console, nothing from elsewhere, nothing out of reach."""

import pytest
from axe_playwright_python.sync_playwright import Axe

NAMES = (
    "front", "search", "search-nothing", "search-filters", "article", "article-changed", "article-removed", "article-then",
    "diff", "diff-sides", "against", "changes", "removals", "sources", "source", "duplicates", "about", "failure",
    "engine-database", "engine-table", "engine-query",
)  # fmt: skip

SCHEME = {("phone", "sv"): "light", ("phone", "en"): "dark", ("desktop", "sv"): "dark", ("desktop", "en"): "light"}
"""Each width and each language is seen in the light and in the dark."""


ENGINE_EDITOR = {"exclude": [".CodeMirror"]}
"""The editor for SQL is put there by Datasette's script; its hidden field has no name. Without scripts it is a text area."""


def violations(page):
    """What axe-core finds that keeps somebody from reading: its rules and where."""
    found = Axe().run(page, context=ENGINE_EDITOR).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order(name, width, language, reading, demo_site, places):
    scheme = SCHEME[width, language]
    reader = reading(demo_site, width, locale={"sv": "sv-SE", "en": "en-GB"}[language], color_scheme=scheme)
    status = reader.open(places[name])
    reader.keep(f"{name}-{width}-{language}-{scheme}")
    assert status == (404 if name == "failure" else 200)
    assert [each for each in reader.said if "status of 404" not in each or name != "failure"] == []
    assert reader.abroad == []
    assert width != "phone" or reader.overflow() <= 0
    if not name.startswith("engine"):
        assert reader.page.locator("html").get_attribute("lang") == language
    assert violations(reader.page) == []


def test_every_kind_of_page_is_seen(demo_site, places):
    assert set(places) == set(NAMES)


def test_a_printed_article_is_the_article_alone(reading, demo_site, places):
    reader = reading(demo_site)
    reader.open(places["article-changed"])
    reader.page.emulate_media(media="print")
    assert reader.page.locator("article").is_visible() and reader.page.get_by_role("heading", level=1).is_visible()
    assert not reader.page.locator("header.top").is_visible() and not reader.page.locator("svg").first.is_visible()
    assert reader.page.get_by_text("SHA-256 (texten)").is_visible()
    reader.keep("print-article")


def test_a_chart_says_in_words_when_it_begins_and_ends_and_how_high_it_is(reading, demo_site, places):
    reader = reading(demo_site)
    reader.open(places["source"])
    said = reader.page.locator("figure .axis span").all_inner_texts()
    assert len(said) == 3 and "2026" in said[0] and said[1].startswith("som mest ") and "2026" in said[2]
    reader.open(places["article-changed"])
    assert [each[-4:] for each in reader.page.locator("figure .axis span").all_inner_texts()] == ["2026", "2026"]
