"""The description of the JSON interface says what the interface does."""

from __future__ import annotations

import io
import json
import re
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.serve import site
from archive.site.listed import CHANGE, REMOVAL
from archive.site.openapi import LISTS, PARAMETERS, description
from archive.site.queries.happened import Wanted
from archive.site.routes import ROUTES
from archive.site.search import asked
from archive.site.search.filters import Filters
from tests.site import asking
from tests.site.browser import Browser, small_site

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api.md"
ASKED = (
    "articles", "articles?q=f%C3%B6rskolan", "articles?size=1", "articles?changed=1", "articles/skola", "articles/borta",
    "articles/gammal", "articles/fientlig", "changes", "changes?size=1", "removals", "removals?confirmed=1", "sources",
)  # fmt: skip
TYPES = {"string": str, "integer": int, "number": (int, float), "null": type(None), "array": list, "object": dict}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    return small_site(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def described(browser):
    response = browser.get("/api/v1/openapi.json")
    assert response.status_code == 200 and response.headers["content-type"].startswith("application/json")
    return response.json()


def resolved(described, schema):
    while "$ref" in schema:
        found = described
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def mistakes(described, schema, value, where="answer"):
    """Where a value is not as its schema says; a field that the schema does not name is one too."""
    schema = resolved(described, schema)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, TYPES[kind]) and not isinstance(value, bool) for kind in kinds):
        return [f"{where}: {value!r:.40} is no {kinds}"]
    if isinstance(value, list):
        return [
            each for n, item in enumerate(value) for each in mistakes(described, schema["items"], item, f"{where}[{n}]")
        ]
    if not isinstance(value, dict):
        return []
    differ = [
        f"{where}: {name}" for name in set(value) ^ set(schema["properties"]) | set(schema["required"]) - set(value)
    ]
    inside = (mistakes(described, schema["properties"][name], value[name], f"{where}.{name}") for name in value)
    return differ or [each for found in inside for each in found]


def schema_of(described, path, status="200"):
    [name] = [
        each for each in described["paths"] if re.fullmatch(each.replace("{id}", "[^/]+"), "/" + path.partition("?")[0])
    ]
    return described["paths"][name]["get"]["responses"][status]["content"]["application/json"]["schema"]


@pytest.mark.parametrize("path", ASKED)
def test_answer_is_as_described(browser, described, path):
    response = browser.get(f"/api/v1/{path}")
    assert response.status_code == 200
    assert mistakes(described, schema_of(described, path), response.json()) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("articles?page=501", "400"),
        ("articles/nothing", "404"),
        ("changes?page=999", "400"),
        ("sources?lang=" + "a" * 9000, "414"),
        ("articles/skola?lang=" + "a" * 9000, "414"),
    ],
)
def test_failure_is_as_described(browser, described, path, status):
    response = browser.get(f"/api/v1/{path}")
    assert response.status_code == int(status) and response.headers["access-control-allow-origin"] == "*"
    assert mistakes(described, schema_of(described, path, status), response.json()) == []


def test_answer_that_is_known_is_described(browser, described):
    for path in ("articles", "articles/skola", "changes", "removals", "sources"):
        known = {"if-none-match": browser.get(f"/api/v1/{path}").headers["etag"]}
        response = browser.get(f"/api/v1/{path}", headers=known)
        assert (response.status_code, response.content) == (304, b"")
        name = path.replace("skola", "{id}")
        assert "content" not in described["paths"][f"/{name}"]["get"]["responses"]["304"]


def test_validator_sees_what_is_wrong(browser, described):
    whole = browser.get("/api/v1/articles/skola").json()
    schema = schema_of(described, "articles/skola")
    for wrong in ({"title": 1}, {"versions": "3"}, {"news": ""}, {"wordings": [{}]}, {"versions": True}, {"alike": {}}):
        assert mistakes(described, schema, whole | wrong)
    del whole["lead"]
    assert mistakes(described, schema, whole)


def test_every_address_of_the_interface_is_described(described):
    paths = [pattern for pattern, _ in ROUTES if pattern.startswith("^/api/v1/") and "openapi" not in pattern]
    shown = {"^/api/v1" + path.replace("{id}", "(?P<id>[^/]+)") + "$" for path in described["paths"]}
    assert set(paths) == shown | {"^/api/v1/?$", "^/api/v1/(?P<missing>.*[^/])$"} and ROUTES[-1][0] != paths[-1]


@pytest.mark.parametrize(
    "path", ["/nothing", "/articles/skola/x", "/articles/sk%C3%B6la", "/articles/a%09", "/articles/a@b", "/%20"]
)
def test_what_is_not_there_is_an_object_too(browser, path):
    response = browser.get(f"/api/v1{path}")
    assert response.status_code == 404 and list(response.json()) == ["error"]


def test_id_may_come_percent_encoded(browser):
    assert browser.get("/api/v1/articles/sk%6Fla").json()["id"] == "skola"
    for path in ("/a/sk%6Fla", "/a/sk%6fla%402024-05-02", "/a/sk%6Fla/diff/1..2", "/a/sk%6Fla/cite.bib"):
        assert browser.get(path).status_code == 200, path
    for path in ("/a/sk%C3%B6la", "/a/%09", "/a/skola%20/diff/1..2"):
        assert browser.get(path).status_code == 404, path


def test_description_refers_to_nothing_that_is_not_there(described):
    text = json.dumps(described)
    used = {name.rsplit("/", 1)[1] for name in re.findall(r'"\$ref": "([^"]+)"', text)}
    assert described["openapi"].startswith("3.1.") and used == set(described["components"]["schemas"])
    operations = [entry["get"] for entry in described["paths"].values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert all(parameter["description"] and parameter["schema"]["type"] for parameter in operation["parameters"])


@pytest.mark.parametrize("name", LISTS)
def test_parameters_are_those_that_are_read(browser, name):
    with pytest.MonkeyPatch.context() as patched:
        read = asking.remembering(patched)
        browser.get(f"/api/v1/{name}")
    described = {parameter["name"] for parameter in description("")["paths"][f"/{name}"]["get"]["parameters"]}
    unused = {"changed", "removed", "change", "confirmed"} - described
    assert described <= read | {"lang"} and read - unused <= described | {"lang"}


def test_what_can_be_searched_by_can_be_asked_for():
    filters = Filters("a", "b", "c", "d", "2024-01-01", "2024-01-02", "1", "1")
    full = asked.read({"q": "x", "order": "oldest", "exact": "1", "older": "1", "copies": "1", **filters.parameters()})
    assert {*full.parameters(), "page", "size"} == set(LISTS["articles"][2])
    happened = {
        *Wanted(Filters("a", "b", "c", "d", "2024-01-01", "2024-01-02"), "edit", True).parameters(),
        "page",
        "size",
    }
    assert happened == {*LISTS["changes"][2], *LISTS["removals"][2]}
    assert set(PARAMETERS) == {"lang", *LISTS["articles"][2], *happened}


def test_first_page_leads_to_every_part(browser):
    found = browser.get("/api/v1/").json()
    addresses = [found["description"], *(entry["url"] for entry in found["lists"].values())]
    addresses.append(found["article"].replace("{id}", "skola"))
    for address in addresses:
        assert browser.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_next_part_is_found_where_the_site_has_a_path_before_it(tmp_path):
    browser = small_site(tmp_path, base_url="/arkiv/")
    first = browser.get("/api/v1/articles?size=4").json()
    assert first["next"] == "http://localhost/arkiv/api/v1/articles?order=newest&size=4&page=2"
    assert len(browser.get(first["next"].removeprefix("http://localhost/arkiv")).json()["articles"]) == 2
    assert first["articles"][0]["permalink"] == "http://localhost/arkiv/a/skola"
    assert "http://localhost/arkiv/feed.atom?order=newest" in browser.get("/feed.atom").text


def test_files_hold_the_fields_of_the_interface(browser):
    for name, fields in (("changes", CHANGE), ("removals", REMOVAL)):
        [*_, last] = browser.get(f"/{name}.json").json()
        assert list(last) == [column.name for column in fields]
        assert last in browser.get(f"/api/v1/{name}").json()[name]


def addresses():
    return re.findall(r"""curl [^\n]*?['"]?https://arkiv\.example(/[^\s'"]*)""", DOCUMENT.read_text(encoding="utf-8"))


def test_every_address_in_the_document_is_answered(browser):
    found = addresses()
    assert len(found) >= 10 and {urlsplit(path).path for path in found} >= {f"/api/v1/{name}" for name in LISTS}
    for path in found:
        assert browser.get(path).status_code in (200, 302), path


def test_document_names_every_parameter():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in PARAMETERS if f"| `{name}` |" not in text] == []


def test_checksum_is_worked_out_as_the_document_for_journalists_says(demo_home, monkeypatch, capsys):
    text = (DOCUMENT.parent / "journalists.md").read_text(encoding="utf-8")
    [program] = re.findall(r"(?s)```python\n(.*?)```", text)
    demo = Browser(site(demo_home))
    articles = demo.get("/api/v1/articles?changed=1").json()["articles"]
    for id in [article["id"] for article in articles[:5]]:
        answer = io.BytesIO(demo.get(f"/api/v1/articles/{id}").content)
        monkeypatch.setattr(urllib.request, "urlopen", lambda _, answer=answer: answer)
        exec(compile(program, "journalists.md", "exec"), {})
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) >= 2 and all(line.endswith(" True") for line in lines)


def test_parts_are_walked_as_the_document_says(browser, monkeypatch, capsys):
    [program] = re.findall(r"(?s)```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"))
    program = program.replace("size=100", "size=1").replace("q=f%C3%B6rskola&", "")
    monkeypatch.setattr(
        urllib.request,
        "urlopen",
        lambda address: io.BytesIO(browser.get(re.sub("https?://[^/]+", "", address)).content),
    )
    exec(compile(program, "api.md", "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) == 6
