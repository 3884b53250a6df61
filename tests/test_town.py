"""A small town over nine nights with every kind of edit and removal: what the archive says is what the town planted."""

from __future__ import annotations

import pytest

from bench.town import Findings, run
from scraper.demo import Town
from scraper.demo.plot import FATES, plot
from scraper.demo.rewording import WAYS

SMALL = Town(articles=60, nights=9, seed=2)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What came of the small town."""
    return run(SMALL, tmp_path_factory.mktemp("town"), lambda line: None)


def test_a_small_town_has_every_kind_of_edit_and_removal() -> None:
    planted = plot(SMALL.articles, SMALL.seed, SMALL.nights)
    kinds = {event["kind"] for event in planted.events}
    assert {*WAYS, "revert"} <= kinds
    assert {kind.removesuffix("-final") for kind in FATES} <= kinds | {"moved"} and kinds & {"moved", "slug"}
    assert sorted(planted.failures.values()) == [404, 503] and all(planted.redesigns.values())


@pytest.mark.parametrize(
    "wrong",
    [
        "missing", "doubled", "invented", "missed", "misjudged", "kind", "words", "false", "removal", "told as gone",
        "not looked at",
    ],
)  # fmt: skip
def test_nothing_is_wrong(findings: Findings, wrong: str) -> None:
    assert findings.wrong[wrong] == []


def test_almost_every_page_was_read_again_and_again(findings: Findings) -> None:
    assert findings.counts["articles"] >= 130
    assert findings.counts["checks"] > 4 * findings.counts["articles"]
    assert findings.counts["wanted"] >= 30


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_wrong_in_a_town_of_five_hundred_articles(tmp_path, seed: int) -> None:
    assert run(Town(articles=500, seed=seed), tmp_path).ok
