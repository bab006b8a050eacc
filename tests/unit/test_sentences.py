"""Medical text is cut where a reader would cut it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.text.sentences import split_sentences


def cut(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Pain fell (p<0.05). The rest stayed.", ["Pain fell (p<0.05).", "The rest stayed."]),
        ("Give 0.5 mg. daily for 2.5 weeks. Stop then.", ["Give 0.5 mg. daily for 2.5 weeks.", "Stop then."]),
        ("The dose was 5 mg. The end.", ["The dose was 5 mg.", "The end."]),
        ("Triptans (e.g. Sumatriptan) help, i.e. Early.", ["Triptans (e.g. Sumatriptan) help, i.e. Early."]),
        (
            "Jull et al. (2002) agree. So do Hall et al. The rest do not.",
            ["Jull et al. (2002) agree.", "So do Hall et al.", "The rest do not."],
        ),
        ("See Fig. 2 and No. 5 on p. 12. Then stop.", ["See Fig. 2 and No. 5 on p. 12.", "Then stop."]),
        ("Is it yes or no? No. The answer is clear.", ["Is it yes or no?", "No.", "The answer is clear."]),
        (
            "Drug vs. Placebo was tested by Dr. J. A. Smith at St. Louis.",
            ["Drug vs. Placebo was tested by Dr. J. A. Smith at St. Louis."],
        ),
        (
            "Allergan Inc. Irvine paid. Pfizer Inc. The rest did not.",
            ["Allergan Inc. Irvine paid.", "Pfizer Inc.", "The rest did not."],
        ),
        (
            "C. difficile and E. coli grew. They had vitamin D. Patients had hepatitis B. Most recovered.",
            [
                "C. difficile and E. coli grew.",
                "They had vitamin D.",
                "Patients had hepatitis B.",
                "Most recovered.",
            ],
        ),
        (
            "Pain fell.[12] The rest stayed. [3, 4] Nobody died.",
            ["Pain fell.[12]", "The rest stayed. [3, 4]", "Nobody died."],
        ),
        ("Neck pain is common.12 The cause is unknown.", ["Neck pain is common.12", "The cause is unknown."]),
        ('He said "Stop." Then he left.', ['He said "Stop."', "Then he left."]),
        (
            "One study (small. It was open label.) found relief. Two did not.",
            ["One study (small. It was open label.) found relief.", "Two did not."],
        ),
        ("It is rare; it is benign. It resolves.", ["It is rare; it is benign.", "It resolves."]),
        (
            "Growth stopped. mTOR was blocked. p53 was not.",
            ["Growth stopped.", "mTOR was blocked.", "p53 was not."],
        ),
        ("The cause is unknown.Treatment is rest.", ["The cause is unknown.", "Treatment is rest."]),
        ("See www.nhs.uk. It helps.", ["See www.nhs.uk.", "It helps."]),
        ("In 2002. 15 patients died.", ["In 2002.", "15 patients died."]),
        (
            "It is advised (weak recommendation). Stop smoking.",
            ["It is advised (weak recommendation).", "Stop smoking."],
        ),
    ],
)
def test_stops_end_sentences_only_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_bullets_inside_a_line_open_items_and_are_left_out_of_them() -> None:
    text = "Key Points - ALL is a cancer. - It may spread. Check for: - Weakness - Fever or sweats."
    assert cut(text) == [
        "Key Points",
        "ALL is a cancer.",
        "It may spread.",
        "Check for:",
        "Weakness",
        "Fever or sweats.",
    ]


def test_a_dash_inside_a_sentence_is_no_bullet() -> None:
    text = "The neck - and only the neck - was treated. Nothing else helped."
    assert cut(text) == ["The neck - and only the neck - was treated.", "Nothing else helped."]


def test_headings_and_list_items_on_lines_of_their_own_are_pieces_of_their_own() -> None:
    text = "Treatment\n\nRest comes first. Then:\n- heat\n* exercise\n1. Take a tablet. Wait.\n2) Take another."
    assert cut(text) == [
        "Treatment",
        "Rest comes first.",
        "Then:",
        "heat",
        "exercise",
        "Take a tablet.",
        "Wait.",
        "Take another.",
    ]


def test_a_line_wrapped_by_its_width_goes_on() -> None:
    text = "Headache after a whiplash injury is called acute up to three\nmonths and then persistent. It stays."
    assert len(cut(text)) == 2


def test_numbered_steps_keep_their_number_from_ending_a_sentence() -> None:
    assert cut("Do this: 1. Give oxygen. 2. Call help.") == ["Do this: 1. Give oxygen.", "2. Call help."]


PIECES = st.sampled_from(
    [
        "The dose was 0.05 mg",
        "no",
        "p. 5",
        "(see Fig. 2. It shows)",
        "[12]",
        "e.g.",
        ". ",
        "? ",
        "\n",
        "\n\n",
        " - Item",
        "et al.",
        "3.5",
        "1. ",
        "• ",
        "“Quote.”",
        "mTOR",
        "  ",
        ";",
        "A",
        "p=0.04",
        "Dr.",
        ")",
        "(",
        "…",
        "µ",
    ]
)
MARKS = set("-–—•*·▪●‣◦()0123456789.ivxabcdefghijklmnopqrstuvwxyz\\")


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
def test_spans_are_trimmed_in_order_and_leave_out_only_spaces_and_list_marks(text: str) -> None:
    spans = split_sentences(text)
    covered = 0
    for span in spans:
        assert covered <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        between = text[covered : span.start].strip()
        assert len(between) <= 6
        assert set(between) <= MARKS
        covered = span.end
    assert len(text[covered:].strip()) <= 6


@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_a_decimal_number_is_never_cut(text: str) -> None:
    for span in split_sentences(text):
        before, after = text[span.end - 2 : span.end], text[span.end : span.end + 1]
        assert not (before[:1].isdigit() and before.endswith(".") and after.isdigit())


@given(st.lists(st.sampled_from(["Pain fell. It", "rose", "0.5", "e.g.", "Then.", "\nand"]), max_size=8).map(" ".join))
def test_a_pair_of_brackets_is_never_parted(inside: str) -> None:
    text = f"Before ({inside}) after. End."
    for span in split_sentences(text):
        piece = span.of(text)
        assert piece.count("(") == piece.count(")")
