"""In a reader's words: the same claims and numbers, and nothing of what the profile withholds, in any format."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.materials import ARTICLES, WITHHELD, answered_article, material, plain_words
from tests.unit.test_exporter_port import EXPORTERS, squeezed, words

from citewell.compose.reading import clean
from citewell.domain.articles import Article
from citewell.domain.errors import RecordError
from citewell.domain.wordings import Explanation, WordedArticle

WORDED = ("docx", "html", "markdown", "pdf", "text")
each_format = pytest.mark.parametrize("name", WORDED)


def page(name: str, article: Article, wording: WordedArticle) -> str:
    return words(EXPORTERS[name].export(material(article, wording=wording)), name)


@each_format
def test_the_reader_s_words_stand_in_place_of_the_article_s(name: str) -> None:
    article = answered_article()
    wording = plain_words(article)
    read = page(name, article, wording)
    first, second, *others = article.claims
    for told in ("Gentle exercises may help.", "moving on purpose", WITHHELD, "In words for: Clinician"):
        assert squeezed(told) in read
    assert squeezed("Call an ambulance for a sudden headache.") in read
    assert squeezed("Which exercises fit me?") in read
    assert squeezed("school grade 9.1 for all words, 5.8 with names and explained terms counted as known") in read
    assert squeezed("(30 of 120 words), by Flesch and Kincaid; 10.2 and 7.3 by SMOG (aim: 6 or below") in read
    for claim in others:
        assert squeezed(clean(claim.text)) in read
    assert (
        squeezed("For persistent cervicogenic headache OPTIMa 2019 says to consider") not in read.split("References")[0]
    )
    assert article.digest in read
    assert first.id != second.id


@each_format
def test_what_is_withheld_is_shown_nowhere(name: str) -> None:
    article = answered_article()
    withheld = article.direct_answer[1]
    read = page(name, article, plain_words(article))
    assert squeezed(withheld.text) not in read
    assert squeezed(withheld.citations[0].quote) not in read
    assert squeezed("Posterior fossa decompression") not in read
    assert squeezed("up to 20% of patients") not in read  # a sentence that the checks removed
    assert squeezed("1 sentence did not pass the checks") in read


@each_format
def test_a_withheld_side_of_a_disagreement_tells_neither_position_nor_reason(name: str) -> None:
    article = answered_article()
    side = article.disagreements[0].sides[0]
    wording = plain_words(article)
    claims = tuple(
        replace(one, text="", withheld=WITHHELD) if one.claim_id == side.claim_id else one for one in wording.claims
    )
    read = page(name, article, replace(wording, claims=claims))
    assert squeezed("0.17%") not in read
    assert squeezed("4.1%") in read


@each_format
def test_what_is_folded_away_on_a_page_stands_at_the_end_of_a_file(name: str) -> None:
    article = answered_article()
    read = page(name, article, plain_words(article))
    last = squeezed(article.claims[-1].text)
    assert read.index(squeezed("The rest of this answer: Second-line treatment")) < read.index(last)


@each_format
def test_a_list_in_a_reader_s_words_is_set_as_one(name: str) -> None:
    article = answered_article()
    wording = plain_words(article)
    listed = replace(wording.claims[0], text="It may help:\n• gentle exercises\n• a warm pack")
    made = EXPORTERS[name].export(material(article, wording=replace(wording, claims=(listed, *wording.claims[1:]))))
    read = words(made, name)
    assert squeezed("gentle exercises") in read
    if name == "markdown":
        assert "It may help: \\[1\\]" in made.decode()
        assert "\n  - gentle exercises\n  - a warm pack\n" in made.decode()
    if name == "html":
        assert "<li>gentle exercises</li><li>a warm pack</li>" in made.decode()


@each_format
def test_a_term_is_explained_where_it_stands_first(name: str) -> None:
    article = answered_article()
    wording = plain_words(article)
    again = replace(wording.claims[3], explanations=(Explanation("Exercises", "the same again"),))
    claims = (*wording.claims[:3], again, *wording.claims[4:])
    read = page(name, article, replace(wording, claims=claims))
    assert read.count(squeezed("moving on purpose")) == 1
    assert squeezed("the same again") not in read


@each_format
def test_what_the_call_for_help_says_is_not_said_twice(name: str) -> None:
    article = ARTICLES["emergency"]()
    call = article.emergencies[0].call
    wording = plain_words(article)
    read = page(name, article, replace(wording, urgent=(call, *wording.urgent)))
    assert read.count(squeezed(call)) == 1


@each_format
def test_words_of_another_article_are_refused(name: str) -> None:
    article = answered_article()
    wording = plain_words(article)
    for other in (replace(wording, digest="0" * 64), replace(wording, claims=wording.claims[1:])):
        with pytest.raises(RecordError):
            EXPORTERS[name].export(material(article, wording=other))


@each_format
def test_hostile_words_are_text_as_well(name: str) -> None:
    article = answered_article()
    wording = plain_words(article)
    bad = replace(wording.claims[0], text="<script>alert(1)</script> **b** \x1b[31m\u202e")
    made = EXPORTERS[name].export(material(article, wording=replace(wording, claims=(bad, *wording.claims[1:]))))
    if name in ("html", "markdown"):
        assert b"<script" not in made
    if name != "pdf":
        assert "\u202e" not in words(made, name)


def test_a_sentence_that_goes_on_behind_its_list_is_no_item_of_it() -> None:
    article = answered_article()
    wording = plain_words(article)
    first, *others = wording.claims
    told = "Signs such as\n• confusion or\n• seizures\npoint to another cause."
    shown = replace(first, text=told, explanations=(), withheld="")
    read = page("text", article, replace(wording, claims=(shown, *others)))
    assert squeezed("Signs such as confusion or seizures point to another cause.") in read
