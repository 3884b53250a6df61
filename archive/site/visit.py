"""One visit to a page of the site: who asks in what language, what press.db says, and how it is answered."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from datasette.database import QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from archive.dictionary import DATABASE
from archive.site.editions import Replaced, Stamp
from archive.site.gate import COOKIE
from archive.site.headers import PAGE_POLICY
from archive.site.languages import LANGUAGES, Texts, choose, texts
from archive.site.render import ZONE, environment
from archive.site.search.facts import Facts, read_facts
from archive.site.search.paradigms import readings

DEEPEST = 500
"""The last page of a list that is shown."""

LONGEST_QUERY = 8000
"""Bytes that the part of an address after the question mark may have."""

FRESH = 60
"""Seconds for which a page may be shown without asking again whether a new night was published."""

_YEAR = 365 * 24 * 3600
_CACHED = {"Cache-Control": f"public, max-age={FRESH}", "Vary": "Accept-Language, Cookie"}

Found = TypeVar("Found")


class Failure(Exception):
    """A page that cannot be shown: its HTTP status and the key of the sentence that says why."""

    def __init__(self, status: int, key: str):
        super().__init__(texts("en")[key])
        self.status = status
        self.key = key


class Visit:
    """A request to the site, and the means to answer it."""

    switch = "lang"
    """The parameter by which a reader chooses a language."""

    def __init__(self, request: Request, datasette: Any):
        self.request = request
        self.datasette = datasette
        self.is_newest = True
        """Whether what was asked was asked of the newest file: no other answer is kept."""

    @property
    def args(self) -> Mapping[str, str]:
        """The parameters of the address, the first of each name."""
        return self.request.args

    @cached_property
    def language(self) -> str:
        """The reader's language."""
        wished = self.request.args.get(self.switch) or ""
        remembered = self.request.cookies.get(COOKIE, "")
        return choose(wished, remembered, self.request.headers.get("accept-language", ""))

    @property
    def texts(self) -> Texts:
        """What the site says in the reader's language."""
        return texts(self.language)

    @property
    def database(self) -> Any:
        """press.db as Datasette has it."""
        return self.datasette.get_database(DATABASE)

    @property
    def root(self) -> str:
        """Where the site is reached from outside: ``https://host/base``, without a slash at its end."""
        return self.datasette.absolute_url(self.request, self.datasette.urls.path("/")).rstrip("/")

    @property
    def here(self) -> str:
        """This page's address from outside, without what is asked of it."""
        return self.datasette.absolute_url(self.request, self.request.path)

    async def ask(self, question: Callable[[sqlite3.Connection], Found]) -> Found:
        """What ``question`` makes of press.db, all of it from one published file, within Datasette's time limit.

        `Failure` when the time is over.
        """
        return await self._asked(question)

    async def ask_with_facts(self, question: Callable[[sqlite3.Connection, Facts], Found]) -> Found:
        """As `ask`, with the columns of the same file."""
        while True:
            try:
                stamp, facts = await self.database.remembered(columns)
                self.is_newest = stamp == self.database.stamp()
                return await self._asked(lambda connection, facts=facts: question(connection, facts), stamp)
            except Replaced:
                continue  # another night was published between the two

    async def _asked(self, question: Callable[[sqlite3.Connection], Found], stamp: Stamp | None = None) -> Found:
        def limited(connection: sqlite3.Connection) -> Found:
            with sqlite_timelimit(connection, self.datasette.setting("sql_time_limit_ms")):
                return question(connection)

        try:
            return await self.database.answer(limited, stamp)
        except QueryInterrupted as error:
            raise Failure(503, "too_slow") from error
        except sqlite3.OperationalError as error:
            if str(error) == "interrupted":
                raise Failure(503, "too_slow") from error
            raise

    def page(
        self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> Response:
        """A page of the site in the reader's language."""
        html = environment().get_template(template).render(**self.frame(), **context)
        sent = {"Content-Security-Policy": PAGE_POLICY, **self.chosen(), **(headers or {})}
        return Response.html(html, status=status, headers=sent)

    def frame(self) -> dict[str, Any]:
        """What the frame of every page is made of."""
        return {
            "path": self.datasette.urls.path,
            "database": DATABASE,
            "t": self.texts,
            "zone": str(ZONE),
            "in_other_language": self._in_other_language(),
        }

    def chosen(self) -> dict[str, str]:
        """The header that has a browser remember the language that was just chosen; none where none was."""
        if self.request.args.get(self.switch) not in LANGUAGES:
            return {}
        return {"Set-Cookie": f"{COOKIE}={self.language}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=lax"}

    def _in_other_language(self) -> tuple[str, str]:
        """(code, query string) of this page in the language that it is not in."""
        other = next(language for language in LANGUAGES if language != self.language)
        kept = [(name, value) for name, value in parse_qsl(self.request.query_string) if name != self.switch]
        return other, urlencode([*kept, (self.switch, other)])

    def page_number(self) -> int:
        """The parameter ``page``, 1 where it is missing or no number; `Failure` when it is too deep."""
        typed = self.request.args.get("page") or "1"
        wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 1
        if wanted > DEEPEST:
            raise Failure(400, "too_deep")
        return max(wanted, 1)

    def validators(self) -> dict[str, str]:
        """``ETag`` and ``Last-Modified``: the same as long as the same file is published, the site is the same and the
        same is asked for in the same language."""
        _, changed, _ = self.database.stamp()
        parts = (self.database.hash, site_version(), self.language, self.request.full_path)
        tag = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        when = datetime.fromtimestamp(changed // 1_000_000_000, UTC)
        return {"ETag": f'W/"{tag}"', "Last-Modified": format_datetime(when, usegmt=True)}

    def is_known(self, validators: Mapping[str, str]) -> bool:
        """Whether the reader, or a proxy between, already has this answer."""
        tags = self.request.headers.get("if-none-match", "")
        if tags:
            return validators["ETag"] in [tag.strip() for tag in tags.split(",")] or tags.strip() == "*"
        since = self.request.headers.get("if-modified-since", "")
        try:
            return bool(since) and parsedate_to_datetime(since) >= parsedate_to_datetime(validators["Last-Modified"])
        except (ValueError, TypeError):
            return False


def columns(connection: sqlite3.Connection) -> Facts:
    """The columns of a file, days in the site's zone."""
    return read_facts(connection, ZONE)


def made_ready() -> None:
    """Load what the first page would otherwise wait for: word lists and templates."""
    readings("")
    for name in environment().list_templates():
        environment().get_template(name)
    site_version()


Answer = Callable[[Visit], Awaitable[Response]]


def view(answer: Answer) -> Callable[[Request, Any], Awaitable[Response]]:
    """A route of Datasette from what answers a `Visit`: a `Failure` becomes a page, an answer that the reader has
    already becomes 304, all others carry what a proxy needs to keep them."""
    return _route(answer, _failure_page)


def json_view(answer: Answer) -> Callable[[Request, Any], Awaitable[Response]]:
    """As `view`, for programs: a `Failure` becomes an object with the sentence as ``error``."""
    return _route(answer, _failure_object)


def _failure_page(visit: Visit, failure: Failure) -> Response:
    typed = visit.args.get("q") or ""
    return visit.page("failure.html", failure.status, sentence=visit.texts[failure.key], typed=typed)


def _failure_object(visit: Visit, failure: Failure) -> Response:
    headers = {"Access-Control-Allow-Origin": "*"}
    return Response.json({"error": visit.texts[failure.key]}, status=failure.status, headers=headers)


def _route(
    answer: Answer, refuse: Callable[[Visit, Failure], Response]
) -> Callable[[Request, Any], Awaitable[Response]]:

    async def route(request: Request, datasette: Any) -> Response:
        visit = Visit(request, datasette)
        try:
            return await _answered(visit, answer)
        except Failure as failure:
            refused = refuse(visit, failure)
            refused.headers = {**refused.headers, "Cache-Control": "no-store"}
            return refused

    route.__name__, route.__doc__ = answer.__name__, answer.__doc__
    return route


async def _answered(visit: Visit, answer: Callable[[Visit], Awaitable[Response]]) -> Response:
    if visit.request.method not in ("GET", "HEAD"):
        raise Failure(405, "wrong_method")
    if len(visit.request.query_string) > LONGEST_QUERY:
        raise Failure(414, "too_long")
    validators = visit.validators()
    if visit.is_known(validators):
        return Response("", status=304, headers={**_CACHED, **validators})
    visit.database.begin(columns)
    response = await answer(visit)
    if response.status == 200 and visit.is_newest:
        response.headers = {**_CACHED, **validators, **response.headers}
    return response


@cache
def site_version() -> str:
    """Tells the site's texts, templates and style sheet from those of another release."""
    summed = hashlib.sha256()
    for file in _files(files("archive.site")):
        summed.update(file.read_bytes())
    return summed.hexdigest()[:16]


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        found += _files(entry) if entry.is_dir() else [entry]
    return [file for file in found if not file.name.endswith(".pyc")]
