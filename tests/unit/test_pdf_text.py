"""What letters of a PDF become: marks, powers, symbols, hyphens at line ends, columns and margins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from citewell.sources._pdf_characters import UNKNOWN, read_character
from citewell.sources._pdf_layout import gather_page, lay_out
from citewell.sources._pdf_lines import read_chunks
from citewell.sources._pdf_ocr import paragraphs_of
from citewell.sources._pdf_page import Glyph, RawPage, Style
from citewell.sources._pdf_words import Vocabulary, join_lines


def set_line(text: str, *, x: float, y: float, size: float = 10.0) -> list[Glyph]:
    """Glyphs half as wide as high; spaces are left out and noted, as the parser does."""
    glyphs: list[Glyph] = []
    for place, letter in enumerate(text):
        if letter != " ":
            start = x + place * size / 2
            after = place > 0 and text[place - 1] == " "
            glyphs.append(Glyph(letter, start, start + size / 2, y, size, Style(), after))
    return glyphs


def line(before: str, raised: str, after: str, *, rise: float = 4, gap: float = 0) -> str:
    """What is read of a line in which a part is set smaller and off the line."""
    start = 50 + 5 * len(before) + gap
    glyphs = [
        *set_line(before, x=50, y=100),
        *set_line(raised, x=start, y=100 - rise, size=6),
        *set_line(after, x=start + 3 * len(raised), y=100),
    ]
    (chunk,) = read_chunks(glyphs)
    return chunk.text


@pytest.mark.parametrize(
    ("before", "raised", "after", "written"),
    [
        ("less pain", "12", " after", ""),
        ("in 2007", "3,4", ", and", ""),
        ("Smith et al.", "5–7", " found", ""),
        ("the dose", "a", " was", "^a"),
        ("the dose", "†", "", "†"),
        ("at least 10", "9", " cells/L", "^9"),
        ("2.5 × 10", "−3", " mol", "^−3"),
        ("110", "4", " patients", ""),
        ("25 kg/m", "2", " or more", "2"),
        ("60 mL min", "-1", "", "-1"),
        ("heterogeneity (I", "2", " = 40%)", "2"),
        ("in type I", "2", " diabetes", ""),
        ("within 30 s", "2", " of rest", ""),
        ("on the 1", "st", " day", "st"),
        ("at 37", "o", "C", "°"),
        ("Ca", "2+", " was", "2+"),
        ("take ", "1", "/2 tablet", "1"),
        ("take 1", "1", "/2 tablets", " 1"),
        ("", "131", "I was given", "131"),
    ],
)
def test_a_raised_mark_is_dropped_and_a_power_is_not(before: str, raised: str, after: str, written: str) -> None:
    assert line(before, raised, after) == f"{before}{written}{after}"


def test_a_raised_mark_that_is_drawn_apart_is_read_like_one_that_touches() -> None:
    assert line("less pain", "12", " after", gap=3) == "less pain after"
    assert line("at least 10", "9", " cells", gap=3) == "at least 10^9 cells"
    assert line("", "9", " The list is short.") == "The list is short."


def test_a_lowered_digit_stays_with_letters_and_apart_from_digits() -> None:
    assert line("CO", "2", " rose", rise=-2) == "CO2 rose"
    assert line("10", "2", " rose", rise=-2) == "10_2 rose"


def test_symbols_of_symbol_fonts_are_known_and_unknown_ones_are_seen_to_be_missing() -> None:
    assert read_character(0xF0B3, font="abcdef+symbol") == "≥"
    assert read_character(0xF0A3, font="symbolmt") == "≤"
    assert read_character(0xF0FC, font="wingdings") == "✓"
    assert read_character(0xF123, font="helvetica") == UNKNOWN
    assert read_character(0xFB01) == "fi"
    assert read_character(0x202E) == ""


@given(code=some.integers(min_value=0, max_value=0x7FFFFFFF))
def test_every_number_is_some_text_that_can_be_written(code: int) -> None:
    read_character(code, font="symbol").encode("utf-8")


@pytest.mark.parametrize(
    ("lines", "elsewhere", "joined"),
    [
        (["a low-", "load exercise"], "low-load work", "a low-load exercise"),
        (["a low-", "load exercise"], "", "a low-load exercise"),
        (["of infec-", "tion control"], "infection is rare", "of infection control"),
        (["the sensi-", "tivity of it"], "", "the sensitivity of it"),
        (["good recom-", "mendation"], "recommendations are", "good recommendation"),
        (["in low-", "and middle-income countries"], "", "in low- and middle-income countries"),
        (["evidence-to-", "decision"], "evidence-to-decision tables", "evidence-to-decision"),
        (["aged 10-", "20 years"], "", "aged 10-20 years"),
        (["from 1995–", "2007"], "", "from 1995–2007"),
        (["and/", "or surgery"], "", "and/or surgery"),
        (["with COVID-", "19"], "", "with COVID-19"),
        (["soft\u00ad", "ware is"], "", "software is"),
        (["a change of -", "2 points"], "", "a change of - 2 points"),
        (["see www.example.org/neck-", "pain.html"], "", "see www.example.org/neck-pain.html"),
        (["no hyphen", "here"], "", "no hyphen here"),
    ],
)
def test_line_ends_are_joined_as_the_document_writes_the_word(lines: list[str], elsewhere: str, joined: str) -> None:
    assert join_lines(lines, Vocabulary([elsewhere, *lines])) == joined


WORDS = some.text(alphabet="abcdefghij", min_size=2, max_size=9)


@given(some.lists(some.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8))
def test_lines_without_hyphens_keep_every_word_in_order(lines: list[str]) -> None:
    assert join_lines(lines, Vocabulary(lines)).split() == " ".join(lines).split()


def page_of(*lines: list[Glyph], number: int = 1) -> RawPage:
    return RawPage(number, 595.0, 842.0, glyphs=[glyph for line in lines for glyph in line])


SENTENCES = some.lists(WORDS, min_size=4, max_size=9).map(" ".join)


@settings(max_examples=40)
@given(
    left=some.lists(SENTENCES, min_size=3, max_size=12),
    right=some.lists(SENTENCES, min_size=3, max_size=12),
    drop=some.floats(0, 12),
)
def test_two_columns_are_never_read_across(left: list[str], right: list[str], drop: float) -> None:
    """However long their lines are, and whether or not they stand level with each other."""
    lines = [set_line(text[:48], x=50, y=100 + 13 * row) for row, text in enumerate(left)]
    lines += [set_line(text[:48], x=310, y=100 + drop + 13 * row) for row, text in enumerate(right)]
    laid = lay_out([gather_page(page_of(*lines))])
    found = " ".join(block.text for block in laid.blocks).replace(" | ", " ").split()
    wanted = " ".join(text[:48] for text in [*left, *right]).split()
    assert sorted(found) == sorted(wanted)
    if all(len(text) > 34 for text in [*left[:-1], *right[:-1]]):
        assert found == wanted


@settings(max_examples=60)
@given(
    some.lists(
        some.builds(
            Glyph,
            some.text(alphabet="aB1.-•(Ω ", min_size=1, max_size=2),
            some.floats(-50, 700),
            some.floats(-50, 700),
            some.floats(-50, 900),
            some.floats(2, 60),
            some.builds(Style, some.booleans(), some.booleans(), some.integers(0, 511)),
            some.booleans(),
        ),
        max_size=120,
    )
)
def test_letters_strewn_anywhere_are_laid_out_without_an_error(glyphs: list[Glyph]) -> None:
    for block in lay_out([gather_page(page_of(glyphs))]).blocks:
        assert block.text.strip()


def test_a_space_that_the_file_leaves_out_is_read_from_the_white() -> None:
    first, second = set_line("this", x=50, y=100), set_line("dose", x=72, y=100)
    assert [chunk.text for chunk in read_chunks([*first, *second])] == ["this dose"]


def test_words_set_wide_apart_letter_by_letter_stay_words() -> None:
    glyphs = [
        Glyph(letter, 50 + 8.0 * place, 55 + 8.0 * place, 100, 10, Style(), letter == "P")
        for place, letter in enumerate("NECKPAIN")
    ]
    assert [chunk.text for chunk in read_chunks(glyphs)] == ["NECK PAIN"]


def test_running_heads_go_and_headings_at_the_same_height_stay() -> None:
    pages = []
    for number in range(1, 8):
        lines = [
            set_line("Handbook of invented necks", x=50, y=40, size=7),
            set_line(f"Chapter {number} deals with one thing", x=50, y=80, size=16),
            set_line(f"In group {number} nobody got any better with rest alone.", x=50, y=120),
            set_line("A second line of text stands under it, of the same", x=50, y=133),
            set_line("length, and then a third.", x=50, y=146),
            set_line(str(number + 20), x=290, y=815, size=7),
        ]
        pages.append(gather_page(page_of(*lines, number=number)))
    laid = lay_out(pages)
    assert [block.sections for block in laid.blocks] == [(f"Chapter {n} deals with one thing",) for n in range(1, 8)]
    assert not any("Handbook" in block.text for block in laid.blocks)
    assert laid.printed == {number: str(number + 20) for number in range(1, 8)}


def test_text_from_ocr_comes_in_paragraphs_without_page_numbers() -> None:
    assert paragraphs_of("Rest is not ad-\nvised for long.\n\n 12 \n\nIt is advised to walk.\f") == [
        "Rest is not advised for long.",
        "It is advised to walk.",
    ]
