"""Personal identity numbers are masked, and nothing else is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.masking import mask
from archive.publish import publish
from archive.redaction import show
from tests.archive_fixture import article, insert, small_work
from tests.growth import assert_linear

NUMBERS = [
    "811218-9876", "8112189876", "19811218-9876", "198112189876", "19811218 9876", "811218+9876", "811218–9876",
    "811278-9873",
    "070761-4285", "0707614285", "150890-1234",
    "01010750160", "010107 50160", "41010750235",
    "131052-308T", "131052-308t", "010199A918L", "131052Y308T",
]  # fmt: skip

NO_NUMBERS = [
    "811218-9877", "811318-9874", "811232-9870", "19811218-9877",
    "556036-0793", "212000-1124", "969663-7033",
    "040-34 10 00", "070-174 06 58", "0701740607", "+46701740605", "08-508 29 000", "020-123 45 67", "+47 22 33 44 55",
    "2024-05-02", "2024-05-02 08.15", "20240502", "2024-05-02T06:00:00Z", "240501-0612", "24.12.2024",
    "KS-2024/00123", "dnr 150890-1234", "sagsnr. 150890-1234", "0800-83986-00012-24", "5000-K123456-24",
    "01010750161", "01010750170", "1234.56.78903", "131052-308U", "321052-308T",
    "4111 1111 1111 1111", "7350053850019", "abc8112189876", "https://staden.example/5.3a8112189876f/18",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "text", ["{}", "Mannen, {}, är efterlyst.", "Personnummer: {}.", "({})", "https://a.example/?p={}"]
)
def test_a_personal_identity_number_is_masked(number: str, text: str) -> None:
    masked = mask(text.format(number))
    assert number not in masked and "█" in masked
    assert not any(sign.isdigit() for sign in masked)
    assert mask(masked) == masked


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_personal_identity_number_stays(text: str) -> None:
    for around in ("{}", "Ring {} i dag.", "({})"):
        assert mask(around.format(text)) == around.format(text)


def test_a_number_written_like_a_phone_number_is_masked_where_it_is_called_a_personal_number() -> None:
    assert mask("pnr 0701017006") == "pnr ██████████"
    assert mask("Ring 0701017006") == "Ring 0701017006"


def test_a_long_hostile_text_is_masked_in_time_proportional_to_its_length() -> None:
    assert_linear(mask, lambda size: "8112189876-" * size + "1" * 5 * size + "131052-" * (size // 2), 1_000)


def _published(home: Path) -> tuple[bytes, sqlite3.Row]:
    with closing(sqlite3.connect(home / "press.db")) as db:
        row = db.execute("SELECT title, lead, body FROM articles WHERE id = 'person'").fetchone()
        hits = db.execute("SELECT COUNT(*) FROM articles_fts WHERE articles_fts MATCH '\"8112189876\"'").fetchone()[0]
        hashes = db.execute("SELECT sha256 FROM versions WHERE article IN ('person', 'skola')").fetchall()
    return (home / "press.db").read_bytes(), (row, hits, {each[0] for each in hashes})


def test_every_public_table_and_the_search_index_are_masked(tmp_path: Path) -> None:
    number = "8112189876"
    work = small_work(tmp_path)
    with work:
        article(work, "person", [(f"Titel {number}", f"Ingress {number}", f"Text {number}")], author=f"Anna {number}")
        insert(
            work,
            "attachments",
            {"version": "person.1", "article": "person", "url": f"https://a.example/{number}.pdf", "text": number},
        )
        insert(work, "contacts", {"version": "person.1", "article": "person", "name": number, "role": number})
        insert(work, "stripped_blocks", {"id": "b9", "source": "se_staden", "text": f"Se {number}", "rule": "zone"})
        insert(work, "stripped", {"version": "person.1", "article": "person", "position": 1, "block": "b9"})
        publish(work, tmp_path)
        assert work.db.execute("SELECT body FROM articles WHERE id = 'person'").fetchone()[0] == f"Text {number}"
    data, (row, hits, hashes) = _published(tmp_path)
    assert number.encode() not in data
    assert row == ("Titel ██████████", "Ingress ██████████", "Text ██████████") and hits == 0
    assert "0" * 64 in hashes and len(hashes) == 2


def test_an_archive_without_redactions_shows_none(tmp_path: Path) -> None:
    with small_work(tmp_path) as work:
        with work.transaction():
            show(work)
        publish(work, tmp_path)
    with closing(sqlite3.connect(tmp_path / "press.db")) as db:
        assert db.execute("SELECT COUNT(*) FROM redactions").fetchone() == (0,)
