"""The HTML of the made-up town's sites: pure functions from a `Visit` to text, by the templates in ``pages.toml`` and,
once a site is redesigned, in ``looks.toml``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from scraper.demo import noise
from scraper.demo.town import MONTHS, Article, listed, publishers, redesigns, slug
from scraper.demo.visit import Visit

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
    "/om-oss": "Här kan du läsa om vilka vi är och vad vi gör.",
    "/kontakta-oss": "Ring, skriv eller kom förbi. Receptionen är bemannad på vardagar.",
    "/tillganglighet": "Webbplatsen följer i huvudsak kraven på tillgänglighet.",
    "/kontakt.html": "Ordförande Ture Myrbacka nås på 040-628 04 11 eller styrelsen@hovsunda.example.",
}
"""Standing pages that are no articles; every site has those that its menu links to."""


@cache
def _designs(publisher: str) -> tuple[dict[str, str], ...]:
    """The templates that a site has had, in order: its own, then ready-made ones in an order of its own."""
    own, ready = (
        tomllib.loads(Path(__file__).with_name(name).read_text("utf-8")) for name in ("pages.toml", "looks.toml")
    )
    mine = [templates for key, templates in own.items() if key.partition("_")[0] == publisher]
    looks, first = list(ready.values()), [publisher.key for publisher in publishers()].index(publisher)
    turned = looks[first:] + looks[:first]
    return (*mine, *turned[::2], *turned[1::2])


def _templates(visit: Visit) -> dict[str, str]:
    return _designs(visit.publisher.key)[len(redesigns(visit.town, visit.publisher))]


def article_page(visit: Visit, article: Article) -> str:
    """The page of one article."""
    content = _filled(
        _templates(visit)["article"],
        title=escape(article.title),
        lead=escape(article.lead),
        body="\n".join(noise.inserted(visit, [_paragraph(text) for text in article.paragraphs])),
        content="\n".join(noise.inserted(visit, rendered(article).split("\n"))),
        path=quote(article.path),
        published_iso=article.released.isoformat(),
        published=printed(visit.publisher.key, article.released),
        modified=_modified(visit, article),
        related=_related(visit, article),
        contacts="".join(_contact(visit, line) for line in article.contacts),
        attachment=_attachment(visit, article),
        followers=str(1200 + 7 * visit.town.night),
        nonce=visit.nonce,
        above=noise.above(visit, article),
        below=noise.below(visit, article),
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
    return f"/dokument/{article.number}/{slug(article.pdf)}.pdf"


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
        name=visit.publisher.name,
        entry=visit.publisher.entry if visit.publisher.key != "polis" else "/aktuellt/",
        charset="iso-8859-1" if visit.publisher.key == "by" else "utf-8",
        notice=noise.notice(visit),
        promotion=noise.promotion(visit, "frame"),
        aside=noise.aside(visit),
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
    """Three other articles, others on each request; in the village's files others each time that they are written."""
    others = [other for other in listed(visit.town, visit.publisher.key) if other is not article]
    turn = noise.built(visit) if visit.publisher.key == "by" else visit.count
    chosen = [others[(turn * 3 + step) % len(others)] for step in range(min(3, len(others)))]
    return "".join(f'<li><a href="{escape(one.path)}">{escape(one.title)}</a></li>' for one in chosen)


def _modified(visit: Visit, article: Article) -> str:
    if article.modified is None:
        return ""
    return _filled(_templates(visit)["modified"], modified=printed(visit.publisher.key, article.modified))


def _contact(visit: Visit, line: str) -> str:
    if "contact" not in _templates(visit):
        return ""
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
