"""Captures that somebody already has: manifests, HTML and text files, folders, WARC.

Importing the same again changes nothing, and the order of files and lines does not matter.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from warcio.exceptions import ArchiveLoadFailed

from archive import warc
from archive.records import Capture, Source
from archive.warc_records import CutOff
from archive.work import Work
from scraper.catalogue import fault
from scraper.progress import Progress, silent
from scraper.reading import unknown_source
from scraper.withheld import Intake

MOST_BYTES = 20_000_000
"""Bodies larger than this are not taken in, whatever they claim to be."""

MEDIA_TYPES = {
    ".html": "text/html", ".htm": "text/html", ".txt": "text/plain", ".md": "text/plain", ".xml": "application/xml",
    ".rss": "application/rss+xml", ".atom": "application/atom+xml", ".json": "application/json",
    ".pdf": "application/pdf",
}  # fmt: skip
"""What a file is by the end of its name, before ``.gz``."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far behind another machine's clock this one's may be."""

_BATCH = 200

Found = Capture | Source | str
"""What is found in a path: a capture, the facts of a source, or a sentence on what cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What whoever imports says about files that do not say it themselves."""

    source: str = ""
    """Id of the source; needed for files and folders."""
    url: str = ""
    """URL of a single file."""
    fetched_at: str = ""
    """When the files were fetched, UTC; ``""``: their time of modification."""


@dataclass(slots=True)
class Imported:
    """How an import went."""

    captures: int = 0
    """Captures read, those that were there already included."""
    added: int = 0
    """Captures that were new."""
    sources: dict[str, Source] = field(default_factory=dict)
    """Facts of sources that came with their captures, by id."""
    errors: list[str] = field(default_factory=list)
    """What could not be taken in: one sentence each, naming file and line."""


def import_paths(
    work: Work, paths: Sequence[Path], given: Given, sources: Mapping[str, Source], progress: Progress = silent
) -> Imported:
    """Store what the paths hold as captures; what cannot be read is named in the result, everything else arrives."""
    report = Imported()
    before, intake = work.capture_count(), Intake(work)
    with progress("importing", "captures") as step:
        for path in paths:
            for found in _captures_of(path, given):
                if not isinstance(found, Capture):
                    _note(report, found)
                    continue
                intake.add(found)
                report.captures += 1
                step(1)
                if report.captures % _BATCH == 0:
                    work.commit()
    _remember_sources(work, sources, report.sources)
    work.commit()
    report.added = work.capture_count() - before
    return report


def _note(report: Imported, found: Source | str) -> None:
    if isinstance(found, Source):
        report.sources[found.id] = found
    else:
        report.errors.append(found)


def _remember_sources(work: Work, sources: Mapping[str, Source], brought: Mapping[str, Source]) -> None:
    """Keep the facts of every source that has captures: from the catalogue, else what is known, else what came along."""
    known = work.sources()
    for id_ in work.captured_sources():
        unknown = unknown_source(id_)
        kept = known.get(id_, unknown)
        source = sources.get(id_) or (kept if kept != unknown else brought.get(id_, unknown))
        if known.get(id_) != source:
            work.remember_source(source)


def _captures_of(path: Path, given: Given) -> Iterator[Found]:
    """What a path holds."""
    name = path.name.lower().removesuffix(".gz")
    if path.is_dir():
        manifest = path / "manifest.jsonl"
        inside = [manifest] if manifest.is_file() else sorted(each for each in path.rglob("*") if _is_capture(each))
        for each in inside:
            yield from _captures_of(each, replace(given, url=""))
    elif not path.is_file():
        yield f"{path}: no such file or folder"
    elif name.endswith(".jsonl"):
        yield from _manifest(path)
    elif name.endswith((".warc", ".arc")):
        yield from _warc(path, given)
    else:
        yield _file(path, given)


def _is_capture(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return path.is_file() and Path(name).suffix in {*MEDIA_TYPES, ".jsonl", ".warc"}


def _file(path: Path, given: Given) -> Capture | str:
    media_type = MEDIA_TYPES.get(Path(path.name.lower().removesuffix(".gz")).suffix)
    if media_type is None:
        return (
            f"{path}: expected a file ending in one of {', '.join(MEDIA_TYPES)}, .jsonl or .warc, .gz behind it or not"
        )
    if not given.source:
        return f"{path}: expected --source ID, since a file does not say whose page it is"
    try:
        body = read_body(path)
        fetched_at = past(given.fetched_at or _stamp(path.stat().st_mtime))
    except ValueError as error:
        return f"{path}: {error}"
    return Capture(
        source=given.source,
        url=given.url,
        fetched_at=fetched_at,
        status=200,
        headers={"content-type": media_type},
        body=body,
    )


def read_body(path: Path) -> bytes:
    """The bytes of a file, unpacked where it is gzip; `ValueError` when it cannot be read or is too large."""
    try:
        with path.open("rb") as raw:
            start = raw.read(2)
            raw.seek(0)
            with gzip.open(raw) if start == b"\x1f\x8b" else raw as file:
                body = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"expected a readable file, found {error}") from error
    if len(body) > MOST_BYTES:
        raise ValueError(f"expected at most {MOST_BYTES} bytes")
    return body


def _manifest(path: Path) -> Iterator[Capture | str]:
    try:
        with gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _manifest_line(path, number, line)
    except (OSError, EOFError, zlib.error) as error:
        yield f"{path}: expected a readable manifest, found {error}"


def _manifest_line(path: Path, number: int, line: bytes) -> Capture | str:
    try:
        entry = orjson.loads(line)
        return _entry(path.parent, _checked(entry))
    except ValueError as error:
        return f"{path}, line {number}: {error}"


def _checked(entry: Any) -> dict[str, Any]:
    """The entry, when every field is there and of its kind; `ValueError` says which is not."""
    if not isinstance(entry, dict):
        raise ValueError("expected a JSON object")
    kinds = {"source": str, "url": str, "fetched_at": str, "status": int}
    for name, kind in kinds.items():
        if not isinstance(entry.get(name), kind):
            raise ValueError(f"expected `{name}` to be {'a number' if kind is int else 'text'}")
    for name, kind in {"path": str, "headers": dict, "final_url": str, "role": str, "error": str, "run": str}.items():
        if name in entry and not isinstance(entry[name], kind):
            raise ValueError(f"expected `{name}` to be {'an object' if kind is dict else 'text'}")
    if entry["url"] and urlsplit(entry["url"]).scheme not in ("http", "https"):
        raise ValueError("expected `url` to be an http(s) URL")
    return entry


def _entry(folder: Path, entry: Mapping[str, Any]) -> Capture:
    body = None
    if entry.get("path"):
        path = (folder / entry["path"]).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ValueError("expected `path` to lie beside the manifest or below it")
        body = read_body(path)
    elif entry["status"] not in (304, 404, 410) and not entry.get("error"):
        raise ValueError("expected a `path` to the body, unless status is 304, 404 or 410")
    return Capture(
        source=entry["source"],
        url=entry["url"],
        final_url=entry.get("final_url", ""),
        fetched_at=past(utc(entry["fetched_at"])),
        status=entry["status"],
        headers={str(name).lower(): str(value) for name, value in entry.get("headers", {}).items()},
        body=body,
        error=entry.get("error", ""),
        role=entry.get("role", ""),
        run=entry.get("run", ""),
    )


def utc(text: str) -> str:
    """An ISO 8601 time as UTC to the second, ending in Z; `ValueError` when it is none or has no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"expected a time like 2024-11-08T22:30:00Z, found {text!r}") from error
    if moment.tzinfo is None:
        raise ValueError(f"expected a time with a zone, like 2024-11-08T22:30:00Z, found {text!r}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def past(at: str) -> str:
    """A time in UTC as it is; `ValueError` when it is still to come."""
    latest = (datetime.now(UTC) + CLOCKS_DIFFER).strftime("%Y-%m-%dT%H:%M:%SZ")
    if at > latest:
        raise ValueError(f"expected `fetched_at` to lie in the past, found {at}")
    return at


def _stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _warc(path: Path, given: Given) -> Iterator[Found]:
    last = "any record"
    try:
        with path.open("rb") as file:
            for found in warc.contents(file):
                if isinstance(found, Source):
                    yield from _facts(path, found)
                    continue
                if not (found.source or given.source):
                    yield f"{path}: expected --source ID, since {found.url} does not say whose page it is"
                    return
                last = f"the record of {found.url or 'no address'} at {found.fetched_at}"
                yield _dated(path, replace(found, source=given.source or found.source))
    except CutOff as error:
        yield f"{path}: expected a whole WARC, found that {error}: nothing was read behind {last}"
    except (OSError, EOFError, zlib.error, ArchiveLoadFailed) as error:
        yield f"{path}: expected a WARC, found {error}"


def _facts(path: Path, source: Source) -> Iterator[Found]:
    """A source's facts, unless they only say that it was unknown where the file was written."""
    wrong = fault(source)
    if wrong:
        yield f"{path}: the facts of source {source.id!r:.80} are left aside: {wrong}"
    elif source != unknown_source(source.id):
        yield source


def _dated(path: Path, capture: Capture) -> Found:
    try:
        past(capture.fetched_at)
    except ValueError as error:
        return f"{path}, record of {capture.url}: {error}"
    return capture
