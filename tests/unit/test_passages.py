"""Documents become passages of whole sentences, each found again at its offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citewell.domain.documents import Block, Document
from citewell.domain.enums import PassageTopic
from citewell.text.passages import split_document
from citewell.text.sentences import split_sentences

SENTENCE = "Neck pain came before the headache in most of the people who were seen here. "


def document(*blocks: Block) -> Document:
    return Document(id="jull-2002", title="A trial", blocks=blocks, collection="test")


def test_a_short_block_is_one_passage_under_its_own_id_with_all_that_it_says_of_itself() -> None:
    block = Block(
        "Exercise helps.",
        id="jull-2002#07",
        section_path=("Results",),
        topic=PassageTopic.FIRST_LINE,
        locator="Table 3",
        strength="Weak for",
        certainty="low",
        inferred=True,
    )
    (passage,) = split_document(document(block))
    assert (passage.id, passage.document_id, passage.title) == ("jull-2002#07", "jull-2002", "A trial")
    assert (passage.start, passage.end, passage.text) == (0, 15, "Exercise helps.")
    assert (passage.section_path, passage.topic, passage.locator) == (
        ("Results",),
        PassageTopic.FIRST_LINE,
        "Table 3",
    )
    assert (passage.strength, passage.certainty, passage.inferred) == ("Weak for", "low", True)


def test_passages_without_a_block_id_are_numbered_through_the_document() -> None:
    passages = split_document(document(Block("One."), Block("Two.", section_path=("A", "B"))))
    assert [passage.id for passage in passages] == ["jull-2002#01", "jull-2002#02"]
    assert [passage.locator for passage in passages] == ["passage 1", "A > B"]


def test_a_number_never_takes_the_id_of_a_block() -> None:
    long = Block(SENTENCE * 40, id="jull-2002#01")
    passages = split_document(document(long, Block("Short.", id="jull-2002#02"), Block("Other.", id="jull-2002#02")))
    identifiers = [passage.id for passage in passages]
    assert len(set(identifiers)) == len(identifiers)
    assert passages[-2].id == "jull-2002#02"


def test_a_long_block_becomes_runs_of_whole_sentences() -> None:
    text = SENTENCE * 40
    passages = split_document(document(Block(text)))
    ends = {span.end for span in split_sentences(text)}
    assert len(passages) > 1
    assert all(passage.end in ends and len(passage.text.split()) <= 220 for passage in passages)


def test_a_sentence_up_to_four_hundred_words_stays_whole_and_a_longer_one_is_cut_at_a_clause() -> None:
    whole = " ".join(["Word"] + ["word"] * 398) + " end."
    endless = "; ".join(["one two three four five"] * 100) + "."
    assert [passage.text for passage in split_document(document(Block(f"Short one here. {whole}")))] == [
        "Short one here.",
        whole,
    ]
    pieces = split_document(document(Block(endless)))
    assert len(pieces) > 2
    assert all(piece.text.endswith((";", ".")) for piece in pieces)


@given(
    st.lists(
        st.sampled_from([SENTENCE, "E.g. this (see Fig. 2). ", "\n\n", "- item\n", "5 mg. daily ", "x" * 40 + " "]),
        min_size=1,
        max_size=80,
    )
)
def test_every_passage_stands_in_its_block_and_together_they_hold_all_of_it(pieces: list[str]) -> None:
    text = "Start. " + "".join(pieces)
    passages = split_document(document(Block(text)))
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(text.split())
