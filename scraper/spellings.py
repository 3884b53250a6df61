"""Words in bytes however they are spelled there: in UTF-8 or Windows-1252, as HTML entities, percent-encoded in an address,
as escapes in JSON, broken by tags, soft hyphens or invisible characters; always with the place where they stand.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import unescape

Pieces = Sequence[tuple[str, int]]
"""What stands for a spelling: texts, each with how many characters of the spelling it stands for."""

_ESCAPE = re.compile(
    r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31}(?=;));?"
    r"|(?:%[0-9A-Fa-f]{2})+"
    r"|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[nrtbf/\"'])"
    r"|[\u00ad\u200b-\u200d\u2060\ufeff]"
    r"|[\udc80-\udcff]"
)
_TAG = re.compile(r"<[^<>]*>")
_WRITTEN_TAG = re.compile(r"<[^<>]*>|&lt;[^<>]*?&gt;")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_ASCII_ESCAPE = re.compile(r"(?:%[cC]2(?=%[aA][dD]))?(?:%|\\x|\\u00)([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})")
_ASCII_RUN = re.compile(r"[a-z0-9]+")
_LEAST_NEEDLE = 3
_DEEPEST = 3
"""Spellings inside spellings: an entity in HTML in a feed is spelled twice."""


class View:
    """A text in which one layer of spelling has been undone, and where each of its characters came from."""

    def __init__(
        self, text: str, parent: View | None = None, starts: Sequence[int] = (), origins: Sequence[tuple] = ()
    ):
        self.text = text
        self._parent = parent
        self._starts = starts
        self._origins = origins

    def written(self, start: int, end: int) -> tuple[int, int]:
        """From where to where a part of this view stands in the text as written."""
        if self._parent is None:
            return start, end
        return self._parent.written(self._origin(start)[0], self._origin(end - 1)[1])

    def _origin(self, place: int) -> tuple[int, int]:
        """The part of the parent's text that a character stands for."""
        found = bisect_right(self._starts, place) - 1
        begin, end = self._origins[found]
        if end is not None:
            return begin, end
        begin += place - self._starts[found]
        return begin, begin + 1

    def words(self) -> list[re.Match[str]]:
        """Where its words stand, in order; `folded` says how one is compared."""
        return list(_WORD.finditer(self.text))

    def undone(self, spelling: re.Pattern[str], plain: Callable[[str], Pieces]) -> View:
        """A view in which all places of a spelling read as what they stand for; itself where there is none."""
        parts: list[str] = []
        starts: list[int] = []
        origins: list[tuple[int, int | None]] = []
        out = last = 0
        for match in spelling.finditer(self.text):
            begin, pieces = match.start(), plain(match[0])
            starts.append(out)
            origins.append((last, None))
            parts.append(self.text[last:begin])
            out += begin - last
            for text, length in pieces:
                starts.append(out)
                origins.append((begin, begin + length))
                parts.append(text)
                out += len(text)
                begin += length
            last = match.end()
        if not last:
            return self
        starts.append(out)
        origins.append((last, None))
        return View("".join([*parts, self.text[last:]]), self, starts, origins)


def views(text: str) -> Iterator[View]:
    """A text as its readers may see it: each layer of spelling undone, with its tags, between them, and across them."""
    view = View(text)
    for _ in range(_DEEPEST):
        plainer = view.undone(_ESCAPE, _plain)
        if plainer is not view or view.text is text:
            yield plainer
            if "<" in plainer.text:
                yield plainer.undone(_TAG, lambda tag: ((" ", len(tag)),))
                yield plainer.undone(_TAG, lambda tag: (("", len(tag)),))
        if plainer is view or plainer.text == view.text:
            return
        view = plainer


def tags_in(written: str) -> str:
    """The tags of a piece of markup, without what stands between them."""
    return "".join(_WRITTEN_TAG.findall(written))


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """A word as it is compared: case folded, NFC."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())


def words_of(text: str) -> list[str]:
    """The words of a plain text, as compared."""
    return [folded(word) for word in _WORD.findall(_INVISIBLE.sub("", text))]


def skeletons(text: str) -> tuple[str, str]:
    """A text with and without its tags, every ASCII letter in it in plain small spelling: for a quick first look."""
    plain = text
    for _ in range(_DEEPEST):
        plain = unescape(plain)
    if "\\" in plain or "%" in plain:
        plain = _ASCII_ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), plain)
    plain = _INVISIBLE.sub("", plain).casefold()
    return plain, _TAG.sub("", plain)


def needle(words: Sequence[str]) -> str:
    """The longest run of ASCII letters and digits in some words, which every spelling of them has in `skeletons`;
    ``""`` when it is too short to tell anything."""
    longest = max(_ASCII_RUN.findall(" ".join(words)), key=len, default="")
    return longest if len(longest) >= _LEAST_NEEDLE else ""


def as_text(body: bytes) -> str:
    """A body as text of which `as_bytes` makes the same bytes; bytes that are not UTF-8 become lone surrogates."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(mark):
            return body.decode(name, "surrogatepass")
    return body.decode("utf-8", "surrogateescape")


def as_bytes(text: str, body: bytes) -> bytes:
    """An edited `as_text` of a body in the body's encoding."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if body.startswith(mark):
            return text.encode(name, "surrogatepass")
    return text.encode("utf-8", "surrogateescape")


@lru_cache(maxsize=50_000)
def _plain(spelling: str) -> Pieces:
    """What an escape stands for."""
    if spelling[0] == "&":
        text = unescape(spelling if spelling.endswith(";") else f"{spelling};")
        return ((_INVISIBLE.sub("", text), len(spelling)),)
    if spelling[0] == "%":
        return _percent_decoded(spelling)
    if spelling[0] == "\\":
        return ((_unescaped(spelling), len(spelling)),)
    if "\udc80" <= spelling <= "\udcff":
        return ((bytes([ord(spelling) - 0xDC00]).decode("cp1252", "replace"), 1),)
    return (("", len(spelling)),)


def _percent_decoded(spelling: str) -> Pieces:
    """Character by character, as UTF-8 or else Windows-1252."""
    raw = bytes.fromhex(spelling.replace("%", ""))
    try:
        return tuple((_INVISIBLE.sub("", sign), 3 * len(sign.encode())) for sign in raw.decode("utf-8"))
    except UnicodeDecodeError:
        return tuple((bytes([byte]).decode("cp1252", "replace"), 3) for byte in raw)


def _unescaped(spelling: str) -> str:
    if spelling[1] in "ux":
        return _INVISIBLE.sub("", chr(int(spelling[2:], 16)))
    return spelling[1] if spelling[1] in "/\"'" else " "
