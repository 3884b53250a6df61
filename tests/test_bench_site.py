"""The measuring of the site, on an archive so small that nothing is measured."""

from contextlib import closing

import pytest

from bench import clients, pickup, publishing, site
from bench.generated import generate
from bench.memory import peak


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("made")
    generate(made, 120)
    return made


def test_words_are_drawn_from_every_class_and_each_search_finds_something(home):
    archive = site.opened(home / "press.db")
    with closing(archive.db), archive.runner:
        asked = site.searches(archive.db, 2)
        assert set(asked) == {"one word", "one word, exact", "two words", "phrase", "prefix", "filter + facet"}
        assert asked == site.searches(archive.db, 2) and len(asked["one word"]) > 4
        for each in asked["one word"] + asked["phrase"]:
            assert archive.bare(archive.expression(each)), each


def test_page_and_bare_search_are_compared(home, capsys):
    archive = site.opened(home / "press.db")
    with closing(archive.db), archive.runner:
        site.against_fts(archive, 1)
        site.pages(archive)
    said = capsys.readouterr().out
    assert said.count("\n") > 20 and "filter + facet" in said and "without it: -" in said


def test_readers_of_the_served_site_are_counted(home):
    with clients.served(home) as port:
        for known in (False, True):
            answered, refused = clients.rate(port, ["/about"], 2, 0.5, known)
            assert answered > 0 and refused == 0
        with pytest.raises(RuntimeError, match="404"):
            clients.rate(port, ["/a/nothing"], 1, 0.3)


def test_readers_see_a_new_file(home, monkeypatch):
    monkeypatch.setattr(pickup, "BEFORE", 0.5)
    replaced, asking = pickup.watch(home, ["/search?q=och", "/changes"])
    for reader in asking:
        assert reader.shown(replaced) is not None and len({tag for *_, tag in reader.answers if tag}) == 2
    never = pickup.Reader("/", [(1.0, 0.1, "a"), (3.0, 0.2, "a"), (4.0, 0.1, "")])
    assert never.shown(2.0) is None and never.waited(2.0) == (0.1, 0.2)


def test_published_file_is_the_sum_of_its_parts(home):
    path = home / "press.db"
    found = publishing.sizes(path)
    assert set(found) == set(publishing.PARTS) and sum(found.values()) == path.stat().st_size


def test_memory_of_an_act_is_counted_from_its_beginning():
    before, most = peak(lambda: b"x" * 64_000_000)
    assert most >= before + 55
    before, most = peak(lambda: None)
    assert most < before + 20
