"""Any number of generated articles for the made-up town: a small grammar in Swedish. What happens to them: `plot`.

Everything is a function of (seed, index): article 17 of seed 1 reads the same on every machine. The records have the
form of those in ``town.toml``. Two generated articles share some phrases but never a run of sentences.
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
    "month": "januari|februari|mars|april|juni|juli|augusti|september|oktober|november",
    "weather": "regnet|blåsten|den sena våren|högvattnet|dimman|torkan|halkan|pollenhalten",
}  # fmt: skip
NUMBERS = {"n": (3, 980), "y": (2, 39), "d": (1, 28)}
WITH_FILES = ("kommun", "region")
"""Publishers that attach a PDF to one article in four."""
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
    "Ansökan ska vara inne senast den {d} {month}.",
    "Den {d} {month} bjuder {who} in till möte om {thing}, klockan {y}.30 vid {place}.",
    "Protokollet är justerat av {person} och {person}.",
    "Priset sänks från {n} till {y} kronor när {thing} {doing}.",
)
HEADINGS = ("Så påverkas {place}", "Vad händer nu?", "{Who} om beslutet", "Bakgrund", "{Thing} och kostnaden")
FILES = ("Protokoll från {place}", "Karta över {place}", "Underlag: {thing}", "Ritning av {thing}")
TITLES = (
    "{Thing} i {place} {doing} {when}",
    "{Who} vill ändra planerna för {place}",
    "{n} {unit} i {place} – så blir det {when}",
    "{person} tar sig an {thing} vid {place}",
    "Klart: {thing} vid {place} {doing}",
)


@cache
def articles(count: int, seed: int, nights: int) -> tuple[dict[str, Any], ...]:
    """``count`` articles in the form of town.toml's ``[[article]]``; the first ones are the same for any count."""
    return tuple(_article(index, seed, nights) for index in range(count))


def _article(index: int, seed: int, nights: int) -> dict[str, Any]:
    rng = random.Random(f"{seed}/{index}")
    publisher = PUBLISHERS[index % len(PUBLISHERS)]
    night = 1 if nights < 2 or rng.random() < 0.6 else rng.randint(2, nights)
    title = filled(rng.choice(TITLES), rng)
    spec: dict[str, Any] = {
        "id": f"{publisher}/generated-{index}", "name": f"generated-{index}", "night": night,
        "time": f"{6 + index % 15:02}:{(index // 15) % 60:02}", "title": title, "type": rng.choice(TYPES),
        "day": night - 1 if night > 1 else -1 - index // 12, "lead": filled(rng.choice(SENTENCES), rng),
    }  # fmt: skip
    sentences = [filled(sentence, rng) for sentence in rng.sample(SENTENCES, rng.randint(7, 14))]
    paragraphs = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    if rng.random() < 0.3:
        paragraphs.insert(2, "## " + filled(rng.choice(HEADINGS), rng))
    if rng.random() < 0.4:
        paragraphs[-1] += f" Läs mer om [{rng.choice(WORDS['thing'].split('|'))}](/las-mer/{index}.html)."
    if publisher in WITH_FILES and rng.random() < 0.25:
        lines = "\n".join(filled(sentence, rng) for sentence in rng.sample(SENTENCES, 8))
        spec |= {"pdf": filled(rng.choice(FILES), rng), "pdf_text": lines}
    return {**spec, "text": "\n\n".join(paragraphs)}


def paragraph(rng: random.Random, sentences: int = 2) -> str:
    """A new paragraph of so many sentences."""
    return " ".join(filled(sentence, rng) for sentence in rng.sample(SENTENCES, sentences))


def filled(template: str, rng: random.Random) -> str:
    """The template with every slot filled; ``{Who}`` fills ``who`` with a capital."""
    parts = template.split("{")
    text = parts[0]
    for part in parts[1:]:
        slot, rest = part.split("}")
        word = str(rng.randint(*NUMBERS[slot])) if slot in NUMBERS else rng.choice(WORDS[slot.lower()].split("|"))
        text += (word[0].upper() + word[1:] if slot[0].isupper() else word) + rest
    return text[0].upper() + text[1:]
