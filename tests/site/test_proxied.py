"""The proxy and the services as docs/operating.md shows them, run where nginx and systemd are installed."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from archive.publish import publish
from bench import clients
from tests.archive_fixture import small_work

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
UNITS = ("pressarkiv.service", "pressarkiv-night.service", "pressarkiv-night.timer")

needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")


def blocks(language):
    return re.findall(rf"(?s)```{language}\n(.*?)```", DOCUMENT)


def free_port():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def as_shown(folder, port, site):
    """The document's example, without TLS, with other ports, the cache in a folder of the test."""
    [shown] = blocks("nginx")
    shown = re.sub(r" *ssl_certificate.*\n", "", shown)
    for said, here in (("443 ssl", f"127.0.0.1:{port}"), (":8001;", f":{site};"), ("/var/cache", str(folder))):
        assert said in shown
        shown = shown.replace(said, here)
    return shown


def configured(folder, shown):
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in TEMPORARY)
    user = "user root;\n" if os.geteuid() == 0 else ""
    path = folder / "nginx.conf"
    path.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\n"
        f"http {{\naccess_log off;\ngzip on;\n{temporary}{shown}}}\n"
    )
    return path


@contextmanager
def nginx(folder, site):
    """The address at which nginx shows what is served at a port."""
    port = free_port()
    path = configured(folder, as_shown(folder, port, site))
    server = subprocess.Popen(["nginx", "-e", folder / "errors", "-c", path], stderr=subprocess.PIPE)
    try:
        for _ in range(300):
            assert server.poll() is None, server.stderr.read()
            with closing(socket.socket()) as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
        server.stderr.close()


class _Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def get(address, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.build_opener(_Staying).open(urllib.request.Request(address, headers=named)) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


@needs_nginx
def test_proxy_of_the_document_keeps_pages_and_says_one_host(tmp_path):
    with small_work(tmp_path / "home") as work:
        publish(work, tmp_path / "home")
    with ExitStack() as running:
        with clients.served(tmp_path / "home") as port:
            proxy = running.enter_context(nginx(tmp_path, port))
            status, headers, _ = get(f"{proxy}/about", Accept_Language="en")
            assert status == 200
            known = {"Accept_Language": "en", "If_None_Match": headers["ETag"]}
            assert get(f"{proxy}/about", **known)[0] == 304
            english = get(f"{proxy}/about", Accept_Language="sv", Cookie="visits=3; language=en")
            assert '<html lang="en">' in english[2] and '<html lang="sv">' in get(f"{proxy}/about")[2]
            feed = get(f"{proxy}/feed.atom", Host="made-up.example")[2]
            assert "made-up" not in feed and "http://arkiv.example/a/skola" in feed
            assert get(f"{proxy}/timegate/https://staden.example/nyheter/skola")[0] == 302
            assert get(f"{proxy}/press/articles?_ttl=99999")[0] == 200
        assert get(f"{proxy}/about", **known)[0] == 304 and get(f"{proxy}/about")[0] == 200
        assert get(f"{proxy}/feed.atom")[2] == feed
        for path in ("/press/articles?_ttl=99999", "/changes"):
            assert get(f"{proxy}{path}")[0] == 502, path


@needs_systemd
def test_services_of_the_document_hold_together(tmp_path):
    written = blocks("ini")
    for name, unit in zip(UNITS, written, strict=True):
        (tmp_path / name).write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={shutil.which('true')}", unit))
    found = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in UNITS)], capture_output=True, text=True
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert all(re.search(r"(?m)^ExecStart=/opt/pressarkiv/.venv/bin/pressarkiv ", unit) for unit in written[:2])
