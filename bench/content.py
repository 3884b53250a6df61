"""Which blocks are the article: measured against pages marked by hand, and the forest that decides it grown from them.

    python -m bench.content cv       what pages of unknown sites get: every site is judged by a forest grown on the others
    python -m bench.content dev      what the program makes of the same pages; by site, beside trafilatura
    python -m bench.content grow     grow the forest on all pages and write dedupe/content_forest.npz

``cv`` and ``grow`` need CatBoost (Apache-2.0), which the program itself does not: ``pip install catboost``. A set is a
folder with ``html/ID.html.gz`` and ``gold.json``: ``{ID: {"url": …, "text": …}}``.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import numpy as np
import orjson

from archive.records import Page
from bench.reading import AT, page
from dedupe.boilerplate import EMPTY, Model, Sighted, learn
from dedupe.clean import clean, open_blocks, own_scores, wording
from dedupe.features import NAMES, features
from dedupe.forest import UNIT, Forest, grown
from dedupe.marks import marks
from scraper.readers.encoding import decode

SETS = ("wcxb-articles-dev", "fundus-eval", "cleanportaleval", "polisen-pages-dev")
ONE_SITE = frozenset({"polisen-pages-dev"})
"""Sets of a single site: of them so many pages are grown on, with so much weight, that they do not rule."""
PAGES_OF_ONE_SITE = 60
SEVERAL_PAGES = frozenset({"fundus-eval", "cleanportaleval", *ONE_SITE})
FOLDS = 5
PARAMETERS = {
    "iterations": 300, "depth": 6, "learning_rate": 0.08, "l2_leaf_reg": 10, "rsm": 0.3,
    "random_seed": 1, "thread_count": 2, "verbose": 0, "allow_writing_files": False,
}  # fmt: skip
FOREST = Path(__file__).resolve().parents[1] / "dedupe" / "content_forest.npz"
AGAINST = (
    "caption", "author", "share", "nav", "foot", "aside", "related", "teaser", "ad", "form", "comment", "tags", "notice",
    "button", "contact", "hidden", "date",
)  # fmt: skip
FOR = ("article", "body", "lead")
"""Purposes whose nearness may only speak against a block, or only for it, whatever the pages seem to say: on so few sites
a name can stand in a wrong light by chance."""
_WORD = re.compile(r"\w+")
_NEAR = 12
"""How many blocks away the next block of the article is looked for, to tell whether a short one belongs between."""


@dataclass(frozen=True)
class Marked:
    """A page, its article as marked by hand, and what the other pages of its site say."""

    set: str
    id: str
    site: str
    page: Page
    text: str
    html: str
    model: Model = EMPTY


@dataclass(frozen=True)
class Lesson:
    """The open blocks of a page as rows to learn from."""

    site: str
    rows: np.ndarray
    answers: np.ndarray
    weights: np.ndarray


def load(folder: Path, names: Iterable[str] = SETS, every: int = 1) -> list[Marked]:
    """The pages of the sets, or of each only one in ``every``."""
    found = []
    for name in names:
        gold = orjson.loads((folder / name / "gold.json").read_bytes())
        for id_, record in sorted(gold.items())[::every]:
            if record.get("text"):
                html = decode(gzip.decompress((folder / name / "html" / f"{id_}.html.gz").read_bytes()), "")
                site = (urlsplit(record.get("url") or "").hostname or id_).removeprefix("www.")
                found.append(Marked(name, id_, site, page(html, record.get("url")), record["text"], html))
    return found


def with_models(marked: Sequence[Marked]) -> list[Marked]:
    """The pages of sets with several pages a site, with what is learned from them."""
    sites = defaultdict(list)
    for each in marked:
        if each.set in SEVERAL_PAGES:
            sites[each.set, each.site].append(each)
    return [
        replace(each, model=model)
        for group in sites.values()
        for model in [
            learn(Sighted(page=m.id, first_at=AT, last_at=AT, marks=marks(m.page, own_scores(m.page))) for m in group)
        ]
        for each in group
    ]


def belongs(marked: Marked) -> np.ndarray:
    """For each block whether it is part of the text marked by hand: by its runs of four words, a shorter one by whether it
    continues the text of a block that is."""
    known = _runs(_WORD.findall(marked.text))
    words = [_WORD.findall(block.text) for block in marked.page.blocks]
    share = [_share(text, known) for text in words]
    for _ in range(4):
        before = list(share)
        for at, text in enumerate(words):
            if share[at] < 0.5 and 0 < len(text) <= 6 and _continues(at, words, share, known):
                share[at] = 1.0
        if share == before:
            break
    return np.array(share) >= 0.5


def _share(text: list[str], known: set) -> float:
    runs = [tuple(text[at : at + 4]) for at in range(len(text) - 3)]
    return sum(run in known for run in runs) / len(runs) if runs else 0.0


def _continues(at: int, words: list[list[str]], share: list[float], known: set) -> bool:
    before = next((i for i in range(at - 1, max(-1, at - _NEAR), -1) if share[i] >= 0.5), None)
    after = next((i for i in range(at + 1, min(len(words), at + _NEAR)) if share[i] >= 0.5), None)
    joined = [] if before is None else [words[before][-3:] + words[at]]
    joined += [] if after is None else [words[at] + words[after][:3]]
    return any(len(text) >= 4 and _runs(text) <= known for text in joined)


def _runs(text: list[str]) -> set[tuple[str, ...]]:
    return {tuple(text[at : at + 4]) for at in range(len(text) - 3)}


def lesson(marked: Marked) -> Lesson:
    """What a page teaches; every page about as much, whatever its length, and long blocks more than short ones."""
    open_ = open_blocks(marked.page, marked.model)
    words = np.array(
        [len(b.text.split()) for b, free in zip(marked.page.blocks, open_, strict=True) if free], dtype=float
    )
    weights = (words + 1) ** 0.6
    weights *= (0.25 if marked.set in ONE_SITE else 0.5 if marked.set in SEVERAL_PAGES else 1.0) * 10
    weights /= max(weights.sum(), 1.0) ** 0.7
    return Lesson(
        marked.site, features(marked.page.blocks, open_), belongs(marked)[np.array(open_, dtype=bool)], weights
    )


def lessons(marked: Sequence[Marked], learned: Sequence[Marked]) -> list[Lesson]:
    """All pages alone, and those of which others of the site are known once more with what is learned from those."""
    step = {name: max(1, sum(m.set == name for m in learned) // PAGES_OF_ONE_SITE) for name in ONE_SITE}
    some = [m for name in ONE_SITE for m in [m for m in learned if m.set == name][:: step[name]]]
    taught = [m for m in marked if m.set not in ONE_SITE] + [m for m in learned if m.set not in ONE_SITE] + some
    return [each for each in map(lesson, taught) if len(each.rows)]


def grow(taught: Sequence[Lesson], parameters: Mapping[str, object] = PARAMETERS) -> Forest:
    """A forest grown on the lessons."""
    from catboost import CatBoostClassifier  # only growing needs it

    signs = {NAMES.index(name): 1 for name in AGAINST} | {NAMES.index(name): -1 for name in FOR}
    model = CatBoostClassifier(**parameters, monotone_constraints=signs)
    rows = np.concatenate([each.rows for each in taught]).astype(np.float32)
    answers = np.concatenate([each.answers for each in taught])
    model.fit(rows, answers, sample_weight=np.concatenate([each.weights for each in taught]))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "forest.json"
        model.save_model(str(file), format="json")
        return _forest(orjson.loads(file.read_bytes()), int(parameters["depth"]))


def _forest(saved: Mapping, depth: int) -> Forest:
    """What CatBoost saved as JSON; a tree with fewer levels gets such as no row ever passes."""
    scale, (bias,) = saved["scale_and_bias"]
    splits = [
        [(split["float_feature_index"], split["border"]) for split in tree["splits"]]
        + [(0, np.inf)] * (depth - len(tree["splits"]))
        for tree in saved["oblivious_trees"]
    ]
    leaves = np.zeros((len(splits), 2**depth))
    for row, tree in zip(leaves, saved["oblivious_trees"], strict=True):
        row[: len(tree["leaf_values"])] = tree["leaf_values"]
    return Forest(
        names=NAMES,
        columns=np.array([[column for column, _ in tree] for tree in splits]).T.copy(),
        borders=np.array([[border for _, border in tree] for tree in splits], dtype=np.float32).T.copy(),
        leaves=np.rint(leaves * scale * UNIT).astype(np.int32),
        bias=round(bias * UNIT),
    )


def fold(site: str) -> int:
    """In which part of the cross-validation a site is."""
    return hashlib.sha256(site.encode()).digest()[0] % FOLDS


Rates = tuple[float, float]


def rates(got: str, want: str) -> Rates:
    """Precision and recall of the runs of four words, counted."""
    ours, theirs = (
        Counter(tuple(w[i : i + 4]) for i in range(max(1, len(w) - 3))) for w in map(_WORD.findall, (got, want))
    )
    hits = (ours & theirs).total()
    return (hits / ours.total() if got.strip() else float("nan"), hits / theirs.total())


def f1(listed: Sequence[Rates]) -> float:
    """F1 of the means of precision (of pages with output) and recall."""
    precision, recall = np.nanmean([p for p, _ in listed]), np.mean([r for _, r in listed])
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def read(marked: Marked) -> str:
    """What the program reads of a page: lead and body."""
    words = wording(marked.page, clean(marked.page, marked.model))
    return f"{words.lead}\n\n{words.body}"


def compare(marked: Sequence[Marked]) -> None:
    """Print F1 by set and, where several pages are known, by site, beside trafilatura's on the same pages."""
    import trafilatura

    groups: dict[str, list[tuple[Rates, Rates]]] = defaultdict(list)
    for each in marked:
        both = rates(read(each), each.text), rates(trafilatura.extract(each.html) or "", each.text)
        groups[f"{each.set:20} {'alone' if each.model is EMPTY else 'learned'}"].append(both)
        if each.model is not EMPTY and each.set not in ONE_SITE:
            groups[f"  {each.site}"].append(both)
    for name, both in groups.items():
        ours, theirs = f1([our for our, _ in both]), f1([their for _, their in both])
        print(
            f"{name:40} {len(both):4} pages  F1 {ours:.4f}  trafilatura {theirs:.4f}  {ours - theirs:+.4f}", flush=True
        )


def cross_validated(marked: Sequence[Marked], learned: Sequence[Marked]) -> None:
    """Every site read with a forest grown on the others."""
    import dedupe.content

    taught = lessons(marked, learned)
    alone, together = [], []
    for number in range(FOLDS):
        forest = grow([each for each in taught if fold(each.site) != number])
        dedupe.content.grown = lambda forest=forest: forest
        ours = [each for each in marked if fold(each.site) == number]
        alone += [(each, rates(read(each), each.text)) for each in ours]
        together += [(each, rates(read(each), each.text)) for each in with_models(ours)]
    dedupe.content.grown = grown
    for name, listed in (("alone", alone), ("learned", together)):
        for set_ in SETS:
            mine = [rate for each, rate in listed if each.set == set_]
            if mine:
                p, r = np.nanmean([p for p, _ in mine]), np.mean([r for _, r in mine])
                print(f"{set_:20} {name:8} P {p:.4f} R {r:.4f} F1 {f1(mine):.4f}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("cv", "dev", "grow"))
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--sets", nargs="*", default=SETS)
    options = parser.parse_args(arguments)
    marked = load(options.data, options.sets)
    learned = with_models(marked)
    if options.what == "dev":
        compare([*(m for m in marked if m.set not in ONE_SITE), *learned])
    elif options.what == "cv":
        cross_validated(marked, learned)
    else:
        FOREST.write_bytes(grow(lessons(marked, learned)).to_bytes())


if __name__ == "__main__":
    main()
