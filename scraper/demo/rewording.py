"""The ways in which an editor changes an article: each gives a wording that stands in it once, and what it becomes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from scraper.demo import growth

Change = tuple[str, str]

_SENTENCE = re.compile(r"(?<=\.) ")
_DAY = re.compile(r"\bden (\d+) (\w+)")
_NUMBER = re.compile(r"\b\d+\b")
_NAME = re.compile("|".join(growth.WORDS["person"].split("|")))
_LINK = re.compile(r"\]\((/[^)]+)\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The parts of an article that can be changed."""

    publisher: str
    title: str
    lead: str
    text: str
    """Marked-up paragraphs with a blank line between them."""
    pdf: str

    @classmethod
    def of(cls, spec: Mapping[str, Any]) -> Draft:
        """The draft of a generated article."""
        return cls(
            publisher=spec["id"].split("/")[0],
            title=spec["title"],
            lead=spec["lead"],
            text=spec["text"],
            pdf=spec.get("pdf", ""),
        )

    def after(self, old: str, new: str) -> Draft:
        """The draft with a wording changed."""
        return replace(
            self,
            title=self.title.replace(old, new),
            lead=self.lead.replace(old, new),
            text=self.text.replace(old, new),
            pdf=self.pdf.replace(old, new),
        )

    def count(self, wording: str) -> int:
        """How often a wording stands in it."""
        return f"{self.title}\n{self.lead}\n{self.text}\n{self.pdf}".count(wording)

    def paragraphs(self) -> list[str]:
        """Those of running text."""
        return [text for text in self.text.split("\n\n") if not text.startswith(("##", "*"))]

    def sentences(self) -> list[str]:
        """Those of the running text, without links."""
        return [s for text in self.paragraphs() for s in _SENTENCE.split(text) if "](" not in s]


def reword(draft: Draft, way: str, rng: random.Random) -> Change | None:
    """(old, new) of an edit of the article in a way of `WAYS`; None where the article has nothing to change in that way."""
    changes = [change for change in _WAYS[way](draft, rng) if _is_possible(draft, *change)]
    return rng.choice(changes) if changes else None


def _is_possible(draft: Draft, old: str, new: str) -> bool:
    """Whether the wording stands in the article once, and the new one will, so that it can be taken back."""
    return old != new and draft.count(old) == 1 and draft.after(old, new).count(new) == 1


def _letter(draft: Draft, rng: random.Random) -> list[Change]:
    """One letter of a name."""
    changed = []
    for sentence in draft.sentences():
        for name in _NAME.findall(sentence):
            letter = rng.randrange(len(name) - 4, len(name))
            new = name[:letter] + rng.choice([c for c in "aehknrst" if c != name[letter]]) + name[letter + 1 :]
            changed.append((sentence, sentence.replace(name, new, 1)))
    return changed


def _number(draft: Draft, rng: random.Random) -> list[Change]:
    sentences = [s for s in draft.sentences() if _NUMBER.search(s) and not _DAY.search(s)]
    return [(s, _NUMBER.sub(lambda found: str(int(found[0]) + rng.randint(1, 9)), s, count=1)) for s in sentences]


def _date(draft: Draft, rng: random.Random) -> list[Change]:
    sentences = [s for s in draft.sentences() if _DAY.search(s)]
    return [(s, _DAY.sub(lambda found: f"den {int(found[1]) % 28 + 1} {found[2]}", s, count=1)) for s in sentences]


def _struck(draft: Draft, rng: random.Random) -> list[Change]:
    """A sentence that has another before it in its paragraph."""
    parts = [_SENTENCE.split(text) for text in draft.paragraphs()]
    pairs = [pair for sentences in parts for pair in pairwise(sentences)]
    return [(f"{one} {two}", one) for one, two in pairs if "](" not in two]


def _added(draft: Draft, rng: random.Random) -> list[Change]:
    return [(text, f"{text}\n\n{growth.paragraph(rng)}") for text in draft.paragraphs()]


def _correction(draft: Draft, rng: random.Random) -> list[Change]:
    """A note of correction at the end."""
    last = draft.paragraphs()[-1]
    return [(last, f"{last}\n\nRättelse: {growth.paragraph(rng, 1)} Det stod fel i en tidigare version.")]


def _replaced(draft: Draft, rng: random.Random) -> list[Change]:
    return [(text, growth.paragraph(rng, 3)) for text in draft.paragraphs() if "](" not in text]


def _swapped(draft: Draft, rng: random.Random) -> list[Change]:
    """Two paragraphs in the other order, one of them changed."""
    texts = draft.text.split("\n\n")
    pairs = [pair for pair in pairwise(texts) if not any(text.startswith("#") for text in pair)]
    return [(f"{one}\n\n{two}", f"{two} {growth.paragraph(rng, 1)}\n\n{one}") for one, two in pairs]


def _headline(draft: Draft, rng: random.Random) -> list[Change]:
    new = growth.filled(rng.choice(growth.TITLES), rng)
    return [] if draft.publisher == "polis" else [(draft.title, f"Uppdaterad: {draft.title}"), (draft.title, new)]


def _lead(draft: Draft, rng: random.Random) -> list[Change]:
    return [(draft.lead, f"{draft.lead} {growth.paragraph(rng, 1)}"), (draft.lead, growth.paragraph(rng, 1))]


def _attachment(draft: Draft, rng: random.Random) -> list[Change]:
    return [(draft.pdf, f"{draft.pdf}, rättad {rng.randint(1, 28)} maj")] if draft.pdf else []


def _link(draft: Draft, rng: random.Random) -> list[Change]:
    return [(f"]({path})", f"]({path.replace('/las-mer/', '/arenden/')})") for path in _LINK.findall(draft.text)]


def _comma(draft: Draft, rng: random.Random) -> list[Change]:
    return [(s, s.replace(", ", " ", 1)) for s in draft.sentences() if ", " in s]


def _case(draft: Draft, rng: random.Random) -> list[Change]:
    """A word in the middle of a sentence with a capital."""
    words = [(s, s.split(" ")) for s in draft.sentences()]
    return [(s, " ".join([*w[:2], w[2].capitalize(), *w[3:]])) for s, w in words if len(w) > 4 and w[2].islower()]


def _joined(draft: Draft, rng: random.Random) -> list[Change]:
    """Two paragraphs that become one."""
    texts = draft.paragraphs()
    return [(f"{one}\n\n{two}", f"{one} {two}") for one, two in pairwise(texts)]


MINOR = frozenset({"comma", "case", "joined"})
"""Ways that change no word."""
_WAYS: Mapping[str, Callable[[Draft, random.Random], list[Change]]] = {
    "letter": _letter, "number": _number, "date": _date, "struck": _struck, "added": _added, "correction": _correction,
    "replaced": _replaced, "swapped": _swapped, "headline": _headline, "lead": _lead, "attachment": _attachment,
    "link": _link, "comma": _comma, "case": _case, "joined": _joined,
}  # fmt: skip
WAYS = tuple(_WAYS)
"""Every way, by name."""
