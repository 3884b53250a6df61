"""What the made-up town's sites publish for machines: RSS, Atom, JSON, a sitemap, a PDF. All pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from scraper.demo.pages import href, printed, rendered
from scraper.demo.town import Article, listed
from scraper.demo.visit import Visit


def rss(visit: Visit) -> str:
    """The articles as RSS 2.0: the region's all (it has no other list), of the others the newest 20.

    The newsroom's links carry tracking parameters.
    """
    tracked = (
        "?utm_source=rss&utm_medium=rss&utm_campaign=pressmeddelanden" if visit.publisher.key == "newsroom" else ""
    )
    items = "".join(
        f"<item><title>{escape(a.title)}</title><link>{escape(visit.root + a.path + tracked)}</link>"
        f'<guid isPermaLink="false">{visit.publisher.key}-{a.number}</guid>'
        f"<pubDate>{format_datetime(a.published)}</pubDate><description>{escape(a.lead)}</description></item>\n"
        for a in listed(visit.town, visit.publisher.key)[: None if visit.publisher.key == "region" else 20]
    )
    channel = f"<title>{escape(visit.publisher.name)}</title><link>{visit.root}/</link><description/>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{channel}\n{items}</channel></rss>\n'


def atom(visit: Visit) -> str:
    """All articles as Atom."""
    found = listed(visit.town, visit.publisher.key)
    entries = "".join(
        f"<entry><id>tag:alvkusten.example,2026:{a.number}</id><title>{escape(a.title)}</title>"
        f'<link rel="alternate" href="{escape(visit.root + a.path)}"/><summary>{escape(a.lead)}</summary>'
        f"<published>{a.published.isoformat()}</published>"
        f"<updated>{(a.modified or a.published).isoformat()}</updated></entry>\n"
        for a in found
    )
    newest = max((a.modified or a.published for a in found), default=datetime(2026, 1, 1, tzinfo=UTC)).isoformat()
    head = f"<id>{visit.root}/</id><title>{escape(visit.publisher.name)}</title><updated>{newest}</updated>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}</feed>\n'
    )


def sitemap(visit: Visit) -> str:
    """Every listed article as a sitemap."""
    urls = "".join(
        f"<url><loc>{escape(visit.root + href(a))}</loc>"
        f"<lastmod>{(a.modified or a.published):%Y-%m-%d}</lastmod></url>\n"
        for a in listed(visit.town, visit.publisher.key)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def police_events(visit: Visit) -> str:
    """The listing of events in the form of polisen.se's open data: the newest 500."""
    return json.dumps([_event(a) for a in listed(visit.town, "polis")[:500]], ensure_ascii=False)


def _event(article: Article) -> dict[str, Any]:
    at = article.released
    zone = f"{at:%z}"
    return {
        "id": article.number,
        "datetime": f"{at:%Y-%m-%d} {at.hour}:{at:%M:%S} {zone[:3]}:{zone[3:]}",
        "name": article.title,
        "summary": article.lead,
        "url": article.path,
        "type": article.type,
        "location": {"name": "Alvhamn", "gps": "57.900000,11.400000"},
    }


def posts(visit: Visit) -> tuple[int, dict[str, str], str]:
    """WordPress's ``/wp-json/wp/v2/posts``: status, extra headers, JSON.

    Honours ``page``, ``per_page`` (1 to 100, default 10), ``orderby`` (``date`` or ``modified``), ``order``,
    ``after``, ``before`` and ``modified_after``; a page past the last is a 400, as there.
    """
    query = visit.query
    found = [a for a in listed(visit.town, "tidning") if _asked_for(a, visit)]
    modified_first = query.get("orderby") == "modified"
    found.sort(key=lambda a: (a.modified or a.published) if modified_first else a.published)
    if query.get("order", "desc") == "desc":
        found.reverse()
    page, size = _whole(query.get("page", "1")), _whole(query.get("per_page", "10"))
    if page < 1 or not 1 <= size <= 100:
        return 400, {}, _wp_error("rest_invalid_param", "Ogiltig parameter")
    pages = -(-len(found) // size)
    if page > max(pages, 1):
        return 400, {}, _wp_error("rest_post_invalid_page_number", "Sidnumret är större än antalet sidor")
    headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
    return 200, headers, json.dumps([_post(visit, a) for a in found[(page - 1) * size : page * size]])


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _wp_error(code: str, message: str) -> str:
    return json.dumps({"code": code, "message": message, "data": {"status": 400}})


def _asked_for(article: Article, visit: Visit) -> bool:
    """Whether the article lies in the span of time of the query; its times are local ones, as in WordPress."""
    published, modified = _local(article.published), _local(article.modified or article.published)
    query = visit.query
    return (
        published > query.get("after", "")
        and modified > query.get("modified_after", "")
        and published < query.get("before", "9999")
    )


def _local(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}"


def _post(visit: Visit, article: Article) -> dict[str, Any]:
    modified = article.modified or article.published
    return {
        "id": article.number,
        "date": _local(article.published),
        "date_gmt": _local(article.published.astimezone(UTC)),
        "guid": {"rendered": f"{visit.root}/?p={article.number}"},
        "modified": _local(modified),
        "modified_gmt": _local(modified.astimezone(UTC)),
        "slug": article.path.strip("/").rsplit("/", 1)[1],
        "status": "publish",
        "type": "post",
        "link": visit.root + article.path,
        "title": {"rendered": escape(article.title)},
        "content": {"rendered": rendered(article), "protected": False},
        "excerpt": {"rendered": f"<p>{escape(article.lead)}</p>\n", "protected": False},
        "author": 1,
    }


def pdf(article: Article) -> bytes:
    """The article's attachment: a PDF of one page with its text in Helvetica."""
    lines = [*article.pdf_text.splitlines(), "Publicerad " + printed("region", article.published)]
    shown = b"".join(b"(" + _pdf_text(line) + b") Tj T*\n" for line in lines)
    stream = b"BT /F1 11 Tf 15 TL 60 780 Td\n" + shown + b"ET"
    return _pdf_file([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ])  # fmt: skip


def _pdf_text(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    """The objects, numbered from 1 (the catalogue), with header, cross-reference table and trailer."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(out)
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + xref + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
