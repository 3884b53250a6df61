"""Archives at the edge: nothing yet, one text, texts too long, undated, from right to left, hostile."""

import pytest

from archive.publish import publish
from archive.records import Source
from bench.chromium import served
from tests.archive_fixture import article, empty_work, insert, small_work
from tests.browser.test_pages import violations

EMPTY = ("/", "/search", "/changes", "/removals", "/sources", "/duplicates", "/about")
SMALL = ("skola", "fientlig", "odaterad", "hebreisk", "lang", "borta")


def one_work(home):
    """An archive of one article that was seen once."""
    work = empty_work(home)
    work.remember_source(
        Source(id="se_staden", name="Staden", kind="municipality", cms="listing", url="https://a.example/")
    )
    insert(work, "sources", {"id": "se_staden", "name": "Staden", "kind": "municipality", "articles": 1})
    article(work, "ensam", [("Den enda texten", "", "Ett enda ord till.")], last_seen_at="2024-05-01T06:00:00Z")
    return work


@pytest.fixture(scope="module")
def roots(needs_chromium, tmp_path_factory):
    """By name the addresses of sites of three archives."""
    homes = {}
    for name, made in (("empty", empty_work), ("one", one_work), ("small", small_work)):
        homes[name] = tmp_path_factory.mktemp(name)
        with made(homes[name]) as work:
            publish(work, homes[name])
    with served(homes["empty"]) as empty, served(homes["one"]) as one, served(homes["small"]) as small:
        yield {"empty": empty, "one": one, "small": small}


@pytest.mark.parametrize("width", ["phone", "desktop"])
@pytest.mark.parametrize(
    ("archive", "path"),
    [
        *(("empty", path) for path in EMPTY),
        *(("one", path) for path in ("/", "/search", "/a/ensam", "/sources/se_staden")),
        *(("small", f"/a/{id}") for id in SMALL),
        *(
            ("small", path)
            for path in ("/", "/search", "/search?q=script", "/sources", "/sources/se_polis", "/duplicates")
        ),
        ("small", "/a/skola/diff/1..3?view=sides"),
    ],
)
def test_an_edge_of_an_archive_can_be_read(archive, path, width, roots, reading):
    reader = reading(roots[archive], width)
    assert reader.open(path) == 200
    reader.keep(f"edge-{archive}{path.translate(str.maketrans('/?&=', '----'))}-{width}")
    assert reader.said == [] and reader.abroad == []
    assert reader.overflow() <= 0
    assert reader.page.get_by_role("heading", level=1).count() == 1
    assert path == "/a/lang" or violations(reader.page) == []


def test_a_text_from_right_to_left_stands_on_the_right(roots, reading):
    reader = reading(roots["small"])
    reader.open("/a/hebreisk")
    assert reader.page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
