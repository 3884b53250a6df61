"""Every kind of page in both languages and widths: nothing in the console, nothing from elsewhere, nothing out of reach."""

import pytest
from axe_playwright_python.sync_playwright import Axe

NAMES = (
    "front", "search", "search-nothing", "search-filters", "article", "article-changed", "article-removed", "article-then",
    "diff", "diff-sides", "against", "changes", "removals", "sources", "source", "duplicates", "about", "failure",
    "engine-database", "engine-table", "engine-filtered", "engine-row", "engine-named", "engine-query", "engine-refused",
)  # fmt: skip

SCHEME = {("phone", "sv"): "light", ("phone", "en"): "dark", ("desktop", "sv"): "dark", ("desktop", "en"): "light"}
"""Each width and each language is seen in the light and in the dark."""

REFUSED = {"failure": [404], "engine-refused": [200, 400]}
"""Pages that say that something is not there or cannot be, and their statuses: the browser notes them in its console."""


def violations(page):
    """What axe-core finds that keeps somebody from reading: its rules and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.site] * name.startswith("engine")) for name in NAMES]
)
def test_a_page_is_in_order(name, width, language, reading, demo_site, places):
    scheme = SCHEME[width, language]
    reader = reading(demo_site, width, locale={"sv": "sv-SE", "en": "en-GB"}[language], color_scheme=scheme)
    status = reader.open(places[name])
    reader.keep(f"{name}-{width}-{language}-{scheme}")
    assert status in REFUSED.get(name, [200])
    assert [each for each in reader.said if name not in REFUSED or f"status of {status}" not in each] == []
    assert reader.abroad == []
    assert width != "phone" or reader.overflow() <= 0
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
