"""The text of a PDF file, read with pypdf within fixed limits."""

from __future__ import annotations

import io
import logging
import re
import unicodedata

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MAX_PAGES = 500
"""Pages that are read; further ones are left out."""

MAX_CHARACTERS = 2_000_000
"""Characters of text that are returned; what is beyond is left out."""

MAX_CONTENT = 4_000_000
"""Bytes of one page's drawing instructions, unpacked; a page with more is a drawing or an attack, and is left out."""

MAX_TOTAL_CONTENT = 40_000_000
"""Bytes of all pages' drawing instructions; reading ends there."""

SOFT_HYPHEN = "\u00ad"
HYPHENATED = re.compile(r"([a-zåäöæøüßé]{2,})-\n[ \t]*([a-zåäöæøüßé]{2,})")
JOINING = frozenset("och eller samt og eller und oder bzw ja tai and or to resp respektive".split())  # noqa: SIM905
"""Words before which a hyphen at the end of a line is a suspended one: "barn- och ungdom"."""

FAULTS = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, ArithmeticError,
    RecursionError, NotImplementedError, OSError, LookupError,
)  # fmt: skip
"""What pypdf raises on broken and hostile files, its own errors and those of Python."""

logging.getLogger("pypdf").setLevel(logging.ERROR)


class UnreadablePdf(ValueError):
    """A file that is no PDF, is encrypted with a password, or is broken beyond reading."""


def pdf_text(body: bytes) -> str:
    """The text of all pages, in order, a blank line between them; ``""`` for a PDF of pictures. NFC.

    Words hyphenated at a line's end are mended where the second half begins with a small letter and is no "och" or
    "und". At most 500 pages, 2 million characters and 40 MB of unpacked instructions are read. Raises `UnreadablePdf`.
    """
    if b"%PDF-" not in body[:1024]:
        raise UnreadablePdf("not a PDF: it does not begin with %PDF-")
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadablePdf("encrypted: a password is needed")
        text = _read(reader)
    except UnreadablePdf:
        raise
    except FAULTS as fault:
        raise UnreadablePdf(f"broken PDF: {type(fault).__name__}: {str(fault)[:200]}") from fault
    return text[:MAX_CHARACTERS].strip()


def _read(reader: PdfReader) -> str:
    texts: list[str] = []
    characters = content = 0
    for number in range(min(len(reader.pages), MAX_PAGES)):
        page = reader.pages[number]
        instructions = page.get_contents()
        size = len(instructions.get_data()) if instructions is not None else 0
        content += size
        if content > MAX_TOTAL_CONTENT or characters > MAX_CHARACTERS:
            break
        if 0 < size <= MAX_CONTENT:
            text = mend_hyphens(unicodedata.normalize("NFC", page.extract_text()))
            characters += len(text)
            texts.append(text.strip())
    return "\n\n".join(text for text in texts if text)


def mend_hyphens(text: str) -> str:
    """Words broken at a line's end made whole; "barn-\\noch ungdom" and "IT-\\nsystem" keep their hyphen."""
    text = re.sub(rf"{SOFT_HYPHEN}\n?[ \t]*", "", text)
    return HYPHENATED.sub(lambda match: _mended(match[1], match[2], match[0]), text)


def _mended(start: str, end: str, printed: str) -> str:
    return printed if end in JOINING else start + end
