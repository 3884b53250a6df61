"""Importing: what can be read arrives, what cannot is named, and neither order nor repetition matters."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from archive.work import Work
from scraper.importing import Given, Imported, import_paths, utc

GIVEN = Given(source="se_prov", fetched_at="2024-03-01T22:00:00Z")
LINE = {
    "source": "se_prov",
    "url": "https://prov.se/1",
    "fetched_at": "2024-03-01T23:00:00+01:00",
    "status": 200,
    "path": "1.html",
}


def take_in(home: Path, *paths: Path, given: Given = GIVEN) -> Imported:
    with Work(home) as work:
        return import_paths(work, paths, given, {})


def manifest(folder: Path, *lines: object) -> Path:
    (folder / "1.html").write_text("<p>Bron öppnas.</p>", encoding="utf-8")
    path = folder / "manifest.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def stored(home: Path) -> list[tuple]:
    with Work(home) as work:
        return [(each.url, each.fetched_at, each.status, each.body) for each in work.captures()]


def test_a_manifest_line_becomes_a_capture(tmp_path: Path) -> None:
    report = take_in(tmp_path / "hem", manifest(tmp_path, LINE))
    assert (report.captures, report.added, report.errors) == (1, 1, [])
    assert stored(tmp_path / "hem") == [
        ("https://prov.se/1", "2024-03-01T22:00:00Z", 200, "<p>Bron öppnas.</p>".encode())
    ]


BAD = [
    ("{", "line 2"), ("[]", "JSON object"), ({**LINE, "url": "ftp://x"}, "http"), ({**LINE, "status": "200"}, "`status`"),
    ({**LINE, "fetched_at": "i går"}, "a time like"), ({**LINE, "fetched_at": "2024-03-01T22:00:00"}, "a zone"),
    ({**LINE, "fetched_at": "2999-03-01T22:00:00Z"}, "in the past, found 2999-03-01T22:00:00Z"),
    ({**LINE, "path": "saknas.html"}, "a readable file"), ({**LINE, "path": "../utanfor.html"}, "beside the manifest"),
    ({**LINE, "path": "/etc/hostname"}, "beside the manifest"), ({**LINE, "path": ""}, "a `path`"),
    ({**LINE, "headers": []}, "`headers`"), ({key: LINE[key] for key in ("source", "status")}, "`url`"), ("\x00\xff", "line 2"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "told"), BAD)
def test_a_bad_line_is_named_and_the_lines_around_it_arrive(tmp_path: Path, bad: object, told: str) -> None:
    path = manifest(tmp_path, LINE, bad, {**LINE, "url": "https://prov.se/2"})
    report = take_in(tmp_path / "hem", path)
    assert report.added == 2 and len(report.errors) == 1
    assert (
        report.errors[0].startswith(f"{path}, line 2: ") and told in report.errors[0] and "\n" not in report.errors[0]
    )


@pytest.mark.parametrize("status", [304, 404, 410])
def test_a_check_needs_no_body(tmp_path: Path, status: int) -> None:
    line = {key: value for key, value in LINE.items() if key != "path"} | {"status": status}
    take_in(tmp_path / "hem", manifest(tmp_path, line))
    assert stored(tmp_path / "hem") == [("https://prov.se/1", "2024-03-01T22:00:00Z", status, None)]


def test_order_and_repetition_of_lines_do_not_matter(tmp_path: Path) -> None:
    lines = [{**LINE, "url": f"https://prov.se/{n % 5}", "fetched_at": f"2024-03-0{1 + n}T22:00:00Z"} for n in range(9)]
    take_in(tmp_path / "a", manifest(tmp_path, *lines))
    random.Random(1).shuffle(lines)
    report = take_in(tmp_path / "b", manifest(tmp_path, *lines, *lines[:3]))
    assert (report.captures, report.added) == (12, 9) and stored(tmp_path / "a") == stored(tmp_path / "b")
    assert take_in(tmp_path / "b", manifest(tmp_path, *lines)).added == 0


def test_gzip_is_unpacked_whatever_the_name_says(tmp_path: Path) -> None:
    path = manifest(tmp_path, LINE)
    (tmp_path / "1.html").write_bytes(gzip.compress(b"<p>packad</p>"))
    packed = path.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    take_in(tmp_path / "hem", packed)
    assert stored(tmp_path / "hem")[0][3] == b"<p>packad</p>"


def test_a_manifest_whose_gzip_breaks_off_is_named_and_its_beginning_arrives(tmp_path: Path) -> None:
    path = manifest(tmp_path, *({**LINE, "url": f"https://prov.se/{n}-{n * 7919 % 1009}"} for n in range(2000)))
    packed = path.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(path.read_bytes())[:-2000])
    report = take_in(tmp_path / "hem", packed)
    assert report.added > 0 and "readable manifest" in report.errors[-1]


def test_a_body_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = manifest(tmp_path, LINE)
    (tmp_path / "1.html").write_bytes(gzip.compress(b"\0" * 20_000_001, compresslevel=1))
    assert "at most 20000000 bytes" in take_in(tmp_path / "hem", path).errors[0]


def test_files_and_folders_are_taken_with_the_source_that_is_given(tmp_path: Path) -> None:
    folder = tmp_path / "mapp" / "under"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text("<p>a</p>")
    (folder / "b.TXT").write_text("b")
    (folder / "c.jpg").write_bytes(b"\xff")
    report = take_in(tmp_path / "hem", tmp_path / "mapp")
    assert (report.added, report.errors) == (2, [])


def test_a_folder_with_a_manifest_is_its_manifest(tmp_path: Path) -> None:
    manifest(tmp_path, LINE)
    assert take_in(tmp_path / "hem", tmp_path, given=Given()).added == 1


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [("a.html", Given(), "--source"), ("a.exe", GIVEN, "ending in"), ("saknas.html", GIVEN, "no such file")],
)
def test_a_file_that_cannot_be_taken_in_is_named(tmp_path: Path, name: str, given: Given, told: str) -> None:
    if name != "saknas.html":
        (tmp_path / name).write_text("x")
    (error,) = take_in(tmp_path / "hem", tmp_path / name, given=given).errors
    assert error.startswith(str(tmp_path / name)) and told in error


def test_a_warc_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"ingen warc alls")
    assert "expected a WARC" in take_in(tmp_path / "hem", tmp_path / "a.warc").errors[0]


def test_times_come_as_utc_to_the_second() -> None:
    assert utc("2024-03-01T23:00:00.7+01:00") == "2024-03-01T22:00:00Z"
