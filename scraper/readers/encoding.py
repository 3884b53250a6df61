"""Bytes of a page → text: which of the places that name a charset is to be believed."""

from __future__ import annotations

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

LAST_RESORT = "cp1252"
UTF8 = "utf-8"


def decode(body: bytes, content_type: str = "") -> str:
    """The body as text; never raises: bytes that fit nothing become U+FFFD.

    Tried in this order: byte order mark, charset of the HTTP header `content_type`, strict UTF-8, charset of a
    ``meta`` element or XML declaration in the first 4 KB, UTF-8 with a few broken bytes, Windows-1252. A header that
    names a single-byte charset over bytes that are valid UTF-8 is not believed: any bytes are "valid" in such a
    charset, while other text is hardly ever valid UTF-8 by accident. Line ends and normal form stay as they are.
    """
    bom_name, bom = read_bom(body)
    if bom_name:
        return body[len(bom) :].decode(bom_name, "replace")
    declared = http_content_type_encoding(content_type or None)
    in_page = html_body_declared_encoding(body[:4096])
    names = [UTF8, in_page] if _is_single_byte(declared) else [declared, UTF8, in_page]
    for name in [*names, declared]:
        text = _strictly(body, name)
        if text is not None:
            return text
    return _tolerantly(body)


def _strictly(body: bytes, name: str | None) -> str | None:
    """The text, or ``None`` where the charset is unknown, decodes no text or does not fit."""
    resolved = resolve_encoding(name) if name else None
    if not resolved:
        return None
    try:
        return body.decode(resolved)
    except (UnicodeError, LookupError):
        return None


def _is_single_byte(name: str | None) -> bool:
    resolved = resolve_encoding(name) if name else None
    return bool(resolved) and (resolved.startswith(("cp125", "iso8859", "latin", "koi8", "mac")) or resolved == "ascii")


def _tolerantly(body: bytes) -> str:
    """UTF-8 with a broken byte here and there (a cut-off body), else Windows-1252."""
    text = body.decode(UTF8, "replace")
    broken = text.count("\ufffd")
    continuation_bytes = len(body) - len(text)
    if continuation_bytes > 4 * broken:
        return text
    return body.decode(LAST_RESORT, "replace")
