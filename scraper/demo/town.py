"""What the publishers of the made-up town say on a given night.

The prose and the events are data (``town.toml``; of generated articles: `growth`, `plot`); everything here is a pure
function of a `Town`. An event is

- an edit (one of `EDITS`): the wording ``old`` becomes ``new``;
- a removal (``404``, ``410``, ``not-found-200``, ``home``: redirected to the home page);
- a failure for so many ``nights`` (``503``, ``login``: redirected to a login, ``challenge``, ``404-once``: not found,
  and back);
- a new address (``moved``: 301 to the path ``to``; ``slug``: the newsroom's slug is now ``to``);
- ``off-list``: there, but no longer listed; ``tracking``: listed with tracking parameters.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scraper.demo import growth
from scraper.demo.plot import plot
from scraper.demo.rewording import WAYS

ZONE = ZoneInfo("Europe/Stockholm")
"""The time zone of everything the town prints."""
EDITS = frozenset({"number", "name", "struck", "headline", "link", "added", "typo", "summary", "revert", *WAYS})
"""Kinds of event that change the words or a link of an article."""
REMOVALS = frozenset({"404", "410", "not-found-200", "home"})
"""Kinds of event after which the publisher no longer shows the article."""
FAILURES = frozenset({"503", "login", "challenge", "404-once"})
"""Kinds of event that keep an article from being shown for some nights."""
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Town:
    """The town on one night."""

    night: int = 1
    """1 for the first. The hand-written events happen on nights 2 and 3."""
    start: date = date(2026, 5, 4)
    """The day of night 1."""
    articles: int = 0
    """So many generated articles on top of the hand-written ones, taken in turn by the publishers. The police's API
    shows its newest 500 events, so above 2,900 it no longer lists them all."""
    seed: int = 1
    """Another seed gives other generated articles and events."""
    nights: int = 30
    """By this night every generated article is out; three fifths of them are on night 1, all with 1."""

    @property
    def is_lively(self) -> bool:
        """Whether its pages change from visit to visit in more ways than the hand-written templates do."""
        return self.articles > 0 and self.nights > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Publisher:
    """One publisher of the town, with a server of its own."""

    key: str
    """``kommun``; the source's id is ``demo_kommun``."""
    name: str
    kind: str
    cms: str
    entry: str
    """Path where a crawl starts."""
    first_number: int
    """Number of its first article; the others follow."""
    final: bool = False
    """Whether its 404 is final."""
    redesigned: int = 0
    """The night of a new template; 0: never."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One article as it stands on one night."""

    id: str
    """``publisher/key``, the same on every night."""
    number: int
    """Its number in the publisher's system, the same on every night."""
    night: int
    """The night on which it is first there."""
    published: datetime
    """With time zone; for the police the time of the event (see `released`)."""
    modified: datetime | None = None
    """When the words last changed; ``None``: never."""
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    """``## `` begins a heading, ``* `` list items, ``[words](target)`` is a link."""
    type: str = ""
    """The police's kind of event."""
    contacts: tuple[str, ...] = ()
    """Name, role, phone, e-mail; separated by a comma."""
    pdf: str = ""
    """Title of an attached PDF; ``""``: none."""
    pdf_text: str = ""
    path: str = ""
    """Where it is (or was last) on the publisher's server."""
    former: tuple[str, ...] = ()
    """Paths that now redirect to ``path``."""
    answer: str = "200"
    """``200`` or one of `FAILURES` or `REMOVALS`."""
    since: int = 0
    """The night since which it answers otherwise than 200; 0: it does not."""
    listed: bool = True
    tracking: bool = False
    """Whether listings link to it with tracking parameters."""

    @property
    def publisher(self) -> str:
        """Key of its publisher."""
        return self.id.split("/")[0]

    @property
    def released(self) -> datetime:
        """When it came out: the police publish a note 25 minutes after the event."""
        return self.published + timedelta(minutes=25 if self.publisher == "polis" else 0)

    @property
    def body(self) -> str:
        """Its words as a reader sees them, without lead and title; a blank line between paragraphs."""
        return plain("\n\n".join(self.paragraphs))


def plain(text: str) -> str:
    """The words of marked-up text: no heading signs, bullets or link targets."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", re.sub(r"(?m)^(?:## |\* )", "", text))


def slug(text: str) -> str:
    """A title as it stands in a URL: ``Så gick det 9.30!`` gives ``sa-gick-det-9.30``."""
    ascii_only = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_only).strip("-.")


@cache
def data() -> dict[str, Any]:
    """What stands in town.toml: ``publisher``, ``article`` and ``event``."""
    return tomllib.loads(Path(__file__).with_name("town.toml").read_text("utf-8"))


@cache
def publishers() -> tuple[Publisher, ...]:
    """The town's publishers, in the order of their ports."""
    return tuple(Publisher(key=key, **facts) for key, facts in data()["publisher"].items())


def events(town: Town) -> list[dict[str, Any]]:
    """Everything that happens to articles up to and including the town's night, oldest first."""
    found = [*data()["event"], *plot(town.articles, town.seed, town.nights).events]
    return sorted((event for event in found if event["night"] <= town.night), key=lambda event: event["night"])


def redesigns(town: Town, publisher: Publisher) -> tuple[int, ...]:
    """The nights, up to the town's own, on which a publisher's templates became other ones."""
    by_hand = {publisher.redesigned} if publisher.redesigned else set()
    planted = plot(town.articles, town.seed, town.nights).redesigns.get(publisher.key, ())
    return tuple(sorted(night for night in by_hand | {*planted} if night <= town.night))


def failure(town: Town) -> int:
    """The status with which every site answers everything on this night; 0: they all work."""
    return plot(town.articles, town.seed, town.nights).failures.get(town.night, 0)


@cache
def articles(town: Town) -> tuple[Article, ...]:
    """Every article that any publisher had out on or before this night, as it stands now, newest first."""
    specs = [*data()["article"], *growth.articles(town.articles, town.seed, town.nights)]
    texts = {spec["id"]: spec["text"].strip() for spec in specs}
    numbers = {publisher.key: publisher.first_number for publisher in publishers()}
    found: dict[str, Article] = {}
    for spec in specs:
        key = spec["id"].split("/")[0]
        numbers[key] += 1
        if spec.get("night", 1) <= town.night:
            found[spec["id"]] = _first(spec, _reprinted(spec, texts), numbers[key], town.start)
    for event in events(town):
        found[event["article"]] = _after(found[event["article"]], event, town)
    return tuple(sorted(found.values(), key=lambda article: (article.published, article.id), reverse=True))


@cache
def of(town: Town, publisher: str) -> tuple[Article, ...]:
    """The articles of one publisher, newest first, removed ones included."""
    return tuple(article for article in articles(town) if article.publisher == publisher)


@cache
def listed(town: Town, publisher: str) -> tuple[Article, ...]:
    """The articles that the publisher's listings and feeds show, newest first."""
    return tuple(a for a in of(town, publisher) if a.listed and a.answer not in REMOVALS)


@cache
def addresses(town: Town, publisher: str) -> dict[str, Article]:
    """The publisher's articles by path, present and former."""
    mine = of(town, publisher)
    former = {path: article for article in mine for path in article.former}
    return former | {article.path: article for article in mine}


def _reprinted(spec: dict[str, Any], texts: dict[str, str]) -> str:
    text = texts[spec["id"]].replace("{reprint}", texts.get(spec.get("reprint", ""), ""))
    for old, new in spec.get("swap", ()):
        text = text.replace(old, new)
    return text


def _first(spec: dict[str, Any], text: str, number: int, start: date) -> Article:
    night = spec.get("night", 1)
    day = start + timedelta(days=spec.get("day", night - 1))
    published = datetime.combine(day, time.fromisoformat(spec["time"]), ZONE)
    police = spec["id"].startswith("polis/")
    article = Article(
        id=spec["id"],
        number=number,
        night=night,
        published=published,
        title=event_name(published, spec["type"]) if police else spec["title"],
        lead=spec["lead"],
        paragraphs=tuple(text.split("\n\n")),
        type=spec.get("type", ""),
        contacts=tuple(spec.get("contacts", ())),
        pdf=spec.get("pdf", ""),
        pdf_text=spec.get("pdf_text", "").strip(),
    )
    return replace(article, path=_path(article, spec.get("name") or slug(article.title)))


def event_name(at: datetime, type_: str) -> str:
    """The police's name of an event: ``04 maj 07.42, Rån, Alvhamn``."""
    return f"{at:%d} {MONTHS[at.month - 1]} {at:%H.%M}, {type_}, Alvhamn"


def _path(article: Article, name: str) -> str:
    at = article.published
    if article.publisher == "polis":
        return f"/aktuellt/handelser/{at.year}/{MONTHS[at.month - 1]}/{at.day}/{name}/"
    return {
        "kommun": f"/Aktuellt/Nyheter/{at:%Y-%m-%d}-{name}.html",
        "newsroom": f"/se/alvhamn/pressreleases/{name}-{article.number}",
        "tidning": f"/{at:%Y/%m/%d}/{name}/",
        "region": f"/aktuellt/{name}",
        "by": f"/nyheter/{name}.html",
    }[article.publisher]


def _after(article: Article, event: dict[str, Any], town: Town) -> Article:
    kind, night = event["kind"], event["night"]
    if kind in EDITS:
        return _edited(article, event["old"], event["new"], town.start + timedelta(days=night - 1))
    if kind in FAILURES:
        over = town.night >= night + event.get("nights", 1)
        return article if over else replace(article, answer=kind, since=night)
    if kind in REMOVALS:
        return replace(article, answer=kind, since=night)
    if kind in ("moved", "slug"):
        path = event["to"] if kind == "moved" else _path(article, event["to"])
        return replace(article, path=path, former=(*article.former, article.path))
    if kind == "off-list":
        return replace(article, listed=False)
    if kind == "tracking":
        return replace(article, tracking=True)
    raise ValueError(f"town.toml: event of night {night} for {article.id}: unknown kind {kind!r}")


def _edited(article: Article, old: str, new: str, day: date) -> Article:
    text = "\n\n".join(article.paragraphs)
    if f"{article.title}\n{article.lead}\n{text}\n{article.pdf}".count(old) != 1:
        raise ValueError(f"town.toml: the wording {old!r} must stand exactly once in {article.id}")
    return replace(
        article,
        title=article.title.replace(old, new),
        lead=article.lead.replace(old, new),
        paragraphs=tuple(text.replace(old, new).split("\n\n")),
        pdf=article.pdf.replace(old, new),
        modified=datetime.combine(day, time(16, 5), ZONE),
    )
