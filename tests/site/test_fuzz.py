"""Whatever is asked for, in an address, a parameter or a header: the site answers, in its own words, and fails never."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.site.routes import ROUTES
from tests.site import asking
from tests.site.asking import USUAL, ask, check, headers, queries, sendable, values
from tests.site.browser import small_site

OTHERS = (rb"/-/pressarkiv/", rb"/-/", rb"/", rb"/press/", rb"/press/articles/", rb"/api/", rb"/a/")
"""Beginnings of addresses that no route holds whole."""

TABLES = (
    b"/press", b"/press.json", b"/press/articles", b"/press/articles.json", b"/press/articles.csv", b"/press/changes",
    b"/press/articles/skola", b"/press/articles/skola.json", b"/press/biggest_edits", b"/press/search.json", b"/press/alike.json",
    b"/press/articles_fts", b"/press/removed_blocks.csv", b"/press/-/query", b"/press/-/query.json", b"/press.csv",
)  # fmt: skip

ODD = (
    "_facet", "_facet_array", "_facet_date", "_facet_size", "_search", "_search_title", "_searchmode", "_where", "_through",
    "_next", "_sort", "_sort_desc", "_sort_by_desc", "_size", "_col", "_nocol", "_nofacet", "_nosuggest", "_nocount", "_shape",
    "_json", "_json_infinity", "_nl", "_timelimit", "_ttl", "_labels", "_stream", "_trace", "_extra", "_header", "_dl",
    "_filter_column",
    "_filter_op", "_filter_value", "_filter_column_1", "sql", "_hash", "_format", "_memory", "_rowid",
    "title", "title__contains", "id__in", "words__gt", "words__between", "published_at__date", "title__arraycontains",
    "body__like",
    "title__glob", "title__notin", "rowid", "source", "from", "to", "days", "query", "x__y__z", "_",
)  # fmt: skip
"""Parameters of Datasette's own pages, those of no use among them."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    return small_site(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def app(browser):
    browser.get("/")
    return browser.datasette.app()


@pytest.fixture(scope="module")
def read_by(browser, app):
    """By route the parameters that it reads when it is asked for a page that is there."""
    found = {}
    for pattern in asking.routes(browser.datasette):
        with pytest.MonkeyPatch.context() as patched:
            names = asking.remembering(patched)
            query = b"" if "<url>" in pattern else urlencode(USUAL).encode()
            status = ask(browser, app, asking.usual(pattern), query).status
            there = (404,) if "<missing>" in pattern else (200, 301, 302)
            assert status in there, f"{pattern}: SAMPLES in tests/site/asking.py lead to no page"
            found[pattern] = names
    return found


def bounded(examples):
    return settings(
        max_examples=examples, derandomize=True, deadline=None, database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip


def attack_route(browser, app, read_by, pattern, examples):
    names = read_by[pattern]

    @bounded(examples)
    @given(path=asking.paths(pattern), query=queries(names), sent=headers())
    def attack(path, query, sent):
        check(ask(browser, app, sendable(path), sendable(query), sent))

    attack()


PATTERNS = [pattern for pattern, _ in ROUTES]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_route_answers_whatever_is_asked(browser, app, read_by, pattern):
    attack_route(browser, app, read_by, pattern, 20)


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_route_answers_for_long(browser, app, read_by, pattern):
    attack_route(browser, app, read_by, pattern, 600)


def attack_tables(browser, app, examples):
    pairs = st.lists(st.tuples(st.sampled_from(ODD).map(str.encode), values()), max_size=4)

    @bounded(examples)
    @given(path=st.sampled_from(TABLES), pairs=pairs, sent=headers())
    def attack(path, pairs, sent):
        query = b"&".join(name + b"=" + typed for name, typed in pairs)
        check(ask(browser, app, path, sendable(query), sent))

    attack()


def test_tables_answer_whatever_is_asked(browser, app):
    attack_tables(browser, app, 40)


@pytest.mark.slow
def test_tables_answer_for_long(browser, app):
    attack_tables(browser, app, 2000)


def attack_paths(browser, app, examples):
    @bounded(examples)
    @given(start=st.sampled_from(OTHERS), typed=values(), end=st.sampled_from((b"", b"/", b".json", b".atom", b"/x")))
    def attack(start, typed, end):
        check(ask(browser, app, sendable(start + typed + end)))

    attack()


def test_addresses_that_nobody_meant_are_answered(browser, app):
    attack_paths(browser, app, 40)


@pytest.mark.slow
def test_addresses_that_nobody_meant_are_answered_for_long(browser, app):
    attack_paths(browser, app, 2000)


def test_parameters_are_learned_from_the_site_itself(read_by):
    everything = set().union(*read_by.values())
    assert everything >= {
        "q",
        "source",
        "from",
        "to",
        "page",
        "size",
        "old",
        "new",
        "view",
        "at",
        "lang",
        "between",
        "order",
    }
    assert "q" in read_by[r"^/search$"] and "view" not in read_by[r"^/search$"]


@pytest.mark.parametrize("name", asking.HEADERS)
def test_no_header_can_do_harm(browser, app, name):
    for path in (b"/", b"/feed.atom", b"/timegate/https://staden.example/nyheter/skola", b"/press/alike.json"):
        for value in asking.HEADERS[name]:
            check(ask(browser, app, path, headers=[(name, value)]))


def test_what_is_typed_stays_text(browser, app, read_by):
    for pattern, names in read_by.items():
        for typed in (each for each in asking.HOSTILE if asking.MARK.encode() in each):
            query = b"&".join(name.encode() + b"=" + sendable(typed) for name in sorted(names))
            check(ask(browser, app, asking.usual(pattern), query))
