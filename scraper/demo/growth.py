"""Any number of generated articles for the made-up town, and what happens to them: a small grammar in Swedish.

Everything is a function of (seed, index): article 17 of seed 1 reads the same on every machine. One article in ten
is edited once (a figure changes), one in thirty is taken down (404), always on a night after its first. The records
have the form of those in ``town.toml``. Two generated articles share some phrases but never a run of sentences.
"""

from __future__ import annotations

import random
from functools import cache
from typing import Any

PUBLISHERS = ("kommun", "newsroom", "polis", "tidning", "region", "by")
TYPES = ("Stöld", "Brand", "Trafikolycka", "Inbrott", "Skadegörelse", "Fylleri", "Djur", "Larm", "Trafikbrott")
WORDS = {
    "who": "tekniska nämnden|byalaget|miljökontoret|hamnkaptenen|skolledningen|räddningstjänsten|idrottsföreningen"
    "|kulturnämnden|hembygdsföreningen|fastighetsbolaget|elevrådet|vägföreningen|socialnämnden|en grupp grannar",
    "place": "Norrhamn|Söderhamra|Ekeby|Storön|Lillön|Kvarnbacken|Varvsgatan|Tullgatan|Klockargatan|Strandvägen"
    "|Ekparken|Sandviken|Repslagarbanan|Inre kajen|Bergsskolan|Sjöskolan|Lillån|Skolbacken",
    "thing": "bron|belysningen|båtrampen|bastun|gångtunneln|lekplatsen|växthuset|verkstaden|hållplatsen|fotbollsplanen"
    "|dagvattendammen|klätterväggen|återvinningsstationen|utomhusscenen|muren|cykelgaraget",
    "doing": "renoveras|flyttas|målas om|inventeras|byggs ut|mäts upp|stängslas in|rivs|tas över|får ny ägare|isoleras",
    "when": "före midsommar|under hösten|i slutet av månaden|nästa vecka|efter skolavslutningen|vid årsskiftet"
    "|så snart tjälen gått ur|under vecka 34|på torsdag|innan båtsäsongen",
    "why": "efter flera klagomål|på grund av röta i virket|eftersom avtalet löper ut|för att spara el"
    "|efter ett medborgarförslag|då reservdelar saknas|sedan taket börjat läcka"
    "|eftersom fler har flyttat dit|för att fåglarna häckar tidigare",
    "person": "Alma Tjärnevik|Bosse Hällskog|Cajsa Lundmyr|Didrik Vassmo|Elvira Stenkulla|Folke Nordrev|Greta Vindhed"
    "|Hampus Grönskär|Ida-Lo Mossberga|Joar Fyrlind|Kerstin Åsmund|Love Tångqvist",
    "said": "Det här har vi väntat på länge|Ingen hade trott att det skulle gå så fort"
    "|Vi gör det i rätt ordning den här gången|Det billigaste är inte alltid det klokaste"
    "|Fråga mig igen om ett år|Barnen är de som har räknat ut det",
    "unit": "meter|ton|besökare|hushåll|träd|platser|anmälningar|timmar|underskrifter|lådor",
    "weather": "regnet|blåsten|den sena våren|högvattnet|dimman|torkan|halkan|pollenhalten",
}  # fmt: skip
NUMBERS = {"n": (3, 980), "y": (2, 39)}
SENTENCES = (
    "I {place} ska {thing} ses över {when}, {why}.",
    "Det blev {n} {unit} fler än väntat vid räkningen i {place}.",
    "– {said}, säger {person} från {who}.",
    "Kostnaden beräknas till {n} 000 kronor och delas med {who}.",
    "Redan i fjol föreslog {person} att {thing} skulle flyttas till {place}.",
    "På grund av {weather} har arbetet vid {place} försenats med {y} dagar.",
    "Den som bor nära {place} får besked {when}.",
    "Enligt protokollet var {person} ensam om att rösta emot.",
    "Under tiden används {thing} vid {place} i stället.",
    "Resultatet av mätningen, {n} {unit}, överraskade {who}.",
    "När {thing} senast berördes, {why}, tog det {y} veckor.",
    "För {who} betyder det att {n} {unit} måste räknas om {when}.",
    "{person} har ansvarat för {thing} i {y} år och lämnar över {when}.",
    "Synpunkter lämnas till {who} {when}, gärna med en karta över {place}.",
    "Vägen mellan {place} och {place} hålls öppen trots {weather}.",
    "– {said}, menar {person}, som själv växte upp i {place}.",
    "Två entreprenörer lämnade anbud, {person} och ett bolag med {y} anställda.",
    "Materialet till {thing} hämtas från {place}, där {n} {unit} blev över.",
    "Trots {weather} kom {n} personer för att se hur {thing} {doing}.",
    "Frågan återkommer när {who} möts {when}.",
    "Det äldsta {person} minns av {place} är {weather} det året {thing} kom.",
    "Vid {place} har {who} redan börjat, {why}.",
)
TITLES = (
    "{Thing} i {place} {doing} {when}",
    "{Who} vill ändra planerna för {place}",
    "{n} {unit} i {place} – så blir det {when}",
    "{person} tar sig an {thing} vid {place}",
    "Klart: {thing} vid {place} {doing}",
)


def articles(count: int, seed: int, nights: int) -> list[dict[str, Any]]:
    """``count`` articles in the form of town.toml's ``[[article]]``; the first ones are the same for any count."""
    return list(_articles(count, seed, nights))


def events(count: int, seed: int, nights: int) -> list[dict[str, Any]]:
    """What happens to those articles over the nights, in the form of town.toml's ``[[event]]``."""
    return [event for spec in _articles(count, seed, nights) if (event := _event(spec, seed))]


@cache
def _articles(count: int, seed: int, nights: int) -> tuple[dict[str, Any], ...]:
    return tuple(_article(index, seed, nights) for index in range(count))


def _article(index: int, seed: int, nights: int) -> dict[str, Any]:
    rng = random.Random(f"{seed}/{index}")
    publisher = PUBLISHERS[index % len(PUBLISHERS)]
    night = 1 if nights < 2 or rng.random() < 0.6 else rng.randint(2, nights)
    title = _filled(rng.choice(TITLES), rng)
    spec: dict[str, Any] = {
        "id": f"{publisher}/generated-{index}", "name": f"generated-{index}", "night": night,
        "time": f"{6 + index % 15:02}:{(index // 15) % 60:02}", "title": title, "type": rng.choice(TYPES),
        "day": night - 1 if night > 1 else -1 - index // 12, "lead": _filled(rng.choice(SENTENCES), rng),
    }  # fmt: skip
    sentences = [_filled(sentence, rng) for sentence in rng.sample(SENTENCES, rng.randint(7, 14))]
    figure = (
        f"I registret står ärendet med nummer {1000 + index}, och {rng.randint(11, 98)} personer har skrivit under."
    )
    paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    return {**spec, "text": "\n\n".join([*paragraphs, figure])}


def _event(spec: dict[str, Any], seed: int) -> dict[str, Any] | None:
    rng = random.Random(f"{seed}/{spec['id']}/event")
    chance, night = rng.random(), spec["night"] + rng.randint(1, 12)
    if chance < 0.1:
        old = spec["text"].rsplit(", och ", 1)[1]
        new = old.replace(old.split()[0], str(rng.randint(100, 999)), 1)
        return {"night": night, "article": spec["id"], "kind": "number", "old": f", och {old}", "new": f", och {new}"}
    if chance < 0.1 + 1 / 30:
        return {"night": night, "article": spec["id"], "kind": "404"}
    return None


def _filled(template: str, rng: random.Random) -> str:
    """The template with every slot filled; ``{Who}`` fills ``who`` with a capital."""
    parts = template.split("{")
    text = parts[0]
    for part in parts[1:]:
        slot, rest = part.split("}")
        word = str(rng.randint(*NUMBERS[slot])) if slot in NUMBERS else rng.choice(WORDS[slot.lower()].split("|"))
        text += (word[0].upper() + word[1:] if slot[0].isupper() else word) + rest
    return text[0].upper() + text[1:]
