"""Fixtures of the site's tests; every test in this folder carries the mark ``site``."""

from pathlib import Path

import pytest

from archive.publish import publish
from archive.serve import site
from tests.archive_fixture import empty_work, small_work
from tests.site.browser import Browser

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.site)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """The site of the small archive."""
    home = tmp_path_factory.mktemp("home")
    with small_work(home) as work:
        publish(work, home)
    return Browser(site(home))


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """The site of an archive without a row."""
    home = tmp_path_factory.mktemp("empty")
    with empty_work(home) as work:
        publish(work, home)
    return Browser(site(home))
