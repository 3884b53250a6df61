"""The command line: what each command prints, and what a mistake is told as."""

from __future__ import annotations

import json
import re
import resource
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.lock import writing
from archive.serve import address_of, listening
from scraper.cli import cli
from tests.crawling import listing_of
from tests.misbehaving import Misbehaving, page

COMMANDS = (
    "nightly", "crawl", "import", "derive", "rebuild", "publish", "serve", "sources", "status", "diff", "export", "demo",
    "verify", "backup", "digest", "redact", "boilerplate",
)  # fmt: skip


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo's archive."""
    return Path(shutil.copytree(demo_home, tmp_path / "hem"))


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with Misbehaving() as running:
        running.pages["/nyheter"] = listing_of("/nyhet-101", "/nyhet-102", "/nyhet-103")
        for number in (101, 102, 103):
            running.pages[f"/nyhet-{number}"] = page(f"Nyhet {number}", f"<p>Text {number} om bron över ån.</p>")
        yield running


def run(home: Path, *arguments: str, status: int = 0) -> Result:
    done = CliRunner().invoke(cli, ["--home", str(home), *arguments])
    assert done.exit_code == status, (done.output, done.exception)
    return done


def one_sentence(done: Result) -> str:
    """What was told on standard error, which is one line without a traceback."""
    assert isinstance(done.exception, SystemExit)
    (line,) = [line for line in done.stderr.splitlines() if line.strip()]
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_text(command: str) -> None:
    done = CliRunner().invoke(cli, [command, "--help"])
    assert done.exit_code == 0 and "Usage:" in done.output and len(done.output.splitlines()) > 4


def test_the_help_names_every_command() -> None:
    assert set(cli.commands) == set(COMMANDS)
    assert all(f"\n  {name} " in CliRunner().invoke(cli, ["--help"]).output for name in COMMANDS)


def test_status_tells_the_last_nights(home: Path) -> None:
    assert "2026-05-06T01:30" in run(home, "status").stdout
    assert len(run(home, "status", "--nights", "1").stdout.splitlines()) * 2 == len(
        run(home, "status").stdout.splitlines()
    )


def test_diff_shows_the_last_change_and_names_what_is_not_there(home: Path) -> None:
    rows = [
        json.loads(line)
        for line in run(home, "export", "--format", "jsonl").stdout.splitlines()
        if line.startswith("{")
    ]
    edited = next(row["id"] for row in rows if row["versions"] > 1)
    shown = run(home, "diff", edited).stdout
    assert shown == run(home, "diff", edited, "1", "2").stdout and "version 1" in shown
    assert "no version 9" in one_sentence(run(home, "diff", edited, "1", "9", status=2))
    assert "no article finnsinte" in one_sentence(run(home, "diff", "finnsinte", status=2))


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "xlsx", "parquet", "warc"])
def test_export_writes_a_file(home: Path, tmp_path: Path, format: str) -> None:
    out = tmp_path / f"ut.{format}"
    assert "rows written" in run(home, "export", "--format", format, "--out", str(out)).stderr
    assert out.stat().st_size > 1000


@pytest.mark.parametrize("format", ["csv", "warc"])
def test_an_export_of_a_source_that_is_not_there_is_refused(home: Path, tmp_path: Path, format: str) -> None:
    out = str(tmp_path / "ut")
    told = one_sentence(run(home, "export", "--format", format, "--source", "inget", "--out", out, status=2))
    assert "nothing of a source inget" in told and "demo_kommun" in told and not Path(out).exists()


def test_a_warc_of_the_archive_can_be_imported_again(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut.warc"
    run(home, "export", "--format", "warc", "--out", str(out))
    assert run(home, "import", str(out)).stdout.startswith("0 captures added")
    assert not run(tmp_path / "ny", "import", str(out)).stdout.startswith("0 ")


def test_derive_rebuild_and_publish_run_on_an_archive(home: Path) -> None:
    run(home, "derive")
    run(home, "rebuild")
    assert run(home, "publish").stdout.strip() == str(home / "press.db")


def test_sources_lists_the_catalogue(home: Path) -> None:
    lines = run(home, "sources").stdout
    assert "se_malmo" in lines and "unverified" in lines and "never run" in lines


def test_a_page_can_be_added_to_the_catalogue_and_crawled(server: Misbehaving, tmp_path: Path) -> None:
    text = run(tmp_path, "sources", "add", server.url("/nyheter")).stdout
    written = tmp_path / "sources" / "added.toml"
    assert written.read_text(encoding="utf-8").strip() in text and "active = false" in text
    name = text.partition("[")[2].partition("]")[0]
    told = one_sentence(run(tmp_path, "sources", "add", server.url("/nyheter"), status=2))
    assert f"in the catalogue already, as {name}" in told
    done = run(tmp_path, "nightly", name, "--at", "2024-03-01T22:00:00Z")
    assert done.stdout.startswith(f"{name}: ok") and "3 new" in done.stdout
    assert "nothing new" in run(tmp_path, "nightly", name, "--at", "2024-03-01T23:00:00Z").stdout


def test_a_second_and_a_third_page_of_one_host_get_names_of_their_own(server: Misbehaving, tmp_path: Path) -> None:
    for path in ("/nyheter", "/polis/notiser/", "/kultur/notiser", "/notiser"):
        server.pages[path] = server.pages["/nyheter"]
        run(tmp_path, "sources", "add", server.url(path))
    text = (tmp_path / "sources" / "added.toml").read_text(encoding="utf-8")
    names = re.findall(r"^\[(.*)\]$", text, re.M)
    assert [name.removeprefix(names[0]) for name in names] == ["", "_notiser", "_kultur_notiser", "_2"]
    assert len(run(tmp_path, "sources").stdout.split(server.url("/"))) == 5


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "ftp://prov.se/", "inget"])
def test_a_page_that_cannot_be_looked_at_is_told(tmp_path: Path, url: str) -> None:
    assert url in one_sentence(run(tmp_path, "sources", "add", url, status=2))


def test_a_night_in_which_a_source_fails_ends_in_1(server: Misbehaving, tmp_path: Path) -> None:
    run(tmp_path, "sources", "add", server.url("/nyheter"))
    server.pages.clear()
    name = (tmp_path / "sources" / "added.toml").read_text().partition("[")[2].partition("]")[0]
    assert "FAILED" in run(tmp_path, "nightly", name, "--at", "2024-03-01T22:00:00Z", status=1).stdout


def test_lines_around_a_bad_one_are_imported(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<main><h1>Bron</h1><p>Bron öppnas i dag.</p></main>", encoding="utf-8")
    line = {
        "source": "se_prov",
        "url": "https://prov.se/1",
        "fetched_at": "2024-03-01T22:00:00Z",
        "status": 200,
        "path": "a.html",
    }
    lines = [json.dumps(line), "{ingenting", json.dumps({**line, "url": "https://prov.se/3"})]
    (tmp_path / "m.jsonl").write_text("\n".join(lines))
    done = run(tmp_path / "hem", "import", str(tmp_path / "m.jsonl"), status=2)
    assert "m.jsonl, line 2: " in done.stderr and "2 captures added" in done.stdout
    assert run(tmp_path / "hem", "export", "--format", "jsonl").stdout.count('"title":"Bron"') == 2
    assert "2 were there already" in run(tmp_path / "hem", "import", str(tmp_path / "m.jsonl"), status=2).stdout


@pytest.mark.parametrize("arguments", [["nightly", "se_malmo"], ["crawl", "se_malmo"]])
def test_nobody_is_asked_without_saying_who_asks(tmp_path: Path, arguments: list[str]) -> None:
    assert "--contact" in one_sentence(run(tmp_path, *arguments, status=2))


@pytest.mark.parametrize(
    "arguments",
    [
        ["derive"], ["rebuild"], ["publish"], ["status"], ["export"], ["serve"], ["diff", "x"], ["verify"], ["backup"],
        ["digest"], ["redact", "--list"], ["redact", "--finish"], ["redact", "--text", "Bo Ek", "--dry-run"],
        ["redact", "--text", "Bo Ek", "--ground", "g", "--yes"], ["boilerplate", "x"], ["export", "--format", "warc"],
        ["boilerplate", "x", "keep", "0" * 16],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_home_that_is_not_there_is_told_in_a_sentence_and_not_made(tmp_path: Path, arguments: list[str]) -> None:
    assert "is not there" in one_sentence(run(tmp_path / "ingen", *arguments, status=2))
    assert not (tmp_path / "ingen").exists()


@pytest.mark.parametrize(
    "arguments",
    [["sources"], ["nightly", "finns_inte"], ["nightly", "se_malmo"], ["crawl", "se_malmo"], ["nightly", "--at", "x"]],
    ids=" ".join,
)
def test_what_ends_before_it_writes_makes_no_home(tmp_path: Path, arguments: list[str]) -> None:
    run(tmp_path / "ingen", *arguments, status=0 if arguments == ["sources"] else 2)
    assert not (tmp_path / "ingen").exists()


@pytest.mark.parametrize("command", [["serve"], ["demo"]])
def test_a_port_that_is_taken_is_told_before_anything_else(home: Path, command: list[str]) -> None:
    with listening("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        done = run(home, *command, "--port", port, status=2)
    assert f"port {port} of 127.0.0.1 is taken" in one_sentence(done) and not done.stdout
    assert not (home / "demo").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "ingen.invalid", "..", "å" * 70])
def test_an_address_of_another_machine_is_told(home: Path, host: str) -> None:
    assert "choose another with --host" in one_sentence(run(home, "serve", "--host", host, status=2))


def test_the_address_told_is_one_that_answers() -> None:
    for host, told in (("0.0.0.0", "http://127.0.0.1:"), ("127.0.0.1", "http://127.0.0.1:"), ("localhost", "http://")):
        with listening(host, 0) as taken:
            assert address_of(taken) == f"{told}{taken.getsockname()[1]}/" or host == "localhost"


@pytest.mark.parametrize(
    ("options", "path"), [([], "/"), (["--base-url", "arkiv"], "/arkiv/")], ids=["root", "below a path"]
)
def test_the_site_is_served_at_the_address_that_was_told(home: Path, options: list[str], path: str) -> None:
    with listening("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "scraper", "--home", str(home), "serve", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout.readline() == f"http://127.0.0.1:{port}{path}  (stop with Ctrl-C)\n"
        proxied = {"Host": "arkiv.example", "X-Forwarded-Proto": "https"}
        asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}api/v1/", headers=proxied)
        with urllib.request.urlopen(asked, timeout=20) as answer:
            assert json.load(answer)["description"] == f"https://arkiv.example{path}api/v1/openapi.json"
        served.send_signal(signal.SIGINT)
        assert served.wait(20) in (0, -signal.SIGINT) and served.stderr.read() == ""


@pytest.mark.parametrize("path", ["a b", "/å/", "https://arkiv.example/?"])
def test_a_path_that_is_none_is_told(home: Path, path: str) -> None:
    assert "expected a path such as /arkiv/" in run(home, "serve", "--base-url", path, status=2).stderr


@pytest.mark.parametrize(
    "arguments", [["nightly"], ["derive"], ["rebuild"], ["publish"], ["import", "x.html"], ["crawl"]]
)
def test_a_second_writer_is_told_who_the_first_is(
    home: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSARKIV_CONTACT", "press@example.org")
    with writing(home, "nightly", "2024-03-01T22:00:00Z"):
        done = run(home, *arguments, status=2)
    assert "`nightly`, started 2024-03-01T22:00:00Z" in one_sentence(done)


@pytest.mark.parametrize("arguments", [["import", "x.html"], ["crawl"], ["nightly"]])
def test_a_home_that_cannot_be_made_is_told(
    tmp_path: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSARKIV_CONTACT", "press@example.org")
    (tmp_path / "fil").write_text("")
    assert "cannot be made" in one_sentence(run(tmp_path / "fil" / "hem", *arguments, status=2))


@pytest.mark.parametrize("arguments", [["status"], ["derive"], ["import", "x.html"], ["sources"]])
def test_a_damaged_archive_is_told(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "work.db").write_bytes(b"ingen databas " * 100)
    assert "no SQLite database" in one_sentence(run(tmp_path, *arguments, status=2))


def test_a_full_disk_is_told_and_what_was_stored_is_safe(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number}.html").write_text(f"<h1>Nyhet {number}</h1><p>{'öåä'.join(map(str, range(9000)))}</p>")
    command = [sys.executable, "-c", "from scraper.cli import cli; cli()"]
    arguments = ["--home", str(tmp_path / "hem"), "import", "--source", "se_prov", str(tmp_path)]
    done = subprocess.run(
        [*command, *arguments], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)),
    )  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert "the disk" in done.stderr.splitlines()[-1]
    assert run(tmp_path / "hem", "import", "--source", "se_prov", str(tmp_path)).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nightly", "finns_inte"], "no source"), (["nightly", "--at", "i går"], "--at"), (["finns_inte"], "No such command"),
        (["import"], "PATH"), (["import", "--url", "https://a.se/", "x", "y"], "single file"),
        (["import", "--fetched-at", "2024", "x"], "--fetched-at"), (["export", "--format", "xml"], "xml"),
        (["diff", "x", "ett"], "ett"), (["crawl", "--since", "i fjol"], "--since"), (["crawl", "--since", "2024"], "--since"),
        (["crawl", "--since", "20240131"], "--since"), (["crawl", "--since", "2024-02-30"], "--since"),
        (["crawl", "--since", "2999-01-01"], "yet to come"),
        (["crawl", "--since", "2024-03-02", "--at", "2024-03-01T22:00:00Z"], "yet to come"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_arguments_is_told(tmp_path: Path, arguments: list[str], told: str) -> None:
    assert told in run(tmp_path, *arguments, status=2).stderr


def test_a_catalogue_with_a_mistake_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "mina.toml").write_text('[se_x]\nname = "X"\n')
    told = one_sentence(run(tmp_path, "sources", status=2))
    assert "mina.toml" in told and "se_x" in told
