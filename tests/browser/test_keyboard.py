"""A reader without a mouse, and one without scripts: from the front page to what was changed in a text."""

import pytest

OUTLINE = (
    "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
)


def tab_to(reader, selector, most=60):
    """Press Tab until the focus is on what a selector names; it can be seen at every stop."""
    for _ in range(most):
        reader.page.keyboard.press("Tab")
        assert reader.page.evaluate(OUTLINE) == "solid3px", reader.page.evaluate("document.activeElement.outerHTML")
        if reader.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by {most} tabs on {reader.path()}")


def activate(reader):
    """Press Enter and wait for the page it leads to."""
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")


def test_search_article_and_diff_are_reached_by_keyboard(reading, demo_site):
    reader = reading(demo_site)
    reader.open("/")
    tab_to(reader, "input[name=q]")
    reader.page.keyboard.type("Ringvägen vattenledningar")
    activate(reader)
    assert reader.path().startswith("/search?q=Ringv")
    tab_to(reader, "h3 a")
    activate(reader)
    assert reader.page.get_by_role("heading", level=1).inner_text().startswith("Ringvägen stängs av")
    tab_to(reader, "a[href$='/diff/1..2']")
    activate(reader)
    assert reader.path().endswith("/diff/1..2")
    assert reader.page.locator(".diff del").inner_text() == "8,4"
    assert reader.page.locator(".diff ins").inner_text() == "11,9"


def test_the_way_past_the_menu_is_the_first_stop(reading, demo_site):
    reader = reading(demo_site)
    reader.open("/changes")
    tab_to(reader, "a.skip", most=1)
    reader.page.keyboard.press("Enter")
    assert reader.page.evaluate("document.activeElement.id") == "main"
    tab_to(reader, "main select", most=1)


def test_a_bar_has_a_name_and_leads_to_its_days(reading, demo_site):
    reader = reading(demo_site)
    reader.open("/search?q=alvhamn")
    tab_to(reader, ".bars a")
    named = reader.page.evaluate("document.activeElement.getAttribute('aria-label')")
    day, count = named.rsplit(": ", 1)
    reader.keep("keyboard-bar")
    activate(reader)
    assert "from=" in reader.path() and int(count) > 0 and day[0].isdigit()
    assert reader.page.locator("[role=status] b").inner_text().split()[0] == count


def test_the_time_line_is_reached_and_leads_to_a_wording(reading, demo_site, places):
    reader = reading(demo_site)
    reader.open(places["article-changed"])
    tab_to(reader, ".timeline a")
    assert reader.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Version 1: ")
    activate(reader)
    assert "@" in reader.path() and reader.page.locator(".notice").is_visible()


def test_the_language_is_changed_by_keyboard_and_remembered(reading, demo_site):
    reader = reading(demo_site)
    reader.open("/removals")
    assert reader.page.get_by_role("heading", level=1).inner_text() == "Borttaget"
    tab_to(reader, "footer a[hreflang=en]")
    activate(reader)
    assert reader.page.get_by_role("heading", level=1).inner_text() == "Removals"
    reader.open("/sources")
    assert reader.page.get_by_role("heading", level=1).inner_text() == "Sources"


def test_everything_works_without_scripts(reading, demo_site):
    reader = reading(demo_site, java_script_enabled=False)
    page = reader.page
    reader.open("/")
    page.locator("input[name=q]").fill("torget bilfritt")
    page.locator("form[role=search] button").click()
    page.locator("h3 a").first.click()
    page.locator("aside a[href$='/diff/1..2']").click()
    assert page.locator(".diff ins").count() > 0
    page.get_by_role("link", name="Sida vid sida").click()
    assert page.locator(".sides .differs").count() > 0
    assert reader.said == [] and reader.abroad == []
