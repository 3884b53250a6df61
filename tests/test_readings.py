"""Readings: what is read is kept, and what is kept comes back the same."""

from __future__ import annotations

from pathlib import Path

from archive.readings import Readings, pack, unpack
from archive.records import Attachment, Block, Capture, Contact, Page
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


def test_a_page_comes_back_as_it_was_packed() -> None:
    assert unpack(pack(PAGE)) == PAGE
    assert pack(unpack(pack(PAGE))) == pack(PAGE)


def test_captures_are_unread_until_they_are_judged(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        later, first = stored(work, capture(2), capture(1, b"y"))
        readings = Readings(work)
        assert readings.unread() == [first.id, later.id]
        readings.add_judged(first, "k", "ok", "readable")
        assert readings.unread() == [later.id] and readings.key_of(first) == "k"


def test_the_same_body_is_found_by_its_oldest_capture_that_was_read(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        one, two, other = stored(work, capture(1), capture(2), capture(3, b"y"))
        readings = Readings(work)
        assert readings.read_before(two) is None
        readings.add(one, [(PAGE, b"")])
        found = readings.read_before(two)
        assert found is not None and found.id == one.id and found.body is None
        assert readings.read_before(other) is None


def test_what_is_unsettled_is_named_by_source_and_key_until_it_is_settled(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        (one,) = stored(work, capture(1))
        readings = Readings(work)
        readings.add_judged(one, "asked", "ok", "readable")
        readings.add(one, [(PAGE, b"")])
        assert readings.unsettled() == {"s": {"asked", "k", ""}}
        readings.settle("s")
        assert readings.unsettled() == {}


def test_a_reading_that_is_read_again_from_an_earlier_capture_is_seen_in_both(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        later, first = stored(work, capture(2), capture(1))
        readings = Readings(work)
        readings.add(later, [(PAGE, b"")])
        readings.replace(later, first, [(PAGE, b"")])
        assert work.db.execute("SELECT capture FROM readings").fetchall() == [(first.id,)]
        assert work.db.execute("SELECT COUNT(*) FROM sightings").fetchall() == [(2,)]


def test_an_item_that_says_the_same_is_stored_once(tmp_path: Path) -> None:
    item = Page(key="k", stream="item", title="T")
    with Work(tmp_path) as work:
        readings = Readings(work)
        for each in stored(work, capture(1), capture(2, b"y")):
            readings.add(each, [(item, b"")])
        assert work.db.execute("SELECT COUNT(*) FROM readings").fetchall() == [(1,)]


def test_what_was_learned_is_remembered(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        readings = Readings(work)
        assert readings.learned("s") == {}
        readings.remember("s", {"1": "slot"})
        readings.remember("s", {"2": "share"})
        assert readings.learned("s") == {"2": "share"}
