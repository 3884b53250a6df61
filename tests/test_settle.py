"""From readings to articles: which captures are one page, what is a version, what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.records import Capture, Source
from archive.work import Work
from scraper.derive import derive

ROOT = "https://prov.se"
PARAGRAPH = "Stycket handlar om ärende {0} i staden, som avgörs på mötet i mars efter en lång utredning."


def source(cms: str = "listing", **facts) -> Source:
    return Source(
        id="se_prov", name="Provstad", kind="other", cms=cms, url=f"{ROOT}/nyheter", timezone="Europe/Stockholm",
        language="sv", **facts,
    )  # fmt: skip


def html(title: str, *paragraphs: str, notice: str = "") -> bytes:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    box = f'<div class="notice"><p>{notice}</p></div>' if notice else ""
    return f'<html><body><main><h1>{title}</h1><div class="text">{text}</div>{box}</main></body></html>'.encode()


def seen(day: int, path: str, body: bytes | None = None, status: int = 200, **more) -> Capture:
    at = f"2024-{1 + (day - 1) // 28:02}-{1 + (day - 1) % 28:02}T22:00:00Z"
    facts = {"headers": {"content-type": "text/html"}, "role": "page", **more}
    return Capture(source="se_prov", url=f"{ROOT}{path}", fetched_at=at, status=status, body=body, **facts)


class Archive:
    """A work.db that derives whatever is added at once."""

    def __init__(self, home: Path, publisher: Source):
        self.work = Work(home)
        self.work.remember_source(publisher)

    def add(self, *captures: Capture) -> Archive:
        for capture in captures:
            self.work.add(capture)
        self.work.commit()
        derive(self.work)
        return self

    def rows(self, sql: str) -> list[tuple]:
        return self.work.db.execute(sql).fetchall()


@pytest.fixture
def archive(tmp_path: Path):
    made = Archive(tmp_path, source())
    yield made
    made.work.close()


def test_tracking_scheme_and_www_make_no_other_page(archive: Archive) -> None:
    archive.add(seen(1, "/1", html("Bron", PARAGRAPH)), seen(2, "/1?utm_source=rss", html("Bron", PARAGRAPH)))
    assert archive.rows("SELECT versions FROM articles") == [(1,)]


def test_an_edited_page_becomes_version_two_and_going_back_a_revert(archive: Archive) -> None:
    for day, word in enumerate(("öppnas", "stängs", "öppnas"), start=1):
        archive.add(seen(day, "/1", html("Bron", f"Bron {word} i dag.")))
    assert archive.rows("SELECT number, change FROM versions") == [(1, "first"), (2, "edit"), (3, "revert")]


def test_two_servers_that_answer_by_turns_make_three_versions_and_a_third_wording_a_fourth(archive: Archive) -> None:
    for night in range(1, 11):
        archive.add(seen(night, "/1", html("Bron", f"Bron {('stängs', 'öppnas')[night % 2]} i dag.")))
    rows = "SELECT number, change, follows, returns, captures, substr(seen_to, 9, 2) FROM versions"
    three = [(1, "first", 0, 0, 1, "01"), (2, "edit", 1, 4, 5, "10"), (3, "revert", 2, 3, 4, "09")]
    assert archive.rows(rows) == three
    assert archive.rows("SELECT versions, version, body FROM articles") == [(3, 2, "Bron stängs i dag.")]
    archive.add(seen(11, "/1", html("Bron", "Bron rivs i dag.")))
    assert archive.rows(rows) == [*three, (4, "edit", 2, 0, 1, "11")]
    assert archive.rows("SELECT outcome, reason, substr(version, -1) FROM checks ORDER BY at") == [
        ("new", "readable", "1"), ("changed", "readable", "2"), ("changed", "readable", "3"),
        *[("same-text", "variant", number) for number in "2323232"], ("changed", "readable", "4"),
    ]  # fmt: skip


def test_a_version_names_the_captures_that_show_it(archive: Archive) -> None:
    archive.add(seen(1, "/1", html("Bron", "Bron öppnas.")), seen(2, "/1", status=304), seen(3, "/1", status=503))
    archive.add(seen(4, "/1", html("Bron", "Bron stängs.")))
    assert archive.rows("SELECT substr(at, 9, 2), substr(version, -1) FROM checks ORDER BY at") == [
        ("01", "1"), ("02", "1"), ("03", None), ("04", "2"),
    ]  # fmt: skip
    assert archive.rows(
        "SELECT captures, v.evidence = c.sha256 FROM versions v JOIN checks c ON c.version = v.id AND c.at = v.seen_from"
    ) == [(2, 1), (1, 1)]


def test_a_304_shows_again_what_was_there(archive: Archive) -> None:
    archive.add(seen(1, "/1", html("Bron", "Bron öppnas.")), seen(5, "/1", status=304))
    assert archive.rows("SELECT substr(seen_to, 1, 10) FROM versions") == [("2024-01-05",)]
    assert archive.rows("SELECT outcome FROM checks ORDER BY at") == [("new",), ("not-modified",)]


@pytest.mark.parametrize("late", [1, 4])
def test_a_capture_that_comes_late_takes_its_place_in_time(archive: Archive, late: int) -> None:
    archive.add(seen(2, "/1", html("Bron", "Den andra dagen.")), seen(3, "/1", html("Bron", "Den tredje dagen.")))
    archive.add(seen(late, "/1", html("Bron", f"Dag {late} var det så."))).add(
        seen(late, "/1", html("Bron", f"Dag {late} var det så."))
    )
    bodies = [row[0] for row in archive.rows("SELECT body FROM versions ORDER BY number")]
    assert len(bodies) == 3 and bodies.index(f"Dag {late} var det så.") == (0 if late == 1 else 2)
    assert archive.rows("SELECT change FROM versions ORDER BY number") == [("first",), ("edit",), ("edit",)]


def test_a_page_that_moved_keeps_its_article_and_both_names(archive: Archive) -> None:
    text = html("Bron öppnas", "Bron öppnas i dag.")
    archive.add(seen(1, "/gammal", text))
    before = archive.rows("SELECT id FROM articles")
    archive.add(seen(2, "/gammal", text, final_url=f"{ROOT}/nya-bron"), seen(3, "/nya-bron", text))
    assert archive.rows("SELECT id, versions FROM articles") == [(before[0][0], 1)]
    assert archive.rows("SELECT COUNT(*), COUNT(DISTINCT article) FROM permalinks") == [(2, 1)]


def test_a_redirect_to_another_page_makes_no_version(archive: Archive) -> None:
    archive.add(seen(1, "/bron", html("Bron", "Bron öppnas i dag.")))
    archive.add(seen(2, "/bron", html("Vägen", "Vägen stängs i dag."), final_url=f"{ROOT}/vagen"))
    archive.add(seen(2, "/vagen", html("Vägen", "Vägen stängs i dag.")))
    assert archive.rows("SELECT title, versions, state FROM articles ORDER BY title") == [
        ("Bron", 1, "moved"), ("Vägen", 1, "live"),
    ]  # fmt: skip


def test_gone_is_sure_after_two_nights_and_over_when_the_page_is_back(archive: Archive) -> None:
    archive.add(seen(1, "/1", html("Bron", "Bron öppnas.")))
    told = []
    for day, body, status in ((2, b"", 404), (3, b"", 404), (4, html("Bron", "Bron öppnas."), 200)):
        archive.add(seen(day, "/1", body or None, status))
        told.append(archive.rows("SELECT state, (SELECT group_concat(confirmed) FROM removals) FROM articles")[0])
    assert told == [("live", "0"), ("gone", "1"), ("live", "1")]


def test_a_page_that_was_never_seen_is_a_check_and_no_article(archive: Archive) -> None:
    archive.add(seen(1, "/borta", status=404))
    assert archive.rows("SELECT article, outcome FROM checks") == [(None, "gone")]
    assert archive.rows("SELECT COUNT(*) FROM articles") == [(0,)]
    archive.add(seen(2, "/borta", html("Bron", "Nu finns sidan.")))
    assert archive.rows("SELECT outcome, article IS NULL FROM checks ORDER BY at") == [("gone", 0), ("new", 0)]


def test_a_server_error_changes_nothing(archive: Archive) -> None:
    archive.add(
        seen(1, "/1", html("Bron", "Bron öppnas.")), *(seen(day, "/1", html("Fel", "Nere"), 503) for day in (2, 3))
    )
    assert archive.rows("SELECT title, state, versions FROM articles") == [("Bron", "live", 1)]


def test_a_block_that_becomes_boilerplate_on_a_late_night_cleans_the_nights_before_and_makes_no_version(
    archive: Archive,
) -> None:
    notice = "Nämnden ansvarar för ärendet."
    kept = []
    for night in range(1, 31):
        archive.add(
            seen(
                night,
                f"/{night}",
                html(f"Rubrik {night}", PARAGRAPH.format(night), notice=notice if night > 26 or night == 1 else ""),
            )
        )
        kept.append(notice in archive.rows("SELECT body FROM articles WHERE title = 'Rubrik 1'")[0][0])
    assert kept[0] and not kept[-1]
    assert archive.rows("SELECT COUNT(*), MAX(versions) FROM articles") == [(30, 1)]
    assert archive.rows("SELECT pages, pages_total FROM boilerplate WHERE text LIKE 'Nämnden%'") == [(5, 5)]


def test_another_notice_on_every_page_makes_no_version(archive: Archive) -> None:
    for night, notice in enumerate(("Den första versionen av notisen.", "Den andra versionen av notisen."), start=1):
        archive.add(*(seen(night, f"/{n}", html(f"Rubrik {n}", PARAGRAPH.format(n), notice=notice)) for n in range(6)))
    assert archive.rows("SELECT MAX(versions) FROM articles") == [(1,)]


def test_a_new_template_makes_no_version(archive: Archive) -> None:
    for night, (before, after) in enumerate(
        (("<div class=text>", "</div>"), ("<article><div class=rich>", "</div></article>")), 1
    ):
        archive.add(*(
            seen(night, f"/{n}", f"<main><h1>Rubrik {n}</h1>{before}<p>{PARAGRAPH.format(n)}</p>{after}</main>".encode())
            for n in range(4)
        ))  # fmt: skip
    assert archive.rows("SELECT MAX(versions) FROM articles") == [(1,)]


def test_the_text_of_a_captured_file_stands_beside_its_link(archive: Archive) -> None:
    page = html("Bron", f'Planen finns här: <a href="{ROOT}/plan.pdf">Planen</a>. {PARAGRAPH}')
    archive.add(seen(1, "/1", page))
    archive.add(
        seen(1, "/plan.pdf", _pdf("Bron byggs om"), role="attachment", headers={"content-type": "application/pdf"})
    )
    assert archive.rows("SELECT url, title, text, sha256 <> '' FROM attachments") == [
        (f"{ROOT}/plan.pdf", "plan.pdf", "Bron byggs om", 1)
    ]


def test_an_item_and_its_page_are_one_article_under_the_publishers_id(tmp_path: Path) -> None:
    archive = Archive(tmp_path, source("polisen_events"))
    for day, path in ((1, "/handelser/gammal/"), (2, "/handelser/ny/")):
        item = {
            "id": 7, "datetime": "2024-01-01 20:00:00 +01:00", "name": "01 januari 19:50, Stöld, Provstad",
            "summary": "Ett inbrott i en bod.", "url": path, "type": "Stöld", "location": {"name": "Provstad", "gps": "1,2"},
        }  # fmt: skip
        listing = seen(
            day, "/api", json.dumps([item]).encode(), role="listing", headers={"content-type": "application/json"}
        )
        archive.add(listing, seen(day, path, html("01 januari 19:50, Stöld, Provstad", PARAGRAPH.format(7))))
    assert archive.rows("SELECT COUNT(*), MAX(versions), MAX(url LIKE '%/ny/') FROM articles") == [(1, 1, 1)]
    archive.work.close()


def _pdf(text: str) -> bytes:
    """A PDF of one line."""
    stream = f"BT /F1 12 Tf 10 10 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 50]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )
