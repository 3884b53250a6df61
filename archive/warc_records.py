"""The records of a WARC as far as they are whole: a file that breaks off, anywhere, is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

_PIECE = 65536
_IN_RECORD = "it ends in the middle of a record"


class CutOff(ArchiveLoadFailed):
    """A WARC ends, or cannot be unpacked any further, in the middle of a record or before its announced end."""


def records(file: BinaryIO) -> Iterator[ArcWarcRecord]:
    """The records of a WARC, gzipped or not; `ensure_whole` says of each whether all of it is there.

    `CutOff` where the file breaks off between or before the records' contents, `ArchiveLoadFailed` where it is malformed.
    """
    found = _Records(file)
    read = 0
    try:
        for record in found:
            _ensure_head(record)
            yield record
            ensure_whole(record)
            read += 1
    except (AttributeError, KeyError, ValueError) as error:  # what warcio raises for a record without its headers
        raise ArchiveLoadFailed(f"a malformed record ({error})") from error
    except ArchiveLoadFailed as error:
        raise (CutOff(str(error)) if read and found.is_at_end() else error) from error
    if found.is_cut:
        raise CutOff(_IN_RECORD)


def ensure_whole(record: ArcWarcRecord) -> None:
    """Read a record to its end; `CutOff` where its content is shorter than its head says."""
    while record.raw_stream.read(_PIECE):
        continue
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise CutOff(_IN_RECORD)


def _ensure_head(record: ArcWarcRecord) -> None:
    if record.length is None:
        raise CutOff(_IN_RECORD)


class _Records(ArchiveIterator):
    """warcio's iterator, which takes the end of a file for the end of a WARC, wherever it comes."""

    def __init__(self, file: BinaryIO):
        super().__init__(file)
        self.is_cut = False

    def _next_record(self, next_line: bytes | None) -> ArcWarcRecord:
        try:
            return super()._next_record(next_line)
        except EOFError:
            self.is_cut = self.is_cut or bool(next_line)
            raise

    def close(self) -> None:
        """As warcio does, after a look whether the last part of a gzip file is complete."""
        unpacking = self.reader.decompressor if self.reader else None
        self.is_cut = self.is_cut or (unpacking is not None and not unpacking.eof)
        super().close()

    def is_at_end(self) -> bool:
        """Whether nothing more stands in the file."""
        return not self.fh.read(1)
