"""What is taken out is gone from every file, is not brought back, and is seen to have been taken out."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from archive import warc
from archive.digest import seal
from archive.export import export
from archive.publish import publish
from archive.records import Capture, Source
from archive.redaction import Redactions
from archive.serve import site
from archive.verify import verify
from archive.work import Work
from scraper.cli import cli
from scraper.derive import derive, rebuild
from scraper.identity import article_id, page_key
from scraper.importing import Given, import_paths
from scraper.redact import Asked, Refused, Touched, redact
from scraper.redaction_orders import CannotRedact
from scraper.spellings import as_bytes, as_text, needle, skeletons, views, words_of
from scraper.withheld import Intake, Withheld
from tests.crawling import listing_of, one_night, source_at
from tests.misbehaving import Misbehaving
from tests.misbehaving import page as served
from tests.tables import public_rows

NAME = "Åsa Öberg"
SITE = "https://staden.example"
SOURCE = Source(id="se_staden", name="Staden", kind="municipality", cms="feed", url=f"{SITE}/rss", language="sv")
PRESS = f"{SITE}/nyheter/asa-oberg-blir-chef-for-vattenverket"
OTHER = f"{SITE}/nyheter/bron-stangs"
AT = "2026-11-21T09:00:00Z"


def page(title: str, *paragraphs: str, head: str = "") -> bytes:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    menu = "<nav><a href='/'>Start</a> <a href='/nyheter'>Nyheter</a></nav>"
    return (
        f"<!DOCTYPE html><html lang='sv'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>{menu}"
        f"<main><h1>{title}</h1>{text}</main></body></html>"
    ).encode()


def feed(*items: tuple[str, str, str]) -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid>"
        f"<description>{escape(text)}</description></item>"
        for url, title, text in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Nytt</title>{entries}</channel></rss>'.encode()


PARAGRAPHS = (
    f"Vattenverket får en ny chef i vår och hon heter {NAME}, som i dag leder gatukontoret i grannstaden.",
    "Hon börjar den första april och tar med sig lång erfarenhet av stora ledningsnät och deras skötsel.",
)
BRIDGE = ("Bron över ån stängs i två veckor medan räcket målas om och lamporna byts ut mot nya.",)


def captures() -> list[Capture]:
    def made(url: str, day: int, body: bytes, role: str = "page", media: str = "text/html; charset=utf-8") -> Capture:
        at = f"2026-11-{day:02}T01:00:00Z"
        return Capture(
            source=SOURCE.id, url=url, fetched_at=at, status=200, body=body, role=role, headers={"content-type": media}
        )

    title = f"{NAME} blir chef för vattenverket"
    items = (
        (PRESS, title, f"<p>Vattenverket får en ny chef i vår och hon heter <b>{NAME}</b>.</p>"),
        (OTHER, "Bron stängs", BRIDGE[0]),
    )
    return [
        made(SITE + "/rss", 1, feed(*items), "listing", "application/rss+xml"),
        made(PRESS, 1, page(title, *PARAGRAPHS)),
        made(PRESS, 2, page(title, *PARAGRAPHS).replace(b"</body>", b"<!-- token 17 --></body>")),
        made(PRESS, 3, page(title, PARAGRAPHS[0], "Hon börjar den första maj, säger åsa öbergs närmaste man.")),
        made(OTHER, 1, page("Bron stängs", *BRIDGE, f"Läs också: {title}")),
        made(OTHER, 2, page("Bron stängs", *BRIDGE, "Den öppnar på fredag.", f"Läs också: {title}")),
    ]


def build(home: Path, brought: list[Capture] | None = None) -> Path:
    with Work(home) as work:
        work.remember_source(SOURCE)
        intake = Intake(work)
        for capture in brought or captures():
            intake.add(capture)
        work.commit()
        derive(work)
        publish(work, home)
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return build(tmp_path / "archive")


def take_out(home: Path, **asked: str) -> Touched:
    return redact(home, Asked(ground="order of the court", at=AT, **asked), lambda touched: True)


def spellings(name: str) -> Iterator[bytes]:
    for text in {name, name.lower(), name.upper(), name.replace(" ", "-"), name.replace(" ", "-").lower()}:
        yield text.encode()
        yield text.encode("cp1252")
        yield text.encode("utf-16-le")
        yield quote(text).encode()
        yield json.dumps(text)[1:-1].encode()
        yield text.encode("ascii", "xmlcharrefreplace")
    yield b"asa-oberg"


def assert_no_file_holds(home: Path, *needles: bytes) -> None:
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {"work.db", "press.db"} <= {path.name for path in files}
    for path in files:
        data = path.read_bytes()
        for each in needles:
            assert each not in data, (path.name, each)


def everything(home: Path) -> str:
    """All that can be read in an archive: rows, unpacked bodies and readings."""
    with Work(home) as work:
        tables = work.db.table_names()
        rows = [str(row) for table in tables for row in work.db.execute(f"SELECT * FROM [{table}]").fetchall()]
        bodies = [
            str(capture.body or b"") + (capture.body or b"").decode("utf-8", "replace") for capture in work.captures()
        ]
    return "\n".join([*rows, *bodies, str(public_rows(home))]).casefold()


def texts(home: Path) -> list[tuple]:
    with closing(sqlite3.connect(home / "press.db")) as db:
        return db.execute(
            "SELECT article, number, change, title, body FROM versions ORDER BY article, number"
        ).fetchall()


def test_a_name_is_in_no_file_of_the_archive_afterwards(home: Path) -> None:
    assert "åsa öberg" in everything(home) and "asa-oberg" in everything(home)
    touched = take_out(home, text=NAME)
    assert touched.captures == 6 and touched.rewritten >= 6 and touched.dropped == 0
    assert_no_file_holds(home, *spellings(NAME))
    left = everything(home)
    assert "öberg" not in left and "oberg" not in left and "redacted-1" in left


def test_versions_keep_their_numbers_and_kinds_when_a_name_is_taken_out(home: Path) -> None:
    before = [row[1:3] for row in texts(home) if row[0] != article_id(SOURCE.id, page_key(PRESS))]
    others = [row[1:3] for row in texts(home) if row[0] == article_id(SOURCE.id, page_key(PRESS))]
    assert others == [(1, "first"), (2, "edit")]
    take_out(home, text=NAME)
    after = texts(home)
    assert [row[1:3] for row in after] in ([*before, *others], [*others, *before])
    assert any("heter redacted-1, som i dag" in row[4] for row in after)


def test_a_permalink_leads_on_when_the_address_held_the_name(home: Path) -> None:
    old = article_id(SOURCE.id, page_key(PRESS))
    take_out(home, text=NAME)
    with closing(sqlite3.connect(home / "press.db")) as db:
        (new,) = db.execute("SELECT article FROM permalinks WHERE id = ?", (old,)).fetchone()
        (title, url) = db.execute("SELECT title, url FROM articles WHERE id = ?", (new,)).fetchone()
    assert new != old and title == "redacted-1 blir chef för vattenverket"
    assert url == f"{SITE}/nyheter/redacted-1-blir-chef-for-vattenverket"


def test_importing_the_same_again_brings_nothing_back(home: Path) -> None:
    take_out(home, text=NAME)
    before = public_rows(home)
    build(home)
    assert public_rows(home) == before
    assert_no_file_holds(home, *spellings(NAME))
    assert "öberg" not in everything(home)


def test_a_new_capture_that_holds_the_name_is_stored_without_it(home: Path) -> None:
    take_out(home, text=NAME)
    later = Capture(
        source=SOURCE.id, url=f"{SITE}/nyheter/invigning", fetched_at="2026-11-22T01:00:00Z", status=200, role="page",
        headers={"content-type": "text/html", "link": f"<{PRESS}>; rel=prev"},
        body=page("Invigning", "Bandet klipptes av vattenverkets chef &Aring;sa <b>&#214;berg</b>."),
    )  # fmt: skip
    build(home, [later])
    assert "öberg" not in everything(home) and "oberg" not in everything(home) and "&#214;berg" not in everything(home)
    assert any("chef redacted-1." in row[4] for row in texts(home))


def test_a_redacted_archive_rebuilds_to_the_same_tables(home: Path) -> None:
    take_out(home, text=NAME)
    take_out(home, page=OTHER)
    before = public_rows(home)
    with Work(home) as work:
        rebuild(work)
        publish(work, home)
    assert public_rows(home) == before


def test_the_hash_of_what_was_sent_stays_as_evidence(home: Path) -> None:
    with Work(home) as work:
        before = work.db.execute("SELECT fetched_at, sha256 FROM captures ORDER BY id").fetchall()
    take_out(home, text=NAME)
    take_out(home, page=PRESS)
    with Work(home) as work:
        assert work.db.execute("SELECT fetched_at, sha256 FROM captures ORDER BY id").fetchall() == before
        marked = {row[0] for row in work.db.execute("SELECT capture FROM redacted_captures")}
        assert marked == {row[0] for row in work.db.execute("SELECT id FROM captures")}


def test_a_page_is_in_no_file_and_a_tombstone_says_so(home: Path) -> None:
    id_ = article_id(SOURCE.id, page_key(PRESS))
    touched = take_out(home, page=PRESS)
    assert touched.dropped == 3
    assert_no_file_holds(home, *spellings(NAME), b"ledningsn", b"gatukontoret")
    left = everything(home)
    assert "öberg" not in left and "oberg" not in left and "vattenverket" not in left
    assert "bron över ån stängs i två veckor" in left
    with closing(sqlite3.connect(home / "press.db")) as db:
        assert db.execute("SELECT state, title, url, versions FROM articles WHERE id = ?", (id_,)).fetchone() == (
            "redacted", "", "", 0,
        )  # fmt: skip
        assert db.execute("SELECT article, source, what, at, ground FROM redactions").fetchall() == [
            (id_, SOURCE.id, "a page", AT, "order of the court")
        ]
        checks = db.execute("SELECT outcome, reason, url FROM checks WHERE url LIKE '%redacted-%'").fetchall()
    assert checks == [("denied", "redacted", f"{SITE}/redacted-1")] * 3


def test_a_page_that_was_taken_out_does_not_come_back(home: Path) -> None:
    take_out(home, page=article_id(SOURCE.id, page_key(PRESS)))
    before = public_rows(home)
    build(home)
    assert public_rows(home) == before
    assert "vattenverket" not in everything(home)


def test_an_export_as_warc_holds_nothing_and_coming_back_changes_nothing(home: Path, tmp_path: Path) -> None:
    take_out(home, text=NAME)
    take_out(home, page=OTHER)
    out = tmp_path / "all.warc.gz"
    export(home, "warc", out)
    records = gzip.decompress(out.read_bytes())
    for spelled in spellings(NAME):
        assert spelled not in records
    before = public_rows(home)
    with Work(home) as work:
        captures_before = work.capture_count()
        import_paths(work, [out], Given(), {})
        derive(work)
        publish(work, home)
        assert work.capture_count() == captures_before
    assert public_rows(home) == before
    assert len(list(warc.read(io.BytesIO(out.read_bytes())))) == captures_before


SPELLED = [
    NAME.encode(),
    NAME.encode("cp1252"),
    b"&Aring;sa &Ouml;berg",
    b"&#197;sa&nbsp;&#xD6;berg",
    b"\\u00c5sa \\u00d6berg",
    b"%C3%85sa%20%C3%96berg",
    b"%C5sa+%D6berg",
    "ÅSA ÖBERG".encode(),
    "åsa&shy; ö\u00adberg".encode(),
    "Åsa <b>Öberg</b>".encode(),
    "Åsa</span>\n<span class='x'>Ö<wbr>berg".encode(),
    "A\u030asa O\u0308berg".encode(),
    b"/asa-oberg.html",
    b"&Aring;s&#97; &Ouml;&#98;erg",
    b"%C3%85sa%20%C3%96b%C2%ADerg",
    b"%C3%85sa+%C3%96%62erg",
    b"\\u00c5sa \\u00d6b\\u00aderg",
    "Åsa Öb\u200berg".encode(),
    b"\\u00c5sa \\u00d6b\\u200berg",
    b"/aasa_oeberg/",
    b"asa.oberg@staden.example",
    "#åsaöberg".encode(),
    "Åsa Öbergs".encode(),
    "Åsa Öbergille".encode(),
    b"&lt;b&gt;&amp;Aring;sa&lt;/b&gt; &amp;Ouml;berg",
    "\\nÅsa Öberg".encode(),
]


@pytest.fixture(scope="module")
def withheld(tmp_path_factory: pytest.TempPathFactory) -> Withheld:
    home = build(tmp_path_factory.mktemp("spelled"))
    take_out(home, text=NAME)
    with Work(home) as work:
        return Withheld.of(work)


@pytest.mark.parametrize("spelled", SPELLED)
def test_a_name_is_known_however_it_is_spelled(withheld: Withheld, spelled: bytes) -> None:
    body = b"<p title='x'>Chefen heter " + spelled + b", och hon bor h\xc3\xa4r.</p>"
    capture = Capture(
        source="x", url="https://a.example/", fetched_at="", headers={"content-type": "text/html"}, body=body
    )
    kept = withheld.kept(capture).body
    assert any(needle(words_of(NAME)) in each for each in skeletons(as_text(body)))
    assert kept is not None and b"redacted-1" in kept
    assert b"berg" not in kept.lower() and b"sa" not in kept.lower()
    assert kept.startswith(b"<p title='x'>Chefen heter ") and kept.endswith(b", och hon bor h\xc3\xa4r.</p>")


@pytest.mark.parametrize(
    "text", ["Åsa Berg", "Öberg, Åsa-Lena", "Åsa och Öberg", "Asa Oberg sjöng", "Bo Öberg", "Åsas Öberg"]
)
def test_another_name_stays(withheld: Withheld, text: str) -> None:
    assert withheld.text(text, "x") == text


def test_an_utf_16_page_is_edited_in_its_own_encoding(withheld: Withheld) -> None:
    body = f"<html><p>Här är {NAME}.</p></html>".encode("utf-16")
    kept = withheld.kept(Capture(source="x", url="https://a.example/", fetched_at="", body=body)).body
    assert kept.decode("utf-16") == "<html><p>Här är redacted-1.</p></html>"


def test_a_file_that_cannot_be_edited_is_dropped(home: Path) -> None:
    body = b"%PDF-1.4\n1 0 obj <</Title (" + NAME.encode("latin-1") + b")>> endobj\n%%EOF"
    pdf = Capture(
        source=SOURCE.id, url=f"{SITE}/plan.pdf", fetched_at="2026-11-01T02:00:00Z", status=200, role="attachment",
        headers={"content-type": "application/pdf"}, body=body,
    )  # fmt: skip
    build(home, [pdf])
    assert take_out(home, text=NAME).dropped == 1
    build(home, [pdf])
    with Work(home) as work:
        (left,) = work.captures("url = ?", (pdf.url,))
    assert (left.body, left.error) == (None, "redacted")


@pytest.mark.parametrize(
    "body", [bytes(range(256)) * 3, "Å&Ouml;%C3%84\\u00e4<b>".encode(), b"\xff\xfea\x00\x00\xd8", b""]
)
def test_bytes_survive_being_read_as_text(body: bytes) -> None:
    assert as_bytes(as_text(body), body) == body
    for view in views(as_text(body)):
        for word in view.words():
            start, end = view.written(word.start(), word.end())
            assert 0 <= start < end <= len(as_text(body))


def test_nothing_changes_when_whoever_is_asked_says_no(home: Path) -> None:
    before = public_rows(home)
    with pytest.raises(Refused):
        redact(home, Asked(ground="g", at=AT, text=NAME), lambda touched: False)
    assert public_rows(home) == before
    with Work(home) as work:
        assert Redactions(work).orders() == [] and work.latest(SOURCE.id, PRESS) is not None
        assert NAME.encode() in work.latest(SOURCE.id, PRESS).body


def test_a_redaction_that_was_cut_off_is_finished_by_the_same_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("scraper.redact.finish", _cut_off)
        take_out(home, text=NAME)
    with Work(home) as work:
        assert [order.finished_at for order in Redactions(work).orders()] == [""]
    take_out(home, text=NAME)
    with Work(home) as work:
        assert [order.finished_at for order in Redactions(work).orders()] == [AT]
    assert_no_file_holds(home, *spellings(NAME))


def _cut_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"text": "å"}, "three letters"), ({"text": " -- "}, "three letters"), ({"text": "redacted-1"}, "redacted"),
        ({"page": "https://nowhere.example/"}, "no article"), ({"text": "order of the court"}, "ground"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_out_is_said(home: Path, asked: dict, says: str) -> None:
    with pytest.raises(CannotRedact, match=says):
        take_out(home, **asked)


def test_the_crawler_neither_asks_for_a_page_that_was_taken_out_nor_keeps_a_name(tmp_path: Path) -> None:
    with Misbehaving() as server:
        paths = ["/nyhet-asa-oberg-slutar", "/nyhet-bron-stangs-igen", "/nyhet-badet-oppnar-snart"]
        for path in paths:
            server.pages[path] = served(path, f"<p>Texten på {path} handlar om bron över ån och om {NAME}.</p>")
        server.pages["/nyheter"] = listing_of(*paths)
        source = source_at(server.url("/nyheter"))
        one_night(tmp_path, source)
        with Work(tmp_path) as work:
            derive(work)
        take_out(tmp_path, page=server.url(paths[1]))
        take_out(tmp_path, text=NAME)
        asked = {path: server.count(path) for path in paths}
        for night in (2, 4):
            server.pages["/nyheter"] = listing_of(*paths).replace("stängs igen", f"stängs igen {night}")
            one_night(tmp_path, source, night)
        assert server.count(paths[1]) == asked[paths[1]] == 1
        assert server.count(paths[2]) > asked[paths[2]]
        assert 1 < server.count(paths[0]) <= server.count(paths[2])
    with Work(tmp_path) as work:
        derive(work)
        publish(work, tmp_path)
    left = everything(tmp_path)
    assert "öberg" not in left and "oberg" not in left and "bron-stangs-igen" not in left


def run(home: Path, *words: str, given: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["--home", str(home), "redact", *words], input=given)
    return result.exit_code, result.output


def test_the_command_asks_before_it_takes_out_and_lists_what_it_did(home: Path) -> None:
    (home / "backups").mkdir()
    (home / "backups" / "work-1.db").write_bytes(b"old")
    code, output = run(home, "--text", NAME, "--ground", "order of the court", given="n\n")
    assert code == 0 and "6 captures would be changed" in output and "nothing was changed" in output
    code, output = run(home, "--text", NAME, "--ground", "order of the court")
    assert code == 1 and "nothing was changed: where nobody can be asked give --yes" in output
    code, output = run(home, "--text", NAME, "--dry-run")
    assert code == 0 and "nothing was changed" in output and "åsa öberg" in everything(home)
    id_ = article_id(SOURCE.id, page_key(PRESS))
    assert f"  {id_}  versions 1, 2  {NAME} blir chef för vattenverket\n" in output
    code, output = run(home, "--page", PRESS, "--dry-run")
    assert code == 0 and f"  {id_}  taken out whole  {NAME} blir chef" in output
    assert f"  {article_id(SOURCE.id, page_key(OTHER))}  versions 1, 2  Bron stängs" in output
    code, output = run(home, "--text", "finns inte någonstans", "--dry-run")
    assert code == 0 and "0 captures would be changed" in output and "stand in no version" in output
    code, output = run(home, "--text", NAME, "--ground", "order of the court", "--yes")
    assert code == 0 and "may hold what was taken out: " in output and "work-1.db" in output and "--again" in output
    assert "blir chef" not in output
    code, output = run(home, "--list")
    assert code == 0 and "words  6 captures  order of the court" in output and "öberg" not in output.lower()
    assert run(home, "--text", NAME)[0] == 2 and run(home)[0] == 2 and run(home, "--page", "x", "--ground", "g")[0] == 2
    assert "nothing to finish" in run(home, "--finish")[1] and "nothing to take out again" in run(home, "--again")[1]


def test_an_archive_verifies_after_redactions(home: Path) -> None:
    with Work(home) as work:
        seal(work, "2026-11-03T02:00:00Z")
        publish(work, home)
    take_out(home, text=NAME)
    take_out(home, page=OTHER)
    with Work(home) as work:
        assert verify(work, home).faults == ()


def test_the_site_says_that_a_page_was_taken_out(home: Path) -> None:
    id_ = article_id(SOURCE.id, page_key(PRESS))
    take_out(home, page=PRESS)
    answers = asyncio.run(_answers(home, f"/a/{id_}", f"/a/{id_}@2026-11-02", f"/a/{id_}/diff/1..2", *PAGES))
    assert answers[:3] == [410, 410, 410] and set(answers[3:]) == {200}


PAGES = ("/", "/search", "/search?q=bron", "/changes", "/removals", "/sources", "/press")


async def _answers(home: Path, *paths: str) -> list[int]:
    served = site(home)
    return [(await served.client.get(path)).status_code for path in paths]
