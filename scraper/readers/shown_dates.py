"""Dates that a page shows: in elements made for them, in elements whose name speaks of a date, printed in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.readers.clock import Clock
from scraper.readers.dates import Dated, Moment, classify
from scraper.readers.lines import Line, strangeness

DATE_ELEMENTS = (
    'time, [itemprop*="datePublished" i], [itemprop*="dateModified" i], [property*="date" i]:not(meta), '
    "abbr.published, abbr[title]"
)
"""Elements that are made for dates."""

DATE_CLASSES = (
    '[class*="date" i], [class*="publish" i], [class*="posted" i], [class*="meta" i], [class*="submitted" i], '
    '[class*="byline" i], [class*="datum" i], [class*="dato" i], [class*="time" i], [id*="date" i]'
)
"""Elements whose name says that they hold a date, perhaps beside other things."""

NEAR, FAR = 700, 2000
"""Characters from the headline within which an unlabelled date is surely, or perhaps, the page's own."""

AROUND = 3
"""Lines that are joined where a label or a date goes on over several elements."""

STRANGE_COST = (0, 6, 8)
"""What a date loses by standing in an aside, or in comments and lists of other pages."""

MOST = 300
"""Elements and lines that are weighed: a page with more dates is a list or an attack."""

SURE = 6
"""The score that needs no further search."""

LABELLED = 9
"""What a word such as "changed" is worth where nothing else is left: pages print it in their footers, too."""

DATELINE = 30
"""Characters before a date that heads a paragraph: "Exempelstad, (12.11.2021)"."""

DIGIT = re.compile(r"\d")
WORTH_READING = re.compile(r"(?:19|20)\d\d|\d[./]\d")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date on the page and how much speaks for it."""

    score: int
    kind: str
    moment: Moment


def shown_dates(tree: LexborHTMLParser, lines: Sequence[Line], clock: Clock) -> list[Candidate]:
    """Dates in the page's body: elements made for dates, else printed dates."""
    candidates = [*_elements(tree, clock), *islice(_printed(lines, clock), MOST)]
    if not any(candidate.score >= SURE and candidate.kind != "modified" for candidate in candidates):
        candidates += _by_class(tree, clock)
    return candidates


def best(candidates: Sequence[Candidate], kinds: Sequence[str]) -> Candidate | None:
    """The first of the candidates with the highest score."""
    fitting = [candidate for candidate in candidates if candidate.kind in kinds and candidate.score > 0]
    return max(fitting, key=lambda candidate: candidate.score, default=None)


def likeliest(lines: Sequence[Line], clock: Clock) -> Moment | None:
    """The likeliest of the dates with a year that head a line or follow a word such as "changed", wherever they stand.

    A date within a sentence is what the text tells of, not when it was published.
    """
    candidates = list(islice(_leading(lines, clock), MOST))
    return max(candidates, key=lambda candidate: candidate.score).moment if candidates else None


def _leading(lines: Sequence[Line], clock: Clock) -> Iterator[Candidate]:
    for line in lines:
        if not WORTH_READING.search(line.text[:500]):
            continue
        for dated in clock.with_year(line.text)[:1]:
            leads = line.text.find(dated.moment.raw) <= DATELINE
            if leads or dated.kind:
                score = _nearness(line) + 2 * leads + LABELLED * bool(dated.kind) - STRANGE_COST[strangeness(line.node)]
                yield Candidate(score, dated.kind, dated.moment)


def _elements(tree: LexborHTMLParser, clock: Clock) -> Iterator[Candidate]:
    """Dates in elements that are made for them."""
    seen_headline = False
    for node in tree.css(f"h1, {DATE_ELEMENTS}")[:MOST]:
        if node.tag == "h1":
            seen_headline = True
            continue
        attributes = node.attributes
        value = attributes.get("datetime") or attributes.get("content") or attributes.get("title")
        moment = _shown_in(node, clock.declared(value), clock)
        if moment:
            score = _element_score(node, attributes) + seen_headline - STRANGE_COST[strangeness(node)]
            yield Candidate(score, _element_kind(node, attributes), moment)


def _shown_in(node: LexborNode, declared: Moment | None, clock: Clock) -> Moment | None:
    """The element's declared date; the one it prints where that is another day, told by its month's name."""
    printed = clock.with_year(_words(node)) if declared else clock.printed(_words(node))
    if not declared:
        return printed[0].moment if printed else None
    other = next((dated.moment for dated in printed if re.search(r"[^\W\d]{3}", dated.moment.raw)), declared)
    return declared if other.at[:10] in (declared.at[:10], declared.raw[:10]) else other


def _element_kind(node: LexborNode, attributes: Mapping[str, str | None]) -> str:
    """What its own attributes, its words or the words before it say."""
    own = " ".join(filter(None, (attributes.get("itemprop"), attributes.get("class"), attributes.get("property"))))
    if "pubdate" in attributes or re.search(r"publish|created", own, re.IGNORECASE):
        return "published"
    if re.search(r"modif|updat", own, re.IGNORECASE):
        return "modified"
    before = node.prev.text() if node.prev is not None else ""
    return classify(node.text()) or classify(before[-60:])


def _element_score(node: LexborNode, attributes: Mapping[str, str | None]) -> int:
    marked = any(name in attributes for name in ("itemprop", "pubdate", "property"))
    parent = node.parent
    return 6 + 2 * marked - 3 * (parent is not None and parent.tag in ("a", "li"))


def _by_class(tree: LexborHTMLParser, clock: Clock) -> Iterator[Candidate]:
    """Dates in short elements whose class speaks of a date."""
    for node in tree.css(DATE_CLASSES)[:MOST]:
        text = _words(node)
        if not 6 <= len(text) <= 150:
            continue
        for dated in clock.with_year(text)[:1]:
            score = 4 + (dated.kind == "published") - STRANGE_COST[strangeness(node)]
            yield Candidate(score, dated.kind, dated.moment)


def _printed(lines: Sequence[Line], clock: Clock) -> Iterator[Candidate]:
    """Dates in the text: those with a label anywhere, the others where they stand alone, best near the headline.

    A line may say what a date means if digits come after it, or if it is short: "yesterday" may follow.
    """
    digits = [DIGIT.search(line.text) is not None for line in lines]
    for number, line in enumerate(lines):
        length = len(line.text)
        may_label = length < 30 or (length < 100 and any(digits[number : number + AROUND]))
        label = classify(line.text) if may_label else ""
        if length > 200 or not (label or (digits[number] and WORTH_READING.search(line.text))):
            continue
        text = " ".join(each.text for each in lines[number : number + AROUND]) if label else line.text
        for dated in clock.printed(text)[:3]:
            score = _printed_score(line, dated, clock)
            if score > 0:
                yield Candidate(score - STRANGE_COST[strangeness(line.node)], dated.kind, dated.moment)


def _printed_score(line: Line, dated: Dated, clock: Clock) -> int:
    near = _nearness(line)
    if dated.kind:
        return 3 + near
    if not clock.with_year(line.text):
        return 0
    alone = clock.alone(line.text)
    return near + alone if alone or len(line.text) < 60 else 0


def _nearness(line: Line) -> int:
    """2 beside the headline, 1 in the article's first screens, 0 elsewhere."""
    return 2 if -300 <= line.offset <= NEAR else 1 if line.offset <= FAR else 0


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
