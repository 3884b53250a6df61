"""From captures to readings: each body is read once, from its first capture, and a broken one stops nothing."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from archive.records import Capture, Source
from archive.work import Work
from scraper.derive import derive

FEED = "https://prov.se/feed"


def at(day: int) -> str:
    return f"2024-03-{day:02}T22:00:00Z"


def capture(day: int, body: bytes | None, url: str = "https://prov.se/1", media: str = "text/html", **more) -> Capture:
    facts = {"status": 200, "role": "page", "headers": {"content-type": media}, **more}
    return Capture(source="se_prov", url=url, fetched_at=at(day), body=body, **facts)


def archive(home: Path, *captures: Capture, cms: str = "feed", batch: int = 100) -> dict[str, list[tuple]]:
    """The public rows after deriving the captures in this order, so many at a time."""
    with Work(home) as work:
        work.remember_source(
            Source(id="se_prov", name="Provstad", kind="other", cms=cms, url=FEED, timezone="Europe/Stockholm")
        )
        for start in range(0, len(captures), batch):
            for each in captures[start : start + batch]:
                work.add(each)
            work.commit()
            derive(work)
        tables = ("articles", "versions", "checks", "removals", "boilerplate", "stripped", "contacts", "permalinks")
        return {table: work.db.execute(f"SELECT * FROM [{table}]").fetchall() for table in tables}


def rows(home: Path, sql: str) -> list[tuple]:
    with Work(home, read_only=True) as work:
        return work.db.execute(sql).fetchall()


def feed(*items: tuple[str, str]) -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>https://prov.se/{path}</link><guid>https://prov.se/{path}</guid>"
        f"<description>{title} är vad nyheten handlar om i dag.</description></item>"
        for path, title in items
    )
    return f'<rss version="2.0"><channel><title>Prov</title>{entries}</channel></rss>'.encode()


def test_an_import_without_address_that_no_reader_can_read_leaves_a_check(tmp_path: Path) -> None:
    bodies = {
        b'{"a": 1}': "application/json",
        b"PK\x03\x04 zip": "application/zip",
        b"": "text/html",
        b"<p>Bron.": "text/html",
    }
    captures = [capture(1, body, "", media, role="") for body, media in bodies.items()]
    for order in (captures, captures[::-1]):
        home = tmp_path / str(len(list(tmp_path.iterdir())))
        checks = archive(home, *order, batch=1)["checks"]
        outcomes = rows(home, "SELECT article IS NULL, outcome, reason FROM checks WHERE url = '' ORDER BY 2, 3")
        assert len(checks) == 4
        assert outcomes == [
            (1, "error", "empty"), (1, "error", "not-text"), (1, "error", "unreadable: no reader for json"),
            (0, "new", "readable"),
        ]  # fmt: skip


def test_every_order_and_batch_of_doubled_listings_gives_the_same_archive(tmp_path: Path) -> None:
    first, second = feed(("1", "Bron"), ("2", "Vägen")), feed(("2", "Vägen"), ("3", "Skolan"))
    captures = [
        capture(day, body, FEED, "application/rss+xml", role=role)
        for role in ("listing", "") for day, body in ((1, second), (2, first), (3, second), (4, first))
    ]  # fmt: skip
    expected = archive(tmp_path / "lista", *captures)
    assert len(expected["articles"]) == 3 and expected["checks"] == []
    for number, order in enumerate(itertools.islice(itertools.permutations(captures), 0, 40000, 2003)):
        assert archive(tmp_path / str(number), *order, batch=1 + number % 4) == expected, order


def test_a_text_of_many_articles_that_is_captured_twice_is_no_page_of_its_own(tmp_path: Path) -> None:
    body = "\n\n".join(
        ["Bron", "Bron öppnas.", *["Vägen"] * 2, "Vägen stängs.", *["Skolan"] * 2, "Skolan byggs."]
    ).encode()
    nights = [capture(day, body, "https://prov.se/alla", "text/plain", role="") for day in (2, 1, 3)]
    found = archive(tmp_path / "a", *nights, batch=1)
    assert found == archive(tmp_path / "b", *sorted(nights, key=lambda each: each.fetched_at))
    assert rows(tmp_path / "a", "SELECT DISTINCT key FROM judged") == [("",)]


def test_pages_without_a_url_are_told_apart(tmp_path: Path) -> None:
    pages = [
        capture(1, f"<main><h1>Rubrik {n}</h1><p>Text {n} om staden.</p></main>".encode(), url="") for n in range(3)
    ]
    assert {row[3] for row in archive(tmp_path, *pages)["articles"]} == {f"Rubrik {n}" for n in range(3)}


BROKEN = {
    "cut feed": (b"<rss><channel><item>", "application/rss+xml"),
    "no feed": (b"<rss1></rss1>", "application/rss+xml"),
    "bad json": (b'[{"a": ', "application/json"),
    "surrogate": (b'["\\ud800"]', "application/json"),
    "no pdf": (b"%PDF-1.7 skrap", "application/pdf"),
    "deep": (b"<html><body>" + b"<div>" * 50_000, "text/html"),
    "bytes": (bytes(range(256)) * 20, "text/html"),
    "picture": (b"\x89PNG\r\n\x1a\n" * 20, "image/png"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("role", ["page", "listing", "attachment", ""])
def test_a_body_that_cannot_be_read_stops_nothing(tmp_path: Path, name: str, role: str) -> None:
    body, media = BROKEN[name]
    good = capture(1, "<main><h1>Bron</h1><p>Bron öppnas.</p></main>".encode())
    found = archive(tmp_path, capture(1, body, "https://prov.se/x", media, role=role), good)
    assert "Bron" in {row[3] for row in found["articles"]}
    assert rows(tmp_path, "SELECT COUNT(*) FROM judged WHERE settled") == [(2,)]


def test_an_interrupted_derive_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [
        capture(1, f"<main><h1>R {n}</h1><p>Text {n}.</p></main>".encode(), f"https://prov.se/{n}") for n in range(9)
    ]
    expected = archive(tmp_path / "hel", *pages)
    monkeypatch.setattr("scraper.reading._BATCH", 4)
    monkeypatch.setattr("scraper.derive.settle", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        archive(tmp_path / "bruten", *pages)
    monkeypatch.undo()
    assert archive(tmp_path / "bruten", *pages[:1]) == expected


def test_a_source_that_only_its_captures_name_is_derived(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        work.add(capture(1, b"<main><h1>Bron</h1><p>Text.</p></main>"))
        derive(work)
        assert work.db.execute("SELECT source, title FROM articles").fetchall() == [("se_prov", "Bron")]
