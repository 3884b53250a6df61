"""Commands in processes of their own that can be killed at any moment of their work. Not a test module itself.

One process has everything imported and forks a child for each command, so that a kill meets the work and not the imports.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]


class Commands:
    """Runs `pressarkiv` commands; a context manager."""

    def __enter__(self) -> Self:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._told() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stdin.close()
        self.server.wait(30)
        self.server.stdout.close()

    def _told(self) -> object:
        return json.loads(self.server.stdout.readline())

    def _ask(self, *question: object) -> object:
        self.server.stdin.write(f"{json.dumps(question)}\n")
        self.server.stdin.flush()
        return self._told()

    def start(self, *arguments: object, log: Path = Path(os.devnull)) -> int:
        """Begin a command; its process id. What it prints goes to ``log``."""
        return self._ask("start", [str(each) for each in arguments], str(log))

    def wait(self, process: int) -> int:
        """The exit status of a process when it has ended; that of a killed one is below 0."""
        return os.waitstatus_to_exitcode(self._ask("wait", process))

    def whole(self, home: Path, *arguments: object) -> float:
        """Run a command to its end, which has to be a good one; how many seconds it took."""
        began, log = time.monotonic(), home.parent / "killing.log"
        log.unlink(missing_ok=True)
        status = self.wait(self.start("--home", home, *arguments, log=log))
        assert status == 0, log.read_text(encoding="utf-8")
        return time.monotonic() - began

    def kill(self, home: Path, *arguments: object, within: float) -> bool:
        """Begin a command and kill it at a random moment within so many seconds; whether it was still running."""
        process = self.start("--home", home, *arguments)
        time.sleep(random.uniform(0.0, within))
        os.kill(process, signal.SIGKILL)  # a process that has ended can still be killed until it is waited for
        return self.wait(process) == -signal.SIGKILL


def _serve() -> None:
    """Start a child for each question, or wait for one."""
    import scraper.cli

    _answer("ready")
    for line in sys.stdin:
        kind, *rest = json.loads(line)
        if kind == "wait":
            _answer(os.waitpid(rest[0], 0)[1])
            continue
        child = os.fork()
        if child == 0:
            _become(scraper.cli.cli, *rest)
        _answer(child)


def _answer(value: object) -> None:
    print(json.dumps(value), flush=True)


def _become(command, arguments: list[str], log: str) -> None:
    """Be the command, and end with its exit status."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    sys.stdin.close()
    status = 70
    try:
        status = command(arguments, standalone_mode=True)
    except SystemExit as error:
        status = error.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else int(status is not None))


if __name__ == "__main__":
    _serve()
