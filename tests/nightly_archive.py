"""A small archive of a few nights, captured, sealed, derived and published as a night does it."""

from __future__ import annotations

from pathlib import Path

from archive.digest import seal
from archive.publish import publish
from archive.records import Capture, Source
from archive.work import Work
from scraper.derive import derive

SOURCE = Source(
    id="se_prov", name="Provstad", kind="municipality", cms="listing", url="https://prov.se/", language="sv"
)
_TEXTS = (
    "Bron över ån öppnas för trafik på fredag, säger kommunens trafikingenjör. Cyklister leds om under arbetet.",
    "Badhuset stänger i augusti för att taket läggs om. Simskolan flyttar till grannkommunen så länge.",
    "Nämnden beslutade på tisdagen att skolan i den norra stadsdelen byggs ut med fyra klassrum.",
    "Biblioteket får längre öppettider på söndagar från och med oktober, efter ett förslag från invånarna.",
)


def page(number: int, night: int) -> Capture:
    """What one page said on one night: a token differs each night, a word on the third."""
    text = _TEXTS[number].replace("fredag", "lördag") if night >= 3 else _TEXTS[number]
    body = (
        f"<html lang=sv><head><title>Nyhet {number}</title><meta name=token content={night * 7919}></head><body><main>"
        f"<h1>Nyhet {number}</h1><p>{text}</p></main></body></html>"
    )
    return Capture(
        source=SOURCE.id,
        url=f"https://prov.se/nyhet/{number}",
        fetched_at=f"2024-03-{night:02}T22:0{number}:00Z",
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=body.encode(),
        role="page",
        run=f"2024-03-{night:02}T22:00:00Z-{SOURCE.id}",
    )


def add_night(home: Path, night: int) -> None:
    """Capture all pages once more, and do what follows."""
    with Work(home) as work:
        work.remember_source(SOURCE)
        for number in range(len(_TEXTS)):
            work.add(page(number, night))
        derive(work)
        seal(work, f"2024-03-{night:02}T23:00:00Z")
        publish(work, home)


def nights(home: Path, count: int = 3) -> Path:
    """An archive of so many nights; its home."""
    for night in range(1, count + 1):
        add_night(home, night)
    return home
