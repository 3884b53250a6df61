"""Packing the bodies of captures with zstd, each against another one that it resembles.

A page's captures differ in a few bytes, and pages of a site in their texts, so a body is compressed with another as a
raw-content dictionary (what ``zstd --patch-from`` does: RFC 8878, dictionaries). `archive.chains` chooses which.
"""

from __future__ import annotations

import hashlib

import zstandard

CHAIN = 64
"""So many bodies at most are unpacked to read one."""

CHAIN_BYTES = 64_000_000
"""So many bytes at most are unpacked to read one that stands on others."""

FIRST_LEVEL = 3
"""zstd level of a body that is new. Measured on 661 police pages of 40 KB: 0.08 ms for 6.7 KB; level 9: 0.42 ms, 6.0."""

NEXT_LEVEL = 9
"""zstd level of a body that follows another of its page. Measured on 2,383 pairs of 270 KB: 1.1 ms for 0.59 KB;
level 3: 0.55 ms, 0.91; level 19: 26 ms, 0.49. Long-distance matching makes them seven times larger (3.99)."""

_LARGEST_WINDOW = 27
"""log2 of the largest match window: 128 MB, beyond any body that is let in."""


def sha256(body: bytes) -> str:
    """Hexadecimal SHA-256 of a body."""
    return hashlib.sha256(body).hexdigest()


def pack(body: bytes, base: bytes | None = None, level: int = NEXT_LEVEL) -> bytes:
    """The body compressed, against ``base`` where given."""
    if base is None:
        return zstandard.ZstdCompressor(level=level, write_content_size=True).compress(body)
    window = min(_LARGEST_WINDOW, max(10, (len(body) + len(base)).bit_length()))
    parameters = zstandard.ZstdCompressionParameters.from_level(level, window_log=window, write_content_size=True)
    return zstandard.ZstdCompressor(dict_data=_dictionary(base), compression_params=parameters).compress(body)


def unpack(packed: bytes, base: bytes | None = None) -> bytes:
    """The body that `pack` was given; `zstandard.ZstdError` where the bytes are damaged."""
    dictionary = None if base is None else _dictionary(base)
    return zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=1 << _LARGEST_WINDOW).decompress(packed)


def _dictionary(base: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
