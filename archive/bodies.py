"""Bodies of captures: once per SHA-256, zstd-compressed against the previous capture of the same page.

A page's captures differ in a few bytes, so a body is compressed with its predecessor as a raw-content dictionary
(what ``zstd --patch-from`` does: RFC 8878, dictionaries). A full body stands at every `CHAIN`th place, so that reading
one back never unpacks more than `CHAIN` bodies.
"""

from __future__ import annotations

import hashlib

import zstandard

CHAIN = 64
"""Longest chain of bodies that need one another."""

LEVEL = 9
"""zstd level: on repeated captures of a page nearly as small as 19, at a tenth of its time."""

_LARGEST_WINDOW = 27
"""log2 of the largest match window: 128 MB, beyond any body that is let in."""


def sha256(body: bytes) -> str:
    """Hexadecimal SHA-256 of a body."""
    return hashlib.sha256(body).hexdigest()


def pack(body: bytes, previous: bytes | None = None) -> bytes:
    """The body compressed, against ``previous`` where given."""
    if previous is None:
        return zstandard.ZstdCompressor(level=LEVEL, write_content_size=True).compress(body)
    window = min(_LARGEST_WINDOW, max(10, (len(body) + len(previous)).bit_length()))
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, window_log=window, enable_ldm=1, write_content_size=True
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(previous), compression_params=parameters).compress(body)


def unpack(packed: bytes, previous: bytes | None = None) -> bytes:
    """The body that `pack` was given; `zstandard.ZstdError` where the bytes are damaged."""
    dictionary = None if previous is None else _dictionary(previous)
    return zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=1 << _LARGEST_WINDOW).decompress(packed)


def _dictionary(previous: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(previous, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
