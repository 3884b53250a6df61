"""What the made-up town's sites answer: a pure function from a `Visit` to an `Answer`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from scraper.demo import feeds, noise, pages
from scraper.demo.town import ZONE, Article, addresses, failure, of
from scraper.demo.visit import Visit

VALIDATORS = {"polis": ("etag", "last-modified"), "region": ("etag",), "by": ("last-modified",)}
"""What each publisher sends for conditional requests. The other sites change with every request and send nothing."""
ROBOTS = "User-agent: *\nDisallow: /sok\nDisallow: /Sok.html\nDisallow: /intern/\n"
"""Every site's robots.txt."""
NOT_FOUND = "Sidan du söker finns inte. Den kan ha flyttats eller tagits bort."
CHALLENGE = """<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Ett ögonblick</h1>
<p>Vi kontrollerar att du är en människa.</p>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate.js"></script></body></html>"""
"""What a visitor sees who is taken for a robot."""
HTML, JSON, XML = "text/html; charset=utf-8", "application/json; charset=utf-8", "application/xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes over the wire."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(visit: Visit, conditions: Mapping[str, str]) -> Answer:
    """The answer to a GET; ``conditions`` are the request's headers, names in lower case."""
    status = failure(visit.town)
    if status:
        return _text(visit, f"<html><head><title>{status}</title></head><body>nginx</body></html>", status=status)
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
        case "login":
            return _redirect(302, f"/logga-in?next={article.path}")
        case "challenge":
            return _text(visit, CHALLENGE, status=403, **{"cf-mitigated": "challenge"})
        case "404-once":
            return _text(visit, pages.standing_page(visit, "Sidan finns inte", NOT_FOUND), status=404)
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
    if visit.path == "/logga-in":
        return _text(visit, pages.standing_page(visit, "Logga in", "Du måste logga in för att se sidan."))
    text = pages.CONTENT.get(visit.path)
    if text is None and pages.is_linked(visit):
        text = "Här samlar vi det som hör till ämnet. Sidan fylls på efter hand."
    if text is None:
        return _text(visit, pages.standing_page(visit, "Sidan finns inte", NOT_FOUND), status=404)
    return _text(visit, pages.standing_page(visit, visit.publisher.name, text))


def _redirect(status: int, location: str) -> Answer:
    return Answer(status=status, headers={"Location": location})


def _last_modified(visit: Visit) -> datetime | None:
    """When the page at the visit's path last changed; listings do every evening. ``None``: it does not say."""
    if visit.publisher.key not in VALIDATORS:
        return None
    evening = datetime.combine(visit.town.start + timedelta(days=visit.town.night - 1), time(23, 0), ZONE)
    article = addresses(visit.town, visit.publisher.key).get(visit.path)
    if article is None:
        return evening
    if article.answer != "200":
        return None
    written = datetime.combine(visit.town.start + timedelta(days=noise.built(visit) - 1), time(22, 0), ZONE)
    changed = article.modified or article.released
    return max(changed, written) if visit.publisher.key == "by" and visit.town.is_lively else changed


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
