"""Contact blocks told from text that happens to hold a number."""

import pytest

from archive.records import Block, Contact
from scraper.readers.contacts import find_contacts


def blocks(*texts: str) -> list[Block]:
    return [Block(text=text, tag="p") for text in texts]


def test_persons_under_a_heading_are_contacts():
    found, taken = find_contacts(
        blocks("En park öppnar.", "Kontakt", "Alva Berg, sektionschef, 0705-12 34 56", "Ola Dal, 040-34 10 00", "Fakta")
    )
    assert found == [
        Contact(name="Alva Berg", role="sektionschef", phone="0705-12 34 56"),
        Contact(name="Ola Dal", phone="040-34 10 00"),
    ]
    assert taken == {1, 2, 3}


def test_name_role_number_and_address_on_lines_of_their_own():
    found, taken = find_contacts(
        blocks(
            "Presskontakt",
            "Alva Berg",
            "presschef",
            "040-34 10 00",
            "alva.berg@stad.example",
            "Ola Dal",
            "+46 40 34 10 01",
        )
    )
    assert found == [
        Contact(name="Alva Berg", role="presschef", phone="040-34 10 00", email="alva.berg@stad.example"),
        Contact(name="Ola Dal", phone="+46 40 34 10 01"),
    ]
    assert taken == set(range(7))


def test_block_of_several_lines_is_one_contact():
    found, taken = find_contacts(blocks("Alva Berg, presschef\n040-34 10 00\nalva.berg@stad.example"))
    assert found == [Contact(name="Alva Berg", role="presschef", phone="040-34 10 00", email="alva.berg@stad.example")]
    assert taken == {0}


def test_two_persons_in_one_block():
    found, _ = find_contacts(blocks("Kontakt:", "Alva Berg, chef, 0705-12 34 56 Ola Dal, chef, 0705-12 34 57"))
    assert [(c.name, c.role, c.phone) for c in found] == [
        ("Alva Berg", "chef", "0705-12 34 56"),
        ("Ola Dal", "chef", "0705-12 34 57"),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Kontakt", "Kontaktpersoner", "Kontakta oss", "Presskontakt", "För mer information", "Utsänt av", "Pressekontakt",
        "For mere information", "For mer informasjon kontakt", "Yhteyshenkilö", "Lisätietoja", "Ansprechpartnerin",
        "Rückfragen:", "Media contact", "For further information, please contact:", "Contacts",
    ],
)  # fmt: skip
def test_headings_of_six_languages_announce_contacts(heading):
    found, taken = find_contacts(blocks(heading, "Pressestelle", "040-34 10 00"))
    assert taken == {0, 1, 2}, heading
    assert found == [Contact(name="Pressestelle", phone="040-34 10 00")]


def test_danish_number_without_a_leading_zero():
    found, taken = find_contacts(blocks("Pressekontakt", "Alva Berg, pressechef, tlf. 12 34 56 78"))
    assert found == [Contact(name="Alva Berg", role="pressechef", phone="12 34 56 78")]
    assert taken == {0, 1}


def test_address_that_only_the_link_holds():
    block = Block(text="Alva Berg", tag="p", links=("mailto:alva.berg@stad.example?subject=x",))
    assert find_contacts([Block(text="Kontakt", tag="h2"), block]) == (
        [Contact(name="Alva Berg", email="alva.berg@stad.example")],
        {0, 1},
    )


@pytest.mark.parametrize(
    "text",
    [
        "Stödcentrum, vardagar kl 8-16 Tel: 040-12 34 56",
        "Ring kommunens växel på 040-12 34 56 om du har frågor. Vi svarar på vardagar.",
        "Vittnen bör vända sig till polis på plats alternativt via telefonnummer 114 14.",
        "Skriv till oss på hej@stad.example så svarar vi inom en vecka.",
        "Överenskommelsen Trygg stad 2017-2022",
        "Alva Berg säger att parken öppnar 2024-05-01.",
        "Alva Berg, presschef",
        "Kontakta oss",
    ],
)
def test_in_doubt_a_block_stays_text(text):
    assert find_contacts(
        blocks("Parken öppnar.", text, "Välkommen till parken, som är öppen hela dagen för alla.")
    ) == (
        [],
        set(),
    )


def test_text_after_the_contacts_stays_text():
    _, taken = find_contacts(
        blocks("Kontakt", "Alva Berg, 040-34 10 00", "Parken är stor och öppen för alla, hela året. Välkommen!")
    )
    assert taken == {0, 1}


def test_empty_page_has_no_contacts():
    assert find_contacts([]) == ([], set())


def test_name_between_two_contact_headings_is_the_contacts_name() -> None:
    lines = ["Texten är slut.", "Kontaktperson", "Jörgen Tallhed", "Presskontakt", "teknisk chef", "040-628 04 19"]
    contacts, taken = find_contacts([Block(text=line, tag="p") for line in lines])
    assert contacts == [Contact(name="Jörgen Tallhed", role="teknisk chef", phone="040-628 04 19")]
    assert taken == {1, 2, 3, 4, 5}
