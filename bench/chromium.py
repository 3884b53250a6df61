"""The site in a real browser: served on a free port of this machine, read with the system's Chromium."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from archive.serve import address_of, listening, site

NAMES = ("chromium", "chromium-browser", "google-chrome")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
)
"""A browser that runs in a container and calls nobody."""


def executable() -> str:
    """The path of the system's Chromium; ``""`` when there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), "")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The archive in ``home`` on a free port; its address without a slash at the end."""
    taken = listening("127.0.0.1", 0)
    config = uvicorn.Config(site(home).app(), log_level="warning", lifespan="on", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield address_of(taken).rstrip("/")
    finally:
        server.should_exit = True
        thread.join(timeout=30)
