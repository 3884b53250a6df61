"""Made-up texts that look Swedish: the real function words, invented content words in families, Zipf's law."""

from __future__ import annotations

import numpy as np

FUNCTION_WORDS = """
och i att en som på är av för med till den det om har de inte ett kommer vid från man under kan efter eller också när
vi ska så men nu alla sig där över vara mot mer bland hos mellan genom blir finns få sedan även andra samt här inom
bara mycket innan utan någon hur varje deras mellan dessa våra denna dag år två tre fyra nya stora klockan
""".split()  # noqa: SIM905

_ONSETS = "b br d dr f fl fr g gr h k kl kr l m n p pl r s sk sl sm sn sp st str sv t tr v".split()  # noqa: SIM905
_VOWELS = ["a", "e", "i", "o", "u", "y", "å", "ä", "ö"]
_CODAS = [
    "",
    "",
    "l",
    "n",
    "r",
    "s",
    "t",
    "d",
    "g",
    "k",
    "m",
    "nd",
    "ng",
    "rd",
    "rk",
    "rt",
    "ll",
    "tt",
    "ck",
    "lm",
    "st",
]
_ENDINGS = [
    ("", "en", "ens", "ar", "arna", "arnas"),
    ("", "et", "ets", "en", "s"),
    ("a", "an", "or", "orna", "ans"),
    ("a", "ar", "ade", "at", "ande"),
    ("", "t", "a", "are", "ast"),
]
STEMS = 14_000
"""Word families; some 70,000 forms."""


class Language:
    """A vocabulary and a chance to draw from it; the same seed says the same."""

    def __init__(self, seed: int):
        self.random = np.random.default_rng(seed)
        self.words = self._vocabulary()
        ranks = np.arange(1, len(self.words) + 1)
        self._cumulated = np.cumsum(1 / (ranks + 2.7) ** 1.05)

    def _vocabulary(self) -> list[str]:
        stems = dict.fromkeys(self._stem() for _ in range(STEMS))
        forms = [stem + ending for stem in stems for ending in _ENDINGS[len(stem) % len(_ENDINGS)]]
        numbers = [str(number) for number in (1, 2, 3, 5, 10, 15, 20, 50, 100, 2024, 2025)]
        lengths = np.array([len(form) for form in forms])
        mixed = np.argsort(lengths * 0.6 + self.random.gumbel(0, 2, len(forms)))  # a frequent word is mostly short
        return list(
            dict.fromkeys([*FUNCTION_WORDS, *(forms[at] for at in mixed[:200]), *numbers, *(forms[at] for at in mixed)])
        )

    def _stem(self) -> str:
        parts = []
        for _ in range(int(self.random.choice([1, 2, 2, 3, 4], p=[0.25, 0.3, 0.25, 0.15, 0.05]))):
            at = self.random.random(3)
            parts.append(
                _ONSETS[int(at[0] * len(_ONSETS))]
                + _VOWELS[int(at[1] * len(_VOWELS))]
                + _CODAS[int(at[2] * len(_CODAS))]
            )
        return "".join(parts)

    def draw(self, count: int) -> list[str]:
        """So many words, each as often as its rank allows."""
        at = np.searchsorted(self._cumulated, self.random.random(count) * self._cumulated[-1])
        return [self.words[place] for place in at.tolist()]

    def sentences(self, words: int) -> list[str]:
        """Sentences of 6 to 20 words with about so many words in all."""
        drawn, made, at = self.draw(words), [], 0
        lengths = self.random.integers(6, 21, words // 6 + 1).tolist()
        while at < words:
            line = " ".join(drawn[at : at + lengths[len(made)]])
            at += lengths[len(made)]
            made.append(f"{line[0].upper()}{line[1:]}.")
        return made

    def headline(self) -> str:
        """Four to nine words."""
        line = " ".join(self.draw(int(self.random.integers(4, 10))))
        return f"{line[0].upper()}{line[1:]}"

    def body(self) -> list[list[str]]:
        """Paragraphs of sentences: 190 words in the mean, few of 1,000 and more."""
        words = int(np.clip(self.random.lognormal(5.05, 0.6), 20, 3000))
        made = self.sentences(words)
        return [made[at : at + 4] for at in range(0, len(made), 4)]


def joined(body: list[list[str]]) -> str:
    """The text of paragraphs, a blank line between two."""
    return "\n\n".join(" ".join(paragraph) for paragraph in body)
