"""What a program that means no good can send to the site, and what must be true of whatever comes back."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

from datasette.utils.asgi import Request
from hypothesis import strategies as st
from pyarrow import parquet

from archive.formats import FORMATS
from archive.site.plugin import register_routes

HOME = "localhost"
MARK = "zqx"
"""No element and no attribute of the site is called so; only what was typed could make one."""

SAMPLES = {
    "id": b"skola", "other": b"odaterad", "time": b"2024-05-02", "old": b"1", "new": b"2", "format": b"csv", "name": b"site.css",
    "url": b"https://staden.example/nyheter/skola", "missing": b"nothing",
}  # fmt: skip
"""For each name in an address a value that leads to a page; what is missing is not there on purpose."""

OF_SOURCES = SAMPLES | {"id": b"se_staden"}

USUAL = {"q": "förskolan", "old": "1", "new": "2", "at": "2024-05-02T06:00:00Z", "size": "2"}

_SENT = re.compile(rb"[^\x21-\x7e]")
_GROUP = re.compile(r"\(\?P<(\w+)>")
_SECURE = ("x-robots-tag", "x-content-type-options", "referrer-policy", "content-security-policy")

HOSTILE = (
    b"", b"%", b"%zz", b"%00", b"a%00b", b"%ff%fe", b"%ed%a0%80", b"%c3%28", b"%f4%90%80%80", b"..%2f..%2fetc", b"../../x",
    b"%2e%2e/", b"//evil.example", b"%0d%0aSet-Cookie:x", b"%E2%80%AE%D7%97%D7%93%D7%A9", "אבג‮".encode(), "🏳️‍🌈å".encode(),
    b"123456789", b"1234567890", b"99999999999999999999", b"-1", b"+1", b"0x1", b"1e400", b"%D9%A2%D9%A0", b"0000-00-00",
    b"9999-99-99", b"9999-99-99T99:99:99Z", b"0001-01-01T00:00:00Z", b"9999-12-31", b"2024-02-30", b"2024-05-02T06:00Z",
    b"%D9%A2%D9%A0%D9%A2%D9%A4-%D9%A0%D9%A5-%D9%A0%D9%A2", b"NaN", b"{{7*7}}", b"${7}", b"';--", b'"', b"*", b"a*", b"*a",
    b'"a" OR -b NEAR(c d)', b"title:x", b"^a", b"x" * 7000, b"a " * 33, b"%25252e", b"1..2", b"@", b"a@b@c", b";", b"&&=",
    b"[", b"]", b"http://[", b"https://[::1", b"http:/staden.example/nyheter/skola?a=1", b"https://staden.example/%E5?x=%E5#y",
    f'<{MARK} {MARK}="1">'.encode(), f'"><{MARK}>'.encode(), f"' {MARK}='1".encode(), f'" {MARK}=1 x="'.encode(),
    f"</title></script></textarea><{MARK}>".encode(), f"<![CDATA[]]><{MARK}/>".encode(), b"javascript:alert(1)",
)  # fmt: skip
"""Pieces of an address: encodings that are none, what is above or below, other scripts, numbers and dates that cannot be,
the languages of templates, SQL, FTS5, HTML."""

HEADERS = {
    "accept-language": ("", "sv", "xx;q=9", "en;q=1.", "-" * 9000, "*;q=0", "\xff", "a-" * 2000 + ";q"),
    "if-none-match": ("*", '"', 'W/"', ",,,,", "\xff\xfe", '"a",' * 3000),
    "if-modified-since": ("x", "0", "Thu, 99 Jan 9999 99:99:99 GMT", "Thu, 01 Jan 0001 00:00:00 -9999", "Mon, 1 Jan 99999"),
    "accept-datetime": ("x", "Thu, 31 May 2007 20:35:00 GMT", "Thu, 01 Jan 0001 00:00:00 +2359", 
        "Fri, 31 Dec 9999 23:59:59 -2359",
        "1" * 999),
    "cookie": ("language=en", "language=../..", "a:b=1", ",=", "=", '"', "language=\xff", "ds_messages=x.y",
        "ds_actor=x", "$Path=x;;=;[]=1", "a;" * 3000),
    "host": ("localhost", "[", "a b", "evil.example\"><zqx>", "localhost:99999999", "\xff", "@", "a/b", "[::1]:80", ""),
    "x-forwarded-proto": ("https", "javascript", "\xff"),
    "range": ("bytes=0-1", "bytes=9-1", "x"),
    "authorization": ("Bearer dstok_x", "Basic x", "\xff"),
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def routes(datasette):
    """The site's addresses, as Datasette is told of them."""
    return [pattern for pattern, _ in register_routes(datasette)]


def groups(pattern):
    """The names in an address."""
    return [name for _, _, name in _spans(pattern)]


def fill(pattern, values):
    """The address with values (bytes) for its names."""
    path, at = b"", 0
    for start, end, name in _spans(pattern):
        path += _literal(pattern[at:start]) + values[name]
        at = end
    return path + _literal(pattern[at:])


def usual(pattern):
    """The address of a page that is there."""
    return fill(pattern, _samples(pattern))


def _samples(pattern):
    return OF_SOURCES if "sources" in pattern else SAMPLES


def paths(pattern):
    """Addresses of the route: as often as not of a page that is there, so that what is asked of it counts."""
    right = {name: st.just(value) for name, value in _samples(pattern).items() if name in groups(pattern)}
    right |= {"format": st.sampled_from([name.encode() for name in FORMATS])} if "format" in right else {}
    one_wrong = [right | {name: values()} for name in right]
    return st.one_of(*(st.fixed_dictionaries(each) for each in (right, *one_wrong))).map(
        lambda typed: fill(pattern, typed)
    )


def _spans(pattern):
    end = 0
    for found in _GROUP.finditer(pattern):
        if found.start() < end:
            continue  # inside another group
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(pattern[end], 0)
            end += 1
        yield found.start(), end, found[1]


def _literal(pattern):
    return pattern.replace("(?:@|%40)", "@").replace("/?", "/").replace("\\", "").strip("^$").encode()


def sendable(raw):
    """Bytes as they can stand in a request's first line: all others are encoded."""
    return _SENT.sub(lambda found: b"%%%02X" % found[0][0], raw)


def ask(browser, app, path, query=b"", headers=()):
    """What the site answers to the very bytes, as uvicorn would hand them on; an error that escapes is not caught."""
    messages = []
    given = {"host": HOME, "accept-language": "en"} | dict(headers)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "server": (HOME, 80), "client": ("192.0.2.1", 1), "root_path": "",
        "path": unquote(path.decode("ascii")), "raw_path": path, "query_string": query,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        messages.append(message)

    browser.runner.run(app(scope, receive, send))
    assert messages and messages[0]["type"] == "http.response.start", "nothing was answered"
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(messages[0]["status"], _headers(messages[0]["headers"]), body)


def _headers(listed):
    found = {}
    for name, value in listed:
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", name + value), f"{name!r}: {value!r}"
        found[name.decode("latin-1").lower()] = value.decode("latin-1")
    return found


def values():
    """What is typed into an address."""
    plain = [*SAMPLES.values(), *OF_SOURCES.values()]
    return st.one_of(
        st.sampled_from(HOSTILE), st.sampled_from(plain), st.binary(max_size=12), st.text(max_size=8).map(_utf8)
    )


def _utf8(text):
    return text.encode("utf-8", "surrogatepass")


def headers():
    """Headers that a program may send, a few at a time."""
    one = st.sampled_from(sorted(HEADERS)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name]))
    )
    return st.lists(one, max_size=3)


def queries(names):
    """What stands after the question mark: the parameters that are read, and some that are not."""
    pair = st.tuples(st.sampled_from([*sorted(names), "zzz"]).map(str.encode), values())
    return st.lists(pair, max_size=5).map(lambda pairs: b"&".join(name + b"=" + typed for name, typed in pairs))


class Remembering:
    """The parameters of a request, which remember what they are asked for."""

    def __init__(self, given, asked):
        self._given, self._asked = given, asked

    def __getattr__(self, name):
        return getattr(self._given, name)

    def __iter__(self):
        return iter(self._given)

    def __len__(self):
        return len(self._given)

    def __contains__(self, name):
        self._asked.add(name)
        return name in self._given

    def __getitem__(self, name):
        self._asked.add(name)
        return self._given[name]

    def get(self, name, default=None):
        self._asked.add(name)
        return self._given.get(name, default)


def remembering(monkeypatch):
    """The set that the names of all parameters come into as soon as they are read."""
    asked, real = set(), Request.args.fget
    monkeypatch.setattr(Request, "args", property(lambda request: Remembering(real(request), asked)))
    return asked


# What comes back ----------------------------------------------------------------------------------------------------


def check(answer):
    """No failure of the site, its headers, a body that can be read, nothing made of what was typed."""
    assert answer.status < 500, answer.body[:300]
    for name in _SECURE:
        assert answer.headers.get(name), f"{answer.status} without {name}"
    if "location" in answer.headers:
        assert re.match(r"/(?!/)|https?://(localhost|\[::1\]:80)/", answer.headers["location"]), answer.headers[
            "location"
        ]
    if answer.status in (301, 302, 304) or not answer.body:
        return
    kind = answer.headers["content-type"].partition(";")[0]
    readers = {
        "application/json": json.loads, "text/csv": _check_csv,
        "application/atom+xml": ElementTree.fromstring, "application/x-ndjson": _check_lines,
        "application/link-format": _check_links,
        "application/vnd.apache.parquet": lambda body: parquet.read_table(io.BytesIO(body)),
    }  # fmt: skip
    if kind == "text/html":
        _check_page(answer)
    elif kind.endswith("spreadsheetml.sheet"):
        assert zipfile.ZipFile(io.BytesIO(answer.body)).testzip() is None
    elif kind in readers:
        readers[kind](answer.body)
    else:
        assert kind in ("text/plain", "text/css", "application/x-bibtex", "application/octet-stream"), kind


def _check_csv(body):
    csv.field_size_limit(1 << 24)
    first, *rest = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
    assert all(len(row) == len(first) for row in rest)


def _check_lines(body):
    for line in body.decode().splitlines():
        json.loads(line)


def _check_links(body):
    for line in body.decode("ascii").rstrip("\n").split(",\n"):
        assert re.fullmatch(r'<[^<>\s"]+>(; [a-z]+="[^"]*")+', line), line


class _Elements(HTMLParser):
    def __init__(self, nonce):
        super().__init__()
        self._nonce = nonce

    def handle_starttag(self, tag, attributes):
        assert MARK not in tag, tag
        if tag == "script":
            assert self._nonce and dict(attributes).get("nonce") == self._nonce, "a script that is not the engine's own"
        for name, value in attributes:
            assert MARK not in name and (self._nonce or not name.startswith("on")), name
            if name in ("href", "src", "action", "formaction"):
                assert not re.match(r"\s*(javascript|data|vbscript):", value or "", re.I), value


def _check_page(answer):
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])
    _Elements(nonce and nonce[1]).feed(answer.body.decode())
