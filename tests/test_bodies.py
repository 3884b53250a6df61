"""Bodies: whatever is packed is unpacked, and a page's next capture costs next to nothing."""

from __future__ import annotations

import random

import pytest
import zstandard

from archive.bodies import pack, sha256, unpack

PAGE = "".join(f"<p>Stycke {number} om bron över ån, {number * 7919 % 1000}.</p>" for number in range(2000)).encode()


@pytest.mark.parametrize("body", [b"", b"\0", b"a", PAGE, bytes(range(256)) * 40])
@pytest.mark.parametrize("previous", [None, b"", b"x", b"1234567", PAGE])
def test_every_body_comes_back(body: bytes, previous: bytes | None) -> None:
    assert unpack(pack(body, previous), previous) == body


def test_a_body_against_its_predecessor_is_a_fraction_of_a_full_one() -> None:
    later = PAGE.replace(b"Stycke 1000 ", b"Stycke ettusen ")
    assert len(pack(later, PAGE)) * 50 < len(pack(later))


def test_large_bodies_that_cannot_be_compressed_come_back() -> None:
    body = random.Random(1).randbytes(3_000_000)
    later = body[:1_500_000] + b"nytt" + body[1_500_000:]
    packed = pack(later, body)
    assert unpack(packed, body) == later and len(packed) < 10_000


def test_damaged_bytes_are_an_error_and_not_another_body() -> None:
    with pytest.raises(zstandard.ZstdError):
        unpack(b"\x28\xb5\x2f\xfd" + b"skrap" * 10)


def test_the_hash_is_sha_256() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
