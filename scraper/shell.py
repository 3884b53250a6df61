"""Pages that a script was to fill and did not: an application's shell, read without a browser."""

from __future__ import annotations

from archive.records import Block, Page
from dedupe.notices import notice_kind
from scraper.phrases import WAITING

_FRAME = frozenset({"nav", "header", "footer", "dialog", "hidden"})
_RUNNING = 10
"""Words from which a text is one, wherever the markup says that it stands."""
_A_LINK = 0.5


def is_shell(page: Page) -> bool:
    """Whether a page of its own has no text but in the frame around it, or none but that it is waiting for a script."""
    return page.stream == "page" and all(WAITING.fullmatch(block.text) for block in page.blocks if _is_text(block))


def _is_text(block: Block) -> bool:
    is_running = block.link_density < _A_LINK and len(block.text.split()) >= _RUNNING and not notice_kind(block.text)
    return block.zone not in _FRAME or is_running
