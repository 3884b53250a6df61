"""What the made-up town's sites answer: a pure function from a `Visit` to an `Answer`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from scraper.demo import feeds, pages
from scraper.demo.pages import Visit
from scraper.demo.town import ZONE, Article, addresses, of

VALIDATORS = {"polis": ("etag", "last-modified"), "region": ("etag",), "by": ("last-modified",)}
"""What each publisher sends for conditional requests. The other sites change with every request and send nothing."""
ROBOTS = "User-agent: *\nDisallow: /sok\nDisallow: /Sok.html\nDisallow: /intern/\n"
"""Every site's robots.txt."""
NOT_FOUND = "Sidan du söker finns inte. Den kan ha flyttats eller tagits bort."
HTML, JSON, XML = "text/html; charset=utf-8", "application/json; charset=utf-8", "application/xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes over the wire."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(visit: Visit, conditions: Mapping[str, str]) -> Answer:
    """The answer to a GET; ``conditions`` are the request's headers, names in lower case."""
    found = _machine(visit) or _listing(visit) or _article(visit) or _standing(visit)
    if found.status != 200 or _last_modified(visit) is None:
        return found
    return _validated(visit, found, conditions)


def _text(visit: Visit, text: str, *, status: int = 200, media_type: str = HTML, **headers: str) -> Answer:
    encoding = "utf-8"
    if visit.publisher.key == "by" and media_type == HTML:
        encoding, media_type = "cp1252", "text/html"
    return Answer(status=status, body=text.encode(encoding), headers={"Content-Type": media_type, **headers})


def _machine(visit: Visit) -> Answer | None:
    key, path = visit.publisher.key, visit.path
    match key, path.rstrip("/"):
        case _, "/robots.txt":
            return _text(visit, ROBOTS, media_type="text/plain; charset=utf-8")
        case "polis", "/api/events":
            return _text(visit, feeds.police_events(visit), media_type=JSON)
        case "tidning", "/wp-json/wp/v2/posts":
            status, headers, text = feeds.posts(visit)
            return _text(visit, text, status=status, media_type=JSON, **headers)
        case ("tidning", "/feed") | ("region", "/aktuellt/rss") | ("newsroom", "/se/rss/current_news/88001"):
            return _text(visit, feeds.rss(visit), media_type="application/rss+xml; charset=utf-8")
        case "region", "/aktuellt/atom":
            return _text(visit, feeds.atom(visit), media_type="application/atom+xml; charset=utf-8")
        case "by", "/sitemap.xml":
            return _text(visit, feeds.sitemap(visit), media_type=XML)
    if not path.endswith(".pdf"):
        return None
    attached = next((a for a in of(visit.town, key) if a.pdf and pages.pdf_path(a) == path), None)
    return Answer(body=feeds.pdf(attached), headers={"Content-Type": "application/pdf"}) if attached else None


def _listing(visit: Visit) -> Answer | None:
    listings = {
        "kommun": ("/Aktuellt.html",),
        "newsroom": ("/se/alvhamn/pressreleases",),
        "tidning": ("/",),
        "region": ("/aktuellt",),
        "by": ("/nyheter.html",),
    }
    shown = visit.path in listings.get(visit.publisher.key, ())
    return _text(visit, pages.listing_page(visit)) if shown else None


def _article(visit: Visit) -> Answer | None:
    article = _found(visit)
    if article is None:
        return None
    if article.path != visit.path:
        return _redirect(301, article.path)
    match article.answer:
        case "200":
            return _text(visit, pages.article_page(visit, article))
        case "home":
            return _redirect(302, "/")
        case "503":
            busy = pages.standing_page(visit, "Tjänsten är inte tillgänglig", "Försök igen om en stund.")
            return _text(visit, busy, status=503)
    status = 200 if article.answer == "not-found-200" else int(article.answer)
    return _text(visit, pages.standing_page(visit, "Sidan finns inte", NOT_FOUND), status=status)


def _found(visit: Visit) -> Article | None:
    """The article at the path, now or formerly; a newsroom finds its releases by the number alone."""
    found = addresses(visit.town, visit.publisher.key).get(visit.path)
    if found or not visit.path.startswith("/se/alvhamn/pressreleases/"):
        return found
    number = visit.path.rpartition("-")[2]
    return next((a for a in of(visit.town, visit.publisher.key) if str(a.number) == number), None)


def _standing(visit: Visit) -> Answer:
    text = pages.CONTENT.get(visit.path)
    if text is None and pages.is_linked(visit):
        text = "Här samlar vi det som hör till ämnet. Sidan fylls på efter hand."
    if text is None:
        return _text(visit, pages.standing_page(visit, "Sidan finns inte", NOT_FOUND), status=404)
    return _text(visit, pages.standing_page(visit, visit.publisher.name, text))


def _redirect(status: int, location: str) -> Answer:
    return Answer(status=status, headers={"Location": location})


def _last_modified(visit: Visit) -> datetime | None:
    """When the page at the visit's path last changed; listings do every evening. ``None``: the site does not say."""
    if visit.publisher.key not in VALIDATORS:
        return None
    evening = datetime.combine(visit.town.start + timedelta(days=visit.town.night - 1), time(23, 0), ZONE)
    article = addresses(visit.town, visit.publisher.key).get(visit.path)
    return evening if article is None else article.modified or article.released


def _validated(visit: Visit, found: Answer, conditions: Mapping[str, str]) -> Answer:
    sent, at = VALIDATORS[visit.publisher.key], _last_modified(visit)
    headers = dict(found.headers)
    if "etag" in sent:
        headers["ETag"] = f'"{hashlib.sha256(found.body).hexdigest()[:20]}"'
    if "last-modified" in sent and at is not None:
        headers["Last-Modified"] = format_datetime(at.astimezone(UTC), usegmt=True)
    if _unchanged(headers, conditions):
        return Answer(status=304, headers={name: headers[name] for name in headers if name != "Content-Type"})
    return Answer(body=found.body, headers=headers)


def _unchanged(headers: Mapping[str, str], conditions: Mapping[str, str]) -> bool:
    """RFC 9110 13.2.2: If-None-Match decides where the answer has an ETag, else If-Modified-Since."""
    tags, since = conditions.get("if-none-match", ""), conditions.get("if-modified-since", "")
    if tags and "ETag" in headers:
        return headers["ETag"] in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    if not since or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except ValueError:
        return False
