"""Contact details on a page: who is named as contact, and which blocks say nothing else.

In doubt a block stays text: a telephone number in the middle of an article is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from archive.records import Block, Contact

HEADING = re.compile(
    r"^(?:(?:press|presse|media|medie|lehdistö|kontakt|yhteys)?kontakt\w*(?:\s+oss)?|kontakta\s+\w+|contacts?(?:\s+us)?"
    r"|(?:press|media|news)\s+(?:contacts?|enquiries|inquiries)|medi[ae]kontakt\w*|pressansvarig\w*"
    r"|(?:för|for)\s+(?:mer|mere|ytterligare|yderligere|ytterligere|further|more)\s+informa(?:tion|sjon)"
    r"(?:,?\s+(?:kontakta|kontakt|contact|please contact|vänligen kontakta))?|(?:mer|ytterligare|further|more)\s+information"
    r"|(?:yderligere|flere)\s+(?:oplysninger|opplysninger)|(?:mere|mer)\s+info\w*|spørgsmål|frågor(?:\s+besvaras\s+av)?"
    r"|ansprechpartner\w*|(?:für\s+)?rückfragen\w*|kontaktdaten|(?:weitere|nähere)\s+informationen"
    r"|yhteyshenkilö\w*|yhteystiedot|lisätieto\w*|lisätietoja\s+antaa|utsänt\s+av|avsändare)\s*[:.]?$",
    re.IGNORECASE,
)
"""A heading that announces contact details, and nothing else."""

DESK = re.compile(
    r"^(?:[^\W\d_]\S+\s+){0,3}(?:presse?tjänst\w*|presse?tjeneste\w*|pressjour\w*|pressevagt\w*|pressevakt\w*|presstelefon"
    r"|pressetelefon|press(?:e?|center|centrum)|pressestelle|presseabteilung|press\s+office|media\s+desk|newsroom"
    r"|viestintä|mediapalvelu)\s*[:.]?$",
    re.IGNORECASE,
)
"""A desk that answers the press: heading and name of the contact at once."""

PHONE = re.compile(
    r"(?<![\w.,@/-])(?:\+\d{1,3}|00\d{1,3}|\(?0\d{0,4}\)?|(?=\d\d\s\d\d\s\d\d\s\d\d(?!\d))|(?=\d{3}\s\d\d\s\d{3}(?!\d)))"
    r"(?:[\s/().–-]{0,3}\d){5,12}(?![\w@]|[.,:-]\d)"
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
DATE = re.compile(r"^(?:\d{4}-\d\d-\d\d|\d\d[.]\d\d[.]\d{4})")
DETAIL_WORDS = re.compile(
    r"(?<!\w)(?:tel(?:efon)?(?:nummer|nr)?|tfn|tlf|puh(?:elin)?|phone|mobil(?:e|telefon|nummer)?|direkt|växel|fax|vx"
    r"|e-?post(?:adress)?|e-?mail(?:adresse)?|mejl|mail|sähköposti|matkapuhelin|handy|fon)(?!\w)\.?\s*:?",
    re.IGNORECASE,
)
"""Words before a number or address."""

NAME = re.compile(
    r"^[^\W\d_a-zåäöæøüß][\w'’.-]*(?:\s+(?:von|van|af|av|de|der|la|zu))?(?:\s+[^\W\d_a-zåäöæøüß][\w'’.-]*){1,3}$"
)
"""A person: two to four capitalised words."""

_DETAIL = re.compile(r"[@\d](?:(?<=@)|\D{0,3}\d\D{0,3}\d)")
"""What every number or address has."""
SPLIT = re.compile(r"\s*[,;|•·\n]\s*|\s+[–—-]\s+")
LONGEST = 300
"""Characters of a block that is still nothing but contact details."""
LONGEST_LINE = 80
"""Characters of a heading, name or role."""
AHEAD = 3
"""Lines of name and role that may stand before their number."""


def find_contacts(blocks: Sequence[Block]) -> tuple[list[Contact], set[int]]:
    """The contacts in reading order, and the indexes of the blocks that are nothing but contact details.

    A block counts when it stands under a heading for contacts ("Presskontakt", "Yhteyshenkilö") and holds only name,
    role, number or address, or, without heading, when it is a person's name with number or address and at most a
    role. A heading counts when the block after it does.
    """
    contacts: list[Contact] = []
    taken: set[int] = set()
    number = 0
    while number < len(blocks):
        is_heading, is_desk = _announces(blocks[number].text)
        end = _section_end(blocks, number + 1) if is_heading or is_desk else number
        if end > number + 1:
            named = is_heading and _is_named_above(blocks, number, taken)
            above = blocks[number - 1 : number] if named else ()
            contacts += _read([*above, *blocks[number + (not is_desk) : end]])
            taken.update(range(number - 2 * named, end))
        elif _is_person_with_details(blocks[number]):
            contacts += _read(blocks[number : number + 1])
            taken.add(number)
        number = max(end, number + 1)
    return list(dict.fromkeys(contacts)), taken


def _is_named_above(blocks: Sequence[Block], number: int, taken: set[int]) -> bool:
    """Whether a heading for contacts and a person's name stand right above: the name, then "Presskontakt", then numbers."""
    return (
        number >= 2
        and number - 1 not in taken
        and NAME.match(blocks[number - 1].text) is not None
        and _announces(blocks[number - 2].text)[0]
    )


def _announces(text: str) -> tuple[bool, bool]:
    """Whether a text is a heading for contacts, and whether it is a desk's name."""
    return _announced(text) if len(text) <= LONGEST_LINE else (False, False)


@lru_cache(maxsize=4096)
def _announced(line: str) -> tuple[bool, bool]:
    return HEADING.match(line) is not None, DESK.match(line) is not None


def _section_end(blocks: Sequence[Block], start: int) -> int:
    """The index behind the last block of contact details that follow each other from `start`; `start`: there is none."""
    end = number = start
    while number < len(blocks):
        if _is_details(blocks[number]):
            end = number + 1
        elif number - end >= AHEAD or not _is_name_or_role(blocks[number].text):
            break
        number += 1
    return end


def _read(blocks: Sequence[Block]) -> list[Contact]:
    """Contacts of consecutive blocks: a new one begins with every new name that follows a number or address."""
    found: list[Contact] = []
    current = Contact()
    for block in blocks:
        for words, phone, email in _entries(block):
            name, role = _name_and_role(words)
            complete = current.phone or current.email
            if name and complete:
                found.append(current)
                current = Contact()
            elif name and current.name:
                name, role = "", ", ".join(filter(None, (name, role)))
            current = _join(current, Contact(name=name, role=role, phone=phone, email=email))
    return [contact for contact in [*found, current] if contact.phone or contact.email]


def _join(first: Contact, more: Contact) -> Contact:
    """The first's details, completed by the other's."""
    return replace(
        first,
        name=first.name or more.name,
        role=", ".join(filter(None, (first.role, more.role))),
        phone=", ".join(filter(None, (first.phone, more.phone))),
        email=first.email or more.email,
    )


def _entries(block: Block) -> list[tuple[str, str, str]]:
    """A block cut behind each number or address: the words before it, the number, the address."""
    entries, start = [], 0
    for match in _details(block.text):
        detail = match.group()
        words = block.text[start : match.start()]
        entries.append((words, "", detail) if "@" in detail else (words, detail.strip(), ""))
        start = match.end()
    entries.append((block.text[start:], "", ""))
    printed = {detail for entry in entries for detail in entry[1:]}
    mails = [link[7:].partition("?")[0] for link in block.links if link.lower().startswith("mailto:")]
    return entries + [("", "", mail) for mail in mails if EMAIL.fullmatch(mail) and mail not in printed]


@lru_cache(maxsize=256)
def _details(text: str) -> tuple[re.Match[str], ...]:
    """Numbers and addresses in reading order."""
    phones = [match for match in PHONE.finditer(text) if not DATE.match(match.group())]
    mails = EMAIL.finditer(text) if "@" in text else ()
    return tuple(sorted([*phones, *mails], key=lambda match: match.start()))


def _parts(words: str) -> list[str]:
    """Name, role and organisation between commas; words like "Tel" are left out."""
    bare = DETAIL_WORDS.sub(",", words)
    return [part for part in (part.strip(" :.,()/") for part in SPLIT.split(bare)) if part]


def _name_and_role(words: str) -> tuple[str, str]:
    parts = _parts(words)
    if not parts or not parts[0][0].isupper():
        return "", ", ".join(parts)
    return parts[0], ", ".join(parts[1:])


def _is_details(block: Block) -> bool:
    """Whether the block has a number or address and beside it only short parts without digits."""
    if len(block.text) > LONGEST:
        return False
    has_link = any(link[:7].lower().startswith(("mailto:", "tel:")) for link in block.links)
    if not has_link and not (_DETAIL.search(block.text) and _details(block.text)):
        return False
    return all(_is_short(part) for words, _, _ in _entries(block) for part in _parts(words))


def _is_person_with_details(block: Block) -> bool:
    if (
        len(block.text) > LONGEST
        or not _DETAIL.search(block.text)
        or not _is_details(block)
        or not _details(block.text)
    ):
        return False
    parts = _parts(_entries(block)[0][0])
    return 0 < len(parts) <= 3 and NAME.match(parts[0]) is not None


def _is_name_or_role(text: str) -> bool:
    return len(text) <= LONGEST_LINE and not _announced(text)[0] and all(_is_short(part) for part in _parts(text))


def _is_short(part: str) -> bool:
    """Whether it can be a name, role or organisation: few words, no digits, no sentence."""
    return len(part.split()) <= 6 and len(part) <= 60 and not re.search(r"\d|[!?]|\.\s", part)
