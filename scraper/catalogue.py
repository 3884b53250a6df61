"""The catalogue: which publishers are crawled, read from TOML files and checked entry by entry.

A file has defaults at its top (`DEFAULTS`) and below them a table per source, whose keys are the fields of
``archive.records.Source``. A later file may change single keys of an earlier file's source.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.records import Source
from scraper.identity import host_of, is_loopback
from scraper.proposing import propose

__all__ = ["CMS", "DEFAULTS", "KINDS", "CatalogueError", "entry", "load", "propose"]

CMS = ("feed", "listing", "mynewsdesk", "polisen_events", "sitemap", "sitevision", "wordpress")
"""The known kinds of site."""

KINDS = ("municipality", "police", "newsroom", "media", "other")
"""The known kinds of publisher."""

DEFAULTS = ("country", "language", "timezone", "delay", "per_hour", "per_day", "active", "verified")
"""Keys that may stand at the top of a file, for all sources first defined in it."""

_HERE = Path(__file__).parent / "sources"
_FIELDS = {field.name: field for field in fields(Source) if field.name != "id"}
_REQUIRED = tuple(name for name, field in _FIELDS.items() if field.default is MISSING)
_ALWAYS_WRITTEN = (*_REQUIRED, "country", "language", "timezone", "verified")
_TYPES = {"str": (str, "a text"), "int": (int, "a whole number"), "float": ((int, float), "a number"),
          "bool": (bool, "true or false")}  # fmt: skip
_PATTERNS = {
    "country": (r"|[a-z]{2}", "a country's two letters in lower case, such as se"),
    "language": (r"|[a-z]{2}", "a language's two letters in lower case, such as sv"),
    "name": (r"(?s).*\S.*", "a name"),
    "cms": ("|".join(CMS), f"one of {', '.join(CMS)}"),
    "kind": ("|".join(KINDS), f"one of {', '.join(KINDS)}"),
}


class CatalogueError(ValueError):
    """What is wrong with a source file, in one sentence that names file, source and key and what was expected."""


def load(home: Path | None = None, extra: Iterable[Path] = ()) -> dict[str, Source]:
    """All known sources by id: the package's own files, then ``<home>/sources/*.toml``, then the files ``extra``.

    A later file's entry changes single keys of an earlier one. If it moves the source to this machine (a loopback
    host), the limits agreed with the publisher's server (``per_hour``, ``per_day``) do not come along unless it states
    them. Raises `CatalogueError` at the first mistake.
    """
    files = sorted(_HERE.glob("*.toml"))
    if home is not None:
        files += sorted((home / "sources").glob("*.toml"))
    entries: dict[str, dict[str, Any]] = {}
    for file in [*files, *extra]:
        _merge(entries, file)
    return {name: Source(id=name, **stated) for name, stated in entries.items()}


def _merge(entries: dict[str, dict[str, Any]], file: Path) -> None:
    """Add one file's entries to those read before it."""
    table = _parse(file)
    defaults = {key: value for key, value in table.items() if not isinstance(value, dict)}
    for key, value in defaults.items():
        if key not in DEFAULTS:
            raise CatalogueError(f"{file}: the key {key} at the top is unknown, expected one of {', '.join(DEFAULTS)}")
        _check_key(f"{file}: at the top", key, value)
    for name, entry in table.items():
        if isinstance(entry, dict):
            where = f"{file}: source {name}"
            _check_stated(where, name, entry)
            merged = _override(entries[name], entry) if name in entries else defaults | entry
            _check_required(where, merged)
            entries[name] = merged | {"delay": float(merged.get("delay", _FIELDS["delay"].default))}


def _parse(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CatalogueError(f"{file}: expected a readable file, got {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{file}: expected UTF-8 text, byte {error.start} is not") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file}: expected TOML, got {error}") from error


def _override(earlier: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with single keys changed by a later file."""
    merged = {**earlier, **entry}
    if is_loopback(merged["url"]) and not is_loopback(earlier["url"]):
        merged.update({key: 0 for key in ("per_hour", "per_day") if key not in entry})
    return merged


def _check_stated(where: str, name: str, entry: Mapping[str, Any]) -> None:
    """Raise unless id and every key that is stated are sound."""
    if not is_id(name):
        raise CatalogueError(f"{where}: expected an id of lower-case letters, digits and _ that starts with a letter")
    for key, value in entry.items():
        if key not in _FIELDS:
            raise CatalogueError(f"{where}: the key {key} is unknown, expected one of {', '.join(_FIELDS)}")
        _check_key(where, key, value)


def _check_required(where: str, entry: Mapping[str, Any]) -> None:
    for key in _REQUIRED:
        if key not in entry:
            raise CatalogueError(f"{where}: the key {key} is missing, expected {_TYPES[_FIELDS[key].type][1]}")


def _check_key(where: str, key: str, value: Any) -> None:
    """Raise unless a key's value has the type and form that the field asks for."""
    expected = _fault(key, value)
    if expected:
        raise CatalogueError(f"{where}: the key {key} is {value!r:.80}, expected {expected}")


def _fault(key: str, value: Any) -> str:
    """What would have been expected of a key's value, ``""`` when it is sound."""
    kind, expected = _TYPES[_FIELDS[key].type]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return expected
    if isinstance(value, int | float) and (value < 0 or not math.isfinite(value)):
        return "a number of 0 or more"
    if key in _PATTERNS and not re.fullmatch(_PATTERNS[key][0], value):
        return _PATTERNS[key][1]
    if key == "url" and not _is_startable(value):
        return "an http or https URL with a host and without user name or white space"
    if key == "timezone" and not _is_timezone(value):
        return "an IANA time zone such as Europe/Stockholm"
    return ""


def fault(source: Source) -> str:
    """What is wrong with a source's facts, ``""`` where they are sound; its URL may be unknown."""
    if not is_id(source.id):
        return f"the id {source.id!r:.80} is none"
    stated = {key: getattr(source, key) for key in _FIELDS if key != "url" or source.url}
    wrong = {key: expected for key, value in stated.items() if (expected := _fault(key, value))}
    return "; ".join(f"{key} is {stated[key]!r:.80}, expected {expected}" for key, expected in wrong.items())


def _is_startable(url: str) -> bool:
    return host_of(url) != "" and not re.search(r"\s", url) and "@" not in urlsplit(url).netloc and _has_port(url)


def _has_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _is_timezone(name: str) -> bool:
    try:
        return ZoneInfo(name).key == name
    except (KeyError, ValueError, OSError):
        return False


def is_id(name: str) -> bool:
    """Whether a name can be a source's id: lower-case letters, digits and underscores, a letter first."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None


def entry(source: Source) -> str:
    """A source as TOML, to be appended to a file: its table with all that differs from the fields' own defaults."""
    lines = [f"[{source.id}]"]
    for key, field in _FIELDS.items():
        value = getattr(source, key)
        if key in _ALWAYS_WRITTEN or value != field.default:
            lines.append(f"{key} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _toml(value: str | float | bool) -> str:
    """A value as TOML 1.0 writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return repr(value)
    sound = value.encode("utf-8", "replace").decode("utf-8")
    return '"' + re.sub(r'[\x00-\x1f\x7f"\\]', lambda match: f"\\u{ord(match[0]):04x}", sound) + '"'
