"""The misbehaving server misbehaves as it says."""

import gzip
import http.client
import threading
import time

import pytest

from tests.misbehaving import MEGABYTE, SENTENCE, Misbehaving


@pytest.fixture
def server():
    with Misbehaving() as running:
        yield running


def ask(server, path, **headers):
    """Status, headers, body; raises what http.client raises."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("announce", ["0", "1"])
def test_huge_body_is_made_while_sent_and_ends_when_the_client_hangs_up(server, announce):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", f"/huge?mb=4000&announce={announce}")
    answer = connection.getresponse()
    assert answer.getheader("Content-Length") == (str(4000 * MEGABYTE) if announce == "1" else None)
    assert len(answer.read(3 * MEGABYTE)) == 3 * MEGABYTE
    answer.close()
    connection.close()
    deadline = time.monotonic() + 5
    while server._at_once and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server._at_once == 0
    assert 3 <= server.megabytes_sent < 100


def test_huge_body_is_as_long_as_asked_for(server):
    assert len(ask(server, "/huge?mb=2&announce=0")[2]) == 2 * MEGABYTE


def test_gzip_bomb_is_small_on_the_wire(server):
    _, headers, body = ask(server, "/huge-gzip?mb=20")
    assert headers["Content-Encoding"] == "gzip" and len(body) < MEGABYTE / 10
    assert len(gzip.decompress(body)) == 20 * MEGABYTE


@pytest.mark.parametrize("path", ["/cut-off", "/cut-off-chunked"])
def test_bodies_break_off_before_their_end(server, path):
    with pytest.raises(http.client.IncompleteRead):
        ask(server, path)


def test_hanging_up_gives_no_answer_at_all(server):
    with pytest.raises(http.client.RemoteDisconnected):
        ask(server, "/hang-up")


def test_slow_answers_take_their_time_and_drip(server):
    started = time.monotonic()
    assert SENTENCE in ask(server, "/slow?seconds=0.3")[2].decode()
    assert SENTENCE in ask(server, "/slow?seconds=0.3&drip=1")[2].decode()
    assert time.monotonic() - started >= 0.6


def test_redirects_go_where_they_are_told(server):
    assert ask(server, "/loop1")[1]["Location"] == "/loop2"
    assert ask(server, "/loop2")[1]["Location"] == "/loop1"
    assert ask(server, "/long-redirects?n=3")[1]["Location"] == "/long-redirects?n=2"
    assert ask(server, "/long-redirects?n=1")[1]["Location"] == "/article"
    status, headers, _ = ask(server, "/redirect?to=file:///etc/passwd&status=301")
    assert (status, headers["Location"]) == (301, "file:///etc/passwd")


@pytest.mark.parametrize("status", [204, 304, 401, 403, 404, 410, 429, 451, 500, 503])
def test_any_status_can_be_asked_for(server, status):
    found, headers, _ = ask(server, f"/status/{status}?retry-after=7")
    assert (found, headers["Retry-After"]) == (status, "7")
    assert ask(server, f"/status/{status}")[1]["Retry-After"] is None


def test_any_media_type_can_be_asked_for(server):
    _, headers, body = ask(server, "/type?ct=video/mp4&body=abc")
    assert (headers["Content-Type"], body) == ("video/mp4", b"abc")
    assert ask(server, "/type")[1]["Content-Type"] == "application/zip"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/article", 200, SENTENCE),
        ("/challenge", 403, "Just a moment"),
        ("/challenge-200", 200, "challenge-platform"),
        ("/login", 200, 'type="password"'),
        ("/not-found-200", 200, "Sidan finns inte"),
        ("/maintenance", 503, "underhåll"),
        ("/maintenance-200", 200, "underhåll"),
        ("/broken-html", 200, SENTENCE),
        ("/nothing-here", 404, "Not found"),
    ],
)
def test_pages_answer_as_named(server, path, status, words):
    found, headers, body = ask(server, path)
    assert (found, headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert words in body.decode()


def test_text_stands_after_a_stray_end_of_html(server):
    body = ask(server, "/stray-html-end")[2].decode()
    assert body.index("</html>") < body.index(SENTENCE)


def test_bytes_are_empty_random_or_of_another_charset(server):
    assert ask(server, "/empty")[2] == b""
    garbage = ask(server, "/garbage?bytes=999")[2]
    assert len(garbage) == 999
    for body in (garbage, ask(server, "/wrong-charset")[2]):
        with pytest.raises(UnicodeDecodeError):
            body.decode()


def test_flaky_page_fails_so_often_and_then_works(server):
    assert [ask(server, "/flaky?fails=2")[0] for _ in range(4)] == [503, 503, 200, 200]


def test_robots_txt_is_what_the_test_says(server):
    assert ask(server, "/robots.txt")[0] == 404
    server.robots = "User-agent: *\nDisallow: /\n"
    assert ask(server, "/robots.txt")[2] == b"User-agent: *\nDisallow: /\n"
    server.robots = 503
    assert ask(server, "/robots.txt")[0] == 503


def test_a_test_can_add_pages_of_its_own(server):
    server.pages["/mine"] = "<p>Mina ord</p>"
    assert ask(server, "/mine?x=1")[2] == b"<p>Mina ord</p>"


def test_requests_are_logged_with_headers_and_time(server):
    ask(server, "/set-cookie?n=1", User_Agent="pressarkiv/9 (+test)")
    time.sleep(0.05)
    _, headers, _ = ask(server, "/set-cookie", Cookie="visitor=4711")
    assert headers["Set-Cookie"].startswith("visitor=")
    first, second = server.requests
    assert (first.path, first.headers["user-agent"]) == ("/set-cookie?n=1", "pressarkiv/9 (+test)")
    assert second.headers["cookie"] == "visitor=4711"
    assert server.gaps()[0] >= 0.05
    assert server.count("/set-cookie") == 2


def test_most_at_once_counts_answers_that_overlap(server):
    ask(server, "/article")
    ask(server, "/article")
    assert server.most_at_once == 1
    threads = [threading.Thread(target=ask, args=(server, "/slow?seconds=0.5")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.most_at_once == 3


def test_stopping_ends_slow_answers_at_once():
    server = Misbehaving()
    asking = threading.Thread(target=ask, args=(server, "/slow?seconds=3600"), daemon=True)
    asking.start()
    while not server.requests:
        time.sleep(0.01)
    for _ in range(2):
        stopping = threading.Thread(target=server.stop, daemon=True)
        stopping.start()
        stopping.join(60)
        assert not stopping.is_alive()
    asking.join(60)
    assert not asking.is_alive()
