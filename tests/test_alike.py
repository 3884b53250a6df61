import gzip
import json
import random
from itertools import combinations
from pathlib import Path

import pytest

from dedupe.alike import Alike, Keys, digest, is_candidate, keys, pairs, verify
from dedupe.shingles import jaccard, shingle_hashes
from dedupe.signatures import Parameters

SHARED = Path(__file__).parents[1].parent / "shared" / "data"

RELEASE = (
    "Kommunen bygger en ny skola vid hamnen i Sjöstad. Skolan får plats för sexhundra elever i årskurs ett till nio "
    "och ska stå klar hösten 2027. Bygget börjar efter sommaren när marken har sanerats. Det blir den största skolan "
    "i stadsdelen, säger nämndens ordförande, som hoppas att fler familjer flyttar dit."
)
EDITED = RELEASE.replace("sexhundra", "sjuhundra")
OTHER = "Räddningstjänsten släckte i natt en brand i en tom lagerlokal på Västra industriområdet. Ingen kom till skada."
BEFORE = (
    "Nyheter från hela länet. I går invigdes den nya bron över ån med tal och tårta. Hundratals personer kom dit "
    "trots regnet. Musikskolans orkester spelade två stycken och barnen fick ballonger."
)
AFTER = (
    "Läs också om vägarbetet på riksvägen, där trafiken leds om förbi kyrkan i tre veckor. Bussarna går som vanligt "
    "men hållplatsen vid torget är flyttad. Den som har frågor kan ringa kontaktcenter på vardagar mellan åtta och "
    "fem, eller skriva till registrator. Biblioteket har utökade öppettider under lovet och simhallen stänger."
)
PAGE = f"{BEFORE} {RELEASE} {AFTER}"


def sentences(seed, count=120, vocabulary=3000):
    drawn = random.Random(seed).choices(range(vocabulary), k=count)
    return [f"ord{number}" for number in drawn]


def changed(original, share, seed):
    chance = random.Random(seed)
    return [f"annat{chance.random()}" if chance.random() < share else word for word in original]


def made_up_texts():
    texts = {}
    for number in range(50):
        original = sentences(number)
        texts[f"o{number}"] = " ".join(original)
        texts[f"n{number}"] = " ".join(changed(original, 0.002 * (number + 12), number))
        texts[f"c{number}"] = " ".join([*sentences(number + 100, 200), *original, *sentences(number + 200, 100)])
    return texts


def by_comparing_all(texts):
    found = {}
    for a, b in combinations(sorted(texts), 2):
        if likeness := verify(texts[a], texts[b]):
            found[frozenset((a, b))] = likeness
    return found


def test_same_words_are_exact_whatever_the_case_and_punctuation():
    assert verify(RELEASE, RELEASE.upper().replace(".", " –")) == ("exact", 1.0)


def test_same_shingles_in_another_order_are_near_and_not_exact():
    assert verify("a b a b a b", "b a b a b a") == ("near", 1.0)


def test_edited_release_is_near_with_its_true_similarity():
    kind, similarity = verify(RELEASE, EDITED)
    assert kind == "near"
    assert similarity == jaccard(shingle_hashes(RELEASE), shingle_hashes(EDITED))


def test_release_inside_a_longer_page_is_contained_and_comes_first():
    (found,) = pairs({"page": PAGE, "release": RELEASE, "other": OTHER})
    assert (found.a, found.b, found.kind) == ("release", "page", "contained")
    assert 0 < found.similarity < 0.5


def test_short_text_inside_a_longer_one_is_not_called_contained():
    assert pairs({"short": "Läs också om vägarbetet på riksvägen", "page": PAGE}) == []


def test_different_texts_are_not_alike():
    assert verify(RELEASE, OTHER) is None
    assert pairs({"a": RELEASE, "b": OTHER}) == []


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "", "b": "..."}, {"a": "", "b": RELEASE}])
def test_texts_without_words_are_like_nothing(texts):
    assert pairs(texts) == []


def test_one_word_texts_of_the_same_word_are_exact():
    assert pairs({"b": "Inställt!", "a": "inställt"}) == [Alike("a", "b", "exact", 1.0)]


def test_copies_are_linked_to_the_first_published_and_only_it_to_others():
    texts = {"a": RELEASE, "b": RELEASE, "c": RELEASE.upper(), "d": EDITED}
    times = {"a": "2024-05-03T08:00:00Z", "b": "2024-05-01", "c": "", "d": "2024-05-02"}
    found = {(one.a, one.b, one.kind) for one in pairs(texts, times)}
    assert found == {("b", "a", "exact"), ("b", "c", "exact"), ("b", "d", "near")}


def test_a_thousand_copies_make_a_line_of_pairs_and_not_a_square():
    found = pairs({f"{number:04}": RELEASE for number in range(1000)})
    assert len(found) == 999
    assert {one.a for one in found} == {"0000"}


def test_all_pairs_are_found_that_comparing_each_with_each_finds():
    texts = made_up_texts()
    found = {frozenset((one.a, one.b)): (one.kind, one.similarity) for one in pairs(texts)}
    assert found == by_comparing_all(texts)
    assert {kind for kind, _ in found.values()} == {"near", "contained"}
    assert sum(kind == "contained" for kind, _ in found.values()) >= 50


def test_order_of_the_texts_does_not_matter():
    texts = made_up_texts()
    shuffled = list(texts.items())
    random.Random(7).shuffle(shuffled)
    assert pairs(dict(shuffled)) == pairs(texts)


def test_one_by_one_with_stored_keys_the_same_pairs_are_found_as_at_once():
    texts = made_up_texts()
    stored, found = {}, {}
    for new, text in texts.items():
        own = keys(text)
        for other, others in stored.items():
            likeness = verify(text, texts[other]) if is_candidate(own, others) else None
            if likeness:
                found[frozenset((new, other))] = likeness
        stored[new] = own
    assert found == {frozenset((one.a, one.b)): (one.kind, one.similarity) for one in pairs(texts)}


def test_standing_phrases_do_not_make_texts_alike_nor_the_work_square():
    phrase = " ".join(sentences(99, 30))
    texts = {f"{number:04}": f"{phrase} {' '.join(sentences(number + 1000, 60))}" for number in range(3000)}
    texts["copy"] = texts["0042"] + " rättad"
    asked = Counted(texts)
    assert [(one.a, one.b, one.kind) for one in pairs(asked)] == [("0042", "copy", "near")]
    assert asked.times < 2 * len(texts)


class Counted(dict):
    times = 0

    def __getitem__(self, key):
        self.times += 1
        return super().__getitem__(key)


def test_keys_are_plain_values_for_a_database():
    own = keys(PAGE)
    assert own.digest == digest(PAGE.upper())
    assert all(-(2**63) <= key < 2**63 for key in own.bands)
    assert all(0 <= key < 2**32 for key in own.samples)
    assert len(own.bands) == 42
    assert len(own.signature) == 4 * 126
    assert keys("") == Keys(own.parameters, "")


def test_keys_of_other_parameters_are_refused():
    with pytest.raises(ValueError, match="cannot be compared"):
        is_candidate(keys(RELEASE), keys(RELEASE, Parameters(seed=2)))


def test_text_without_words_is_no_candidate():
    assert not is_candidate(keys(""), keys(""))


def test_police_notices_all_pairs_and_nothing_else():
    folder = SHARED / "polisen-neardup-dev"
    if not folder.is_dir():
        pytest.skip("the police notices are not on this machine")
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {str(one["id"]): one["text"] for one in map(json.loads, lines)}
    gold = {}
    for line in (folder / "pairs.jsonl").read_text().splitlines():
        one = json.loads(line)
        gold[str(one["a"]), str(one["b"])] = one["jaccard"]
    found = pairs(texts)
    near = {(one.a, one.b): one.similarity for one in found if one.kind == "near"}
    assert near.keys() <= gold.keys()
    assert len(near) >= 0.995 * len(gold)
    assert {pair for pair, similarity in gold.items() if similarity >= 0.8} <= near.keys()
    assert all(abs(similarity - gold[pair]) < 6e-5 for pair, similarity in near.items())
    groups = {
        str(group[0]): set(map(str, group[1:])) for group in json.loads((folder / "exact_groups.json").read_text())
    }
    copies = {}
    for one in found:
        if one.kind == "exact":
            copies.setdefault(one.a, set()).add(one.b)
    assert copies == groups


@pytest.mark.parametrize("size", [100, 1000, 2500])
def test_planted_copies_of_news_texts_are_found(size):
    folder = SHARED / "minhash-articles"
    if not folder.is_dir():
        pytest.skip("the planted copies are not on this machine")
    with gzip.open(folder / f"articles_{size}.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = {one["id"]: one["text"] for one in map(json.loads, lines)}
    gold = {tuple(sorted(pair)) for pair in json.loads((folder / f"pairs_{size}.json").read_text())}
    assert {tuple(sorted((one.a, one.b))) for one in pairs(texts)} == gold
