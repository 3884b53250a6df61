"""Readings: what is read is kept, and what is kept comes back the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.events import Events
from archive.readings import Answer, Cleaned, Readings, read_back, written
from archive.records import Attachment, Block, Capture, Contact, Page, Wording
from archive.work import Work

PAGE = Page(
    key="k", aliases=("b",), title="T", blocks=(Block(text="Å", tag="p", links=("https://a.se/",)),),
    contacts=(Contact(name="Anna"),), attachments=(Attachment(url="https://a.se/x.pdf"),), images=("i",),
    tags={"b": "1", "a": "2"},
)  # fmt: skip


def capture(day: int, body: bytes = b"x") -> Capture:
    return Capture(
        source="s", url="https://a.se/1", fetched_at=f"2024-03-0{day}T22:00:00Z", status=200, body=body, role="page"
    )


def stored(work: Work, *captures: Capture) -> list[Capture]:
    return [work.capture(work.add(each)) for each in captures]


def nothing(page: Page) -> bytes:
    return b""


def answer(capture: Capture, key: str = "k", outcome: str = "ok") -> Answer:
    return Answer(capture=capture.id, fetched_at=capture.fetched_at, outcome=outcome, reason="readable", key=key)


def rows(work: Work, sql: str) -> list[tuple]:
    return work.db.execute(sql).fetchall()


def test_a_page_comes_back_as_it_was_written() -> None:
    assert read_back(*written(PAGE)) == PAGE
    assert read_back(written(PAGE)[0]) == replace(PAGE, blocks=())
    assert written(read_back(*written(PAGE))) == written(PAGE)


def test_captures_are_unread_until_they_are_judged(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        later, first = stored(work, capture(2), capture(1, b"y"))
        readings = Readings(work)
        assert readings.unread() == [first.id, later.id]
        readings.add_judged(first, answer(first))
        assert readings.unread() == [later.id]


def test_the_same_body_has_the_essence_of_the_one_that_was_judged_unless_its_headers_differ(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        one, two, other = stored(
            work, capture(1), replace(capture(2), headers={"content-type": "text/plain"}), capture(3, b"y")
        )
        readings = Readings(work)
        assert readings.essence_of(two, ()) == b""
        readings.add_judged(one, answer(one), b"e")
        assert readings.essence_of(two, ("etag",)) == b"e"
        assert readings.essence_of(two, ("content-type",)) == b""
        assert readings.essence_of(other, ()) == b""


def test_what_is_known_of_an_answer_is_replaced_by_what_comes_later(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        one, two = stored(work, capture(2), capture(1))
        readings = Readings(work)
        assert readings.answer(b"e") is None
        for each in (one, two):
            readings.add_answer(b"e", answer(each))
            assert readings.answer(b"e") == answer(each)


def test_what_is_new_is_told_with_the_keys_of_its_readings_until_it_is_settled(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        (one,) = stored(work, capture(1))
        readings, events = Readings(work), Events(work)
        readings.add_judged(one, answer(one, "asked"))
        readings.add(one, [PAGE], nothing)
        (new,), keys = events.new("s")
        assert events.unsettled() == ["s"] and new.key == "asked" and {new.readings[0]: "k"} == keys
        events.settle("s")
        assert events.unsettled() == [] and events.new("s") == ([], {})
        assert events.of("s", ["k"]) == ([new], keys)


def test_a_reading_that_is_read_again_from_an_earlier_capture_is_seen_in_both(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        later, first = stored(work, capture(2), capture(1))
        readings = Readings(work)
        readings.add(later, [PAGE], nothing)
        readings.add_judged(later, answer(later), b"e")
        readings.replace(b"e", first, [replace(PAGE, title="Förr")], nothing)
        assert rows(work, "SELECT capture FROM readings") == [(first.id,)]
        assert rows(work, "SELECT COUNT(*) FROM sightings") == [(2,)]
        assert rows(work, "SELECT first_at, last_at FROM spans") == [(first.fetched_at, later.fetched_at)]


def test_a_page_that_says_the_same_is_stored_and_marked_once_and_knows_when_it_was_seen(tmp_path: Path) -> None:
    marked = []
    for stream in ("item", "page"):
        page = Page(key="k", stream=stream, title="T")
        with Work(tmp_path / stream) as work:
            readings = Readings(work)
            for each in stored(work, capture(2), capture(3, b"y"), capture(1, b"z")):
                readings.add(each, [page], lambda page: marked.append(page) or b"m")
            assert rows(work, "SELECT COUNT(*) FROM readings") == [(1,)]
            assert list(readings.sighted("s")) == [(1, "k", "2024-03-01T22:00:00Z", "2024-03-03T22:00:00Z", b"m")]
    assert len(marked) == 2


def test_a_page_found_at_another_address_is_another_reading(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        readings = Readings(work)
        for each in stored(work, capture(1), replace(capture(2), final_url="https://a.se/2")):
            readings.add(each, [PAGE], nothing)
        assert sorted(led for _, led in readings.of_page("s", "k")) == [False, True]


def test_how_a_reading_was_cleaned_is_remembered_as_long_as_it_is_shown(tmp_path: Path) -> None:
    cleaned = Cleaned(glance=b"g", wording=Wording(title="T", links=("l",), attachments=("a",)), is_notice=False)
    with Work(tmp_path) as work:
        later, first = stored(work, capture(2), capture(1))
        readings = Readings(work)
        readings.add(later, [PAGE], nothing)
        readings.add_judged(later, answer(later), b"e")
        assert readings.kept(1).cleaned is None
        readings.keep_cleaned(1, cleaned)
        assert readings.kept(1).cleaned == cleaned and readings.kept(1).page == replace(PAGE, blocks=())
        readings.replace(b"e", first, [replace(PAGE, title="Förr")], nothing)
        assert rows(work, "SELECT COUNT(*) FROM cleaned") == [(0,)]


def test_what_was_learned_is_remembered(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        readings = Readings(work)
        assert readings.learned("s") == {}
        readings.remember("s", {"1": "slot"})
        readings.remember("s", {"2": "share"})
        assert readings.learned("s") == {"2": "share"}
