"""Personal identity numbers of the Nordic countries, masked in everything that is published.

A number is masked when its own rules say that it is one: a plausible date of birth and the check digit. Sources: Swedish
Tax Agency, SKV 704 (personnummer, samordningsnummer: day + 60); Danish CPR office, "Personnummeret i CPR" (check by
modulus 11, which numbers issued since 2007 need not meet); Norwegian Tax Administration, "Fødselsnummer" (D-number: day +
40; two check digits, modulus 11); Finnish Digital and Population Data Services Agency (check character, modulus 31).
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache

MASK = "█"
"""What stands for each digit or letter of a masked number; the signs between them stay."""

_SEPARATOR = r"[ \u00a0\u202f]?[-+\u00ad\u2010-\u2015\u2212][ \u00a0\u202f]?|[ \u00a0\u202f]"
_CANDIDATE = re.compile(
    rf"(?<![0-9A-Za-z+])(?<![0-9][-.,/])(?:"
    rf"(?P<finnish>[0-9]{{6}}[-+A-FU-Ya-fu-y][0-9]{{3}}[0-9A-Ya-y])"
    rf"|(?P<long>(?:1[89]|20)[0-9]{{6}})(?P<long_gap>{_SEPARATOR})?(?P<long_end>[0-9]{{4}})"
    rf"|(?P<norwegian>[0-9]{{6}}[ \u00a0\u202f]?[0-9]{{5}})"
    rf"|(?P<short>[0-9]{{6}})(?P<short_gap>{_SEPARATOR})?(?P<short_end>[0-9]{{4}})"
    rf")(?![0-9A-Za-z]|[-/][0-9])"
)
_RUN = re.compile("[0-9][0-9]{5}")
"""What every number begins with: few texts hold it, and it is found in a tenth of the time."""
_DIGITS = re.compile(r"[^0-9]")
_SIGN = re.compile(r"[0-9A-Za-z]")
_CALLED_PERSON = re.compile(
    r"\b(?:person(?:al)?[ -]?(?:nummer|numret|nr|num|id)\w*|p(?:ers)?\.?nr|samordnings(?:nummer|nr)\w*|cpr(?:-?n(?:umme)?r)?\w*"
    r"|fødselsn\w+|henkilötunnu\w*|hetu\w*|ssn|född|født)\W{0,4}$",
    re.IGNORECASE,
)
_CALLED_CASE = re.compile(
    r"\b(?:dnr|diarie\w*|ärende\w*|mål(?:nummer|nr)?|sags?(?:nummer|nr)?|saks?(?:nummer|nr)?|journal\w*|j\.?nr|case|ref\w*"
    r"|akten\w*|bestäl\w*|order\w*|tel\w*|tlf|telefon\w*|puh\w*|mobil\w*|fax)[.:]?\W{0,3}$",
    re.IGNORECASE,
)
_BEFORE = 32
_FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


@lru_cache(maxsize=64)
def mask(text: str) -> str:
    """The text with every digit of a personal identity number replaced by `MASK`; everything else stays as it is.

    Phone numbers, dates, company and case numbers are none. Deterministic, and the same when done twice.
    """
    has_digits = any(sign in text for sign in "0123456789")
    return _CANDIDATE.sub(_masked, text) if has_digits and _RUN.search(text) else text


def wording_sha256(title: str, lead: str, body: str, sha256: str) -> str:
    """The hash of a wording as it is published: ``sha256`` as computed, another where `mask` took a number out.

    A hash of the unmasked words would let anyone find the number by trying all of them.
    """
    published = [mask(part) for part in (title, lead, body)]
    if published == [title, lead, body]:
        return sha256
    return hashlib.sha256("".join(f"{part}\n" for part in published).encode("utf-8", "surrogatepass")).hexdigest()


def _masked(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return _SIGN.sub(MASK, match[0]) if _is_number(match, before) else match[0]


def _is_number(match: re.Match[str], before: str) -> bool:
    """Whether what was found is a number of a person; ``before``: what stands before it."""
    if match["long"]:
        return _is_swedish(match["long"][2:] + match["long_end"], century=match["long"][:2])
    if match["norwegian"]:
        return _is_norwegian(_DIGITS.sub("", match["norwegian"]))
    if match["short"]:
        return _is_ten_digits(match["short"] + match["short_end"], match["short_gap"] or "", before)
    found = match["finnish"]
    is_other = found[6] in "-+" and found[10].isdigit()
    return _is_finnish(found) or (is_other and _is_ten_digits(found[:6] + found[7:], found[6], before))


def _is_ten_digits(digits: str, gap: str, before: str) -> bool:
    """Whether ten digits with something or nothing after the sixth are a Swedish or Danish number."""
    is_called_person = _CALLED_PERSON.search(before) is not None
    if digits[0] == "0" and not gap.strip() and not is_called_person and not _is_danish(digits):
        return False  # written like a phone number
    if _is_swedish(digits):
        return is_called_person or _CALLED_CASE.search(before) is None
    return _is_likely_danish(digits, gap, before)


def _is_swedish(digits: str, century: str = "") -> bool:
    """Whether ten digits YYMMDDNNNN have a date, or one with day + 60, and the Luhn check digit."""
    day = int(digits[4:6])
    years = (century,) if century else ("19", "20")
    dated = any(_is_date(f"{each}{digits[:2]}", digits[2:4], day - 60 if day > 60 else day) for each in years)
    return dated and digits[6:9] != "000" and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_likely_danish(digits: str, gap: str, before: str) -> bool:
    """Whether DDMMYYNNNN is a CPR number: the check digit decides where the way it is written does not."""
    day, month, year = int(digits[:2]), digits[2:4], digits[4:6]
    if not any(_is_date(f"{century}{year}", month, day) for century in ("19", "20")):
        return False
    if _CALLED_PERSON.search(before):
        return True
    if _CALLED_CASE.search(before):
        return False
    is_range = _is_date("2000", digits[6:8], int(digits[8:])) and _is_date(f"20{digits[:2]}", month, int(year))
    return _is_danish(digits) or ("-" in gap and not is_range)


def _is_danish(digits: str) -> bool:
    day = int(digits[:2])
    dated = any(_is_date(f"{century}{digits[4:6]}", digits[2:4], day) for century in ("19", "20"))
    return dated and _weighed(digits, _CPR_WEIGHTS)


def _is_norwegian(digits: str) -> bool:
    """Whether DDMMYYIIIKK has a date (D-number: day + 40; test and aid numbers: month + 40 or + 80) and both checks."""
    day, month = int(digits[:2]) % 40, int(digits[2:4]) % 40
    dated = any(_is_date(f"{century}{digits[4:6]}", f"{month:02}", day) for century in ("19", "20"))
    return dated and _weighed(digits[:10], _FIRST_WEIGHTS) and _weighed(digits, _SECOND_WEIGHTS)


def _weighed(digits: str, weights: tuple[int, ...]) -> bool:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0


def _is_finnish(number: str) -> bool:
    digits, sign = number[:6] + number[7:10], number[6].upper()
    century = "18" if sign == "+" else "19" if sign in "-UVWXY" else "20"
    dated = _is_date(f"{century}{digits[4:6]}", digits[2:4], int(digits[:2]))
    return dated and _FINNISH_CHECKS[int(digits) % 31] == number[10].upper()


def _is_date(year: str, month: str, day: int) -> bool:
    try:
        date(int(year), int(month), day)
    except ValueError:
        return False
    return True
