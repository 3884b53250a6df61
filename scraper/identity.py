"""What makes two URLs the same page, and what may be asked for at all.

A page is not its URL: tracking parameters, ``www``, http or https, the spelling of an international host name,
session ids and a newsroom's slug do not make a new page. The normal form computed here is a key, never fetched.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "at_custom", "__hs", "_hs", "aspsessionid")
"""Starts of query parameters that only say how, or during which visit, a reader came to the page."""

TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
    "igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "wt_mc", "wt.mc_id", "wt_zmc",
    "wt.tsrc", "at_medium", "at_campaign", "hsctatracking", "vero_id", "oly_enc_id", "oly_anon_id", "ns_campaign",
    "ns_source", "ns_mchannel", "ns_linkname", "ns_fee", "s_kwcid", "ef_id", "epik", "xtor", "cmpid",
    "piwik_campaign", "piwik_kwd", "_openstat",
})  # fmt: skip
"""Query parameters of the same sort, lower case."""

SESSION = frozenset({
    "jsessionid", "phpsessid", "cfid", "cftoken", "sessionid", "session_id", "sessid", "zenid", "oscsid",
})  # fmt: skip
"""Query parameters that name a visit, whatever their value."""

SESSION_IF_RANDOM = frozenset(["sid", "session", "sess", "psid"])
"""Query parameters that name a visit when their value is a long random number."""

DEFAULT_DOCUMENTS = re.compile(
    r"(?:index|default)\.(?:s?html?|xhtml|php[345]?|phtml|aspx?|jsp|jsf|cfm|cgi|pl)", re.IGNORECASE
)
"""What a server sends for a folder: the last segment of a path that says nothing."""

MYNEWSDESK_TYPES = {
    "pressreleases": "pressrelease", "pressrelease": "pressrelease", "news": "news", "blog_posts": "blog_post",
    "blog_post": "blog_post", "images": "image", "image": "image", "videos": "video", "video": "video",
    "documents": "document", "document": "document", "events": "event", "event": "event",
}  # fmt: skip
"""Path segment of a Mynewsdesk newsroom → type of the item; each type counts its own ids."""

_SIMPLE_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PATH_ODD = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~/!$&'()*+,;=:@-]")
_QUERY_ODD = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~/!$&'()*+,;=:@?-]")
_PATH_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~!$&'()*+,;=:@-")
_QUERY_SAFE = (_PATH_SAFE | frozenset(b"/?")) - frozenset(b"&=+")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*|/\([A-Z]\([A-Za-z0-9_-]{20,}\)\)(?=/|$)", re.IGNORECASE)
_RANDOM = re.compile(r"(?=.*\d)(?:[0-9a-f-]{16,}|[0-9A-Za-z]{24,})", re.IGNORECASE)
_MYNEWSDESK_ITEM = re.compile(rf"/({'|'.join(MYNEWSDESK_TYPES)})(?:/view)?/(?:[^/]*-)?([0-9]{{1,12}})$")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def canonical(url: str) -> str:
    """The normal form of a URL: what is left when everything is dropped that does not make it another page.

    ``https``, the host in lower-case ASCII without ``www.``, no default port, user name, fragment, tracking or session
    parameter; path and query with one spelling of percent-encoding (RFC 3986, 6.2.2), no dot segment, double or final
    slash, no ``index.html``; query sorted. Case of path and query stays. Idempotent. What is no http(s) URL comes back
    stripped of outer white space.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, port = _host(parts), parts.port
    except (ValueError, UnicodeError):
        return url
    if not host:
        return url
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    path = _path(parts.path)
    query = _query(parts.query) if parts.query else ""
    return f"https://{place}{path}?{query}" if query else f"https://{place}{path}"


def without_tracking(url: str) -> str:
    """The URL without tracking and session parameters and without fragment, otherwise as it is."""
    if "?" not in url and "#" not in url:
        return url
    url = url.partition("#")[0]
    base, mark, query = url.partition("?")
    if not mark:
        return url
    kept = "&".join(pair for pair in query.split("&") if not _is_noise(pair))
    return f"{base}?{kept}" if kept else base


def _host(parts: SplitResult) -> str:
    """Host as compared: ASCII, lower case, without ``www.``; ``""`` when there is none or the URL is not http(s)."""
    if parts.scheme not in ("http", "https"):
        return ""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        address = ipaddress.ip_address(host)
        return f"[{address.compressed}]"
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii").rstrip(".")
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host if _HOST.fullmatch(host) else ""


def _path(path: str) -> str:
    """Path in its normal form, ``/`` for a root."""
    if not _SIMPLE_PATH.fullmatch(path):
        path = _PATH_SESSION.sub("", _PATH_ODD.sub(_escape_path, path))
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    while segments and DEFAULT_DOCUMENTS.fullmatch(segments[-1]):
        segments.pop()
    return "/" + "/".join(segments)


def _query(query: str) -> str:
    """Query in its normal form: sorted, without tracking and session parameters."""
    spelled = (_QUERY_ODD.sub(_escape_query, pair) for pair in query.split("&") if pair)
    return "&".join(sorted(pair for pair in spelled if not _is_noise(pair)))


def _is_noise(pair: str) -> bool:
    """Whether a ``name=value`` says how or during which visit the page was reached, not which page it is."""
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in TRACKING or name in SESSION or name.startswith(TRACKING_PREFIXES):
        return True
    return name in SESSION_IF_RANDOM and _RANDOM.fullmatch(value) is not None


def _escape_path(match: re.Match[str]) -> str:
    return _escape(match.group(), _PATH_SAFE)


def _escape_query(match: re.Match[str]) -> str:
    if match.group() in ("%20", " "):
        return "+"
    return _escape(match.group(), _QUERY_SAFE)


def _escape(found: str, safe: frozenset[int]) -> str:
    """One spelling of a percent-escape or of a character that needs one."""
    if len(found) == 3:
        byte = int(found[1:], 16)
        return chr(byte) if byte in safe else found.upper()
    return "".join(f"%{byte:02X}" for byte in found.encode("utf-8", "surrogatepass"))


def page_key(url: str, cms: str = "") -> str:
    """Identity of the page behind a URL within its source: the CMS's own id where the URL shows one, else `canonical`.

    ``mynewsdesk:pressrelease:1234567`` for ``https://www.mynewsdesk.com/se/malmo/pressreleases/<slug>-1234567``, on
    whichever host the newsroom lies when ``cms`` is ``mynewsdesk``.
    """
    key = canonical(url)
    host = host_of(key)
    if cms == "mynewsdesk" or host == "mynewsdesk.com" or host.endswith(".mynewsdesk.com"):
        item = _MYNEWSDESK_ITEM.search(key.partition("?")[0])
        if item:
            return f"mynewsdesk:{MYNEWSDESK_TYPES[item[1]]}:{int(item[2])}"
    return key


def article_id(source: str, key: str) -> str:
    """Id of an article: the first 60 bits of SHA-256 over source, newline and key, as twelve base32 characters.

    Lower case, alphabet of RFC 4648. Computed from nothing but its arguments, so that it survives a rebuild.
    """
    digest = hashlib.sha256(f"{source}\n{key}".encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:10]).decode("ascii")[:12].lower()


def host_of(url: str) -> str:
    """Host of an http(s) URL as compared: lower-case ASCII, without ``www.`` and port; ``""`` when there is none."""
    try:
        return _host(urlsplit(url.strip()))
    except (ValueError, UnicodeError):
        return ""


def same_site(a: str, b: str) -> bool:
    """Whether two URLs lie on one publisher's host: equal but for ``www`` and spelling, or one below the other.

    A name without a dot (a top-level domain) and an address are nobody's parent.
    """
    first, second = host_of(a), host_of(b)
    if not first or not second:
        return False
    child, parent = (first, second) if len(first) >= len(second) else (second, first)
    if child == parent:
        return True
    return "." in parent and _address(parent) is None and child.endswith("." + parent)


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine: ``localhost``, a name below it, or a loopback address."""
    host = host_of(url)
    address = _address(host)
    if address is None:
        return host == "localhost" or host.endswith(".localhost")
    return _unpacked(address).is_loopback


def is_public_address(ip: str) -> bool:
    """Whether an IP address, as text, is on the public internet; ``False`` for anything that is no address.

    IPv4 addresses inside IPv6 ones (mapped, 6to4, NAT64) are judged as what they lead to.
    """
    address = _address(ip)
    if address is None:
        return False
    address = _unpacked(address)
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def _unpacked(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 address carries, or the address itself."""
    if address.version == 4:
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
