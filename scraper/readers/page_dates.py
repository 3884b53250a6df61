"""When a page says it was published and changed: declared dates, ``time`` elements, printed dates, its URL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.readers.dates import Dated, Moment, classify, clean_iso, find_all, from_url, parse
from scraper.readers.json_ld import Statement
from scraper.readers.lines import Line, strangeness

PUBLISHED_META = tuple(
    """
    article:published_time article:published og:published_time og:article:published_time datepublished
    rnews:datepublished dc.date.issued dcterms.issued dc.issued dcterms.date dcterms.created dc.date.created
    dc:date.created dc.created dc.date dc:date date pubdate publishdate publish_date publish-date publication_date
    publication-date published_time publishtime parsely-pub-date sailthru.date cxenseparse:recs:publishtime bt:pubdate
    pdate date_published article_date_original originalpublicationdate vr:published_time creation-date date.created
    displaydate article.created article.published date.issued citation_publication_date citation_online_date datecreated
    og:pubdate og:publish_date shareaholic:article_published_time created timestamp
    """.split()  # noqa: SIM905
)
"""Names of ``meta`` elements that hold the time of publication, the most trusted first."""

MODIFIED_META = tuple(
    """
    article:modified_time article:updated_time og:updated_time og:modified_time datemodified dc.date.modified
    dc:date.modified dcterms.modified dc.modified date.modified shareaholic:article_modified_time last-modified
    lastmod updated_time revised date.updated modified
    """.split()  # noqa: SIM905
)
"""Names of ``meta`` elements that hold the time of the last change."""

DATE_ELEMENTS = (
    'time, [itemprop*="datePublished" i], [itemprop*="dateModified" i], [property*="date" i]:not(meta), '
    "abbr.published, abbr[title].date"
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

WORTH_READING = re.compile(r"(?:19|20)\d\d|\d[./]\d")


@dataclass(frozen=True, slots=True)
class Clock:
    """How the page's dates are to be read: arguments of `dates.find_all`."""

    timezone: str
    now: str
    language: str

    def printed(self, text: str) -> list[Dated]:
        """All dates of a line of text that lie in the page's past."""
        found = find_all(text, timezone=self.timezone, now=self.now, language=self.language)
        return [dated for dated in found if self.is_past(dated.moment)]

    def with_year(self, text: str) -> list[Dated]:
        """Those of `printed` whose year is printed: without a label, "21 oktober" may be any day."""
        return [dated for dated in self.printed(text) if dated.moment.at[2:4] in dated.moment.raw]

    def alone(self, text: str) -> bool:
        """Whether a line is a date and nothing else."""
        return parse(text, timezone=self.timezone, now=self.now, language=self.language) is not None

    def declared(self, value: str | None) -> Moment | None:
        """A machine-written date that lies in the page's past."""
        moment = clean_iso(value, timezone=self.timezone, now=self.now) if value else None
        return moment if moment and self.is_past(moment) else None

    def is_past(self, moment: Moment) -> bool:
        """Whether it is not after the fetch (nor before the web): a later date is an event's, not a publication's."""
        return moment.at[:10] >= "1991-01-01" and (not self.now or moment.at[:10] <= self.now[:10])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date on the page and how much speaks for it."""

    score: int
    kind: str
    moment: Moment


def declared_dates(metas: Mapping[str, str], statement: Statement, clock: Clock) -> tuple[Moment | None, Moment | None]:
    """When the page's head says that it was published and changed: JSON-LD, else ``meta`` elements."""
    published = clock.declared(statement.published) or _from_meta(metas, PUBLISHED_META, clock)
    modified = clock.declared(statement.modified) or _from_meta(metas, MODIFIED_META, clock)
    return published, modified


def shown_dates(tree: LexborHTMLParser, lines: Sequence[Line], clock: Clock) -> tuple[Moment | None, Moment | None]:
    """When the page's body says that it was published and changed: elements made for dates, else printed dates."""
    candidates = [*_elements(tree, clock), *islice(_printed(lines, clock), MOST)]
    if not any(candidate.score >= SURE and candidate.kind != "modified" for candidate in candidates):
        candidates += _by_class(tree, clock)
    return _best(candidates, ("published", "")), _best(candidates, ("modified",))


def url_date(url: str, clock: Clock) -> Moment | None:
    """The day in the page's URL."""
    day = from_url(url)
    moment = Moment(day, day)
    return moment if day and clock.is_past(moment) else None


def _from_meta(metas: Mapping[str, str], names: Sequence[str], clock: Clock) -> Moment | None:
    return next((moment for name in names if name in metas and (moment := clock.declared(metas[name]))), None)


def _best(candidates: Sequence[Candidate], kinds: Sequence[str]) -> Moment | None:
    """The first of the candidates with the highest score."""
    fitting = [candidate for candidate in candidates if candidate.kind in kinds and candidate.score > 0]
    return max(fitting, key=lambda candidate: candidate.score).moment if fitting else None


def _elements(tree: LexborHTMLParser, clock: Clock) -> Iterator[Candidate]:
    """Dates in elements that are made for them."""
    seen_headline = False
    for node in tree.css(f"h1, {DATE_ELEMENTS}")[:MOST]:
        if node.tag == "h1":
            seen_headline = True
            continue
        attributes = node.attributes
        value = attributes.get("datetime") or attributes.get("content") or attributes.get("title")
        moment = clock.declared(value) or next((dated.moment for dated in clock.printed(_words(node))), None)
        if moment:
            score = _element_score(node, attributes) + seen_headline - STRANGE_COST[strangeness(node)]
            yield Candidate(score, _element_kind(node, attributes), moment)


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
    """Dates in the text: those with a label anywhere, the others where they stand alone, best near the headline."""
    for number, line in enumerate(lines):
        label = classify(line.text) if len(line.text) < 100 else ""
        if len(line.text) > 200 or not (label or WORTH_READING.search(line.text)):
            continue
        text = " ".join(each.text for each in lines[number : number + AROUND]) if label else line.text
        for dated in clock.printed(text)[:3]:
            score = _printed_score(line, dated, clock)
            if score > 0:
                yield Candidate(score - STRANGE_COST[strangeness(line.node)], dated.kind, dated.moment)


def _printed_score(line: Line, dated: Dated, clock: Clock) -> int:
    near = 2 if -300 <= line.offset <= NEAR else 1 if line.offset <= FAR else 0
    if dated.kind:
        return 3 + near
    if not clock.with_year(line.text):
        return 0
    alone = clock.alone(line.text)
    return near + alone if alone or len(line.text) < 60 else 0


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
