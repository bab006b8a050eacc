"""What the first pages of a PDF say of it, and what is left open rather than guessed."""

from __future__ import annotations

import pytest

from citewell.sources._pdf_metadata import Line, Metadata, organisations, read_metadata


def read(*lines: str, info: dict[str, str] | None = None, sizes: dict[str, float] | None = None) -> Metadata:
    placed: list[Line] = [
        (1, (sizes or {}).get(line, 10.0 if row else 20.0), 40.0 + 14 * row, line) for row, line in enumerate(lines)
    ]
    return read_metadata(placed, info or {}, text=" ".join(lines), stem="neck_pain-2")


BIG = {"Care of the stiff neck": 24.0}


def test_the_largest_words_are_the_title_unless_the_file_has_a_good_one() -> None:
    printed = ("Care of the stiff neck", "A guide for general practice")
    assert read(*printed, sizes=BIG).title == "Care of the stiff neck"
    for poor in ("Microsoft Word - final.doc", "untitled", "neck.indd", "An Older Title About Something Else"):
        assert read(*printed, sizes=BIG, info={"Title": poor}).title == "Care of the stiff neck"
    stated = "Care of the Stiff Neck: a Guide for General Practice"
    assert read(*printed, sizes=BIG, info={"Title": stated}).title == stated
    assert read().title == "neck pain-2"


@pytest.mark.parametrize(
    ("line", "year", "published"),
    [
        ("© Society for Invented Necks 2018", 2018, "2018"),
        ("Copyright 2011-2014 by the authors. Updated March 2020", 2014, "2014"),
        ("Version 2.3 - September 2016", 2016, "2016-09"),
        ("Last updated: 4 May 2021", 2021, "2021-05"),
        ("Geneva: Invented Press; 2017.", 2017, "2017"),
        ("J Invented Med 2019;4:1-9", 2019, "2019"),
    ],
)
def test_the_year_is_the_one_that_is_printed(line: str, year: int, published: str) -> None:
    metadata = read("Care of the stiff neck", line, info={"CreationDate": "D:20240101"})
    assert (metadata.year, metadata.published) == (year, published)
    assert not metadata.notes


def test_the_date_of_the_file_counts_only_where_no_year_is_printed_and_the_note_says_so() -> None:
    metadata = read("Care of the stiff neck", "In 1998 a trial was made.", info={"CreationDate": "D:20240101"})
    assert metadata.year == 2024
    assert "date of the file" in metadata.notes[0]
    assert read("Care of the stiff neck").year is None


def test_an_organisation_is_told_only_where_one_is_named() -> None:
    who = "World Health Organization"
    assert read("Necks", f"© {who} 2018").organisation == who
    assert read("Necks", who).country == "international"
    assert read("Necks", "Produced with the NICE people of our town").organisation == ""
    assert read("Necks", "Scottish Intercollegiate Guidelines Network", who).organisation == ""
    assert read("WHO HAS NECK PAIN?").organisation == ""
    assert read("WHO guideline on necks").organisation == who
    assert read("Necks", info={"Author": "Centers for Disease Control and Prevention"}).country == "United States"


def test_one_doi_is_taken_and_of_several_none() -> None:
    assert read("Necks", "https://doi.org/10.1234/Neck.5.").doi == "10.1234/neck.5"
    assert read("Necks", "doi: 10.1234/neck.5", "See doi:10.1234/other.6").doi == ""


def test_a_licence_is_never_read_wider_than_it_is_printed() -> None:
    assert read("Necks", "Licence: CC", "BY-NC-", "SA 3.0 IGO (CC BY-NC-SA 3.0 IGO)").licence == "CC BY-NC-SA 3.0 IGO"
    assert read("Necks", "Licence: CC BY-", "NC-SA 4.0.").licence == "CC BY-NC-SA 4.0"
    assert read("Necks", "All rights reserved").licence == ""


def test_the_language_is_told_where_it_is_plain() -> None:
    english = (
        "The neck is the part of the body that is above the chest and it should be kept warm in the winter for comfort"
    )
    german = (
        "Die Wirbel sind mit Bändern verbunden und das ist für den Kopf nicht ohne Wert, der von der Last gedrückt wird"
    )
    assert read("Necks", english).language == "en"
    assert read("Necks", german).language == "de"
    assert read("Necks 123").language == ""


def test_every_organisation_has_a_name_a_country_and_itself_among_its_names() -> None:
    names = [body.name for body in organisations()]
    assert len(names) == len(set(names))
    for body in organisations():
        assert body.country
        assert body.names
