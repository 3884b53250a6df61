"""What is not let in: each refusal has a name, one of `archive.records.ERRORS`."""

from __future__ import annotations

from collections.abc import Mapping

from scrapy.exceptions import IgnoreRequest

from archive.records import ERRORS

LARGEST = 20 * 1024 * 1024
"""Bytes of the largest body that is accepted, after decompression."""

LONGEST_URL = 2000
"""Characters of the longest URL that is asked for."""

TEMPORARY = frozenset(["dns", "timeout", "connection", "cut-off"])
"""Refusals that another try may mend."""

READABLE = frozenset(
    ["application/pdf", "application/x-pdf", "application/json", "application/xml", "application/xhtml+xml"]
)
"""Media types that can be read, beside all of ``text/`` that is no program, and ``…+json`` and ``…+xml``."""

PROGRAMS = frozenset(["text/css", "text/javascript", "text/ecmascript", "text/calendar", "text/vcard"])
"""Text that nobody reads as an article."""

UNDECIDED = frozenset(["", "application/octet-stream", "binary/octet-stream", "application/gzip", "application/x-gzip"])
"""Media types that say nothing: the body's first bytes decide."""

MAGIC = (
    b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x7fELF", b"MZ", b"Rar!", b"OggS", b"ID3", b"RIFF",
    b"\x00\x00\x01\x00", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf",
)  # fmt: skip
"""First bytes of pictures, archives, programs and recordings."""


class Refused(IgnoreRequest):
    """There is no usable answer. `error` is one of `archive.records.ERRORS`, the message says more about this case."""

    def __init__(self, error: str, detail: str = "", *, status: int = 0, headers: Mapping[str, str] | None = None):
        if error not in ERRORS:
            raise ValueError(f"{error!r} is no name of an error")
        super().__init__(detail or ERRORS[error])
        self.error = error
        self.status = status
        self.headers = dict(headers or {})


def media_type(content_type: str) -> str:
    """The media type of a ``Content-Type`` header without its parameters, lower case; ``""`` when there is none."""
    return content_type.partition(";")[0].strip().lower()


def is_readable(content_type: str) -> bool:
    """Whether a header's media type is HTML, feed, JSON, text or PDF, or leaves it open."""
    kind = media_type(content_type)
    if kind in UNDECIDED or kind in READABLE:
        return True
    if kind.startswith("image/"):
        return False
    return (kind.startswith("text/") and kind not in PROGRAMS) or kind.endswith(("+xml", "+json"))


def looks_readable(body: bytes, content_type: str) -> bool:
    """Whether a body's first bytes may be HTML, feed, JSON, text, PDF or, undeclared, a gzipped sitemap."""
    start = body[:512].lstrip()
    if start.startswith(b"%PDF"):
        return True
    if body.startswith(b"\x1f\x8b"):
        return media_type(content_type) in UNDECIDED
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not start.startswith(MAGIC) and start.count(0) == 0
