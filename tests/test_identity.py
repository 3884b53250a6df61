"""A page is not its URL."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.identity import article_id, canonical, host_of, is_loopback, is_public_address, page_key, same_site

SAME_PAGE = [
    "https://malmo.example/Aktuellt/sida.html",
    "http://malmo.example/Aktuellt/sida.html",
    "https://www.malmo.example/Aktuellt/sida.html",
    "HTTPS://WWW.Malmo.Example:443/Aktuellt/sida.html",
    "http://malmo.example:80/Aktuellt/sida.html",
    "https://malmo.example./Aktuellt/sida.html",
    "https://malmo.example/Aktuellt/sida.html#innehall",
    "https://malmo.example//Aktuellt///sida.html/",
    "https://malmo.example/Nyheter/../Aktuellt/./sida.html",
    "https://malmo.example/Nyheter/%2e%2e/Aktuellt/s%69da.html",
    "https://malmo.example/Aktuellt/sida.html?utm_source=rss&utm_medium=rss&UTM_Campaign=x",
    "https://malmo.example/Aktuellt/sida.html?fbclid=IwAR0&gclid=1&mc_cid=2&mc_eid=3",
    "https://malmo.example/Aktuellt/sida.html;jsessionid=0A1B2C3D?",
    "https://malmo.example/(S(abcdefghijklmnopqrstuvwx))/Aktuellt/sida.html",
    "https://malmo.example/Aktuellt/sida.html?PHPSESSID=abc&sid=0123456789abcdef0123",
    "https://malmo.example/Aktuellt/sida.html?&&",
    "https://user:secret@malmo.example/Aktuellt/sida.html",
    "  https://malmo.example/Aktuellt/sida.html\n",
]


@pytest.mark.parametrize("url", SAME_PAGE)
def test_spellings_of_one_page_have_one_canonical_form(url):
    assert canonical(url) == SAME_PAGE[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a", "https://x.example/A"),
        ("https://x.example/a", "https://x.example/a?id=1"),
        ("https://x.example/?id=1", "https://x.example/?id=2"),
        ("https://x.example/a?sid=12", "https://x.example/a?sid=13"),
        ("https://x.example/a", "https://y.x.example/a"),
        ("https://x.example/a", "https://x.example:8080/a"),
        ("https://x.example/a%2Fb", "https://x.example/a/b"),
        ("https://x.example/a?b=1%262", "https://x.example/a?b=1&2"),
        ("https://x.example/a?b=1%2B2", "https://x.example/a?b=1+2"),
    ],
)
def test_different_pages_keep_different_canonical_forms(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://malmö.example/å", "https://xn--malm-8qa.example/%c3%a5"),
        ("https://MALMÖ.example/", "http://www.xn--malm-8qa.example"),
        ("https://malmo\u0308.example/", "https://malmö.example/"),
        ("https://x.example/?b=2&a=1", "https://x.example/?a=1&b=2"),
        ("https://x.example/?q=a%20b", "https://x.example/?q=a+b"),
        ("https://x.example/a%2cb", "https://x.example/a,b"),
        ("https://x.example/index.html", "https://x.example"),
        ("https://x.example/nytt/Default.aspx?id=3", "https://x.example/nytt?id=3"),
        ("http://[::1]:8000/a", "http://[0:0:0:0:0:0:0:1]:8000/a"),
    ],
)
def test_equivalent_spellings_of_host_path_and_query_are_equal(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "/relative/path", "mailto:a@b.example", "ftp://x.example/", "https://", "http:///path",
     "https://x.example:99999/", "https://x.example:port/", "https://[::1/", "https://a b.example/",
     "javascript:alert(1)"],
)  # fmt: skip
def test_malformed_url_comes_back_as_it_is(url):
    assert canonical(f" {url}\t") == url


URL_PIECES = st.lists(
    st.sampled_from(
        ["a", "B", "index.html", "/", "//", ".", "..", "%", "%2", "%41", "%2e", "%2F", "%c3%b6", "ö", "\ud800", " ",
         "?", "&", "=", "+", ";", ";jsessionid=", "(S(", "abcdefghijklmnopqrstuvwx", "))", "utm_a", "sid=", "#", "\\",
         "www.", "[", "|"]
    )
)  # fmt: skip


@given(st.sampled_from(["http://", "https://www.", "https://www.www.", "https://malmö."]), URL_PIECES)
def test_canonical_of_a_canonical_url_is_itself(start, pieces):
    once = canonical(f"{start}x.example{''.join(pieces)}")
    assert canonical(once) == once


@given(st.text(max_size=60))
@example("http://\u2100.example/")
@example("https://ｗｗｗ.x.example/")
@example("https://[::ffff:1.2.3.4%zone]/")
@example("http://a。b/")
def test_any_text_is_taken_without_error(text):
    for url in (text, f"https://{text}", f"http://x.example/{text}"):
        once = canonical(url)
        assert canonical(once) == once
        assert page_key(url, "mynewsdesk") == page_key(once, "mynewsdesk")
        is_loopback(url)
        is_public_address(text)


def test_mynewsdesk_item_is_known_by_type_and_id_not_by_slug_or_host():
    urls = [
        "https://www.mynewsdesk.com/se/malmo/pressreleases/ny-park-oeppnar-1618943",
        "http://mynewsdesk.com/se/malmo/pressreleases/en-annan-rubrik-1618943?utm_source=rss&utm_medium=rss",
        "https://malmo.mynewsdesk.com/pressreleases/ny-park-oeppnar-1618943/",
        "https://www.mynewsdesk.com/se/malmo/pressreleases/1618943#kontakt",
        "https://www.mynewsdesk.com/se/pressroom/malmo/pressrelease/view/ny-park-oeppnar-1618943",
    ]
    assert {page_key(url) for url in urls} == {"mynewsdesk:pressrelease:1618943"}


def test_mynewsdesk_types_and_pages_without_an_id_stay_apart():
    room = "https://www.mynewsdesk.com/se/malmo"
    assert page_key(f"{room}/news/rubrik-77") == "mynewsdesk:news:77"
    assert page_key(f"{room}/blog_posts/rubrik-77") == "mynewsdesk:blog_post:77"
    assert page_key(f"{room}/latest_news") == "https://mynewsdesk.com/se/malmo/latest_news"
    assert page_key(f"{room}/pressreleases?after=1_2--Pressrelease").startswith("https://mynewsdesk.com/")


def test_newsroom_on_its_own_host_needs_to_be_named():
    url = "https://press.stad.example/pressreleases/ny-park-1618943"
    assert page_key(url, "mynewsdesk") == "mynewsdesk:pressrelease:1618943"
    assert page_key(url, "listing") == url
    assert page_key("https://notmynewsdesk.com/news/a-1") == "https://notmynewsdesk.com/news/a-1"


def test_article_id_is_short_and_depends_on_source_and_key():
    assert article_id("se_malmo", "https://malmo.se/a") == "w433t5z2emr7"
    assert article_id("se_lund", "https://malmo.se/a") != article_id("se_malmo", "https://malmo.se/a")


@given(st.text(), st.text())
def test_article_id_is_twelve_characters_of_base32(source, key):
    value = article_id(source, key)
    assert len(value) == 12
    assert set(value) <= set(string.ascii_lowercase + "234567")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://malmo.example/a", "http://www.malmo.example:80/b", True),
        ("https://malmö.example/", "https://xn--malm-8qa.example/", True),
        ("https://nyheter.malmo.example/", "https://malmo.example/", True),
        ("https://malmo.example/", "https://nyheter.malmo.example/", True),
        ("https://notmalmo.example/", "https://malmo.example/", False),
        ("https://malmo.example.evil.example/", "https://malmo.example/", False),
        ("https://a.se/", "https://se/", False),
        ("https://1.127.0.0.1/", "https://127.0.0.1/", False),
        ("https://malmo.example@evil.example/", "https://malmo.example/", False),
        ("", "", False),
        ("/relative", "/relative", False),
    ],
)
def test_same_site_compares_hosts_and_their_subdomains(a, b, same):
    assert same_site(a, b) is same


def test_host_of_drops_what_does_not_tell_hosts_apart():
    assert host_of("http://user@WWW.Malmö.example:8080/x") == "xn--malm-8qa.example"
    assert host_of("not a url") == ""


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "127.9.9.9", "localhost", "a.localhost", "[::1]:80", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_loopback(host):
    assert is_loopback(f"http://{host}/x")


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example", "127.0.0.1.example", "128.0.0.1", "[::2]", ""])
def test_other_machines_are_not_loopback(host):
    assert not is_loopback(f"http://{host}/x")


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "2a00:1450:400f::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_on_the_internet_are_public(ip):
    assert is_public_address(ip)


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "::127.0.0.1", "2001:db8::1", "127.1",
     "0x7f000001", "example.org", ""],
)  # fmt: skip
def test_private_and_special_addresses_and_other_text_are_not_public(ip):
    assert not is_public_address(ip)
