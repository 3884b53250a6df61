"""Known kinds of notice, by their words, in Swedish, Danish, Norwegian, Finnish, German and English.

They name what a repeated block is, and they are all there is to go by on a source's first pages. Frequency and place
decide as soon as there are pages enough (`dedupe.boilerplate`). A kind must speak of the site itself, not of a subject:
an article about cookies or data protection is an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

STANDING = frozenset({"cookie", "personal-data"})
"""Kinds that come as whole paragraphs."""

_OUR_SITE = (
    r"(?:webbplats|hemsida|sajt|websted|hjemmeside|nettsted|nettside|verkkosivu|sivusto|website|webseite|web ?site"
    r"|this site|our site|diese[rn]? seite|\b[\w-]+\.(?:se|dk|no|fi|de|at|ch|com|org|net|eu|uk|gov|info)\b)"
)
_COOKIE = r"(?:webbkak|\bkak(?:or|an|orna)\b|cookie|informasjonskaps|eväste)"
_WE_USE = (
    r"(?:vi använder|använder vi|vi bruger|bruger vi|vi bruker|bruker vi|käytämme|käyttää|wir verwenden|verwendet"
    r"|wir nutzen|nutzt|we use|uses?\b|accept|godkänn|acceptér|godta|hyväksy|akzeptier|zustimm|läs mer om|learn more)"
)
_PERSONAL = (
    r"(?:personuppgift|personopplysning|personoplysning|henkilötie|personenbezogen|personal data|dataskydd|databeskyttelse"
    r"|personvern|tietosuoja|datenschutz|privacy policy|\bgdpr\b|\bdsgvo\b|ip-(?:nummer|adress))"
)
_HANDLED = (
    r"(?:behandla|hantera|spara|lagra|rensa|avidentifier|samla|regler|regulera|behandl|opbevar|lagre|innsaml|käsitel"
    r"|tallenn|verarbeit|gespeichert|process|store|collect|retain|rättighet|rettighed|rettighet|oikeu|recht|\bright)"
)
_LOGS = r"(?:systemlogg|serverlogg|server ?log|loggfil|log ?file|protokolldatei|lokitiedo)"
_SKIP = (
    r"(?:gå (?:direkt )?till (?:sidans |sidens )?(?:huvud)?(?:innehåll\w*|meny\w*|navigation\w*|sökfält\w*)"
    r"|hoppa (?:direkt )?(?:till|över)\b.{0,40}|gå (?:direkte )?til (?:sidens |hoved)?(?:indhold\w*|innhold\w*)"
    r"|hopp (?:direkte )?til\b.{0,40}|spring (?:direkte )?til\b.{0,40}|siirry (?:suoraan )?\w*sisältöön"
    r"|(?:direkt )?zum (?:haupt)?inhalt(?: springen| wechseln)?|skip (?:directly )?to (?:the )?(?:main )?"
    r"(?:content|navigation|menu|search|footer))"
)
_SHARE = (
    r"(?:(?:dela|del|jaa|teilen|share|tweet|tweeta|följ oss|følg os|følg oss|seuraa|folgen sie uns|follow us)"
    r"(?: (?:på|med|via|in|on|auf|bei|by|per|mit|with|this|denna|den|sidan|artikel\w*|page|article|story|post|to))*"
    r"(?: (?:facebook|twitter|x|linkedin|instagram|whatsapp|bluesky|mastodon|threads|reddit|e-?post|e-?mail|email|mail"
    r"|sms|länk|link|vänner|friends|sidan|artikeln))*"
    r"|(?:facebook|twitter|linkedin|instagram|whatsapp|bluesky|mastodon|reddit|pinterest)(?: share)?"
    r"|kopiera länk(?:en)?|copy link|link kopieren|kopier lenke(?:n)?|skriv ut(?: sidan)?|print(?: this page)?|drucken)"
)
_TEMPLATE = r"(?:\$[a-z_][\w.]*|\$\{[^}]*\}|\{\{.*\}\}|\{%.*%\}|%[a-z_]+%|\[\[[a-z_. ]+\]\]|\[object object\]|undefined|null|nan)"

_WHOLE = {
    kind: re.compile(pattern + r"[\s.!:»›>]*")
    for kind, pattern in (("template", _TEMPLATE), ("skip", _SKIP), ("share", _SHARE))
}
_COOKIE_WORDS = re.compile(_COOKIE)
_PERSONAL_WORDS = re.compile(_PERSONAL)
_ABOUT_USE = re.compile(rf"{_WE_USE}|{_OUR_SITE}")
_ABOUT_HANDLING = re.compile(rf"{_HANDLED}|{_OUR_SITE}")
_LOG_WORDS = re.compile(_LOGS)
_COOKIE_STEMS = ("kak", "cookie", "informasjonskaps", "eväste")
_LOG_STEMS = ("log", "loki", "protokoll")
_PERSONAL_STEMS = ("person", "henkilö", "data", "tietosuoja", "datens", "privacy", "gdpr", "dsgvo", "ip-")
"""A text without any of these is no standing notice; looking for them costs a tenth of the patterns."""
_BEGINNINGS = (
    "$", "{", "%", "[", "undefined", "null", "nan", "gå", "hoppa", "hopp", "spring", "siirry", "direkt", "zum", "skip", "del",
    "jaa", "teilen", "share", "tweet", "följ", "følg", "seuraa", "folgen", "follow", "facebook", "twitter", "linkedin",
    "instagram", "whatsapp", "bluesky", "mastodon", "reddit", "pinterest", "kopier", "copy", "link", "skriv", "print",
    "drucken",
)  # fmt: skip
"""How every text that a pattern of `_WHOLE` matches begins."""
_LONGEST_LINK = 60
_LONGEST_NOTICE = 1200


@lru_cache(maxsize=32768)
def notice_kind(text: str) -> str:
    """The kind of notice that a block's words are: ``template``, ``skip``, ``share``, ``cookie``, ``personal-data``;
    ``""``: none of these."""
    folded = text.casefold()
    if len(text) <= _LONGEST_LINK and folded.startswith(_BEGINNINGS):
        for kind, pattern in _WHOLE.items():
            if pattern.fullmatch(folded):
                return kind
    if len(text) > _LONGEST_NOTICE:
        return ""
    if _has(folded, _COOKIE_STEMS) and _COOKIE_WORDS.search(folded) and _ABOUT_USE.search(folded):
        return "cookie"
    if _has(folded, _LOG_STEMS) and _LOG_WORDS.search(folded):
        return "personal-data"
    if _has(folded, _PERSONAL_STEMS) and _PERSONAL_WORDS.search(folded) and _ABOUT_HANDLING.search(folded):
        return "personal-data"
    return ""


def _has(folded: str, stems: Iterable[str]) -> bool:
    """A plain loop: a generator would cost as much as the search itself."""
    for stem in stems:  # noqa: SIM110
        if stem in folded:
            return True
    return False
