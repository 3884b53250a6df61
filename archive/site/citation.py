"""How a wording is cited: as a sentence, as BibTeX and as CSL-JSON, with when it was captured and the hashes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from archive.site.languages import Texts
from archive.site.render import said_day

_BIBTEX_SPECIAL = re.compile(r"[\\{}$&#%_^~]")
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: the wording of an article that was captured at a time. Times are UTC, ``published`` may be a day."""

    id: str
    title: str
    publisher: str
    author: str
    published: str
    captured: str
    url: str
    permalink: str
    text_sha256: str
    """Of the wording as the archive's table `versions` has it."""
    body_sha256: str
    """Of the answer as the publisher's server sent it; ``""``: not known."""
    language: str


def as_sentence(citation: Citation, texts: Texts) -> str:
    """The citation for a footnote."""
    author = f"{citation.author}, " if citation.author else ""
    hashes = [f"SHA-256 ({texts['hash_of_text']}) {citation.text_sha256}"]
    if citation.body_sha256:
        hashes.append(f"SHA-256 ({texts['hash_of_answer']}) {citation.body_sha256}")
    return texts["citation"].format(
        author=author,
        publisher=citation.publisher,
        title=citation.title,
        published=said_day(texts, citation.published),
        url=citation.url,
        captured=citation.captured,
        permalink=citation.permalink,
        hashes=", ".join(hashes),
    )


def as_bibtex(citation: Citation) -> str:
    """An ``@online`` entry (BibLaTeX); every field escaped."""
    fields = {
        "author": f"{{{_escaped(citation.author or citation.publisher)}}}",
        "title": f"{{{_escaped(citation.title)}}}",
        "organization": f"{{{_escaped(citation.publisher)}}}",
        "date": citation.published[:10],
        "url": _plain(citation.permalink),
        "urldate": citation.captured[:10],
        "langid": _plain(citation.language),
        "note": _escaped(
            f"Captured {citation.captured} from {citation.url}. SHA-256 of the text {citation.text_sha256}"
            + (f", of the answer {citation.body_sha256}" if citation.body_sha256 else "")
        ),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{pressarkiv-{_plain(citation.id)},\n{lines}}}\n"


def as_csl(citation: Citation) -> list[dict[str, Any]]:
    """CSL-JSON: one item of type ``webpage``."""
    item = {
        "id": f"pressarkiv-{citation.id}",
        "type": "webpage",
        "title": citation.title,
        "author": [{"literal": citation.author or citation.publisher}],
        "container-title": citation.publisher,
        "publisher": citation.publisher,
        "issued": _date(citation.published),
        "accessed": _date(citation.captured),
        "URL": citation.permalink,
        "language": citation.language,
        "archive": "Pressarkiv",
        "archive_location": citation.url,
        "note": f"captured {citation.captured}; text SHA-256 {citation.text_sha256}"
        + (f"; answer SHA-256 {citation.body_sha256}" if citation.body_sha256 else ""),
    }
    return [{name: value for name, value in item.items() if value}]


def _date(value: str) -> dict[str, list[list[int]]]:
    return (
        {"date-parts": [[int(part) for part in value[:10].split("-")]]} if re.match(r"\d{4}-\d\d-\d\d", value) else {}
    )


def _escaped(text: str) -> str:
    flat = " ".join(text.split())
    return _BIBTEX_SPECIAL.sub(lambda found: _ESCAPED.get(found[0], "\\" + found[0]), flat)


def _plain(text: str) -> str:
    """An address or name without what would end the field."""
    return re.sub(r"[\s{}\\]", "", text)
