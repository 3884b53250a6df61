"""When a page says it was published and changed: declared dates, ``time`` elements, printed dates, its URL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from scraper.readers.clock import Clock
from scraper.readers.dates import Moment, from_url
from scraper.readers.json_ld import Statement
from scraper.readers.lines import Line
from scraper.readers.script_dates import script_dates
from scraper.readers.shown_dates import best, likeliest, shown_dates

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

CLEAR = 3
"""The score of a date that is the page's own rather than one that merely stands in its text."""

MOVED = 30
"""Days from the URL's to the declared date after which that one is the day of the page's move."""

ISO = re.compile(r"(?:19|20)\d\d")
"""How a machine begins a date: one in printed form is what a template was given to fill in."""

UTC_TIME = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)$")
"""The end of a time whose writer did not say which zone is local."""


def declared_dates(metas: Mapping[str, str], statement: Statement, clock: Clock) -> tuple[Moment | None, Moment | None]:
    """When the page's head says that it was published and changed: JSON-LD, else ``meta`` elements."""
    published = clock.declared(statement.published) or _from_meta(metas, PUBLISHED_META, clock)
    modified = clock.declared(statement.modified) or _from_meta(metas, MODIFIED_META, clock)
    return published, modified


def found_dates(
    tree: LexborHTMLParser,
    lines: Sequence[Line],
    declared: tuple[Moment | None, Moment | None],
    day: Moment | None,
    clock: Clock,
) -> tuple[Moment | None, Moment | None]:
    """When the page was published and changed, by all that it says: `declared` in its head, `day` in its URL, its body.

    Of publication the first that is known: declared; the URL's day; shown as the page's own; in a script's state. Else
    the last change (a page that has but one date was published then at the latest) or an unlabelled date before it.
    Else the likeliest date in its text.
    """
    published, modified = declared
    if is_settled(declared):
        return _settled(published, day, clock), modified
    candidates = shown_dates(tree, lines, clock)
    own, changed = best(candidates, ("published", "")), best(candidates, ("modified",))
    clear = own.moment if own and own.score >= CLEAR else None
    modified = modified or (changed.moment if changed else None)
    if published and not (clear and _is_outdone(published, clear)):
        return _as_called(_settled(published, day, clock), clear, clock), modified
    found = _agreed(clear, day, clock) or _in_scripts(tree, clock) or _earlier(own.moment if own else None, modified)
    return found or likeliest(lines, clock), modified


def _earlier(shown: Moment | None, modified: Moment | None) -> Moment | None:
    """The earlier of the two: an unlabelled date counts as the page's own only if the page was changed later."""
    return min((moment for moment in (shown, modified) if moment), key=lambda moment: moment.at, default=None)


def is_settled(declared: tuple[Moment | None, Moment | None]) -> bool:
    """Whether the body has nothing to add: both times are declared, and not in printed form."""
    published, modified = declared
    return published is not None and modified is not None and _is_machine_written(published)


def _settled(published: Moment, day: Moment | None, clock: Clock) -> Moment:
    """The declared time, or the URL's `day` where it knows better.

    It does where the declared one is long after it (a site that moves to another system stamps its pages anew), and
    where it is what the publisher calls the day of a time in UTC.
    """
    if day and (_date(published) - _date(day)).days > MOVED:
        return day
    return _as_called(published, day, clock)


def _agreed(shown: Moment | None, day: Moment | None, clock: Clock) -> Moment | None:
    """The URL's `day`, or the time that the body shows where that is on it, perhaps in another zone."""
    if not shown or not day or abs((_date(shown) - _date(day)).days) > 1:
        return day or shown
    return _as_called(shown, day, clock) if shown.at.endswith("Z") else day


def _as_called(published: Moment, day: Moment | None, clock: Clock) -> Moment:
    """The `day` before or after a UTC time's, where nobody has said which zone is local; else the time."""
    unknown = clock.timezone == "UTC" and published.at.endswith("Z") and UTC_TIME.search(published.raw)
    if day and unknown and abs((_date(published) - _date(day)).days) == 1:
        return Moment(day.at[:10], day.raw)
    return published


def _date(moment: Moment) -> date:
    return date.fromisoformat(moment.at[:10])


def _is_outdone(published: Moment, shown: Moment) -> bool:
    """Whether a declared date in printed form says less than a body's: it is older, or which number is the month is unclear."""
    if _is_machine_written(published):
        return False
    return shown.at < published.at or not re.search(r"[^\W\d_]", published.raw)


def _is_machine_written(moment: Moment) -> bool:
    return bool(ISO.match(moment.raw))


def _in_scripts(tree: LexborHTMLParser, clock: Clock) -> Moment | None:
    """The first believable day in a script."""
    return next((moment for value in script_dates(tree) if (moment := clock.declared(value))), None)


def url_date(url: str, clock: Clock) -> Moment | None:
    """The day in the page's URL."""
    day = from_url(url)
    moment = Moment(day, day)
    return moment if day and clock.is_past(moment) else None


def _from_meta(metas: Mapping[str, str], names: Sequence[str], clock: Clock) -> Moment | None:
    return next((moment for name in names if name in metas and (moment := clock.declared(metas[name]))), None)
