"""The recorded feeds of `bench.history`: a manifest of their captures, and the edits that their gold names.

The gold tells entries by their id alone and an entry's versions by a hash, so whether the words of an edit changed is looked
up in the recording, with the standard library's parser.
"""

from __future__ import annotations

import html
import json
import re
import tarfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from scraper.importing import utc

URLS = {"karlsruhe": "https://www.karlsruhe.de/feed.atom", "salzkotten": "https://www.salzkotten.de/feed.xml"}
_FOOTER = re.compile(r"<br><hr>.*", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def unpack(folder: Path, gold: Mapping, out: Path) -> Path:
    """The path of a manifest of all captures, with a catalogue of their sources beside it."""
    lines, sources = [], ['country = "de"\nlanguage = "de"\ntimezone = "Europe/Berlin"\n']
    for city, of_city in gold.items():
        with tarfile.open(folder / f"{city}.tar.xz", "r:xz") as archive:
            archive.extractall(out / city, filter="data")
        facts = {"name": city.title(), "kind": "municipality", "cms": "feed", "url": URLS[city]}
        sources.append(f"[de_{city}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in facts.items()))
        for capture in of_city["captures"]:
            facts = {"source": f"de_{city}", "url": URLS[city], "fetched_at": capture["time"], "status": 200}
            headers = {"content-type": "application/xml"}
            lines.append(json.dumps({**facts, "headers": headers, "path": f"{city}/{capture['file']}"}) + "\n")
    (out / "sources.toml").write_text("\n".join(sources), encoding="utf-8")
    manifest = out / "manifest.jsonl"
    manifest.write_text("".join(lines), encoding="utf-8")
    return manifest


def edits(of_city: Mapping, folder: Path) -> dict[str, list[str]]:
    """By link the times at which the gold has another version of an entry, those left out whose words are the same."""
    files = {utc(capture["time"]): folder / capture["file"] for capture in of_city["captures"]}
    found: dict[str, list[str]] = {}
    for id_, item in of_city["items"].items():
        times = [utc(version["seen"]) for version in item["versions"]]
        for before, after in pairwise(times):
            if _words(files[before], id_) != _words(files[after], id_):
                found.setdefault(item["link"], []).append(after)
    return found


def _words(file: Path, id_: str) -> list[str]:
    """The words of an entry, less what the recording's own program put below its teaser."""
    for node in ElementTree.parse(file).iter():
        texts = {child.tag.rpartition("}")[2]: child.text or "" for child in node}
        if id_ in (texts.get("guid"), texts.get("id")):
            told = [texts.get(name, "") for name in ("title", "description", "summary", "content")]
            return html.unescape(_TAG.sub(" ", " ".join(_FOOTER.sub("", text) for text in told))).split()
    return []
