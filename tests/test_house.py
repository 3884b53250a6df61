"""The house: who may import whom, how large modules and functions are, and that the documents tell the truth."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest
from click import Command, Group

from scraper.cli import cli
from scraper.spiders import KINDS

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("archive", "dedupe", "scraper")
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))
LARGEST_MODULE = 330
LARGEST_FUNCTION = 45


def _imported(path: Path) -> set[str]:
    """Top-level names of the packages that a module imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_imports_only_from_those_before_it(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert not _imported(path) & above


@pytest.mark.parametrize(
    ("layer", "unknown"),
    [
        ("archive", {"scrapy", "aiohttp", "selectolax", "lxml", "bs4", "requests", "urllib3"}),
        ("dedupe", {"sqlite3", "sqlite_utils", "socket", "time", "datetime", "scrapy", "selectolax", "lxml", "bs4"}),
        ("scraper", {"sqlite3", "sqlite_utils", "datasette", "jinja2"}),
    ],
)
def test_a_package_does_not_know_what_is_not_its_business(layer: str, unknown: set[str]) -> None:
    for path in (ROOT / layer).rglob("*.py"):
        assert not _imported(path) & unknown, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LARGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno + 1 <= LARGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "manager", "core", "common", "misc"}


def _commands(group: Group, before: str = "") -> dict[str, Command]:
    found: dict[str, Command] = {}
    for name, command in group.commands.items():
        found[before + name] = command
        if isinstance(command, Group):
            found |= _commands(command, f"{before}{name} ")
    return found


@pytest.mark.parametrize("name", sorted(_commands(cli)))
def test_every_command_has_a_help_text_and_stands_in_the_readme(name: str) -> None:
    assert (_commands(cli)[name].help or "").strip()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"pressarkiv {name.split()[0]}" in readme


def test_every_kind_of_site_is_documented() -> None:
    text = (ROOT / "docs" / "crawling.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"`{kind}`" in text


def test_whoever_runs_the_site_reads_of_every_option_and_variable() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    options = {option for parameter in cli.commands["serve"].params for option in parameter.opts} - {"--open"}
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    for name in options | set(re.findall(r"PRESSARKIV_[A-Z]+", code)):
        assert name in text, name


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for target in {
        name for path in documents for name in re.findall(r"(?m)(?:`|^)make ([a-z-]+)", path.read_text("utf-8"))
    }:
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_links_in_the_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_the_lock_holds_every_dependency_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    locked = {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.M)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split(r"[><=\[]", each)[0].lower() for each in wanted} <= locked


def test_no_dependency_is_under_the_gpl() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.M)}
    for each in distributions():
        name = (each.metadata["Name"] or "").lower().replace("_", "-")
        licence = " ".join(
            [
                each.metadata.get("License-Expression") or "",
                *(c for c in each.metadata.get_all("Classifier", []) if "License" in c),
            ]
        )
        if name in locked and re.search(r"\bA?GPL|GNU (Affero )?General", licence):
            assert " OR " in licence, f"{name}: {licence}"


def test_the_licence_is_apache() -> None:
    assert distribution("pressarkiv").metadata["License-Expression"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
