import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.shingles import containment, jaccard, shingle_hashes
from dedupe.signatures import DEFAULT, Parameters, agreement, band_key, band_keys, signature
from dedupe.words import many_word_hashes, word_hashes, words


def word_trigrams(text):
    found = words(text)
    return {tuple(found[at : at + 3]) for at in range(max(len(found) - 2, 1))} if found else set()


def test_words_ignore_case_punctuation_and_typography():
    assert words("Polisen: 35-åringen är HÄKTAD!") == ["polisen", "35", "åringen", "är", "häktad"]
    assert words("”Straße” – ½ ﬁlm") == words("strasse 1⁄2 film")


def test_soft_hyphens_and_zero_width_characters_do_not_part_a_word():
    assert words("brand\u00adkåren kom\u200bmun") == ["brandkåren", "kommun"]


def test_decomposed_letters_are_the_composed_ones():
    assert word_hashes("Malmo\u0308 sa\u0308ger") == word_hashes("Malmö säger")


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("abÅÄöß²½µªÿ \u00a0\u00ad\u200b.,–”_1İǰ漢e\u0301\ud800") | st.characters(), max_size=60))
def test_fast_folding_finds_the_words_of_the_definition(text):
    assert word_hashes(text) == b"".join(word_hashes(word) for word in words(text))
    assert len(word_hashes(text)) == 8 * len(words(text))


def test_hashing_many_texts_is_hashing_each():
    texts = ["", "Ett två", "...", "tre", "\u00a0", "fyra fem sex sju", " "]
    assert many_word_hashes(texts) == [word_hashes(text) for text in texts]
    assert many_word_hashes(["", " "]) == [b"", b""]


def test_hashes_are_the_same_in_another_process():
    code = "from dedupe.shingles import shingle_hashes as s; print(s('Polisen söker vittnen i Malmö').tolist())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(shingle_hashes("Polisen söker vittnen i Malmö").tolist())


def test_hashes_never_change_between_releases():
    assert shingle_hashes("Polisen söker vittnen").tolist() == [401795762942249811]


def test_a_hundred_thousand_words_have_as_many_hashes():
    many = [f"{number:b}" for number in range(50_000)] + [f"ord{number}" for number in range(50_000)]
    assert len(np.unique(np.frombuffer(word_hashes(" ".join(many)), dtype="<u8"))) == 100_000


def test_order_of_words_in_a_shingle_matters():
    assert jaccard(shingle_hashes("en två tre"), shingle_hashes("tre två en")) == 0


@pytest.mark.parametrize("text", ["ett", "ett två", "ett två tre"])
def test_short_text_is_one_shingle_of_what_there_is(text):
    assert len(shingle_hashes(text)) == 1
    assert jaccard(shingle_hashes(text), shingle_hashes(text.upper())) == 1


def test_short_texts_of_different_words_are_not_alike():
    assert jaccard(shingle_hashes("ett två"), shingle_hashes("ett")) == 0


@pytest.mark.parametrize("text", ["", " \n", "…!", "\ud800"])
def test_text_without_words_has_no_shingles_and_no_signature(text):
    assert len(shingle_hashes(text)) == 0
    assert jaccard(shingle_hashes(text), shingle_hashes(text)) == 0
    assert containment(shingle_hashes(text), shingle_hashes("ett två tre")) == 0
    with pytest.raises(ValueError, match="without words"):
        signature(shingle_hashes(text))


@settings(max_examples=200, deadline=None)
@given(*[st.lists(st.sampled_from(["a", "b", "c", "D"]), max_size=30).map(" ".join)] * 2)
def test_similarity_is_that_of_the_sets_of_word_trigrams(a, b):
    left, right = word_trigrams(a), word_trigrams(b)
    assert jaccard(shingle_hashes(a), shingle_hashes(b)) == len(left & right) / max(len(left | right), 1)
    assert containment(shingle_hashes(a), shingle_hashes(b)) == len(left & right) / max(len(left), 1)


def test_signatures_agree_as_much_as_the_texts_are_alike():
    many = Parameters(bands=1000, rows=3)
    common = [f"gemensam{number}" for number in range(202)]
    a, b = (shingle_hashes(" ".join(common + [f"{own}{number}" for number in range(100)])) for own in ("a", "b"))
    estimate = agreement(signature(a, many), signature(b, many))
    assert abs(estimate - jaccard(a, b)) < 4 * (0.25 / many.permutations) ** 0.5


def test_band_keys_are_the_same_one_by_one_and_in_columns():
    rows = np.stack([signature(shingle_hashes(text)) for text in ("ett två tre fyra", "fem sex sju åtta nio")])
    columns = np.stack([band_key(rows, band) for band in range(DEFAULT.bands)], axis=1)
    assert (columns == np.stack([band_keys(row) for row in rows])).all()
    assert len(np.unique(columns)) == columns.size


def test_signatures_of_other_parameters_have_another_name_and_another_seed_other_numbers():
    other = Parameters(seed=2)
    assert other.name != DEFAULT.name
    hashes = shingle_hashes("ett två tre fyra")
    assert (signature(hashes) != signature(hashes, other)).any()
