"""Captures as WARC 1.1 (ISO 28500) and back: what `export` writes and any WARC that others made.

A capture with a body is a ``response`` record, one that the server answered with 304 a ``revisit`` with the profile
server-not-modified, one without any body a ``metadata`` record, and a body that no HTTP server sent (an imported text)
a ``resource`` record. What WARC has no field for stands in headers named ``WARC-Pressarkiv-…``.

Before them stand a ``warcinfo`` record and, as ``metadata`` in JSON, the facts of their sources, which say how to read them;
behind them a ``metadata`` record with their number, so that a file that lacks some of them is told from a whole one.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from http import HTTPStatus
from io import BytesIO
from itertools import chain
from typing import BinaryIO
from urllib.parse import quote

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.bodies import sha256
from archive.records import Capture, Source
from archive.warc_records import CutOff, ensure_whole, records

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""Profile of a revisit that the server answered with 304."""

MOST_BYTES = 20_000_000
"""The largest body that is read, as in a crawl; a small record can unpack to any size."""

_PIECE = 65536
_CAPTURE = "WARC-Pressarkiv-Capture"
_PREFIX = "WARC-Pressarkiv-"
_BEGIN, _SOURCE, _END = f"{_PREFIX}Export", f"{_PREFIX}Catalogue", f"{_PREFIX}Captures"
_SOFTWARE = b"software: Pressarkiv\r\nformat: WARC File Format 1.1\r\n"
_EPOCH = "1970-01-01T00:00:00Z"
_NAMED = ("source", "role", "run", "error")
_NAME = re.compile(r"[!-9;-~]+")
_LINE_BREAK = re.compile(r"[\r\n\x00]+")
_NAMESPACE = uuid.UUID("6d3a2d0e-0c84-5c0e-9b3e-2f6f4b8f7a11")
_NOT_AS_SENT = ("content-encoding", "transfer-encoding", "content-length")


def write(captures: Iterable[Capture], out: BinaryIO, sources: Iterable[Source] = ()) -> int:
    """Write captures as gzipped WARC records, one after the other, the facts of ``sources`` first; how many captures.

    The same captures and sources give the same bytes.
    """
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    listed = iter(captures)
    first = next(listed, None)
    at = first.fetched_at if first else _EPOCH
    writer.write_record(_frame(writer, "warcinfo", at, _SOFTWARE, {_BEGIN: "1"}))
    for source in sources:
        facts = json.dumps(asdict(source), sort_keys=True).encode()
        named = {_SOURCE: _value(source.id), "Content-Type": "application/json"}
        writer.write_record(_frame(writer, "metadata", at, facts, named))
    written = 0
    for capture in chain([first] if first else [], listed):
        writer.write_record(_record(writer, capture))
        written, at = written + 1, capture.fetched_at
    writer.write_record(_frame(writer, "metadata", at, f"captures: {written}\r\n".encode(), {_END: str(written)}))
    return written


def read(file: BinaryIO) -> Iterator[Capture]:
    """The captures in a WARC; errors as in `contents`."""
    return (found for found in contents(file) if isinstance(found, Capture))


def contents(file: BinaryIO) -> Iterator[Capture | Source]:
    """The captures in a WARC, gzipped or not, and the facts of their sources where it has them, in its order.

    Records that are no answers are passed over. Bodies are without transfer and content coding; one of more than
    `MOST_BYTES` becomes the error ``too-large``. `CutOff` where the file breaks off, after what is whole in it;
    `warcio.exceptions.ArchiveLoadFailed` where it is no WARC or a record of ours was tampered with.
    """
    is_open, count = False, 0
    for record in records(file):
        headers = record.rec_headers
        if headers.get_header(_BEGIN) or headers.get_header(_END):
            if is_open != bool(headers.get_header(_END)) or headers.get_header(_END) not in (None, str(count)):
                raise CutOff("it lacks captures that were written")
            is_open, count = not is_open, 0
            continue
        found = _found(record)
        if found is not None:
            ensure_whole(record)
            count += isinstance(found, Capture)
            yield found
    if is_open:
        raise CutOff("it lacks captures that were written")


def _found(record: ArcWarcRecord) -> Capture | Source | None:
    """What a record tells; None: nothing that an archive takes in."""
    ours = record.rec_headers.get_header(_CAPTURE)
    if ours:
        return _restored(ours, record)
    if record.rec_headers.get_header(_SOURCE):
        return _facts(record)
    is_answer = record.rec_type in ("response", "resource") or _is_not_modified(record)
    return _foreign(record) if is_answer else None


def _facts(record: ArcWarcRecord) -> Source:
    """A source as it was exported; facts that this program does not know are left out."""
    content = record.content_stream().read(_PIECE)
    ensure_whole(record)
    try:
        facts = json.loads(content)
        return Source(**{name: value for name, value in facts.items() if name in Source.__dataclass_fields__})
    except (ValueError, TypeError, AttributeError) as error:
        raise ArchiveLoadFailed(f"{_SOURCE} does not hold a source ({error})") from error


def _frame(writer: WARCWriter, kind: str, at: str, content: bytes, headers: dict[str, str]) -> ArcWarcRecord:
    """A record that speaks of the others."""
    id_ = uuid.uuid5(_NAMESPACE, f"{at} {sorted(headers.items())} {content!r}")
    named = {
        "WARC-Record-ID": f"<urn:uuid:{id_}>",
        "WARC-Date": at,
        "Content-Type": "application/warc-fields",
        **headers,
    }
    return _plain(writer, "", kind, content, named)


def _record(writer: WARCWriter, capture: Capture) -> ArcWarcRecord:
    headers = _warc_headers(capture)
    url = headers["WARC-Target-URI"]
    is_answer = url.startswith(("http://", "https://")) and 100 <= capture.status <= 999
    if capture.body is None and capture.status == 304 and is_answer:
        headers["WARC-Profile"] = NOT_MODIFIED
        return writer.create_warc_record(url, "revisit", http_headers=_http(capture), warc_headers_dict=headers)
    if capture.body is None:
        fields = f"status: {capture.status}\r\nerror: {_LINE_BREAK.sub(' ', capture.error)}\r\n".encode()
        return _plain(writer, url, "metadata", fields, headers)
    if not is_answer:
        headers["Content-Type"] = _value(capture.headers.get("content-type", "application/octet-stream"))
        return _plain(writer, url, "resource", capture.body, headers)
    return writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(capture.body),
        length=len(capture.body),
        http_headers=_http(capture),
        warc_headers_dict=headers,
    )


def _plain(writer: WARCWriter, url: str, kind: str, content: bytes, headers: dict[str, str]) -> ArcWarcRecord:
    return writer.create_warc_record(
        url, kind, payload=BytesIO(content), length=len(content), warc_headers_dict=headers
    )


def _warc_headers(capture: Capture) -> dict[str, str]:
    facts = {
        "url": capture.url,
        "final_url": capture.final_url,
        "status": capture.status,
        "headers": dict(sorted(capture.headers.items())),
        **{name: getattr(capture, name) for name in _NAMED},
    }
    exact = json.dumps(facts, sort_keys=True)
    digest = "" if capture.body is None else sha256(capture.body)
    named = {f"{_PREFIX}{name.title()}": _value(getattr(capture, name)) for name in _NAMED if getattr(capture, name)}
    return {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{capture.fetched_at} {digest} {exact}')}>",
        "WARC-Date": capture.fetched_at,
        "WARC-Target-URI": quote(capture.final_url or capture.url, safe="%/:=&?~#+!$,;'@()*[]"),
        **named,
        _CAPTURE: exact,
    }


def _http(capture: Capture) -> StatusAndHeaders:
    """The answer's head as kept, with the length of the body as it is stored: without transfer and content coding."""
    named = ((name, value) for name, value in capture.headers.items() if _NAME.fullmatch(name))
    kept = [(name, _value(value)) for name, value in named if name not in _NOT_AS_SENT]
    if capture.body is not None:
        kept.append(("content-length", str(len(capture.body))))
    return StatusAndHeaders(f"{capture.status} {_phrase(capture.status)}", kept, protocol="HTTP/1.1")


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Unknown"


def _value(text: str) -> str:
    """A header's value in one line of ASCII."""
    return quote(_LINE_BREAK.sub(" ", text), safe=" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def _restored(facts: str, record: ArcWarcRecord) -> Capture:
    """The capture as it was exported."""
    try:
        capture = Capture(fetched_at=_date(record), **json.loads(facts))
    except (ValueError, TypeError) as error:
        raise ArchiveLoadFailed(f"{_CAPTURE} does not hold a capture ({error})") from error
    return _with_body(capture, record) if record.rec_type in ("response", "resource") else capture


def _with_body(capture: Capture, record: ArcWarcRecord) -> Capture:
    stream, parts, size = record.content_stream(), [], 0
    while part := stream.read(_PIECE):
        size += len(part)
        if size > MOST_BYTES:
            return replace(capture, error="too-large")
        parts.append(part)
    return replace(capture, body=b"".join(parts))


def _foreign(record: ArcWarcRecord) -> Capture:
    """What a record that others wrote says."""
    http = record.http_headers
    headers = {} if http is None else {name.lower(): value for name, value in http.headers}
    if http is None:
        headers = {"content-type": record.rec_headers.get_header("Content-Type") or ""}
    status = int(http.get_statuscode()) if http is not None and http.get_statuscode().isdigit() else 0
    capture = Capture(
        source=record.rec_headers.get_header(f"{_PREFIX}Source") or "",
        url=record.rec_headers.get_header("WARC-Target-URI") or "",
        fetched_at=_date(record),
        status=status,
        headers={name: value for name, value in headers.items() if name not in _NOT_AS_SENT},
    )
    return capture if record.rec_type == "revisit" else _with_body(capture, record)


def _is_not_modified(record: ArcWarcRecord) -> bool:
    profile = record.rec_headers.get_header("WARC-Profile") or ""
    return record.rec_type == "revisit" and profile.endswith("/server-not-modified")


def _date(record: ArcWarcRecord) -> str:
    """To the second; WARC 1.1 allows fractions."""
    return f"{(record.rec_headers.get_header('WARC-Date') or '')[:19]}Z"
