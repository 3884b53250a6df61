"""Visits that show a page as it was are added to what is known, with the rows that telling everything anew gives."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.records import Capture
from archive.schema import TABLES
from archive.work import Work
from scraper.derive import derive, rebuild
from tests.test_settle import PARAGRAPH, ROOT, html, seen, source

PAGES = 6
NIGHTS = 9
LISTING = {"role": "listing", "headers": {"content-type": "application/json"}}


def told(work: Work) -> dict[str, list[tuple]]:
    return {table.name: work.db.execute(f"SELECT * FROM [{table.name}]").fetchall() for table in TABLES}


def item(number: int, word: str) -> dict:
    return {
        "id": number, "datetime": "2024-01-01 20:00:00 +01:00", "name": f"01 januari 19:50, Stöld, Provstad {number}",
        "summary": f"Ett inbrott i en bod, {word}.", "url": f"/{number}", "type": "Stöld",
        "location": {"name": "Provstad", "gps": "1,2"},
    }  # fmt: skip


def history(chance: random.Random) -> Iterator[Capture]:
    """Nights on which some pages change, go, move, are withheld or come with another token, and listings name them."""
    words = dict.fromkeys(range(PAGES), "öppen")
    teasers = dict.fromkeys(range(PAGES), "kort")
    for night in range(1, NIGHTS + 1):
        for number in range(PAGES):
            words[number] = chance.choice([words[number]] * 6 + ["öppen", "stängd"])
            teasers[number] = chance.choice([teasers[number]] * 6 + ["kort", "lång"])
        listed = [item(number, teasers[number]) for number in range(PAGES) if chance.random() < 0.8]
        yield seen(night, "/api", json.dumps(listed).encode(), **LISTING)
        for number in range(PAGES):
            yield from _visit(chance, night, number, words[number])


def _visit(chance: random.Random, night: int, number: int, word: str) -> Iterator[Capture]:
    notice = f"Vi har {1000 + night} följare på nätet." if number % 2 else ""
    body = html(
        f"01 januari 19:50, Stöld, Provstad {number}", PARAGRAPH.format(number), f"Boden är {word}.", notice=notice
    )
    kind = chance.choice(["same"] * 6 + ["token"] * 4 + ["304", "304", "404", "503", "moved", "none", "aside"])
    path = f"/{number}"
    if kind == "304":
        yield seen(night, path, status=304)
    elif kind in ("404", "503"):
        yield seen(night, path, html("Fel", "Nere"), int(kind))
    elif kind == "moved":
        yield seen(night, path, body, final_url=f"{ROOT}/ny-{number}")
    elif kind != "none":
        token = f'<input type="hidden" value="{chance.random()}">'.encode() if kind == "token" else b""
        aside = f"<aside><a href=/x>Nyhet {chance.random()}</a></aside>".encode() if kind == "aside" else b""
        yield seen(night, path, body.replace(b"</body>", token + aside + b"</body>"))


@pytest.mark.parametrize("seed", range(12))
def test_night_by_night_is_all_at_once(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    captures = list(history(chance))
    late = chance.sample(range(len(captures)), 2)
    with Work(tmp_path) as work:
        work.remember_source(source("polisen_events"))
        for night in range(1, NIGHTS + 1):
            at = f"2024-01-{night:02}"
            for index, capture in enumerate(captures):
                if capture.fetched_at.startswith(at) and index not in late:
                    work.add(capture)
            work.commit()
            derive(work)
        for index in late:
            work.add(captures[index])
            work.commit()
            derive(work)
        by_night = told(work)
        rebuild(work)
        assert told(work) == by_night
        rebuild(work)
        assert told(work) == by_night
    assert by_night["articles"] and by_night["checks"]


def test_visits_that_bring_nothing_new_are_not_told_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = html("Bron", "Bron öppnas.")
    token = page.replace(b"</body>", b'<input type="hidden" value="%d"></body>')
    with Work(tmp_path) as work:
        work.remember_source(source())
        for night, capture in enumerate([token % 1, token % 1, None, token % 2], start=1):
            work.add(seen(night, "/1", capture, 200 if capture else 304))
            work.commit()
            derive(work)
            monkeypatch.setattr("scraper.settle.tell", lambda *_: pytest.fail("told anew"))
        assert work.db.execute("SELECT outcome FROM checks ORDER BY at").fetchall() == [
            ("new",), ("same-bytes",), ("not-modified",), ("same-text",),
        ]  # fmt: skip
        assert work.db.execute("SELECT substr(seen_to, 9, 2) FROM versions").fetchall() == [("04",)]
        assert work.db.execute("SELECT substr(last_seen_at, 9, 2), versions FROM articles").fetchall() == [("04", 1)]
