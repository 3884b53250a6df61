"""Real pages of one site, imported as one source: the text that is left after cleaning is the article's."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import tomllib
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.cli import cli

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))["polisen_pages"]
SOURCE = """[se_polisen_prov]
name = "Polisen"
kind = "police"
cms = "listing"
url = "https://polisen.se/aktuellt/"
country = "se"
language = "sv"
timezone = "Europe/Stockholm"
"""


@pytest.fixture(scope="module")
def pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict, dict]]:
    """(gold, article) of a sample of pages."""
    folder = shared / "data" / "polisen-pages-dev"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    gold = [
        page for page in json.loads((folder / "gold.json").read_text(encoding="utf-8")).values() if page.get("text")
    ]
    gold = sorted(gold, key=lambda page: page["id"])[:: len(gold) // FLOORS["pages"]]
    home = tmp_path_factory.mktemp("polisen")
    (home / "sources").mkdir()
    (home / "sources" / "polisen.toml").write_text(SOURCE, encoding="utf-8")
    lines = [
        {
            "source": "se_polisen_prov",
            "url": page["url"],
            "fetched_at": page["first_seen"],
            "status": 200,
            "path": f"{page['id']}.html",
        }
        for page in gold
    ]
    for page in gold:
        packed = (folder / "html" / f"{page['id']}.html.gz").read_bytes()
        (home / f"{page['id']}.html").write_bytes(gzip.decompress(packed))
    (home / "manifest.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = CliRunner().invoke(cli, ["--home", str(home), "import", str(home / "manifest.jsonl")])
    assert done.exit_code == 0, done.output
    with closing(sqlite3.connect(home / "press.db")) as db:
        db.row_factory = sqlite3.Row
        articles = {row["url"]: dict(row) for row in db.execute("SELECT * FROM articles")}
    assert len(articles) == len(gold)
    return [(page, articles[page["url"]]) for page in gold]


def grams(text: str) -> Counter:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def test_the_text_is_the_articles_and_nothing_else(pages: list[tuple[dict, dict]]) -> None:
    precisions, recalls = [], []
    for gold, article in pages:
        wanted, found = grams(gold["text"]), grams(f"{article['lead']}\n{article['body']}")
        common = (wanted & found).total()
        precisions.append(common / found.total())
        recalls.append(common / wanted.total())
    precision, recall = sum(precisions) / len(pages), sum(recalls) / len(pages)
    assert 2 * precision * recall / (precision + recall) >= FLOORS["text_f1"], (precision, recall)


def test_title_and_day_are_the_pages(pages: list[tuple[dict, dict]]) -> None:
    titles = sum(article["title"] == gold["title"] for gold, article in pages) / len(pages)
    days = sum(article["published_at"][:10] in (gold["date"], "") for gold, article in pages if article["published_at"])
    assert titles >= FLOORS["title"]
    assert days / len(pages) >= FLOORS["day"]


def test_no_standing_sentence_of_the_site_is_left(pages: list[tuple[dict, dict]]) -> None:
    left = [mark for gold, article in pages for mark in gold["without"] if mark in article["lead"] + article["body"]]
    assert len(left) <= len(pages) // 50, left[:5]
