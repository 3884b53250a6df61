"""Writing a redaction down: by which hashes its words and pages are known again, whoever brings them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from archive.known_pages import KnownPages
from archive.readings import Readings
from archive.redaction import STATE, Hashed, Redactions, keyed
from archive.work import Work
from scraper.identity import article_id, page_key
from scraper.spellings import views, words_of
from scraper.withheld import hashed

ENDINGS = (
    "s", "n", "in", "en", "ia", "lle", "ille", "lla", "illa", "llä", "illä", "lta", "ilta", "ltä", "iltä", "ssa", "issa",
    "ssä", "issä", "sta", "ista", "stä", "istä",
)  # fmt: skip
"""Endings that a name takes in Swedish, Danish, Norwegian, German and Finnish; a single word only the first of them."""

_ASCII = str.maketrans({
    "å": "a", "ä": "a", "ö": "o", "ø": "o", "æ": "ae", "ü": "u", "é": "e", "è": "e", "á": "a", "ð": "d", "þ": "th",
})  # fmt: skip
_GERMAN = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe", "æ": "ae", "ü": "ue"})

SHINGLE = 8
"""Words of a page in a row that are taken out wherever its publisher repeats them."""

SHORTEST = 3
"""A headline or paragraph of fewer words says too little to be taken out of other pages."""


class CannotRedact(ValueError):
    """Nothing was taken out; the message says why, in a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is to be taken out."""

    ground: str
    at: str
    text: str = ""
    """Words …"""
    page: str = ""
    """… or a page: its article's id or a URL."""


def order(work: Work, asked: Asked) -> int:
    """Write down the redaction with the hashes by which its words and keys are known again; its id."""
    redactions = Redactions(work)
    if asked.page:
        return _order_page(work, redactions, asked)
    words = words_of(asked.text)
    if not words or len("".join(words)) < 3:
        raise CannotRedact("expected a word of at least three letters: anything shorter stands everywhere")
    if "redacted" in words:
        raise CannotRedact("`redacted` is what stands in the place of words that were taken out")
    secret = redactions.secret()
    written = hashed(secret, words, 0)
    if any(place.digest == written.digest for text in (asked.ground,) for place in _windows(secret, text, len(words))):
        raise CannotRedact("the ground is published: it must not hold the words that are to be taken out")
    for known in redactions.words():
        if known.digest == written.digest and not known.source:
            return known.redaction
    redaction = redactions.order("words", "", "", asked.at, asked.ground)
    redactions.remember(_spelled(secret, words, redaction), (), redaction)
    return redaction


def _spelled(secret: bytes, words: Sequence[str], redaction: int) -> list[Hashed]:
    """The words as written, in one word, with the endings that names take, and as addresses spell them."""
    plain = [list(words)] + ([["".join(words)]] if len(words) > 1 else [])
    endings = ENDINGS if len(words) > 1 else ENDINGS[:1]
    inflected = [[*each[:-1], each[-1] + ending] for each in plain for ending in endings]
    spelled = [hashed(secret, each, redaction) for each in plain + inflected]
    slugs = {tuple(word.translate(table) for word in each) for each in plain + inflected for table in (_ASCII, _GERMAN)}
    known = {tuple(each) for each in plain + inflected}
    return spelled + [hashed(secret, each, redaction, is_slug=True) for each in sorted(slugs - known)]


def _order_page(work: Work, redactions: Redactions, asked: Asked) -> int:
    pages = KnownPages(work)
    article, source, state = _article(work, pages, asked.page)
    for order in redactions.orders():
        if order.article == article and order.kind == "page":
            return order.id
    if state == STATE:
        raise CannotRedact(f"{article} was taken out already")
    secret, ids = redactions.secret(), set(pages.ids_of(article))
    keys = [key for owner, key in pages.all_keys() if owner == source and article_id(source, key) in ids]
    files = [page_key(url) for url in pages.files_of(article)]
    redaction = redactions.order("page", source, article, asked.at, asked.ground)
    told = _told(work, pages, (source, article), keys)
    words = _page_words(secret, told, pages.other_texts(source, article), (redaction, source))
    slugs = [each for key in keys for each in _slugs(secret, key, (redaction, source))]
    redactions.remember([*words, *slugs], {keyed(secret, f"{source}\n{key}") for key in (*keys, *files)}, redaction)
    redactions.lead_on(((id_, article) for id_ in ids), redaction)
    return redaction


def _article(work: Work, pages: KnownPages, asked: str) -> tuple[str, str, str]:
    """(id, source, state) of the article with this id or URL; `CannotRedact` when there is none."""
    by_url = [article_id(id_, page_key(asked, source.cms)) for id_, source in sorted(work.sources().items())]
    for id_ in (asked, *by_url):
        found = pages.article(id_)
        if found:
            return found
    raise CannotRedact("no article has this id or URL; ids stand in the addresses of the site (/a/<id>)")


def _told(work: Work, pages: KnownPages, article: tuple[str, str], keys: Iterable[str]) -> tuple[set[str], set[str]]:
    """The page's titles, and its other texts, as its versions and its entries in listings say them."""
    readings = Readings(work)
    titles, texts = pages.texts(article[1])
    for key in keys:
        for id_ in pages.readings_of(article[0], key):
            page = readings.page(id_)
            titles.add(page.title)
            texts |= {page.lead, *((block.text for block in page.blocks) if page.stream == "item" else ())}
    return titles, texts


def _page_words(
    secret: bytes, told: tuple[set[str], set[str]], others: Iterable[tuple[str, str]], of: tuple[int, str]
) -> list[Hashed]:
    """Sequences of a page's words by which its publisher's other pages repeat it.

    Its titles, unless another page has the same one; of its texts what stands in no other page's.
    """
    titles = {tuple(words) for words in map(words_of, told[0]) if len(words) >= SHORTEST}
    sequences = {each for text in told[1] for each in _sequences(words_of(text))}
    lengths = {len(each) for each in sequences}
    for title, text in others:
        titles.discard(tuple(words_of(title)))
        words = words_of(text)
        sequences -= {tuple(words[at : at + length]) for length in lengths for at in range(len(words) - length + 1)}
    return [hashed(secret, each, *of) for each in sorted(titles | sequences)]


def _sequences(words: Sequence[str]) -> list[tuple[str, ...]]:
    if len(words) < SHORTEST:
        return []
    size = min(len(words), SHINGLE)
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]


def _slugs(secret: bytes, key: str, of: tuple[int, str]) -> list[Hashed]:
    """The path of a page's address, and its last part where that says much."""
    path = urlsplit(key).path if key.startswith("http") else ""
    whole, last = (
        words_of(unquote(path).replace("_", " ")),
        words_of(unquote(path.rpartition("/")[2]).replace("_", " ")),
    )
    chosen = [words for words, least in ((whole, 2), (last, SHORTEST)) if len(words) >= least]
    return [hashed(secret, words, *of, is_slug=True) for words in chosen]


def _windows(secret: bytes, text: str, length: int) -> list[Hashed]:
    return [
        hashed(secret, words[at : at + length], 0)
        for view in views(text)
        for words in [words_of(view.text)]
        for at in range(len(words) - length + 1)
    ]
