"""Bodies in work.db: small, read back in whatever order they came, and erased one at a time."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from archive import chains
from archive.bodies import CHAIN, sha256
from archive.failures import StorageError
from archive.records import Capture
from archive.verify import verify
from archive.work import Work

_WORDS = [f"ord{number}" for number in range(4000)]


def _body(page: int, night: int) -> bytes:
    rng = random.Random(page)
    text = " ".join(rng.choices(_WORDS, k=1500))
    template = " ".join(random.Random(-1).choices(_WORDS, k=3000))
    return f"<html>{template}<meta content={night * 7919}><p>{text}</p></html>".encode()


def _capture(page: int, night: int, **fields) -> Capture:
    at = f"2024-{1 + night // 28:02}-{1 + night % 28:02}T22:00:00Z"
    plain = Capture(
        source="se_prov",
        url=f"https://prov.se/{page}",
        fetched_at=at,
        status=200,
        headers={"content-type": "text/html"},
        body=_body(page, night),
    )
    return replace(plain, **fields)


def _bytes(work: Work) -> int:
    return work.db.execute("SELECT SUM(LENGTH(data)) FROM bodies").fetchone()[0]


def _check(work: Work, captures: list[Capture]) -> None:
    """Every body comes back, and `verify` finds nothing wrong with any."""
    assert {sha256(capture.body): capture.body for capture in captures} == {
        digest: work.body(digest) for (digest,) in work.db.execute("SELECT sha256 FROM bodies")
    }
    work.commit()
    assert verify(work, work.home).faults == ()


@pytest.mark.parametrize("order", ["in time", "backwards", "shuffled", "with a 304 between"])
def test_captures_of_a_page_cost_little_in_whatever_order_they_come(tmp_path: Path, order: str) -> None:
    captures = [_capture(page, night) for night in range(30) for page in range(3)]
    if order == "backwards":
        captures.reverse()
    if order == "shuffled":
        random.Random(1).shuffle(captures)
    with Work(tmp_path) as work:
        for capture in captures:
            work.add(capture)
            if order == "with a 304 between":
                work.add(replace(capture, fetched_at=capture.fetched_at.replace("22:", "23:"), status=304, body=None))
        assert _bytes(work) < 0.05 * sum(len(capture.body) for capture in captures)
        _check(work, captures)


def test_the_first_captures_of_a_site_share_its_template(tmp_path: Path) -> None:
    captures = [_capture(page, 1) for page in range(20)]
    with Work(tmp_path / "gemensam") as work, Work(tmp_path / "var_for_sig") as apart:
        for number, capture in enumerate(captures):
            work.add(capture)
            apart.add(replace(capture, source=f"se_{number}"))
        assert _bytes(work) < 0.6 * _bytes(apart)
        _check(work, captures)


def test_no_body_carries_more_than_so_many_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "KIN", 4)
    captures = [_capture(page, 1) for page in range(11)]
    with Work(tmp_path) as work:
        for capture in captures:
            work.add(capture)
        carried = work.db.execute("SELECT COUNT(*) FROM bodies GROUP BY base ORDER BY base IS NULL, 1").fetchall()
        assert carried == [(4,), (4,), (3,)] or sorted(carried) == [(3,), (4,), (4,)]
        _check(work, captures)


def test_a_chain_of_large_bodies_ends_sooner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    captures = [_capture(1, night) for night in range(12)]
    monkeypatch.setattr(chains, "CHAIN_BYTES", 4 * len(captures[0].body) + 100)
    with Work(tmp_path) as work:
        for capture in captures:
            work.add(capture)
        assert work.db.execute("SELECT MAX(depth) FROM bodies").fetchone()[0] == 4
        _check(work, captures)


def test_an_error_page_between_two_good_ones_does_not_come_between_them(tmp_path: Path) -> None:
    captures = [_capture(1, 1), _capture(1, 2, status=503, body=b"nere"), _capture(1, 3)]
    with Work(tmp_path) as work:
        for capture in captures:
            work.add(capture)
        base = work.db.execute("SELECT base FROM bodies WHERE sha256 = ?", (sha256(captures[2].body),)).fetchone()[0]
        assert base == sha256(captures[0].body)


def test_a_rolled_back_body_carries_no_others(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        with pytest.raises(KeyError), work.transaction():
            work.add(_capture(1, 1))
            raise KeyError
        work.add(_capture(2, 1))
        _check(work, [_capture(2, 1)])


@pytest.mark.parametrize("place", [0, 1, 7, -1])
def test_any_body_can_be_erased_and_the_others_stay(tmp_path: Path, place: int) -> None:
    captures = [_capture(page, night) for night in range(5) for page in range(3)]
    gone = captures[place]
    with Work(tmp_path) as work:
        for capture in captures:
            work.add(capture)
        work.drop_body(sha256(gone.body), "2024-06-01T00:00:00Z")
        assert work.body(sha256(gone.body)) is None
        _check(work, [capture for capture in captures if capture is not gone])


def test_all_bodies_but_one_can_be_erased_in_any_order(tmp_path: Path) -> None:
    captures = [_capture(page, night) for night in range(6) for page in range(4)]
    with Work(tmp_path) as work:
        for capture in captures:
            work.add(capture)
        random.Random(3).shuffle(captures)
        for capture in captures[1:]:
            work.drop_body(sha256(capture.body), "2024-06-01T00:00:00Z")
        _check(work, captures[:1])


def test_another_body_may_stand_in_the_place_of_an_erased_one(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        ids = [work.add(_capture(1, night)) for night in range(3)]
        erased = sha256(_body(1, 1))
        work.drop_body(erased, "2024-06-01T00:00:00Z", b"<p>maskerad</p>")
        assert work.capture(ids[1]).body == b"<p>maskerad</p>"
        assert work.capture(ids[2]).body == _body(1, 2)
        work.drop_body(sha256(b"<p>maskerad</p>"), "2024-06-02T00:00:00Z", b"<p>mer</p>")
        assert work.body(erased) == b"<p>mer</p>"
        work.commit()
        assert verify(work, tmp_path).faults == ()


def test_erased_bytes_do_not_come_back_with_the_next_crawl(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        work.add(_capture(1, 1))
        work.drop_body(sha256(_body(1, 1)), "2024-06-01T00:00:00Z")
        id_ = work.add(_capture(1, 1, fetched_at="2024-06-02T00:00:00Z"))
        assert work.capture(id_).body is None and work.body_count() == 0


def test_a_body_shared_by_two_pages_carries_the_chains_of_both(tmp_path: Path) -> None:
    same = _body(1, 0)
    captures = [
        _capture(page, night, **({"body": same} if night == 0 else {})) for night in range(4) for page in (1, 2)
    ]
    with Work(tmp_path) as work:
        for capture in captures:
            work.add(capture)
        assert work.chains.detach(sha256(same)) == 2
        _check(work, captures)


def test_reading_a_damaged_body_is_told_and_never_gives_other_bytes(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        for night in range(CHAIN // 8):
            work.add(_capture(1, night))
        for data in (b"skrap", chains.bodies.pack(b"annat")):
            work.db.execute("UPDATE bodies SET data = ? WHERE base IS NULL", (data,))
            with pytest.raises(StorageError, match="pressarkiv verify"):
                work.body(sha256(_body(1, 0)))
