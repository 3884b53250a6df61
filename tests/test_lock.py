"""One writer at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive.failures import StorageError
from archive.lock import NAME, Locked, writing

AT = "2024-03-01T22:00:00Z"


def test_the_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with (
        writing(tmp_path, "nightly", AT),
        pytest.raises(Locked, match=f"`nightly`, started {AT} .process "),
        writing(tmp_path, "import", AT),
    ):
        raise AssertionError("two writers")


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(tmp_path, "nightly", AT):
        raise ZeroDivisionError
    with writing(tmp_path, "nightly", AT):
        assert (tmp_path / NAME).read_text()


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    program = (
        "import os, signal; from pathlib import Path; from archive.lock import writing\n"
        f"with writing(Path({str(tmp_path)!r}), 'nightly', 'x'): os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[1], check=False)
    assert killed.returncode < 0 and "nightly" in (tmp_path / NAME).read_text()
    with writing(tmp_path, "import", AT):
        assert '"import"' in (tmp_path / NAME).read_text()


@pytest.mark.parametrize("written", ["", "skrap", "[]", "{}"])
def test_a_lock_file_that_says_nothing_is_still_a_lock(tmp_path: Path, written: str) -> None:
    with writing(tmp_path, "nightly", AT):
        (tmp_path / NAME).write_text(written)
        with pytest.raises(Locked, match="another process"), writing(tmp_path, "import", AT):
            raise AssertionError("two writers")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(StorageError, match="cannot be made"), writing(tmp_path / "fil" / "hem", "nightly", AT):
        raise AssertionError("made")
