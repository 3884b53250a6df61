"""The HTML of the made-up town's sites: pure functions from a `Visit` to text, by the templates in ``pages.toml``."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from scraper.demo.town import MONTHS, Article, Publisher, Town, listed

SHORT_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
PAGE_SIZE = {"kommun": 10, "newsroom": 5, "tidning": 6, "by": 8}
"""Articles on a page of a listing; the others print them all."""
TRACKING = "?utm_source=startsida&utm_medium=lank&fbclid=IwAR0a1b2c3"
"""What listings add to the link of an article with ``tracking``."""
CONTENT = {
    "/": "Välkommen! Här hittar du nyheter och information.",
    "/om": "Förbundet bildades 1998 och leds av en direktion med åtta ledamöter från fyra kommuner.",
    "/om.html": "Byn har 412 invånare, en kvarn, en kyrka och en affär. Byalaget bildades 1934.",
    "/medlem.html": "Medlemskap kostar 150 kronor per hushåll och år. Betala i affären.",
    "/kontakt.html": "Ordförande Ture Myrbacka nås på 040-628 04 11 eller styrelsen@hovsunda.example.",
}
"""Standing pages that are no articles; every site has those that its menu links to."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request to one publisher, and all that its answer depends on."""

    town: Town
    publisher: Publisher
    path: str
    query: Mapping[str, str]
    """The first value of each parameter."""
    root: str
    """The publisher's own origin: ``http://127.0.0.1:18460``."""
    count: int
    """How many requests the publisher has answered before: what rotates on each request rotates with it."""

    @property
    def nonce(self) -> str:
        """Sixteen hex digits, other ones on each request."""
        return hashlib.sha256(f"{self.publisher.key}/{self.count}".encode()).hexdigest()[:16]


@cache
def _all_templates() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("pages.toml").read_text("utf-8"))


def _templates(visit: Visit) -> dict[str, str]:
    night = visit.publisher.redesigned
    return _all_templates()[visit.publisher.key + ("_redesigned" if 0 < night <= visit.town.night else "")]


def article_page(visit: Visit, article: Article) -> str:
    """The page of one article."""
    content = _filled(
        _templates(visit)["article"],
        title=escape(article.title),
        lead=escape(article.lead),
        body=paragraphs(article.paragraphs),
        content=rendered(article),
        path=quote(article.path),
        published_iso=article.released.isoformat(),
        published=printed(visit.publisher.key, article.released),
        modified=_modified(visit, article),
        related=_related(visit, article),
        contacts="".join(_contact(visit, line) for line in article.contacts),
        attachment=_attachment(visit, article),
        followers=str(1200 + 7 * visit.town.night),
        nonce=visit.nonce,
    )
    return _framed(visit, title=article.title, content=content, head=_head(visit, article))


def listing_page(visit: Visit) -> str:
    """The publisher's list of articles, or the page of it that the query asks for, with a link to the next."""
    found = listed(visit.town, visit.publisher.key)
    size = PAGE_SIZE.get(visit.publisher.key, max(len(found), 1))
    at = _offset(visit, found, size)
    shown = found[at : at + size]
    link = _next(visit, shown[-1], at // size + 2) if shown and at + size < len(found) else ""
    templates = _templates(visit)
    content = _filled(
        templates["listing"],
        items="".join(_item(visit, article) for article in shown),
        shown=str(min(at + size, len(found))),
        total=str(len(found)),
        next=_filled(templates["next"], href=escape(link)) if link else "",
    )
    return _framed(visit, title="Aktuellt", content=content)


def standing_page(visit: Visit, title: str, text: str) -> str:
    """A page that is no article: a home page, a contact page, an error page."""
    return _framed(visit, title=title, content=f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")


def is_linked(visit: Visit) -> bool:
    """Whether the site's templates or one of its articles links to the visit's path."""
    if any(f'href="{visit.path}"' in template for template in _templates(visit).values()):
        return True
    shown = listed(visit.town, visit.publisher.key)
    return any(f"]({visit.path})" in text for article in shown for text in article.paragraphs)


def rendered(article: Article) -> str:
    """Lead and body as a weblog's editor would store them."""
    return f"<p><strong>{escape(article.lead)}</strong></p>\n{paragraphs(article.paragraphs)}"


def paragraphs(texts: Sequence[str]) -> str:
    """Marked-up paragraphs as HTML, one element a line."""
    return "\n".join(_paragraph(text) for text in texts)


def _paragraph(text: str) -> str:
    html = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', escape(text))
    if html.startswith("## "):
        return f"<h2>{html[3:]}</h2>"
    if html.startswith("* "):
        return "<ul>" + "".join(f"<li>{line[2:]}</li>" for line in html.splitlines()) + "</ul>"
    return "<p>" + html.replace("\n", "<br>") + "</p>"


def printed(publisher: str, at: datetime) -> str:
    """A time as the publisher prints it: every site has its own way."""
    month = MONTHS[at.month - 1]
    return {
        "kommun": f"{at:%Y-%m-%d %H:%M}",
        "newsroom": f"{SHORT_MONTHS[at.month - 1].capitalize()} {at.day:02}, {at.year} {at:%H:%M} {at:%Z}",
        "polis": f"{at:%d} {month} {at:%H.%M}",
        "tidning": f"{at.day} {month}, {at.year}",
        "region": f"{at.day} {month} {at.year} kl. {at:%H.%M}",
        "by": f"{at.day}/{at.month} {at.year}",
    }[publisher]


def href(article: Article) -> str:
    """The path under which a listing links to an article."""
    return article.path + (TRACKING if article.tracking else "")


def pdf_path(article: Article) -> str:
    """Where the article's attachment is."""
    return f"/dokument/{article.path.rsplit('/', 1)[1]}.pdf"


def _filled(template: str, **values: str) -> str:
    return Template(template).substitute(values)


def _framed(visit: Visit, *, title: str, content: str, head: str = "") -> str:
    served = f"{visit.count // 60 % 24:02}:{visit.count % 60:02}"
    return _filled(
        _templates(visit)["frame"],
        title=escape(title),
        content=content,
        head=head,
        nonce=visit.nonce,
        count=str(visit.count),
        closing=str(15 + visit.count % 3),
        served=f"{served} av server {visit.count % 4 + 1}",
        related=_related(visit, None),
    )


def _item(visit: Visit, article: Article) -> str:
    return _filled(
        _templates(visit)["item"],
        href=escape(href(article)),
        title=escape(article.title),
        lead=escape(article.lead),
        day=f"{article.published:%Y-%m-%d}",
        published_iso=article.published.isoformat(),
        published=printed(visit.publisher.key, article.published),
    )


def _related(visit: Visit, article: Article | None) -> str:
    """Three other articles, others on each request."""
    others = [other for other in listed(visit.town, visit.publisher.key) if other is not article]
    chosen = [others[(visit.count * 3 + step) % len(others)] for step in range(min(3, len(others)))]
    return "".join(f'<li><a href="{escape(one.path)}">{escape(one.title)}</a></li>' for one in chosen)


def _modified(visit: Visit, article: Article) -> str:
    if article.modified is None:
        return ""
    return _filled(_templates(visit)["modified"], modified=printed(visit.publisher.key, article.modified))


def _contact(visit: Visit, line: str) -> str:
    name, role, phone, email = (escape(part) for part in line.split(", "))
    digits = re.sub(r"\D", "", phone)
    return _filled(_templates(visit)["contact"], name=name, role=role, phone=phone, digits=digits, email=email)


def _attachment(visit: Visit, article: Article) -> str:
    if not article.pdf:
        return ""
    return _filled(_templates(visit)["attachment"], href=pdf_path(article), title=escape(article.pdf))


def _head(visit: Visit, article: Article) -> str:
    url, title, lead = visit.root + article.path, escape(article.title), escape(article.lead)
    canonical = f'<link rel="canonical" href="{url}">\n'
    social = f'<meta property="og:title" content="{title}"><meta property="og:url" content="{url}">\n'
    match visit.publisher.key:
        case "newsroom":
            ld = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": article.title, "url": url,
                  "datePublished": article.published.isoformat(), "description": article.lead}  # fmt: skip
            ld_json = json.dumps(ld, ensure_ascii=False).replace("<", "\\u003c")
            description = (
                f'<meta property="og:description" content="{lead}"><meta property="og:type" content="article">'
            )
            return f'{canonical}{social}{description}\n<script type="application/ld+json">{ld_json}</script>\n'
        case "polis":
            created = f'<meta property="dc:Date.Created" content="{article.released:%Y-%m-%d %H:%M:%S}">'
            return f'<meta name="description" content="{lead}">{created}\n'
        case "tidning":
            times = f'<meta property="article:published_time" content="{article.published.isoformat()}">\n'
            return canonical + social + times
        case "kommun":
            return canonical
    return ""


def _offset(visit: Visit, found: Sequence[Article], size: int) -> int:
    if visit.publisher.key == "newsroom":
        number = re.sub(r"^\d+_(\d+)--Pressrelease$", r"\1", visit.query.get("after", ""))
        return next((at + 1 for at, article in enumerate(found) if str(article.number) == number), 0)
    page = visit.query.get("page") or visit.query.get("sida") or visit.query.get("paged") or "1"
    return (int(page) - 1) * size if page.isdecimal() and page != "0" else 0


def _next(visit: Visit, last: Article, page: int) -> str:
    cursor = f"{int(last.published.timestamp() * 1000)}_{last.number}--Pressrelease"
    return {
        "kommun": f"/Aktuellt.html?page={page}",
        "newsroom": f"/se/alvhamn/pressreleases?after={cursor}",
        "tidning": f"/?paged={page}",
        "by": f"/nyheter.html?sida={page}",
    }[visit.publisher.key]
