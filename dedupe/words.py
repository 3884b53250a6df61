"""The words of a text as they are compared, and their hashes, the same in every process and on every machine.

A word's hash is a polynomial over random 64-bit codes of its UTF-8 bytes, modulo 2⁶⁴, then mixed. Texts in Latin
letters are folded a byte at a time, which is some ten times faster than character by character; all others are folded
by the definition, `words`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_find_words = re.compile(r"\w+").findall
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_BETWEEN = "–—‘’‚“”„…•\u2009\u202f"
_TYPOGRAPHY = (*((mark, " ") for mark in _BETWEEN), ("ß", "ss"), ("\u200b", ""), ("\ufeff", ""))
"""What keeps most texts in Latin letters out of Latin-1, and what it means for their words."""


def words(text: str) -> list[str]:
    r"""The words of `text` as they are compared: ``\w+``, NFKC, case folded; soft hyphens and the like left out."""
    folded = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    return _find_words(unicodedata.normalize("NFKC", folded))


def word_hashes(text: str) -> bytes:
    """The hashes of the words of `text` in reading order, 8 bytes (little endian) each; empty without words."""
    return many_word_hashes([text])[0]


def many_word_hashes(texts: Sequence[str]) -> list[bytes]:
    """What `word_hashes` gives for each of `texts`: faster, some dozens at a time, than one by one."""
    folded = [b" " + _folded(text) for text in texts]
    letters = np.frombuffer(b"".join(folded), dtype=np.uint8)
    inside = letters != _SPACE
    starts = np.flatnonzero(inside[1:] > inside[:-1]) + 1
    if not len(starts):
        return [b""] * len(texts)
    lengths = np.diff(starts, append=len(letters))
    places = np.arange(starts[0], len(letters)) - np.repeat(starts, lengths)
    values = _CODES[letters[starts[0] :]] * _POWERS[places & (len(_POWERS) - 1)]
    hashes = mixed(np.add.reduceat(values, starts - starts[0])).astype("<u8").tobytes()
    ends = (8 * np.searchsorted(starts, np.cumsum([len(each) for each in folded]))).tolist()
    return [hashes[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True)]


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """`values` through the finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection that spreads every bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _folded(text: str) -> bytes:
    """The words of `text` in UTF-8 with spaces between them."""
    plain = text
    if not text.isascii():
        for mark, meaning in _TYPOGRAPHY:
            plain = plain.replace(mark, meaning)
    try:
        latin = plain.encode("latin-1")
    except UnicodeEncodeError:
        return " ".join(words(text)).encode()
    if len(latin.translate(None, _IRREGULAR)) < len(latin):
        return " ".join(words(text)).encode()
    return latin.translate(_FOLDED, b"\xad").decode("latin-1").encode()


def _fold_table() -> tuple[bytes, bytes]:
    """What each character of Latin-1 is folded to, a space where it is no word; and those that become more than one."""
    table, irregular = bytearray(b" " * 256), bytearray()
    for code in range(256):
        letters = "".join(words(chr(code)))
        if len(letters) == 1 and ord(letters) < 256:
            table[code] = ord(letters)
        elif letters:
            irregular.append(code)
    return bytes(table), bytes(irregular)


_SPACE = np.uint8(ord(" "))
_FOLDED, _IRREGULAR = _fold_table()
_CODES = mixed(np.arange(1, 257, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
_CODES[_SPACE] = 0
_POWERS = np.cumprod(np.full(1024, 0x2545F4914F6CDD1D, dtype=np.uint64))
