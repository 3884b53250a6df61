"""Whether a body broke off before its end, judged by solid evidence only."""

from __future__ import annotations

import re

from archive.records import Capture

FEED = re.compile(rb"<(rss|feed|urlset|sitemapindex|rdf:rdf)[\s>]")
"""Root element of a feed or sitemap, lower case."""

_OPEN_TAG_AT_END = re.compile(rb"<(?:/?[a-z][a-z0-9]*(?:\s[^<>]*)?|!--.*|!d[^<>]*)\Z", re.DOTALL)
_BLOCKS = (b"div", b"main", b"article", b"section", b"table", b"ul")
_ENCODING_SLACK = 64


def is_shorter_than_announced(capture: Capture) -> bool:
    """Whether content-length promised more; a little more is allowed, as packing makes tiny bodies larger."""
    announced = capture.headers.get("content-length", "")
    if capture.headers.get("content-encoding", "identity").lower() != "identity" or not announced.isdecimal():
        return False
    return int(announced[:15]) > len(capture.body or b"") + _ENCODING_SLACK


def is_cut_data(capture: Capture, low: bytes) -> bool:
    """Whether a body that is not HTML lacks its end: fewer bytes than announced, or an unclosed JSON document or feed.

    ``low`` is the body in lower case without outer white space, here and below.
    """
    if is_shorter_than_announced(capture):
        return True
    feed = FEED.search(low, 0, 2048) if low.startswith(b"<") else None
    if feed:
        return low.rfind(b"</" + feed[1]) < 0
    closing = {b"{": b"}", b"[": b"]"}.get(low[:1])
    return closing is not None and low[-1:] != closing


def is_cut_html(capture: Capture, low: bytes) -> bool:
    """Whether an HTML page broke off. A missing ``</body>`` is legal and common, and proves nothing by itself."""
    if b"</html" in low[-4096:] or b"</body" in low[-4096:]:
        return False
    if is_shorter_than_announced(capture):
        return True
    if b"</html" in low or b"</body" in low:
        return False
    return _ends_inside_markup(low) or _leaves_blocks_open(low)


def _ends_inside_markup(low: bytes) -> bool:
    """Whether the last thing is an unfinished tag, script, style sheet or comment."""
    script_end = low.rfind(b"</script")
    if low.rfind(b"<script") > script_end or low.rfind(b"<style") > low.rfind(b"</style"):
        return True
    if low.rfind(b"<!--") > max(low.rfind(b"-->"), script_end):
        return True
    last = low.rfind(b"<")
    return last >= 0 and _OPEN_TAG_AT_END.match(low, last) is not None


def _leaves_blocks_open(low: bytes) -> bool:
    """Whether a page that opens ``body`` closes neither it nor the blocks in it: three of them, or one amid a text."""
    if b"<body" not in low:
        return False
    still_open = sum(max(0, low.count(b"<" + tag) - low.count(b"</" + tag)) for tag in _BLOCKS)
    return still_open >= 3 or (still_open >= 1 and not low.endswith(b">"))
