import csv
import io
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from archive import warc
from archive.export import ExportError, export
from archive.publish import publish
from archive.records import Capture
from archive.schema import BY_NAME
from archive.work import Work
from tests.archive_fixture import insert, small_work

PAGE = Capture(
    source="se_staden",
    url="http://staden.example/nyheter/1?a=b c&d=å",
    final_url="https://staden.example/nyheter/1",
    fetched_at="2024-05-01T06:00:00Z",
    status=200,
    headers={"content-type": "text/html; charset=utf-8", "etag": '"å1"', "content-encoding": "gzip"},
    body="<p>Räksmörgås</p>".encode(),
    role="page",
    run="2024-05-01T06:00:00Z-se_staden",
)
CAPTURES = [
    PAGE,
    replace(PAGE, fetched_at="2024-05-02T06:00:00Z", status=304, body=None),
    replace(PAGE, fetched_at="2024-05-03T06:00:00Z", status=410, body=None, headers={}),
    replace(PAGE, fetched_at="2024-05-04T06:00:00Z", status=404, body=b""),
    replace(PAGE, fetched_at="2024-05-05T06:00:00Z", status=0, body=None, headers={}, error="dns", final_url=""),
    replace(PAGE, fetched_at="2024-05-06T06:00:00Z", status=0, body=b"Text\r\n", headers={}, url="seeds/å.txt", run=""),
    replace(PAGE, fetched_at="2024-05-07T06:00:00Z", status=200, body=b"\x00\xff" * 70_000, error="cut-off"),
]


@pytest.fixture
def home(tmp_path):
    with small_work(tmp_path) as work:
        publish(work, tmp_path)
    return tmp_path


def written(captures):
    out = io.BytesIO()
    warc.write(captures, out)
    return out.getvalue()


def test_csv_opens_in_a_spreadsheet_and_holds_every_article(home):
    assert export(home, "csv", home / "out.csv") == 6
    raw = (home / "out.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    csv.field_size_limit(2**20)
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[0].keys() == dict.fromkeys(BY_NAME["articles"].names).keys()
    assert {row["title"] for row in rows} >= {"Ny förskola i Åby öppnar", "חדשות העיר"}


@pytest.mark.parametrize("cell", ["=1+1", "+46 40", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cell_that_would_be_a_formula_is_defused(tmp_path, cell):
    with Work(tmp_path) as work:
        insert(work, "sources", {"id": "s", "name": cell, "articles": -3})
        publish(work, tmp_path)
    export(tmp_path, "csv", tmp_path / "out.csv", table="sources")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"] == f"'{cell}" and row["articles"] == "-3"


def test_json_lines_hold_the_rows_as_they_are(home):
    assert export(home, "jsonl", home / "out.jsonl", table="checks") == 2
    rows = [json.loads(line) for line in (home / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["article"] for row in rows] == ["skola", None] and rows[0]["status"] == 200


def test_parquet_has_the_types_of_the_schema(home):
    assert export(home, "parquet", home / "out.parquet", table="alike") == 1
    table = parquet.read_table(home / "out.parquet")
    assert table.column_names == list(BY_NAME["alike"].names)
    assert str(table.schema.field("similarity").type) == "double"
    assert table.column("similarity").to_pylist() == [0.61]


def test_views_and_empty_tables_can_be_exported(home):
    assert export(home, "jsonl", home / "c.jsonl", table="changes") == 2
    assert export(home, "parquet", home / "b.parquet", table="boilerplate") == 0
    assert parquet.read_table(home / "b.parquet").num_rows == 0


def test_one_source_can_be_exported(home):
    assert export(home, "jsonl", home / "out.jsonl", source="se_polis") == 1


@pytest.mark.parametrize(
    ("format", "table", "source", "why"),
    [
        ("xml", "articles", "", "is no format"),
        ("csv", "captures", "", "is no public table"),
        ("csv", "contacts", "x", "no column source"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_a_sentence(home, format, table, source, why):
    with pytest.raises(ExportError, match=why):
        export(home, format, home / "out", table=table, source=source)
    assert not (home / "out").exists()


def test_nothing_to_export_is_said_so(tmp_path):
    for format in ("csv", "warc"):
        with pytest.raises(ExportError, match="is not there"):
            export(tmp_path, format, tmp_path / "out")


def test_folder_that_is_not_there_is_named_and_leaves_nothing(home):
    with pytest.raises(ExportError, match="was not written"):
        export(home, "csv", home / "nowhere" / "out.csv")


def test_captures_come_back_from_a_warc_as_they_were():
    assert list(warc.read(io.BytesIO(written(CAPTURES)))) == CAPTURES


def test_warc_is_the_same_each_time():
    assert written(CAPTURES) == written(CAPTURES)


def test_warc_of_the_archive_is_accepted_by_warcio_check(home):
    with Work(home) as work:
        for capture in CAPTURES:
            work.add(capture)
    assert export(home, "warc", home / "out.warc.gz") == len(CAPTURES)
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(home / "out.warc.gz")]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "fail" not in done.stdout, done.stdout + done.stderr
    with (home / "out.warc.gz").open("rb") as file:
        assert [replace(capture, id=0) for capture in warc.read(file)] == CAPTURES


def test_warc_records_have_the_types_and_names_that_other_tools_know():
    records = []
    for record in ArchiveIterator(io.BytesIO(written(CAPTURES))):
        records.append((record.rec_type, record.rec_headers.get_header("WARC-Pressarkiv-Source")))
        if record.rec_type == "revisit":
            assert record.rec_headers.get_header("WARC-Profile") == warc.NOT_MODIFIED
    assert {source for _, source in records[1:-1]} == {"se_staden"}
    kinds = [kind for kind, _ in records]
    assert kinds[1:-1] == ["response", "revisit", "metadata", "response", "metadata", "resource", "response"]
    assert (kinds[0], kinds[-1]) == ("warcinfo", "metadata")


def test_answer_in_the_warc_can_be_read_without_knowing_us():
    record = next(each for each in ArchiveIterator(io.BytesIO(written([PAGE]))) if each.rec_type == "response")
    assert record.rec_headers.get_header("WARC-Target-URI") == PAGE.final_url
    assert record.http_headers.get_header("Content-Type") == "text/html; charset=utf-8"
    assert record.content_stream().read() == PAGE.body


def test_warc_of_others_is_read():
    foreign = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n"
    )
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: x\r\n\r\n<p>Hej"
    foreign += b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (
        len(answer),
        answer,
    )
    (capture,) = warc.read(io.BytesIO(foreign))
    assert capture == Capture(
        source="",
        url="https://a.example/",
        fetched_at="2020-01-02T03:04:05Z",
        status=200,
        headers={"content-type": "text/html", "etag": "x"},
        body=b"<p>Hej",
    )


def test_record_that_unpacks_to_any_size_is_not_taken_in(monkeypatch):
    monkeypatch.setattr(warc, "MOST_BYTES", 100_000)
    small, large = replace(PAGE, body=b"a" * 100_000), replace(PAGE, body=b"a" * 100_001)
    assert list(warc.read(io.BytesIO(written([small, large])))) == [small, replace(large, body=None, error="too-large")]


def test_record_that_was_tampered_with_is_refused():
    out = io.BytesIO()
    warc.WARCWriter(out, gzip=False).write_record(
        warc.WARCWriter(out).create_warc_record(
            "https://a.example/", "metadata", warc_headers_dict={"WARC-Pressarkiv-Capture": '{"x": 1}'}
        )
    )
    with pytest.raises(ArchiveLoadFailed, match="does not hold a capture"):
        list(warc.read(io.BytesIO(out.getvalue())))


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        Capture,
        source=TEXT,
        url=TEXT | TEXT.map("https://a.example/{}".format),
        final_url=TEXT | TEXT.map("https://a.example/{}".format),
        fetched_at=st.just("2024-05-01T06:00:00Z"),
        status=st.sampled_from([0, 200, 204, 304, 404, 999]),
        headers=st.dictionaries(TEXT, TEXT, max_size=3),
        body=st.none() | st.binary(max_size=50),
        error=TEXT,
        role=TEXT,
        run=TEXT,
    )
)
def test_any_capture_survives_the_journey(capture):
    assert list(warc.read(io.BytesIO(written([capture, PAGE])))) == [capture, PAGE]
