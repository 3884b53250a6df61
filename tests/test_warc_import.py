"""A WARC brings the captures and the facts of their sources; one that breaks off says where, after what is whole."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from archive import warc
from archive.records import Capture, Source
from archive.warc_records import CutOff
from archive.work import Work
from scraper.cli import cli
from scraper.importing import Given, import_paths

SOURCE = Source(
    id="de_dorf", name="Dorf", kind="municipality", cms="feed", url="https://dorf.example/feed", country="de",
    language="de", timezone="Europe/Berlin",
)  # fmt: skip
FEED = """<rss version="2.0"><channel><title>Dorf</title><item><title>Radweg {0}</title><pubDate>2026-03-02T10:00</pubDate>
<link>https://dorf.example/1</link><description>Der Radweg an der Mühle wird {0}.</description></item></channel></rss>"""
PAGES = [
    Capture(
        source="de_dorf", url=SOURCE.url, fetched_at=f"2026-03-0{day}T06:00:00Z", status=200, role="listing",
        headers={"content-type": "application/rss+xml"}, body=FEED.format(word).encode(),
    )
    for day, word in ((1, "geplant"), (2, "gebaut"), (3, "gebaut und eröffnet"))
]  # fmt: skip


def run(home: Path, *arguments: object, status: int = 0):
    done = CliRunner().invoke(cli, ["--home", str(home), *map(str, arguments)])
    assert done.exit_code == status, (done.output, done.exception)
    return done


def written(*captures: Capture, sources: tuple[Source, ...] = (SOURCE,)) -> bytes:
    out = io.BytesIO()
    warc.write(captures, out, sources)
    return out.getvalue()


def rows(home: Path, table: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "press.db")) as db:
        return [tuple(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]


def members(packed: bytes) -> list[bytes]:
    """The gzip members of a file, each packed."""
    starts = [at for at in range(len(packed)) if packed.startswith(b"\x1f\x8b\x08", at)]
    return [packed[start:end] for start, end in zip(starts, [*starts[1:], len(packed)], strict=True)]


def test_an_export_brings_an_empty_archive_the_same_articles_though_its_catalogue_does_not_know_the_source(
    tmp_path: Path,
) -> None:
    first, second, out = tmp_path / "a", tmp_path / "b", tmp_path / "ut.warc.gz"
    with Work(first) as work:
        work.remember_source(SOURCE)
        for each in PAGES:
            work.add(each)
    run(first, "derive")
    run(first, "publish")
    run(first, "export", "--format", "warc", "--out", out)
    told = run(second, "import", out)
    assert "not in the catalogue" not in told.stderr
    for table in ("articles", "versions", "sources", "checks", "removals"):
        assert rows(first, table) == rows(second, table), table
    assert "2026-03-02T09:00:00Z" in rows(second, "articles")[0]
    assert len(rows(second, "versions")) == 3
    with Work(second) as work:
        assert work.sources() == {"de_dorf": SOURCE}


def test_facts_that_a_warc_brings_give_way_to_the_catalogue_and_to_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(written(*PAGES, sources=(replace(SOURCE, name="Fremd"),)))
    for number, (before, catalogue) in enumerate([({}, {"de_dorf": SOURCE}), ({"de_dorf": SOURCE}, {})]):
        with Work(tmp_path / str(number)) as work:
            for source in before.values():
                work.remember_source(source)
            import_paths(work, [path], Given(), catalogue)
            assert work.sources()["de_dorf"].name == "Dorf"


@pytest.mark.parametrize(
    ("wrong", "told"), [({"timezone": "Mars/Olympus"}, "time zone"), ({"cms": "../x"}, "one of"), ({"id": "A B"}, "id")]
)
def test_facts_that_are_not_sound_are_named_and_the_captures_arrive(tmp_path: Path, wrong: dict, told: str) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(written(*PAGES, sources=(replace(SOURCE, **wrong),)))
    with Work(tmp_path / "hem") as work:
        report = import_paths(work, [path], Given(), {})
        assert report.added == 3 and work.sources()["de_dorf"].timezone == "UTC"
    (error,) = report.errors
    assert str(path) in error and told in error and "\n" not in error


def test_a_warc_cut_off_anywhere_is_named_with_the_last_good_record_and_what_is_whole_arrives(tmp_path: Path) -> None:
    packed = written(*PAGES)
    parts = members(packed)
    assert len(parts) == 6
    ends = [sum(map(len, parts[:number])) for number in range(1, 7)]
    path = tmp_path / "cut.warc.gz"
    for size in {*range(ends[0] + 1, len(packed), 37), *ends[:-1], *(end + 1 for end in ends[:-1]), len(packed) - 1}:
        path.write_bytes(packed[:size])
        with Work(tmp_path / str(size)) as work:
            report = import_paths(work, [path], Given(), {})
        whole = sum(end <= size for end in ends[2:5])
        assert report.added in (whole, whole + 1), size  # the last bytes of a member are its check sum alone
        (error,) = report.errors
        last = PAGES[report.added - 1].fetched_at if report.added else "any record"
        assert error.startswith(f"{path}: expected a whole WARC") and last in error and "\n" not in error


def test_a_plain_warc_cut_off_inside_a_record_is_named(tmp_path: Path) -> None:
    plain = b"".join(gzip.decompress(part) for part in members(written(*PAGES)))
    path = tmp_path / "cut.warc"
    for size in range(plain.index(b"WARC/1.1", 5) + 3, len(plain) - 4, 41):
        path.write_bytes(plain[:size])
        with Work(tmp_path / str(size)) as work:
            report = import_paths(work, [path], Given(), {})
        assert len(report.errors) == 1 and report.added <= 3, size


def test_a_cut_foreign_warc_ends_the_command_with_status_2(tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for number in range(3):
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Der Radweg {number} wird an der Mühle gebaut.".encode()
        record = writer.create_warc_record(
            f"https://dorf.example/{number}", "response", payload=io.BytesIO(answer), length=len(answer),
            warc_headers_dict={"WARC-Date": "2026-03-01T06:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(out.getvalue()[:-40])
    done = run(tmp_path / "hem", "import", "--source", "de_dorf", path, status=2)
    assert "2 captures added" in done.stdout
    assert f"pressarkiv: {path}: expected a whole WARC" in done.stderr and "https://dorf.example/1 at" in done.stderr


def test_whole_warcs_one_after_the_other_are_one(tmp_path: Path) -> None:
    both = written(PAGES[0]) + written(*PAGES[1:])
    assert list(warc.contents(io.BytesIO(both))) == [SOURCE, PAGES[0], SOURCE, *PAGES[1:]]
    with pytest.raises(CutOff):
        list(warc.contents(io.BytesIO(b"".join(members(written(PAGES[0]))[:-1]) + written(*PAGES[1:]))))


def test_a_warc_without_frame_or_captures_is_read(tmp_path: Path) -> None:
    inner = b"".join(members(written(*PAGES))[2:5])
    assert list(warc.contents(io.BytesIO(inner))) == PAGES
    assert list(warc.contents(io.BytesIO(written()))) == [SOURCE]


def test_other_tools_accept_the_frame(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(written(*PAGES))
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "a.warc.gz")]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.count("digest pass") == 6, done.stdout + done.stderr
    kinds, facts = [], {}
    for record in ArchiveIterator(io.BytesIO(written(*PAGES))):
        kinds.append(record.rec_type)
        if record.rec_headers.get_header("Content-Type") == "application/json":
            facts = json.loads(record.content_stream().read())
    assert kinds == ["warcinfo", "metadata", "response", "response", "response", "metadata"]
    assert facts["timezone"] == "Europe/Berlin"


def test_a_record_of_the_future_is_refused_and_the_others_arrive(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(written(PAGES[0], replace(PAGES[1], fetched_at="2999-01-01T00:00:00Z")))
    with Work(tmp_path / "hem") as work:
        report = import_paths(work, [path], Given(), {})
    assert report.added == 1 and "in the past, found 2999-01-01T00:00:00Z" in report.errors[0]
