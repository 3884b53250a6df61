"""Captures late, twice and in any order give the public tables that they would have given in order, all at once."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.publish import publish
from archive.records import Capture
from archive.schema import TABLES
from archive.work import Work
from scraper.derive import derive
from tests.test_settle import PARAGRAPH, ROOT, html, seen, source

PAGES = 6
WORDS = {"A": "öppnas", "B": "stängs", "C": "rivs"}
SORRY = html("Hoppsan", "Det blev visst fel adress.")


def answer(day: int, page: int, kind: str) -> Capture:
    """What one page answers on one night."""
    path = f"/{page}"
    if kind in WORDS:
        return seen(
            day, path, html(f"Rubrik {page}", PARAGRAPH.format(page), f"Bron nummer {page} {WORDS[kind]} i dag.")
        )
    if kind == "moved":
        return seen(day, path, html(f"Rubrik {page}", PARAGRAPH.format(page)), final_url=f"{ROOT}/flyttad-{page}")
    if kind == "elsewhere":
        other = (page + 1) % PAGES
        return seen(day, path, html(f"Rubrik {other}", PARAGRAPH.format(other)), final_url=f"{ROOT}/{other}")
    if kind == "home":
        return seen(day, path, html("Provstad", "Staden."), final_url=f"{ROOT}/")
    return seen(day, path, SORRY) if kind == "stand-in" else seen(day, path, status=int(kind))


KINDS = ["A", "A", "A", "B", "B", "C", "404", "410", "503", "403", "304", "moved", "elsewhere", "home", "stand-in"]
VISITS = st.builds(answer, st.integers(1, 9), st.integers(0, PAGES - 1), st.sampled_from(KINDS))
NIGHTS = st.builds(
    lambda day, kind: [answer(day, page, kind) for page in range(PAGES)], st.integers(1, 9), st.sampled_from(KINDS)
)
"""A night on which all pages answer alike."""
FLIPS = st.builds(
    lambda page, first, last: [answer(day, page, "AB"[day % 2]) for day in range(first, last)],
    st.integers(0, PAGES - 1), st.integers(1, 4), st.integers(4, 12),
)  # fmt: skip


def tables(captures: list[Capture], final: bool, chance: random.Random | None = None) -> dict[str, list[tuple]]:
    """The public tables; with ``chance`` the captures come in batches cut at random, else all at once."""
    with tempfile.TemporaryDirectory() as home, Work(Path(home)) as work:
        work.remember_source(source(final=final))
        for capture in captures:
            work.add(capture)
            if chance and chance.random() < 0.2:
                derive(work)
        derive(work)
        publish(work, Path(home))
        return {table.name: work.db.execute(f"SELECT * FROM [{table.name}]").fetchall() for table in TABLES}


@pytest.mark.parametrize("final", [False, True])
@settings(deadline=None, max_examples=12)
@given(st.lists(VISITS, max_size=20), st.lists(st.one_of(NIGHTS, FLIPS), max_size=3), st.integers(0, 99999))
def test_any_order_and_batches_give_the_same_public_tables(final, visits, nights, seed) -> None:
    listed = [*visits, *(capture for night in nights for capture in night)]
    expected = tables(sorted(listed, key=lambda each: each.fetched_at), final)
    chance = random.Random(seed)
    mixed = chance.sample(listed, len(listed)) + chance.sample(listed, len(listed) // 4)
    found = tables(mixed, final, chance)
    assert {name: rows for name, rows in found.items() if rows != expected[name]} == {}
