"""What changes on the pages of a lively town without a word of an article being changed: pure functions of a `Visit`.

Counters, relative times, tokens, "read also" lists, share links, promotions in two kinds of markup, notices of the day.
Three publishers roll the dice on every request; the police and the region once a night; the village's pages are files
that are written anew every fifth night.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from html import escape
from pathlib import Path

from scraper.demo.town import Article, redesigns
from scraper.demo.visit import Visit

EVERY_REQUEST = ("kommun", "newsroom", "tidning")
REBUILT_EVERY = 5
"""Nights after which the village's pages are written anew."""


@cache
def _texts() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("noise.toml").read_text("utf-8"))


def built(visit: Visit) -> int:
    """The night on which the village's pages were last written, edits of an article aside."""
    if not visit.town.is_lively:
        return 1
    rebuilt = visit.town.night - visit.town.night % REBUILT_EVERY
    return max([1, rebuilt, *redesigns(visit.town, visit.publisher)])


def dice(visit: Visit, what: str) -> random.Random:
    """The dice for one part of the page: they fall otherwise as often as the publisher rolls them."""
    key = visit.publisher.key
    if key in EVERY_REQUEST:
        return random.Random(f"{visit.town.seed}/{key}/{visit.count}/{what}")
    night = built(visit) if key == "by" else visit.town.night
    return random.Random(f"{visit.town.seed}/{key}/{visit.path}/{night}/{what}")


def above(visit: Visit, article: Article) -> str:
    """What stands over an article: how long ago it came out, how long it takes to read."""
    if not visit.town.is_lively or visit.publisher.key == "by":
        return ""
    minutes = 1 + len(article.body.split()) // 180
    return _markup(visit, "above", ago=_ago(visit, article), minutes=str(minutes))


def below(visit: Visit, article: Article) -> str:
    """What stands under an article: counters, buttons to share it, a form; in the village how many have come by."""
    if not visit.town.is_lively:
        return ""
    roll = dice(visit, "views")
    if visit.publisher.key == "by":
        return _markup(visit, "file", visitors=_grouped(12_300 + 61 * built(visit)))
    seen = 80 + article.number * 37 % 900 + 61 * (visit.town.night - article.night) + roll.randrange(20)
    helped = 3 + article.number % 40 + visit.town.night - article.night
    return _markup(visit, "below", views=_grouped(seen * 3), helped=str(helped), path=escape(article.path))


def aside(visit: Visit) -> str:
    """What stands beside or after everything: how many follow the publisher."""
    if not visit.town.is_lively or visit.publisher.key == "by":
        return ""
    followers = 1200 + 7 * visit.town.night + dice(visit, "followers").randrange(3)
    return _markup(visit, "aside", followers=_grouped(followers), online=str(dice(visit, "online").randint(2, 90)))


def notice(visit: Visit) -> str:
    """The notice of the day, which all pages of a site show; ``""`` on most days."""
    roll = random.Random(f"{visit.town.seed}/{visit.publisher.key}/{visit.town.night}/notice")
    if not visit.town.is_lively or visit.publisher.key == "by" or roll.random() > 0.3:
        return ""
    return _markup(visit, "notice", text=roll.choice(_texts()["notices"]))


def promotion(visit: Visit, where: str) -> str:
    """A promotion, one of several texts in one of two kinds of markup; ``""`` on half of the visits."""
    roll = dice(visit, f"promotion {where}")
    if not visit.town.is_lively or visit.publisher.key in ("by", "polis") or roll.random() > 0.5:
        return ""
    head, text, button = roll.choice(_texts()["promotions"]).split("|")
    variant = roll.choice(("promotion_a", "promotion_b"))
    return _markup(visit, variant, head=head, text=text, button=button, where=where)


def inserted(visit: Visit, paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs in HTML, in the newspaper with a promotion between two of them."""
    found = list(paragraphs)
    if visit.publisher.key == "tidning" and len(found) > 2:
        found.insert(2, promotion(visit, "text"))
    return [part for part in found if part]


def _markup(visit: Visit, name: str, **values: str) -> str:
    """The part in the markup of its site, which every second redesign changes."""
    kinds = _texts()[name]
    kind = visit.publisher.first_number + len(redesigns(visit.town, visit.publisher))
    html = kinds[kind % len(kinds)]
    for key, value in {**values, "nonce": visit.nonce}.items():
        html = html.replace(f"${key}", value)
    return html


def _ago(visit: Visit, article: Article) -> str:
    """``för 2 timmar sedan``, as of the hour after the town's day."""
    days = (visit.town.start + timedelta(days=visit.town.night) - article.released.date()).days
    if days <= 1:
        return f"för {dice(visit, 'ago').randint(2, 20)} timmar sedan"
    return f"för {days} dagar sedan" if days < 14 else f"för {days // 7} veckor sedan"


def _grouped(number: int) -> str:
    """``1 234``, as Swedish sites print a number."""
    return f"{number:,}".replace(",", " ")
