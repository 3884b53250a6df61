"""What a page prints about itself and prints differently every day: how long ago, how often read, when last updated.

In Swedish, Danish, Norwegian, Finnish, German and English. A stamp is a whole block, or a line of short remarks of which
one is a stamp (``Nyhet | för 2 timmar sedan | 3 min lästid``). The same words in a sentence are part of the text, and so
is a bare date or time: it may be when something takes place. Between two paragraphs of one running account a time of
updating (``Uppdaterad kl 21:28``) heads what was added then: whoever sees the page around it asks `heads_addition`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 200
_OTHER_WORDS = 4
"""Words up to which a remark beside a stamp is one: a name, a kind of news."""
_OTHERS = 2

_DIGITS = r"\d[\d.,\s\u00a0\u202f']*"
_THOUSANDS = r"(?:k|m|t|tn|mn|tusen)"
_N = rf"(?:{_DIGITS}+(?:{_THOUSANDS}(?![^\W\d])\s*|(?<=\s)|(?![^\W\d])))"
"""A number before a word: none of its digits can be the word's, so that none is given back."""
_N_LAST = rf"(?:{_DIGITS}{_THOUSANDS}?(?![^\W\d])\s*)"
_FEW = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|en|ett|et|ei|ein(?:e[rmn]?)?|två|to|tre|"
    r"fyra|fire|fem|sex|seks|sju|syv|åtta|otte|åtte|nio|ni|tio|ti|elva|elleve|tolv|några|nogle|noen|zwei|drei|vier|fünf|"
    r"sechs|sieben|acht|neun|zehn|elf|zwölf|wenigen?|einigen?|yksi|kaksi|kolme|neljä|viisi|kuusi|muutama(?:a)?)\s+"
)
_ABOUT = (
    r"(?:(?:ca|circa|cirka|about|over|almost|omkring|ungefär|drygt|knappt|mer än|etwa|über|noin|yli|mindre än)\.?\s+)?"
)
_UNIT = (
    r"(?:sekund(?:er|en)?|sek|secs?|seconds?|sekunti(?:a)?|minut(?:er|ter|en|es?|t)?|mins?|minuutti(?:a)?|timm(?:e|ar)|timer?|"
    r"tim|stunden?|std|hours?|hrs?|tunti(?:a)?|h|dag(?:ar|er|e)?|dygn|d|tag(?:en|e)?|days?|päivä(?:ä)?|pv|veck(?:a|or)|"
    r"uger?|uker?|wochen?|weeks?|viikko(?:a)?|vk|månad(?:er)?|måned(?:er)?|monat(?:en|e)?|months?|kuukau(?:si|tta)|kk|år|"
    r"jahr(?:en|e)?|years?|yrs?|vuosi|vuotta)\.?"
)
_CLOCK = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?(?:uhr|[ap]\.?m\.?))?"
_AT = r"(?:\s*,?\s*(?:kl\.?|klockan|klokken|klo|um|at)?\s*" + _CLOCK + ")"
_DAY = r"(?:i ?går|i ?dag|i ?morse|i morges|förrgår|i forgårs|gestern|heute|vorgestern|yesterday|today|eilen|tänään)"
_TIMES = r"(?:gång(?:er)?|gange?r?|mal|times?|kertaa|kerran)"
_SEEN = (
    r"(?:visad|visats|visat|läst|lästs|delad|delats|sedd|öppnad|nedladdad|hämtad|vist|læst|lest|delt|set|sett|downloadet|"
    r"luettu|katsottu|jaettu|ladattu|viewed|read|shared|seen|downloaded|angesehen|gelesen|aufgerufen|geteilt|geklickt)"
)
_PAGE_WAS = (
    r"(?:(?:(?:den här |denna )?(?:sidan?|artikeln?)|(?:denne |dette )?(?:siden?|artik(?:el|len|kel|kelen))|(?:this |the )?"
    r"(?:page|article|post|story)|(?:dieser? |die |der )?(?:seite|artikel|beitrag)|"
    r"(?:tätä |tämä )?(?:sivua?|juttua?|artikkelia?))\s+"
    r"(?:har blivit|har|er blevet|er blitt|er|has been|was|wurde(?: bereits| bisher)?|on)\s+)?"
)
"""What a sentence begins with that counts a page's readers: "Sidan har visats 942 gånger"."""
_COUNTED = (
    r"(?:(?:sid|side|page ?)?(?:visning(?:ar|er)?|views?)|läsningar|læsninger|delning(?:ar)?|deling(?:er)?|(?:personer |people )?"
    r"(?:gillar(?: det(?: här|ta)?)?|likes?(?: this)?|liker(?: dette)?|synes godt om(?: det(?:te)?)?)|gilla-?markeringar|"
    r"kommentar(?:er|e)?|comments?|kommenttia?|reaktion(?:er|en)?|reactions?|nedladdningar|downloads?|shares?|reads?|"
    r"(?:seiten)?aufrufe?|seitenansichten|mal (?:gelesen|angesehen|aufgerufen|geteilt)|gefällt (?:das|mir)(?: angaben)?|"
    r"katselukert(?:a|aa)|katselua|lukukert(?:a|aa)|jakoa|tykkäystä|tykkää)"
)
_READING = (
    r"(?:(?:beräknad |ca )?(?:lästid|läsning|læsetid|læsning|lesetid|lesezeit|lesedauer|lukuaika|reading|read|to read)"
    r"(?: time)?)"
)
_MINUTES = r"(?:min(?:\.|s\b|ut(?:er|ter|en|es?|t)?)?|minuuttia?|sek(?:under|unden)?\.?)"
_LABEL = (
    r"(?:(?:sidan|artikeln|siden|artiklen|artikkelen|seite|page|article|sivu)\s+(?:är |er |ist |was |on )?)?"
    r"(?:(?:senast|sist|sidst|senest|zuletzt|last|viimeksi|först|letztmals)\s+)?"
    r"(?:uppdatera(?:d|t|des)|ändra(?:d|t|des)|granskad|publicera(?:d|t|des)|skapad|opdateret|ændret|offentliggjort|"
    r"udgivet|oppdatert|endret|publisert|revidert|aktualisiert|geändert|bearbeitet|veröffentlicht|erstellt|stand|"
    r"päivitetty|muokattu|julkaistu|updated|modified|reviewed|changed|edited|published|posted|created|"
    r"letzte (?:änderung|aktualisierung)|senaste (?:uppdatering|ändring)(?:en)?|seneste (?:opdatering|ændring)|"
    r"siste (?:oppdatering|endring)|viimeisin (?:päivitys|muutos)|last (?:update|change|review))"
)
_MONTHS = (
    r"jan(?:uari?|uar|uary)?|feb(?:ruari?|ruar|ruary)?|mars|mar(?:ch|ts)?|märz|apr(?:il)?|ma[ijy]|jun[ie]?|jul[iy]?|"
    r"aug(?:usti?|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[csz](?:ember)?|(?:tammi|helmi|maalis|huhti|touko|"
    r"kesä|heinä|elo|syys|loka|marras|joulu)(?:kuu(?:ta|n)?)?"
)
_WEEKDAYS = (
    r"(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|lør|søn|maanan|tiis|keskiviik|torst|perjan|lauan|sunnun)(?:dag(?:en)?|tai(?:na)?|"
    r"ko(?:na)?)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_DATE_WORD = re.compile(
    rf"(?:\d[\d.:/-]*(?:st|nd|rd|th|:e)?|t(?=\d)|z\b|(?:{_MONTHS}|{_WEEKDAYS}|kl|klo|klockan|klokken|uhr|den|am|um|at|the|of|on|"
    r"o'clock|[ap]\.?m|utc|ce?s?t|på)\.?)(?!\w)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[\s|·•∙,;:()/–—-]+")
_STRONG = re.compile(r"\s*[|·•∙\n;]\s*|\s+[–—/-]\s+")
_BY = re.compile(r"(?:av|af|von|by)\s+\w[\w.@-]*(?:\s+\w[\w.@-]*){0,2}", re.IGNORECASE)

_DATED = re.compile(rf"{_LABEL}(?:\s+(?:am|den|on|the|på))?(?!\w)", re.IGNORECASE)
"""Stands before a date."""

_CHANGING = re.compile(
    rf"(?:(?:för|for)\s+)?{_ABOUT}(?:{_N}|{_FEW}){_UNIT}\s+(?:sedan|siden|ago|sitten)(?!\w)"
    rf"|vor\s+{_ABOUT}(?:{_N}|{_FEW}){_UNIT}(?!\w)|(?:nyss|just now|gerade eben|juuri (?:nyt|äsken))(?!\w)"
    rf"|{_DAY}{_AT}(?!\w)"
    rf"|{_PAGE_WAS}(?:{_SEEN}:?\s+{_N}{_TIMES}|{_N}(?:[-x×]\s*|mal\s+|-mal\s+|har\s+){_SEEN})(?!\w)|{_N}{_COUNTED}(?!\w)"
    rf"|(?:antal |number of |anzahl )?{_COUNTED}\s*:\s*{_N_LAST}(?!\w)"
    rf"|{_READING}\s*:?\s*{_ABOUT}{_N}{_MINUTES}(?!\w)|{_N}{_MINUTES}[\s-]*{_READING}(?!\w)"
    r"|[-−+]?\d{1,2}(?:[.,]\d)?\s?°\s?[cf]?(?!\w)"
    r"|(?:just nu|lige nu|akkurat nå|nå|nu|now|jetzt|aktuell|nyt)[\s:]+[-−+]?\d{1,2}(?:[.,]\d)?\s?"
    r"(?:grader?|grad|astetta|degrees)(?!\w)"
    rf"|(?:klockan är|klokken er|kello on|the time is|es ist|time now|uhrzeit:?)\s+{_CLOCK}(?!\w)",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(rf"{_DAY}[.!]?", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_HINTS = (
    "sedan", "siden", "ago", "sitten", "vor ", "nyss", "just now", "gerade", "juuri", "i dag", "idag", "i går", "igår",
    "i morse", "imorse", "i morges", "imorges", "förrgår", "i forgårs", "iforgårs", "gestern", "heute", "yesterday", "today",
    "eilen", "tänään",
)  # fmt: skip
"""Of a stamp without a number one of these is a part: looked for before anything that costs more."""
_ADDITION = re.compile(
    rf"(?:uppdatera[dt]|opdateret|oppdatert|aktualisiert|updated|päivitetty)\s*:?{_AT}\s*[.:]?", re.IGNORECASE
)


@lru_cache(maxsize=32768)
def is_stamp(text: str) -> bool:
    """Whether a block's words are nothing but what the page says about itself and says differently every day."""
    if len(text) > _LONGEST or text.endswith(":") or not _is_hinted(text):
        return False
    if _DAY_ALONE.fullmatch(text.strip()):
        return True
    whole = _changes(text)
    return whole if whole is not None else _is_line(text)


def _is_hinted(text: str) -> bool:
    if _DIGIT.search(text):
        return True
    folded = text.casefold()
    return any(hint in folded for hint in _HINTS)


def heads_addition(text: str) -> bool:
    """Whether a stamp may head what was added to an account: it says that it was updated and at which time of the day the
    reader knows. With a date, or as the last time, it speaks of the whole page."""
    return len(text) <= _LONGEST and _ADDITION.fullmatch(" ".join(text.split())) is not None


def _is_line(text: str) -> bool:
    """Whether a text is a line of short remarks of which one changes every day."""
    parts = [part for part in _STRONG.split(text.strip()) if part]
    if len(parts) < 2:
        return False
    found = [_changes(part) for part in parts]
    others = [part for part, changes in zip(parts, found, strict=True) if changes is None]
    return True in found and len(others) <= _OTHERS and all(_is_short(part) for part in others)


def _is_short(part: str) -> bool:
    return len(part.split()) <= _OTHER_WORDS and part[-1] not in ".!?"


def _changes(text: str) -> bool | None:
    """Whether a text of dates and remarks holds one that changes every day; None when it holds anything else."""
    at, changes, is_dated = 0, False, False
    while at < len(text):
        if (met := _SEPARATOR.match(text, at)) is None:
            if (met := _CHANGING.match(text, at)) is not None:
                changes = True
            elif (met := _DATED.match(text, at)) is not None:
                is_dated = True
            elif (met := _DATE_WORD.match(text, at)) is not None:
                changes |= is_dated
            elif is_dated and (met := _DAY_ALONE.match(text, at)) is not None:
                changes = True
            elif not changes or (met := _BY.match(text, at)) is None:
                return changes if text[at:].strip() in (".", "!", "…") else None
        at = met.end()
    return changes
