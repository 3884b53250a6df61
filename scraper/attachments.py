"""Which files a page attaches: PDFs that its main part links to on its own site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from scraper.identity import same_site
from scraper.readers.encoding import decode
from scraper.readers.html import parse

MOST = 20
"""Files of one page that are captured."""

MAIN = "main, article, [role=main]"
ASIDE = frozenset(["nav", "footer", "aside"])


def attachment_urls(html: bytes, url: str) -> tuple[str, ...]:
    """Absolute URLs of the PDFs that a page links to: in its main part, else outside of navigation and footer."""
    if b"pdf" not in html.lower():
        return ()
    tree = parse(decode(html))
    links = [link for part in tree.css(MAIN) for link in part.css("a[href]")] or tree.css("a[href]")
    targets = (_target(link, url) for link in links if _is_pdf(link) and not _is_aside(link))
    return tuple(dict.fromkeys(target for target in targets if target and same_site(url, target)))[:MOST]


def _is_pdf(link: LexborNode) -> bool:
    attributes = link.attributes
    if "application/pdf" in (attributes.get("type") or "").lower():
        return True
    try:
        path = urlsplit((attributes.get("href") or "").strip()).path
    except ValueError:
        return False
    return path.lower().endswith(".pdf")


def _is_aside(link: LexborNode) -> bool:
    node = link.parent
    while node is not None:
        if node.tag in ASIDE:
            return True
        node = node.parent
    return False


def _target(link: LexborNode, url: str) -> str:
    try:
        return urljoin(url, (link.attributes.get("href") or "").strip()).partition("#")[0]
    except ValueError:
        return ""
