"""Which words a search for a word looks for: Swedish forms, stems of other languages, words typed without dots."""

import re
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from archive.publish import publish
from archive.site.search import paradigms, query, stemming, swedish, vocabulary
from archive.site.search.expansion import MOST_FORMS, Expansion, expand
from archive.site.search.folding import fold
from archive.site.search.paradigms import strong_forms
from bench import forms as bench
from tests.archive_fixture import article, empty_work, insert
from tests.growth import TIMES, assert_linear

TEXTS = (
    "Förskolan på Storgatan stängs. Alla förskolor i Malmö öppnar på måndag, och förskolans gård blir större.",
    "Målet är att måla om. Målen målades av en målare efter måltiden.",
    "En bil, två bilar och bilens bild. Bilarna och bilden.",
    "Böckerna i biblioteket; en barnbok och tio barnböcker.",
    "Polisen grep en man. Två män greps, en är gripen. Policy.",
)


def looked_for(word: str, known: str) -> set[str]:
    """Forms of a Swedish word in an archive of these words."""
    words = set(known.split())
    return set(swedish.forms(word, lambda asked: {each: 1 for each in asked if each in words}))


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    home = tmp_path_factory.mktemp("words")
    with empty_work(home) as work:
        insert(work, "sources", {"id": "se_staden", "name": "Staden"})
        for number, text in enumerate(TEXTS):
            article(work, f"a{number}", [("Rubrik 2024", "", text)])
        path = publish(work, home)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("word", "its", "others"),
    [
        ("förskola", "förskolan förskolans förskolor förskolornas", "förskollärare förskoleklass"),
        ("bil", "bilen bilar bilarnas", "bild bilder bilaga bilda bildar"),
        ("sak", "saken saker sakerna", "sakna saknar saknade"),
        ("hus", "huset husen husens", "husar husaren husarer"),
        ("mål", "målet målen målens", "måla målar målade målat målare måltid målning"),
        ("val", "valet valen valets", "valla vallar valuta"),
        ("polis", "polisen poliser polisernas", "policy polisiär"),
        ("politik", "politiken politikens", "politiker politikern politikerna"),
        ("fågel", "fågeln fåglar fåglarnas", "fågelbo"),
        ("rum", "rummet rummen rummens", "rumla rumpa"),
        ("museum", "museet museer museernas", "musik mus"),
        ("huvudman", "huvudmannen huvudmän huvudmännens", "huvudmål"),
        ("centralstad", "centralstaden centralstäder", "centralstyrd"),
        ("anmälan", "anmälningar anmälningarnas", "anmäla anmäler"),
        ("ordförande", "ordföranden ordförandena", "ordförråd"),
        ("vacker", "vackert vackra vackrare vackraste", "vackla vacklar"),
        ("gammal", "gamla äldre äldst äldsta", "gamman"),
        ("blå", "blått blåa blåare", "blåsa blåser"),
        ("skriva", "skriver skrev skrevs skrivit skriven skrivna skrivs", "skrivelse"),
        ("bedra", "bedrar bedrog bedragit bedragen bedragna", "bedragare"),
        ("renovera", "renoverar renoverade renoverats renoverad", "renovering"),
        ("vinna", "vann vunnit vunnen vunna", "vinst"),
    ],
)
def test_a_word_finds_its_forms_and_no_other_word(word: str, its: str, others: str) -> None:
    assert looked_for(word, f"{word} {its} {others}") == set(its.split())


@pytest.mark.parametrize("word", ["förskolornas", "greps", "böcker", "störst", "centralstäderna"])
def test_any_form_finds_the_others(word: str) -> None:
    families = ("förskola förskolornas", "gripa greps grep", "bok böcker", "stor störst", "centralstad centralstäderna")
    others = next(set(family.split()) - {word} for family in families if word in family.split())
    assert looked_for(word, " ".join(families)) == others


def test_the_archives_words_decide_between_two_readings() -> None:
    assert looked_for("banan", "bana banan banor banorna") == {"bana", "banor", "banorna"}
    assert looked_for("banan", "banan bananer bananerna bananen") == {"bananer", "bananerna", "bananen"}


def test_a_word_of_two_kinds_finds_the_forms_of_both() -> None:
    known = "skada skadan skador skadorna skadar skadade skadats"
    assert looked_for("skada", known) == set(known.split()) - {"skada"}
    assert looked_for("skadorna", known) == {"skada", "skadan", "skador"}
    assert looked_for("skadats", known) == {"skada", "skadar", "skadade"}


def test_words_without_forms_find_none() -> None:
    assert looked_for("och", "och ock ochs") == set()
    assert looked_for("för", "för föra förde fört") == set()
    assert looked_for("2024", "2024 2024s") == set()


@pytest.mark.parametrize("word", ["", "s", "x" * 5000, "på" * 400, "ааа", "🚓", "'; DROP TABLE x; --", "ö"])
def test_odd_words_are_read_without_error(word: str) -> None:
    assert looked_for(word, "ett ord") == set()


@pytest.mark.parametrize("piece", ["x", "på", "ens", "arna", "ö", "ñ"])
def test_a_long_word_is_looked_for_in_time_proportional_to_its_length(db, piece: str) -> None:
    for size in (vocabulary.LONGEST // TIMES, query.LONGEST // TIMES):
        assert_linear(lambda word: expand(db, word, ["sv", "fi"]), lambda length: (piece * length)[:length], size)


def test_principal_parts_give_the_forms_of_a_strong_verb() -> None:
    assert {"dricka", "dricker", "dracks", "druckit", "druckna"} <= set(strong_forms("drick", "drack", "druck"))
    assert {"skära", "skär", "skuren"} <= set(strong_forms("skär", "skar", "skur", "=skär"))


def test_every_common_word_fits_the_paradigm_it_is_listed_under() -> None:
    data = tomllib.loads(Path(paradigms.__file__).with_name("swedish.toml").read_text(encoding="utf-8"))
    for word_class, lists in data["common"].items():
        for name, words in lists.items():
            stem, endings = data[word_class][name]
            first = endings.split()[0].lstrip("*~").replace("-", "")
            for word in words.split():
                assert re.search(f"(?:{stem})$", word.removesuffix(first)) and word.endswith(first), (name, word)


def test_no_word_without_forms_is_a_form_of_a_word() -> None:
    known = "för föra förs över överens under undra"
    assert "för" not in looked_for("föra", known) and looked_for("under", known) == set()


def test_a_participle_used_as_a_noun_does_not_find_the_verb() -> None:
    known = "meddelande meddelandet meddelanden meddela meddelar meddelade meddelas"
    assert looked_for("meddelande", known) == {"meddelandet", "meddelanden"}
    assert {"meddela", "meddelade", "meddelas"} <= looked_for("meddelar", known)


def test_vocabulary_holds_every_word_of_the_search_index_but_numbers(db) -> None:
    db.execute("CREATE VIRTUAL TABLE temp.indexed USING fts5vocab(main, articles_fts, row)")
    indexed = dict(db.execute("SELECT term, doc FROM temp.indexed").fetchall())
    assert "2024" in indexed
    published = dict(db.execute("SELECT term, documents FROM vocabulary").fetchall())
    assert published == {term: count for term, count in indexed.items() if term != "2024"}
    backwards = {each[::-1] for (each,) in db.execute("SELECT reversed FROM vocabulary_reversed")}
    assert backwards == published.keys()


def test_vocabulary_folds_only_what_has_diacritics(db) -> None:
    rows = dict(db.execute("SELECT term, folded FROM vocabulary").fetchall())
    assert rows["förskolan"] == "forskolan" and rows["bil"] is None


def test_folding_takes_off_dots_rings_and_accents() -> None:
    assert [fold(each) for each in ("Åäö", "idé", "smørrebrød", "Straße")] == ["aao", "ide", "smorrebrod", "strasse"]


def test_a_word_is_expanded_to_what_stands_in_the_archive(db) -> None:
    assert expand(db, "Förskola", ["sv"]) == Expansion("förskola", ("förskolan", "förskolans", "förskolor"))
    assert expand(db, "mål", ["sv"]).forms == ("målen", "målet")
    assert expand(db, "barnbok", ["sv"]).forms == ("barnböcker",)


def test_a_word_typed_without_dots_finds_the_one_with_them(db) -> None:
    assert expand(db, "malmo", ["sv"]) == Expansion("malmo", ("malmö",), folded=True)
    found = expand(db, "forskola", ["sv"])
    assert found.folded and set(found.forms) == {"förskolan", "förskolans", "förskolor"}
    assert set(expand(db, "forskolan", ["sv"]).forms) == {"förskolan", "förskolans", "förskolor"}


def test_a_word_that_stands_in_the_archive_is_not_folded(db) -> None:
    assert not expand(db, "bil", ["sv"]).folded
    assert expand(db, "xyz", ["sv"]) == Expansion("xyz", ())


def test_other_languages_find_by_stem(tmp_path) -> None:
    found = {"häuser": 1, "haus": 2, "hausmeister": 1, "houses": 1, "house": 3, "housing": 1}

    def beginning(prefix: str, most: int) -> dict[str, int]:
        return {word: count for word, count in found.items() if fold(word).startswith(prefix) and len(word) <= most}

    assert stemming.forms("häuser", "de", beginning) == {"haus"}
    assert "häuser" in stemming.forms("haus", "de", beginning)
    assert "houses" in stemming.forms("house", "en", beginning)
    assert stemming.forms("house", "xx", beginning) == set()


def test_the_first_language_that_has_forms_decides(db) -> None:
    assert expand(db, "bilar", ["fi", "sv"]).forms
    assert expand(db, "bilar", []).forms == ()


def test_words_by_beginning_and_by_ending(db) -> None:
    assert set(vocabulary.beginning_with(db, "forskol")) == {"förskolan", "förskolans", "förskolor"}
    assert set(vocabulary.beginning_with(db, "bil", 4)) == {"bil", "bild"}
    assert set(vocabulary.ending_with(db, "böcker")) == {"barnböcker"}
    assert set(vocabulary.ending_with(db, "bok")) == {"barnbok"}


def test_the_number_of_forms_is_limited() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE vocabulary (term TEXT PRIMARY KEY, documents INTEGER, folded TEXT) WITHOUT ROWID")
        db.executemany(
            "INSERT INTO vocabulary VALUES (?, 1, NULL)", [(f"connect{chr(97 + n % 26)}{n}",) for n in range(900)]
        )
        db.executemany("INSERT INTO vocabulary VALUES (?, 2, NULL)", [("connect",), ("connecting",), ("connected",)])
        assert len(vocabulary.beginning_with(db, "connect")) == vocabulary.MOST
        assert 0 < len(expand(db, "connect", ["en"]).forms) <= MOST_FORMS


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_families_are_found_better_than_by_stems(part: str) -> None:
    of = bench.families(part)
    words = bench.vocabulary(of)
    searches = bench.searches(words)
    ours, stems = (bench.measure(searches[name], of, words, lemmas_only=False) for name in ("ours", "Snowball"))
    assert ours.found > 0.96 > stems.found
    assert ours.wrong < 0.02 < stems.wrong
