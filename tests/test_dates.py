"""Printed dates, machine dates, dates in URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.readers.dates import Moment, classify, clean_iso, find, find_all, from_url, parse

STOCKHOLM = {"timezone": "Europe/Stockholm", "now": "2024-11-08T22:30:00Z"}


@pytest.mark.parametrize(
    ("printed", "at"),
    [
        ("Pressmeddelande   •   Okt 24, 2016 08:40 CEST", "2016-10-24T06:40:00Z"),
        ("Pressmeddelande   •   Aug 15, 2012 15:48 CEST", "2012-08-15T13:48:00Z"),
        ("Publicerad 2018-05-09 09:44", "2018-05-09T07:44:00Z"),
        ("Senast uppdaterad: 2018-05-09 kl 09.46", "2018-05-09T07:46:00Z"),
        ("Publicerad den 4 mars 2024 kl. 9", "2024-03-04T08:00:00Z"),
        ("tiistaina 5.3.2024 klo 10.15", "2024-03-05T09:15:00Z"),
        ("5. maaliskuuta 2024 klo 10.15", "2024-03-05T09:15:00Z"),
        ("den 5. marts 2024", "2024-03-05"),
        ("5. mai 2023 kl. 14:00", "2023-05-05T12:00:00Z"),
        ("Montag, 4. März 2024", "2024-03-04"),
        ("Montag, 4. März 2024, 10:15 Uhr", "2024-03-04T09:15:00Z"),
        ("04.03.2024, 9 Uhr", "2024-03-04T08:00:00Z"),
        ("March 4th, 2024 3:05 PM EST", "2024-03-04T20:05:00Z"),
        ("3:05 p.m. ET, March 4, 2024", "2024-03-04T20:05:00Z"),
        ("12.07, den 21 oktober 2024", "2024-10-21T10:07:00Z"),
        ("2024-03-04T10:00:00+01:00", "2024-03-04T09:00:00Z"),
        ("2024-03-04T10:00:00-05:00", "2024-03-04T15:00:00Z"),
        ("04.03.2024", "2024-03-04"),
        ("4/3 2024", "2024-03-04"),
        ("4/3-2024", "2024-03-04"),
        ("4.3. 2024", "2024-03-04"),
        ("04.03.24", "2024-03-04"),
        ("13/2/2024", "2024-02-13"),
        ("2/13/2024", "2024-02-13"),
        ("Fri, 04 Mar 2024 10:00:00 +0100", "2024-03-04T09:00:00Z"),
        ("Mon, 04 Mar 24 10:00:00 GMT", "2024-03-04T10:00:00Z"),
        ("fredag 1 mars 2024 12:00 CET", "2024-03-01T11:00:00Z"),
        ("i går 21.14", "2024-11-07T20:14:00Z"),
        ("i dag kl. 9", "2024-11-08T08:00:00Z"),
        ("Gestern, 10:15 Uhr", "2024-11-07T09:15:00Z"),
        ("eilen klo 9.30", "2024-11-07T08:30:00Z"),
        ("Today", "2024-11-08"),
        ("för 2 timmar sedan", "2024-11-08T20:30:00Z"),
        ("for 2 timer siden", "2024-11-08T20:30:00Z"),
        ("2 tuntia sitten", "2024-11-08T20:30:00Z"),
        ("an hour ago", "2024-11-08T21:30:00Z"),
        ("vor 3 Tagen", "2024-11-05"),
        ("2 weeks ago", "2024-10-25"),
        ("21 oktober 12.07", "2024-10-21T10:07:00Z"),
        ("08 november 22.00", "2024-11-08T21:00:00Z"),
        ("24 december 9.05", "2023-12-24T08:05:00Z"),
        ("29 februari", "2024-02-29"),
        ("jeudi 13 juin 2019", "2019-06-13"),
        ("1er août 2023", "2023-08-01"),
        ("lunedì 4 marzo 2024", "2024-03-04"),
        ("4 de marzo de 2024", "2024-03-04"),
        ("21 d'octubre del 2024", "2024-10-21"),
        ("4 de março de 2024", "2024-03-04"),
        ("maandag 4 maart 2024", "2024-03-04"),
        ("21 października 2024", "2024-10-21"),
        ("4. března 2024", "2024-03-04"),
        ("21 октября 2024", "2024-10-21"),
        ("4 Mart 2024", "2024-03-04"),
    ],
)
def test_printed_date_is_found(printed, at):
    assert find(printed, **STOCKHOLM).at == at


@pytest.mark.parametrize(
    "text",
    [
        "31 februari 2024", "30.02.2023", "2024-13-40", "Tel: 040-34 92 92", "Kontakt 0705-33 74 60", "2017-2022",
        "Bilaga 3.2", "10 des meilleurs", "5 may be enough", "vardagar kl 8-16", "Oct 2016", "1,5 miljoner", "", "oktober",
        "IPv4 192.168.10.12", "Skala 1:20.000", "kl. 09.00-15.00",
    ],
)  # fmt: skip
def test_what_is_no_date_gives_none(text):
    assert find(text, **STOCKHOLM) is None


def test_span_of_time_is_no_offset():
    assert find("Tisdag den 25 oktober 2016 kl. 09:00-12:00", **STOCKHOLM).at == "2016-10-25T07:00:00Z"


def test_printed_words_are_kept():
    assert find("Pressmeddelande   •   Okt 24, 2016 08:40 CEST").raw == "Okt 24, 2016 08:40 CEST"
    assert find("Publicerad i går 21.14 av oss", **STOCKHOLM).raw == "i går 21.14"


def test_date_without_year_needs_a_time_of_fetch_or_a_year():
    assert find("21 oktober 12.07") is None
    assert find("21 oktober 12.07", year=2019).at == "2019-10-21T12:07:00Z"
    assert find("i går 21.14") is None


def test_yesterday_is_counted_in_the_sources_zone():
    assert find("i går", timezone="Europe/Stockholm", now="2024-11-08T23:30:00Z").at == "2024-11-08"
    assert find("i går", timezone="UTC", now="2024-11-08T23:30:00Z").at == "2024-11-07"


def test_american_pages_write_the_month_first():
    assert find("03/04/2024", language="en-US").at == "2024-03-04"
    assert find("03/04/2024", language="en", timezone="America/Chicago").at == "2024-03-04"
    assert find("03/04/2024", language="en-GB").at == "2024-04-03"
    assert find("03/04/2024", language="en", timezone="Europe/London").at == "2024-04-03"
    assert find("03/04/2024", language="en").at == "2024-03-04"


def test_summer_and_winter_time_of_the_source():
    assert find("2024-07-01 12:00", timezone="Europe/Helsinki").at == "2024-07-01T09:00:00Z"
    assert find("2024-01-01 12:00", timezone="Europe/Helsinki").at == "2024-01-01T10:00:00Z"


def test_parse_takes_one_date_and_nothing_else():
    assert parse("Måndag den 4 mars 2024", **STOCKHOLM) == Moment("2024-03-04", "4 mars 2024")
    assert parse("Publicerad 2018-05-09 09:44", **STOCKHOLM).at == "2018-05-09T07:44:00Z"
    assert parse("Mötet den 4 mars 2024 är inställt", **STOCKHOLM) is None
    assert parse("4 mars 2024 – 6 mars 2024", **STOCKHOLM) is None


def test_two_dates_of_a_line_are_told_apart():
    line = "Publicerad 2018-05-09 09:44 Senast ändrad: 2018-06-08 11:04"
    assert [(d.kind, d.moment.at) for d in find_all(line, timezone="Europe/Stockholm")] == [
        ("published", "2018-05-09T07:44:00Z"),
        ("modified", "2018-06-08T09:04:00Z"),
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Senast ändrad", "modified"), ("Senast uppdaterad:", "modified"), ("Opdateret", "modified"),
        ("Oppdatert", "modified"), ("Päivitetty", "modified"), ("Zuletzt aktualisiert am", "modified"),
        ("Last modified", "modified"), ("Publicerad", "published"), ("Publicerat av", "published"),
        ("Udgivet", "published"), ("Publisert", "published"), ("Julkaistu", "published"),
        ("Veröffentlicht am", "published"), ("Publié le", "published"), ("Mis à jour le", "modified"),
        ("Ultimo aggiornamento", "modified"), ("PUBLICADO EL", "published"),
        ("Posted on", "published"), ("Kontakta oss", ""), ("", ""),
    ],
)  # fmt: skip
def test_publication_and_change_are_told_by_their_words(words, kind):
    assert classify(words) == kind


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://stad.example/Aktuellt/2018-05-09-Ny-park.html", "2018-05-09"),
        ("https://polis.example/handelser/2024/oktober/21/21-oktober-12.07-brand/", "2024-10-21"),
        ("https://stad.example/2024/03/04/ny-park", "2024-03-04"),
        ("https://stad.example/Nyheter.html?date=20180509&origin=x", "2018-05-09"),
        ("https://polis.example/pressmeddelanden/2021/februari/ny-polis/", ""),
        ("https://stad.example/2024/13/40/x", ""),
        ("https://stad.example/p/1234567890", ""),
        ("https://stad.example/12.5a20180509f/x", ""),
        ("/2024/3/4/x", "2024-03-04"),
        ("https://stad.example/23-01-2022-ny-park", "2022-01-23"),
    ],
)
def test_day_in_the_url(url, day):
    assert from_url(url) == day


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2024-10-21 12:07:52 +02:00", "2024-10-21T10:07:52Z"),
        ("2024-10-21 9:07:52 +02:00", "2024-10-21T07:07:52Z"),
        ("2024-10-21T12:07:52.123456+0200", "2024-10-21T10:07:52Z"),
        ("2024-10-21T12:07Z", "2024-10-21T12:07:00Z"),
        ("2024-10-21T12:07:52", "2024-10-21T10:07:52Z"),
        ("2024-03-04T10:00:00+01:00[Europe/Berlin]", "2024-03-04T09:00:00Z"),
        ("2024-03-04 10:00:00 UTC", "2024-03-04T10:00:00Z"),
        ("20240304T100000Z", "2024-03-04T10:00:00Z"),
        ("20240304", "2024-03-04"),
        ("2024-03-04T00:00:00+01:00", "2024-03-04"),
        ("2024-03-04T00:00:01+01:00", "2024-03-03T23:00:01Z"),
        ("2024-03-04", "2024-03-04"),
        ("Wed, 04 Mar 2024 10:00:00 +0100", "2024-03-04T09:00:00Z"),
        ("March 4, 2024", "2024-03-04"),
        ("Tue Jul 30 09:35:14 CEST 2019", "2019-07-30T07:35:14Z"),
    ],
)
def test_machine_dates(value, at):
    assert clean_iso(value, timezone="Europe/Stockholm").at == at


@pytest.mark.parametrize("value", ["", "2024-03", "2024-02-31", "now", "0000-00-00 00:00:00", "1709542800000"])
def test_machine_values_that_are_no_day_give_none(value):
    assert clean_iso(value, timezone="Europe/Stockholm") is None


@given(st.text(alphabet="0123456789 :.-/+TZabcdemprs•åäö'(", max_size=60))
def test_no_text_breaks_the_reading_of_dates(text):
    for found in find_all(text, **STOCKHOLM):
        assert found.moment.at[:4].isdigit()
    clean_iso(text, timezone="Europe/Stockholm")
    from_url(text)
