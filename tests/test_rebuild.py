"""Everything that is derived comes out the same however and whenever it is computed."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from archive.publish import publish
from archive.work import NAME, Work
from scraper.derive import derive, rebuild
from tests.tables import public_rows

IMPORTED = ("runs", "checks.run", "sources", "digests")
"""What an archive cannot know that got its captures from another."""


def test_rebuild_arrives_at_the_same_tables(demo_home: Path, tmp_path: Path) -> None:
    shutil.copy(demo_home / NAME, tmp_path / NAME)
    with Work(tmp_path) as work:
        publish(work, tmp_path)
        before = public_rows(tmp_path)
        for _ in range(2):
            rebuild(work)
            publish(work, tmp_path)
            assert public_rows(tmp_path) == before
    assert before == public_rows(demo_home)


@pytest.mark.parametrize("seed", range(3))
def test_captures_in_any_order_and_batch_give_the_same_tables(demo_home: Path, tmp_path: Path, seed: int) -> None:
    with Work(demo_home, read_only=True) as theirs:
        captures = list(theirs.captures())
        sources = theirs.sources()
    chance = random.Random(seed)
    chance.shuffle(captures)
    with Work(tmp_path) as work:
        for source in sources.values():
            work.remember_source(source)
        for number, capture in enumerate(captures):
            work.add(replace(capture, id=0))
            if chance.random() < 0.03 or number == len(captures) - 1:
                work.commit()
                derive(work)
        publish(work, tmp_path)
    assert public_rows(tmp_path, IMPORTED) == public_rows(demo_home, IMPORTED)


def test_deriving_again_changes_nothing(demo_home: Path, tmp_path: Path) -> None:
    shutil.copy(demo_home / NAME, tmp_path / NAME)
    with Work(tmp_path) as work:
        derive(work)
        publish(work, tmp_path)
    assert public_rows(tmp_path) == public_rows(demo_home)
