"""Days of publication in a page's scripts: the state that a template hands to the browser, read as a last witness."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

VALUE = re.compile(
    r"""["']((?:19|20)\d\d-?[01]\d-?[0-3]\d(?:[T ][\d:.]{4,15}\s?(?:Z|[+-]\d\d:?\d\d)?)?)\\?["']""", re.IGNORECASE
)
"""An ISO date that is a string of its own, perhaps inside another string."""

KEY = re.compile(
    r"""(?:(?<!un)(?<!de)(?:publish(?:ed|ing)?|publication|pub|release|posted)[-_]?(?:date|time|at|on)
           (?:[-_]?(?:time|utc|gmt))?
      |(?:date|time)[-_]?(?:published|posted|publication)|first[-_]?published|created(?:[-_]?(?:at|date|time|on))?
      |creation[-_]?date)
    \\?["']?\s?[:=,]\s?\\?$""",
    re.IGNORECASE | re.VERBOSE,
)
"""A key that speaks of publication, at the end of what stands before the value."""

LONGEST_KEY = 60
LONGEST = 400_000
"""Characters of a key, and of scripts, that are searched."""


def script_dates(tree: LexborHTMLParser) -> list[str]:
    """The values of keys such as ``"publishedAt"`` in scripts, as written, in order, each once."""
    found: dict[str, None] = {}
    left = LONGEST
    for script in tree.css("script:not([src])"):
        text = script.text()[:left]
        left -= len(text)
        for match in VALUE.finditer(text):
            if KEY.search(text[max(0, match.start() - LONGEST_KEY) : match.start()]):
                found[match[1]] = None
    return list(found)
