"""`make pictures`: the README's pictures, made from the demo in the system's Chromium."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from bench.chromium import chromium, served
from scraper.demo.run import run_demo

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"

WIDTH = 1280


def take(page: Page, name: str, height: int) -> Path:
    """A picture of what the page shows at its top, ``height`` pixels of it; where it lies."""
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    return path


def pictures(page: Page, root: str) -> list[Path]:
    """Search, a changed article with its time line, what was changed in it, a publisher; as a reader gets to them."""
    page.goto(f"{root}/search?q=kommun&lang=en")
    taken = [take(page, "search", 820)]
    page.goto(f"{root}/search?q=inst%C3%A4llt")
    page.locator("h3 a").first.click()
    page.wait_for_load_state()
    taken.append(take(page, "article", 820))
    page.locator("aside a[href$='/diff/1..2']").click()
    page.wait_for_load_state()
    taken.append(take(page, "diff", 640))
    page.goto(f"{root}/sources/demo_polis")
    return [*taken, take(page, "source", 780)]


def main() -> None:
    """Make the demo, read it, keep the pictures and say how large they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = run_demo(Path(folder), lambda line: None)
        with served(home) as root, chromium() as browser:
            page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light", locale="en-GB")
            for path in pictures(page, root):
                print(f"{path.relative_to(FOLDER.parents[1])}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
