"""How dates look in print: one regular expression of named groups, read by `dates`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper.readers.months import (
    AFTER_AGO,
    BEFORE_AGO,
    DAYS_AGO,
    MODIFIED,
    MONTHS,
    ONE,
    PUBLISHED,
    SEASONAL_ZONES,
    SECONDS,
    WEEKDAYS,
    ZONES,
)


def any_of(words: Iterable[str]) -> str:
    """One of the words as a regular expression, the longest that stands there, so that "marts" is not read as "mar".

    The words are a tree of their letters (``ja(?:n(?:uar)?|nner)``): of a hundred words one or two are tried and not all.
    """
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[:1], []).append(word[1:])
    ends = tails.pop("", None) is not None
    branches = [re.escape(letter) + any_of(rest) for letter, rest in tails.items()]
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{inner}?" if ends else inner


ZONE = rf"""(?:(?-i:UTC|GMT)\s?[+-]\d\d?(?::?\d\d)?(?!\d)|[+-]\d\d:?\d\d(?!\d)
    |(?-i:{any_of(ZONES)}|{any_of(SEASONAL_ZONES)})(?!\w))"""
YEAR = r"(?:19|20)\d\d(?!\d)"
DATE = rf"""
    (?<![\d.,:/-])(?P<iso_y>(?:19|20)\d\d)(?P<iso_sep>[-/.])(?P<iso_m>\d\d?)(?P=iso_sep)(?P<iso_d>\d\d?)(?!\d)
  | (?<![\d.,:/-])(?P<num_a>\d\d?)\s?(?P<num_sep>[./-])\s?(?P<num_b>\d\d?)
        (?:\s?[./-]\s?(?P<num_y>{YEAR})|(?<=[\d./])\s(?P<num_ys>{YEAR})|(?P=num_sep)(?P<num_yy>\d\d)(?![\d.,:-]\d|\d))
  | (?<![\d.,:/])(?P<dmy_d>\d\d?)(?:st|nd|rd|th|er|\.|[º°]|:?e|:a)?[\s-]*(?:(?:of|de)\s+|d['’])?
        (?P<dmy_m>{any_of(MONTHS)})(?!\w)\.?
        (?:[\s/,-]*(?:del?\s+)?(?P<dmy_y>{YEAR})|\s+'?(?P<dmy_yy>\d\d)(?=\s+\d\d?[:.]\d\d)
          |(?!\s*[^\W\d_])|(?=\s*(?:kl|klo|at|um)\b))
  | (?<!\w)(?=[^\W\d_]{{3,13}}[.,\s-]{{1,3}}\d)
        (?P<mdy_m>{any_of(MONTHS)})(?:\.\s?|\s+|,\s|-)(?P<mdy_d>\d\d?)(?:st|nd|rd|th)?(?![\d]|[.:]\d)
        (?:[,\s-]+(?P<mdy_y>{YEAR})|(?!\s*[^\W\d_])|(?=\s*(?:kl|klo|at|um)\b))
  | (?<!\w)(?P<near>{any_of(DAYS_AGO)})(?!\w)
  | (?<!\w)(?:(?:{any_of(BEFORE_AGO)})\.?\s+)?(?P<ago_n>\d{{1,3}}|{any_of(ONE)})\s?(?P<ago_unit>{any_of(SECONDS)})\.?
        \s(?:{any_of(AFTER_AGO)})(?!\w)
  | (?<!\w)vor\s(?P<vor_n>\d{{1,3}}|{any_of(ONE)})\s(?P<vor_unit>{any_of(SECONDS)})(?!\w)
"""
TIME_BEFORE = rf"""
    (?:(?<![\d.:])(?P<eh>[01]?\d|2[0-3])[:.](?P<emi>[0-5]\d)\s?(?P<eap>[ap]\.?m\.?(?!\w))?(?:\s?(?P<ezone>{ZONE}))?
       [\s,|•·–—-]{{1,5}}(?:(?:{any_of(WEEKDAYS)}|den|on|am)\.?,?\s){{0,2}})?
"""
TIME_AFTER = rf"""
    (?:(?P<t>[Tt](?=\d\d:))|[\s,;|•·–—(/-]{{0,12}}(?:(?P<clock>kl|klo|um|at|ab)\b\.?:?\s?)?)
    (?P<h>[01]?\d|2[0-3])(?!\d)(?:[:.h](?P<mi>[0-5]\d)(?!\d)(?:[:.](?P<s>[0-5]\d)(?!\d)(?:[.,]\d+)?)?)?
    (?:\s?(?P<ap>[ap]\.?m\.?)(?!\w)|\s?(?P<uhr>Uhr)\b)?(?:\s?\(?(?P<zone>{ZONE}))?
"""
PRINTED = re.compile(rf"{TIME_BEFORE}(?:{DATE})(?:{TIME_AFTER})?", re.IGNORECASE | re.VERBOSE)
"""A printed date with the time before or after it."""
HINT = re.compile(rf"\d|(?:{any_of(DAYS_AGO)})|(?:{any_of(AFTER_AGO)})|vor ", re.IGNORECASE)
"""What a line must hold to be worth the search."""
_KIND = rf"(?<!\w)(?:(?P<modified>{any_of(MODIFIED)})|(?P<published>{any_of(PUBLISHED)}))(?!\w)"
KINDS = re.compile(_KIND, re.IGNORECASE)
"""Words of publication and of change; the group's name is the kind."""
KINDS_IN_LOWER_CASE = re.compile(_KIND)
"""The same for a text in lower case: several times faster."""
BESIDE = re.compile(rf"(?<!\w)(?:{any_of(WEEKDAYS)}|den|the|on|am|kl|klo|uhr|at|um)(?!\w)", re.IGNORECASE)
"""Words that stand beside a date and add nothing to it."""
MACHINE = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<sep>[-/.]?)(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)"
    r"(?:[T\s_]+(?P<h>\d\d?):?(?P<mi>\d\d)(?::?(?P<s>\d\d)(?:[.,]\d+)?)?\s*"
    rf"(?P<zone>Z|(?:UTC|GMT)?[+-]\d\d?(?::?\d\d)?(?!\d)|(?:{any_of(ZONES)})(?!\w))?)?(?!\d)",
    re.IGNORECASE,
)
"""ISO 8601 as machines write it in the wild."""
UNIX_DATE = re.compile(r"\b([A-Z][a-z]{2}) +(\d\d?) (\d\d:\d\d:\d\d) ([A-Z]{3,4}|[+-]\d{4}) (\d{4})$")
"""``Tue Jul 30 09:35:14 CEST 2019``: the year behind the time, as ``date`` and Java print it."""
IN_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_.])(\d\d?)\2(\d\d?)(?!\d)|(?<![\dA-Fa-f])((?:19|20)\d\d)(\d\d)(\d\d)(?![\dA-Fa-f])"
    rf"|(?<!\d)((?:19|20)\d\d)[/-]({any_of(MONTHS)})[/-](\d\d?)(?!\d)"
    r"|(?<!\d)(\d\d)[-.](\d\d)[-.]((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
"""A day in a path or query: ``2018-05-09``, ``20180509``, ``2024/oktober/21``, ``09-05-2018``."""
