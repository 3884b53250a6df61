"""The catalogue of sources: merged file by file, checked key by key."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Source
from scraper.catalogue import CMS, KINDS, CatalogueError, entry, load, propose

GOOD = {"name": '"Lomma"', "kind": '"municipality"', "cms": '"listing"', "url": '"https://lomma.example/nytt"'}


def table(source="se_lomma", /, **changes):
    keys = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return f"[{source}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


@pytest.fixture
def file(tmp_path):
    def write(text, name="own.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_package_lists_its_first_sources_unverified():
    sources = load()
    assert {"se_malmo", "se_malmo_newsroom", "se_polisen_skane_press", "se_polisen_skane_news", "se_polisen_events",
            "se_skaneplus"} <= set(sources)  # fmt: skip
    assert not any(source.verified for source in sources.values())
    assert all(source.country == "se" and source.timezone == "Europe/Stockholm" for source in sources.values())


def test_police_events_keep_to_the_rules_and_wait_for_a_person():
    events = load()["se_polisen_events"]
    assert (events.delay, events.per_hour, events.per_day) == (10.0, 60, 1440)
    assert not events.active
    assert events.final
    assert "rules" in events.note


def test_file_defaults_hold_unless_the_entry_says_otherwise(file):
    path = file('country = "dk"\ntimezone = "Europe/Copenhagen"\ndelay = 2\n' + table("a") + table("b", delay="3.5"))
    sources = load(extra=[path])
    assert (sources["a"].country, sources["a"].timezone, sources["a"].delay) == ("dk", "Europe/Copenhagen", 2.0)
    assert isinstance(sources["a"].delay, float)
    assert sources["b"].delay == 3.5


def test_home_is_read_before_extra_files(tmp_path, file):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "mine.toml").write_text(table("mine"), encoding="utf-8")
    sources = load(tmp_path, [file("[mine]\nname = 'Changed'\n")])
    assert sources["mine"].name == "Changed"
    assert sources["mine"].cms == "listing"


def test_home_without_sources_folder_has_none_of_its_own(tmp_path):
    assert load(tmp_path) == load()


def test_later_file_changes_single_keys_and_its_defaults_touch_only_new_sources(file):
    path = file('country = "fi"\nactive = false\n[se_malmo]\nname = "Malmö"\n' + table("fi_x"))
    sources = load(extra=[path])
    assert (sources["se_malmo"].name, sources["se_malmo"].country, sources["se_malmo"].active) == ("Malmö", "se", True)
    assert sources["se_malmo"].url == load()["se_malmo"].url
    assert (sources["fi_x"].country, sources["fi_x"].active) == ("fi", False)


def test_limits_agreed_with_a_server_do_not_follow_to_this_machine(file):
    moved = '[se_polisen_events]\nurl = "http://127.0.0.1:1234/api/events"\ndelay = 0\n'
    events = load(extra=[file(moved)])["se_polisen_events"]
    assert (events.url, events.delay, events.per_hour, events.per_day) == (
        "http://127.0.0.1:1234/api/events", 0.0, 0, 0,
    )  # fmt: skip
    stated = load(extra=[file(moved + "per_hour = 7\n")])["se_polisen_events"]
    assert (stated.per_hour, stated.per_day) == (7, 0)


def test_limits_stay_when_only_another_address_of_the_publisher_is_given(file):
    events = load(extra=[file('[se_polisen_events]\nurl = "https://data.polisen.se/api/events"\n')])
    assert events["se_polisen_events"].per_hour == 60


MISTAKES = [
    ({"colour": '"red"'}, "colour", "unknown"),
    ({"id": '"x"'}, "id", "unknown"),
    ({"url": None}, "url", "missing"),
    ({"name": None}, "name", "missing"),
    ({"cms": None}, "cms", "missing"),
    ({"kind": None}, "kind", "missing"),
    ({"name": "3"}, "name", "a text"),
    ({"name": '" "'}, "name", "a name"),
    ({"active": "1"}, "active", "true or false"),
    ({"delay": '"5"'}, "delay", "a number"),
    ({"delay": "true"}, "delay", "a number"),
    ({"delay": "-1"}, "delay", "0 or more"),
    ({"delay": "nan"}, "delay", "0 or more"),
    ({"delay": "inf"}, "delay", "0 or more"),
    ({"per_hour": "1.5"}, "per_hour", "a whole number"),
    ({"per_day": "-3"}, "per_day", "0 or more"),
    ({"kind": '"town"'}, "kind", KINDS[0]),
    ({"cms": '"drupal"'}, "cms", CMS[0]),
    ({"country": '"SE"'}, "country", "lower case"),
    ({"language": '"swe"'}, "language", "two letters"),
    ({"timezone": '"Europe/Malmo"'}, "timezone", "IANA"),
    ({"timezone": '"../etc/passwd"'}, "timezone", "IANA"),
    ({"timezone": '""'}, "timezone", "IANA"),
    ({"url": '"ftp://x.example/"'}, "url", "http or https"),
    ({"url": '"https://"'}, "url", "host"),
    ({"url": '"lomma.example"'}, "url", "http or https"),
    ({"url": '"https://x.example:99999/"'}, "url", "http or https"),
    ({"url": '"https://me:secret@x.example/"'}, "url", "user name"),
    ({"url": '"https://x.example/a b"'}, "url", "white space"),
]


@pytest.mark.parametrize(("changes", "key", "expected"), MISTAKES)
def test_mistake_in_an_entry_is_named_with_file_source_and_key(file, changes, key, expected):
    path = file(table(**changes))
    with pytest.raises(CatalogueError) as caught:
        load(extra=[path])
    message = str(caught.value)
    assert str(path) in message
    assert "se_lomma" in message
    assert f"the key {key} " in message
    assert expected in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[se_x\n", "TOML"),
        ('name = "x"\n', "name"),
        ("delay = -1\n", "delay"),
        ("[[se_x]]\n", "se_x"),
        (table("Se-Lomma"), "id"),
        (table('"../x"'), "id"),
        (table() + table(), "TOML"),
    ],
)
def test_mistake_in_a_file_is_named(file, text, expected):
    path = file(text)
    with pytest.raises(CatalogueError, match=expected) as caught:
        load(extra=[path])
    assert str(path) in str(caught.value)


def test_unreadable_files_are_named(tmp_path):
    latin = tmp_path / "latin.toml"
    latin.write_bytes("# Malmö\n".encode("latin-1"))
    for path, expected in ((tmp_path / "absent.toml", "readable"), (tmp_path, "readable"), (latin, "UTF-8")):
        with pytest.raises(CatalogueError, match=expected):
            load(extra=[path])


@given(name=st.text(min_size=1).filter(lambda text: text.strip()), delay=st.floats(0, 1e6), active=st.booleans())
def test_written_entry_reads_back_as_it_was(name, delay, active):
    source = Source(id="x", name=name, kind="other", cms="feed", url="https://x.example/", delay=delay, active=active)
    assert Source(id="x", **tomllib.loads(entry(source))["x"]) == source


def test_written_entry_of_every_known_source_reads_back(file):
    sources = load()
    path = file("\n".join(entry(source).replace(f"[{source.id}]", f"[own_{source.id}]") for source in sources.values()))
    again = load(extra=[path])
    for name, source in sources.items():
        assert entry(again[f"own_{name}"]) == entry(source).replace(f"[{name}]", f"[own_{name}]")


LISTING = "<html lang='sv-SE'><head><title>Nytt från\n Lomma</title></head><body><a href='/a'>A</a></body></html>"


def test_page_without_marks_is_proposed_as_a_listing():
    source = propose("https://www.lomma.se/nytt", LISTING, {})
    assert source == Source(
        id="se_lomma", name="Nytt från Lomma", kind="other", cms="listing", url="https://www.lomma.se/nytt", 
        country="se", language="sv", timezone="Europe/Stockholm",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("html", "headers", "cms"),
    [
        ('<meta name="generator" content="SiteVision 10">', {}, "sitevision"),
        ('<div class="sv-text-portlet sv-use-margins" id="svid12_3e2f">', {}, "sitevision"),
        ('<meta name="Generator" content="WordPress 6.5">', {}, "wordpress"),
        ('<link rel="https://api.w.org/" href="/wp-json/">', {}, "wordpress"),
        ("<p>", {"Link": '<https://x.se/wp-json/>; rel="https://api.w.org/"'}, "wordpress"),
        ('<?xml version="1.0"?>\n<rss version="2.0"><channel></channel></rss>', {}, "feed"),
        ("<p>Vi byter från WordPress till SiteVision.</p>", {}, "listing"),
    ],
)
def test_kind_of_site_is_told_by_its_marks(html, headers, cms):
    assert propose("https://x.se/nytt", html, headers).cms == cms


def test_feed_on_the_same_site_is_where_the_crawl_starts():
    links = (
        '<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1/feed">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        '<link rel="alternate" type="application/atom+xml" href="/nytt.atom">'
    )
    source = propose("https://www.x.fi/nytt", links, {})
    assert (source.cms, source.url, source.timezone) == ("feed", "https://www.x.fi/nytt.atom", "Europe/Helsinki")


def test_feed_on_another_host_is_not_followed():
    html = '<link rel="alternate" type="application/rss+xml" href="http://127.0.0.1/feed">'
    assert propose("https://x.se/nytt", html, {}).cms == "listing"


def test_newsroom_is_named_after_its_path():
    source = propose("https://www.mynewsdesk.com/se/lomma-kommun/pressreleases", LISTING, {})
    assert (source.id, source.cms, source.kind, source.country) == (
        "se_lomma_kommun_newsroom",
        "mynewsdesk",
        "newsroom",
        "se",
    )


@pytest.mark.parametrize(
    ("url", "name", "country"),
    [
        ("https://malmö.se/", "se_malmo", "se"),
        ("https://press.lomma.se/", "se_lomma_press", "se"),
        ("https://news.example.com/", "com_example_news", ""),
        ("https://www.leeds.gov.uk/", "uk_gov_leeds", "gb"),
        ("https://lokalt.nu/", "nu_lokalt", ""),
        ("http://127.0.0.1:8000/", "site_1_0_0_127", ""),
    ],
)
def test_id_and_country_come_from_the_host(url, name, country):
    source = propose(url, LISTING, {})
    assert (source.id, source.country) == (name, country)


def test_site_name_goes_before_title_and_norwegian_is_one_language():
    html = '<html lang="nb-NO"><meta property="og:site_name" content="By &amp; land"><title>T</title>'
    source = propose("https://by.no/", html, {})
    assert (source.name, source.language) == ("By & land", "no")


def test_proposal_can_be_appended_to_a_file_and_loaded(file):
    hostile = "<title>\"]\n[x]\\ \x00 \u2028</title><html lang='\"'>"
    source = propose("https://x.se/", hostile, {})
    assert load(extra=[file(entry(source))])[source.id] == source


def test_no_entry_is_proposed_for_what_is_no_web_address():
    with pytest.raises(ValueError, match="http or https"):
        propose("file:///etc/passwd", "", {})
