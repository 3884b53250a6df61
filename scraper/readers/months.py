"""Words of printed dates in Europe's languages: data only, all in lower case.

In full for Swedish, Danish, Norwegian, Finnish, German and English, the words of full dates for Dutch, French, Italian,
Spanish, Catalan, Portuguese, Romanian, Polish, Czech, Slovak, Hungarian, Russian, Ukrainian and Turkish.
"""

from __future__ import annotations

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari januar january jan jänner tammikuuta tammikuun tammikuussa tammikuu tammi"
            " gennaio gen janvier janv enero ene januara janeiro styczeń stycznia leden ledna января январь янв"
            " січня ianuarie ocak január januára gener",
            "februari februar february feb febr feber helmikuuta helmikuun helmikuussa helmikuu helmi"
            " febbraio février fév févr febrero fevereiro fev luty lutego únor února февраля февраль фев лютого"
            " februarie şubat február februára febrer",
            "mars marts märz maerz march mar mär mrz maaliskuuta maaliskuun maaliskuussa maaliskuu maalis"
            " marzo maart mrt março marzec marca březen března марта март мар березня martie mart március març",
            "april apr huhtikuuta huhtikuun huhtikuussa huhtikuu huhti"
            " aprile avril avr abril abr aprilie kwiecień kwietnia duben dubna апреля апрель апр квітня nisan"
            " április",
            "maj mai may toukokuuta toukokuun toukokuussa toukokuu touko"
            " maggio mag mei mayo maio maja květen května мая май травня mayıs május mája maig",
            "juni june jun kesäkuuta kesäkuun kesäkuussa kesäkuu kesä"
            " giugno giu juin junio junho czerwiec czerwca červen června июня июнь июн червня iunie haziran június"
            " júna juny",
            "juli july jul heinäkuuta heinäkuun heinäkuussa heinäkuu heinä"
            " luglio lug juillet juil julio julho lipiec lipca červenec července июля июль июл липня iulie temmuz"
            " július júla juliol",
            "augusti august aug elokuuta elokuun elokuussa elokuu elo"
            " agosto ago août augustus sierpień sierpnia srpen srpna августа август авг серпня ağustos augusztus"
            " augusta agost",
            "september sept sep syyskuuta syyskuun syyskuussa syyskuu syys"
            " settembre sett septembre septiembre setiembre setembro wrzesień września září сентября сентябрь сен"
            " сент вересня septembrie eylül szeptember septembra setembre",
            "oktober october okt oct lokakuuta lokakuun lokakuussa lokakuu loka"
            " ottobre ott octobre octubre outubro październik października říjen října октября октябрь окт жовтня"
            " octombrie ekim október októbra",
            "november nov marraskuuta marraskuun marraskuussa marraskuu marras"
            " novembre noviembre novembro listopad listopada listopadu ноября ноябрь ноя листопада noiembrie kasım"
            " novembra",
            "december desember dezember dec des dez joulukuuta joulukuun joulukuussa joulukuu joulu"
            " dicembre dic décembre déc diciembre dezembro grudzień grudnia prosinec prosince декабря декабрь дек"
            " грудня decembrie aralık decembra desembre",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month name, full, inflected or abbreviated (without its full stop) → 1 to 12."""

WEEKDAYS: tuple[str, ...] = tuple(
    """
    måndagen måndag mån tisdagen tisdag tis tisd onsdagen onsdag ons torsdagen torsdag tors tor fredagen fredag fre
    lördagen lördag lör söndagen söndag sön
    mandag man mand tirsdag tir tirs torsdag tors lørdag lør lørd søndag søn
    maanantaina maanantai ma tiistaina tiistai ti keskiviikkona keskiviikko ke torstaina torstai to perjantaina
    perjantai pe lauantaina lauantai la sunnuntaina sunnuntai su
    montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so
    monday mon tuesday tues tue wednesday wed thursday thurs thur thu friday fri saturday sat sunday sun
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunedì martedì mercoledì giovedì venerdì sabato domenica
    lunes martes miércoles jueves viernes sábado domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira
    poniedziałek wtorek środa czwartek piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle
    понедельник вторник среда четверг пятница суббота воскресенье
    """.split()  # noqa: SIM905
)
"""Names of the days, full and abbreviated: they are read over, since a printed weekday may be wrong."""

DAYS_AGO: dict[str, int] = {
    "i dag": 0, "idag": 0, "today": 0, "heute": 0, "tänään": 0,
    "i går": 1, "igår": 1, "yesterday": 1, "gestern": 1, "eilen": 1,
    "i förrgår": 2, "i forgårs": 2, "i forgars": 2, "vorgestern": 2, "toissapäivänä": 2,
}  # fmt: skip
"""Names of near days → how many days before today."""

SECONDS: dict[str, int] = {
    name: seconds
    for seconds, names in (
        (1, "sekunder sekund sekunden sekunnin sekuntia seconds second secs sec"),
        (60, "minuter minuten minut minutter minutt minuutin minuuttia minutes minute mins min"),
        (3600, "timmar timme timer time stunden stunde tunnin tuntia hours hour hrs hr tim"),
        (86400, "dagar dygn dag dager dage tagen tag päivän päivää days day"),
        (604800, "veckor vecka uger uge uker uke wochen woche viikon viikkoa weeks week"),
    )
    for name in names.split()
}
"""Unit of time as it stands in "2 … ago" → its length in seconds."""

ONE: tuple[str, ...] = ("en", "ett", "et", "ei", "ein", "einer", "einem", "a", "an", "one", "yksi")
"""How "one" is written in "an hour ago"."""

BEFORE_AGO = ("för", "for", "vor", "about", "over", "ca", "noin", "cirka")
JUST_NOW = frozenset({
    "just nu", "nyss", "nyligen", "alldeles nyss", "lige nu", "netop nu", "akkurat nå", "nettopp", "juuri nyt",
    "hetki sitten", "gerade eben", "soeben", "eben", "just now", "a moment ago", "moments ago", "now", "zojuist",
})  # fmt: skip
"""What stands for the time in the place of "2 minutes ago" when it is shorter: a whole line, case folded."""

AFTER_AGO = ("sedan", "siden", "sitten", "ago")

ZONES: dict[str, int] = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "AST": -240, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300,
    "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
    "JST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
"""Abbreviation of a time zone → minutes east of UTC."""

SEASONAL_ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
"""Abbreviations that mean summer time in summer → IANA name."""

PUBLISHED: tuple[str, ...] = (
    "publicerad", "publicerat", "publiceras", "publicerades", "publiceringsdatum", "skapad", "inlagd", "inlagt", "udgivet",
    "udgivelsesdato", "offentliggjort", "publiceret", "oprettet", "publisert", "publiseringsdato", "opprettet",
    "julkaistu", "julkaisupäivä", "julkaisuaika", "luotu", "veröffentlicht", "veröffentlichung", "erschienen",
    "erstellt", "veröffentlichungsdatum", "eingestellt", "published", "publication date", "publish date", "posted",
    "date posted", "released", "release date", "issued", "created", "gepostet", "gepubliceerd", "geplaatst", "publié",
    "publiée", "mis en ligne", "mise en ligne", "paru le", "pubblicato", "pubblicata", "publicado", "publicada",
    "publicat", "opublikowano", "opublikowany", "data publikacji", "data dodania", "zveřejněno", "publikováno",
    "zverejnené", "közzétéve", "опубликовано", "опубликована", "дата публикации", "опубліковано", "yayınlanma tarihi",
)  # fmt: skip
"""Words before a time of publication."""

MODIFIED: tuple[str, ...] = (
    "ändrad", "ändrat", "uppdaterad", "uppdaterat", "uppdaterades", "reviderad", "granskad", "sidan ändrades",
    "opdateret", "ændret", "redigeret", "revideret", "oppdatert", "endret", "redigert", "päivitetty", "muokattu",
    "muutettu", "aktualisiert", "aktualisierung", "geändert", "bearbeitet", "zuletzt", "änderung", "stand",
    "updated", "update", "modified", "last changed", "last edited", "edited", "revised", "reviewed", "bijgewerkt",
    "gewijzigd", "laatste wijziging", "mis à jour", "mise à jour", "modifié", "modifiée", "dernière modification",
    "aggiornato", "aggiornata", "ultimo aggiornamento", "actualizado", "actualizada", "última actualización",
    "modificado", "atualizado", "atualizada", "actualizat", "zaktualizowano", "aktualizacja", "ostatnia aktualizacja",
    "aktualizováno", "poslední změna", "aktualizované", "frissítve", "обновлено", "изменено", "оновлено", "güncelleme",
)  # fmt: skip
"""Words before a time of change."""
