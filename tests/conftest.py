"""What several test modules share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.demo.run import run_demo

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party material beside the project; the test is skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: it holds third-party pages that are not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the demo: two nights of the made-up town."""
    return run_demo(tmp_path_factory.mktemp("demo"), lambda line: None)


@pytest.fixture
def demo(demo_home: Path) -> Iterator[sqlite3.Connection]:
    """The demo's press.db."""
    with closing(sqlite3.connect(f"{(demo_home / 'press.db').as_uri()}?mode=ro", uri=True)) as db:
        yield db
