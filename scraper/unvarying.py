"""A page without what a server writes anew into every answer and no reader looks at: tokens, nonces, times in comments.

Two answers that are equal without it say the same, so the second needs no reading. What is blotted out keeps its length,
and everything that is judged or read is judged and read from what is left, so that nothing depends on which of two equal
answers came first.
"""

from __future__ import annotations

import re

_PART = re.compile(
    rb"<script\b[^<>]*>[^<]*+(?:<(?!/script)[^<]*+)*+|<!--[^<>]{0,400}-->|<(?:input|meta|style|link)\b[^<>]*>", re.I
)
_SAID = re.compile(rb"<script\b[^<>]*ld\+json", re.I)
"""A script that speaks to readers."""
_TOKEN = re.compile(rb"\b(?!(?:19|20)\d\d-?[01]\d)[\w+=-]{20,}|\b\d{9,}")
"""A long run of letters and digits, or a clock's ticks, but no date: a script may tell the day of publication."""
_NONCE = re.compile(rb"\bnonce\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.I)
_VALUE = re.compile(rb"\b(?:value|content)\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.I)
_SECRET = re.compile(
    rb"\b(?:name|id|property)\s*=\s*[\"']?[\w.:-]*(?:csrf|xsrf|nonce|token|session|request-?id|trace)", re.I
)
_BLOTTED = bytes.maketrans(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", b"x" * 62)
_DIGIT = re.compile(rb"\d")


def unvarying(body: bytes) -> bytes:
    """The body with the letters and digits of such parts replaced by ``x``; as long as it was."""
    return _PART.sub(_part, body)


def _part(match: re.Match[bytes]) -> bytes:
    part = match[0]
    if part.startswith(b"<!--"):
        return part.translate(_BLOTTED)
    if part[1:3].lower() == b"sc":
        return part if _SAID.match(part) else _NONCE.sub(_blot, _TOKEN.sub(_blot_token, part))
    if part[1:3].lower() == b"in" or _SECRET.search(part):
        return _VALUE.sub(_blot_value, part)
    return _NONCE.sub(_blot, part) if b"nonce" in part else part


def _blot_token(match: re.Match[bytes]) -> bytes:
    return match[0].translate(_BLOTTED) if _DIGIT.search(match[0]) else match[0]


def _blot_value(match: re.Match[bytes]) -> bytes:
    name, sign, value = match[0].partition(b"=")
    return name + sign + value.translate(_BLOTTED)


def _blot(match: re.Match[bytes]) -> bytes:
    return _blot_value(match)
