"""Pictures: what is written below them, and that nothing in them is too small to be seen."""

import re

import numpy as np

from archive.site.charts import Bar, Stretch, bars, timeline
from archive.site.pages.sources import WEEKS, _weekly
from archive.site.search.facts import Facts, Labels


def written(picture):
    return re.findall(r"<span>(.*?)</span>", picture)


def test_a_bar_chart_says_its_ends_and_its_highest_value():
    listed = [Bar("maj <b>", 2, "?m=5"), Bar("juni", 0), Bar("juli", 7, "?m=7")]
    assert written(bars(listed, "per månad", "som mest {}")) == ["maj &lt;b&gt;", "som mest 7", "juli"]
    assert written(bars(listed[:1], "per månad", "som mest {}")) == ["maj &lt;b&gt;", "som mest 2"]
    assert written(bars([], "per månad", "som mest {}")) == ["som mest 0"]


def test_a_wording_seen_once_is_wide_enough_to_be_followed():
    day = 86_400
    picture = timeline(
        [
            Stretch(0, 1000 * day, "wording", "Version 1", "@1"),
            Stretch(1000 * day, 1000 * day, "wording shown", "Version 2", "@2"),
            Stretch(1000 * day, 1000 * day, "visit", "besök"),
        ],
        "tidslinje",
    )
    places = [
        (float(left), float(width))
        for left, width in re.findall(r'<rect class="wording[^>]* x="([\d.]+)"[^>]* width="([\d.]+)"', picture)
    ]
    assert [width >= 14 for _, width in places] == [True, True]
    assert max(left + width for left, width in places) == 600


def test_a_text_seen_at_one_moment_only_has_a_time_line():
    assert 'x="0.0"' in timeline([Stretch(5, 5, "wording", "Version 1", "@1")], "tidslinje")


def test_articles_of_the_last_weeks_are_counted_by_publisher():
    drawn = np.random.default_rng(5)
    days, codes = 19_000 - np.sort(drawn.integers(0, 500, 300)), drawn.integers(0, 3, 300)
    source = Labels(("a", "b", "c"), codes)
    facts = Facts(*[None] * 2, days, source, *[None] * 8)
    counted = _weekly(facts)
    for code, name in enumerate("abc"):
        ages = [(days.max() - day) // 7 for day in days[codes == code]]
        assert counted[source.code(name)].tolist() == [ages.count(WEEKS - 1 - week) for week in range(WEEKS)]
    assert not counted[source.code("without articles")].any()
