"""Words that readers get beside the statements: grades, checks, people asked about, signs, links and matches."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import resources

import pytest
from tests.building import citation, claim, reference
from tests.examples import example_article

from citewell.checks.registry import rules
from citewell.compose.citing import reference_links
from citewell.compose.finding_words import finding_words, newer_editions, rule_name
from citewell.compose.how_sure import how_sure
from citewell.compose.lay_grades import lay_grade, lay_marks, without_grades
from citewell.compose.people_told import lines_lead, people_lead, people_marks
from citewell.compose.reading import claim_marks, missing_topic
from citewell.compose.urgent_order import order_signs
from citewell.domain.articles import Article, Finding, Missing
from citewell.domain.enums import Severity
from citewell.domain.questions import Emergency
from citewell.web.found_statements import LONGEST_STATEMENT, matching_statement

SUPERSEDED = Finding("source_status", Severity.NOTICE, "c1", "VA/DoD, 2021 has been superseded by vadod-2023-annals.")


def test_a_newer_edition_is_told_by_its_title_and_never_by_an_identifier() -> None:
    assert newer_editions([SUPERSEDED]) == ("vadod-2023-annals",)
    told = finding_words(SUPERSEDED, {"vadod-2023-annals": "Management of Headache (2024)"})
    assert told == "VA/DoD, 2021 has been superseded by “Management of Headache (2024)”. (standing of the source)"
    unknown = finding_words(SUPERSEDED)
    assert unknown == "VA/DoD, 2021 has been superseded by a later edition. (standing of the source)"


def test_every_rule_of_the_checks_has_a_name_for_readers() -> None:
    text = resources.files("citewell.compose").joinpath("rule_names.toml").read_text("utf-8")
    named = tomllib.loads(text)
    assert {one.name for one in rules()} | {"entailment", "notice_told", "line_is_stated"} <= set(named)
    assert [name for name in named.values() if "_" in name] == []
    assert rule_name("a_rule_of_old") == "a rule of old"


@pytest.mark.parametrize(
    ("grade", "meaning"),
    [
        ("consider (NICE-style wording)", "careful advice: its source says to think about it"),
        ("should (NICE-style wording)", "clear advice of its source"),
        ("recommended option", "advice of its source"),
        ("do not offer", "its source advises against it"),
        ("strong recommendation", "strong advice: its source expects it to be right for most people"),
        ("Weak for", "careful advice: its source is not sure that it is right for everyone"),
        ("Weak against", "careful advice: its source is not sure that it is right for everyone"),
        ("Neither for nor against", "its source found too little to advise for or against it"),
        ("Grade C", "its source gives it a low grade"),
        ("Level III", "its source gives it a low grade, as the proof is weak"),
        ("Class III evidence", "its source gives it a low grade, as the proof is weak"),
        ("GRADE very low", "its source calls the proof very weak"),
        ("low quality evidence", "its source calls the proof weak"),
        ("uncontrolled consecutive series", "shown in a study without a fair group to compare with, so it is not sure"),
    ],
)
def test_a_grade_is_put_in_words_for_anybody(grade: str, meaning: str) -> None:
    assert lay_grade(grade) == meaning


@pytest.mark.parametrize("grade", ["Class III", "Class 3", "Class I", "Grade I", "Class B"])
def test_a_grade_that_means_one_thing_here_and_its_opposite_there_is_quoted(grade: str) -> None:
    """Class III of the ACC and AHA is advice against; grade I is the first of some and no grade at all of others."""
    assert lay_grade(grade) == f"graded by its source as “{grade}”"


@pytest.mark.parametrize("grade", ["Strong for / Weak for", "should not", "Level IV", "not strong", "low to high"])
def test_a_grade_that_no_scheme_knows_is_never_made_stronger(grade: str) -> None:
    words = lay_grade(grade)
    assert words in (f"graded by its source as “{grade}”", "its source advises against it")
    assert not words.startswith(("strong", "clear"))


def test_the_table_of_grades_says_strong_only_of_what_is_called_strong() -> None:
    text = resources.files("citewell.compose").joinpath("lay_grades.toml").read_text("utf-8")
    strong = [row for row in tomllib.loads(text)["grade"] if "strong" in row["means"] or "most people" in row["means"]]
    assert [row["words"] for row in strong] == [["(?:grade )?strong(?: (?:recommendation|for|against))?"]]


def test_lay_marks_hold_what_the_articles_marks_hold_besides_grades() -> None:
    article = example_article()
    block = next(one for one in article.claims if len(one.citations) == 3)
    assert lay_marks(block, article.references)[:2] == (
        "[8]: careful advice: its source is not sure that it is right for everyone",
        "[8]: its source calls the proof weak",
    )
    for one in article.claims:
        marks = [mark for mark in claim_marks(one, article.references) if not mark.startswith("per ")]
        standing = [mark.replace("is superseded", "has been replaced by a newer text") for mark in marks]
        assert [mark for mark in lay_marks(one, article.references) if mark in standing] == standing


def test_how_sure_is_told_to_lay_readers_without_quoted_grades() -> None:
    article = example_article()
    told = how_sure(article)
    assert "NICE-style" in told
    plain = without_grades(told, article)
    assert "“" not in plain
    assert plain.startswith("Rests on")
    ungraded = replace(article, direct_answer=article.direct_answer[:0], sections=article.sections[:1])
    assert without_grades(how_sure(ungraded), ungraded) == how_sure(ungraded)


def asked_of(question: str, *texts: str) -> Article:
    """An article whose direct answer is the first text; the others stand in a section."""
    first, *others = (claim(citation(1, f"a#{place}", text, "p. 1")) for place, text in enumerate(texts))
    example = example_article()
    sections = (replace(example.sections[0], claims=tuple(others)),) if others else ()
    return replace(example, question=question, direct_answer=(first,), sections=sections, lines=())


def test_an_answer_that_speaks_of_nobody_asked_about_says_so_first() -> None:
    article = asked_of("How is migraine treated in pregnancy?", "Exercise may help.", "Rest may help.")
    (lead,) = people_lead(article)
    assert lead.startswith("No source was found on this in pregnancy. What follows is general")
    assert people_marks(article.question, article.direct_answer[0], article.references) == (
        "does not say whether it holds in pregnancy",
    )


def test_what_is_said_of_them_further_down_is_pointed_to() -> None:
    article = asked_of("How is migraine treated in pregnancy?", "Exercise may help.", "Block needs care in pregnancy.")
    (lead,) = people_lead(article)
    assert lead.startswith("The direct answer is general: it does not say whether it holds in pregnancy.")
    assert "one statement" in lead


def test_an_answer_on_the_people_asked_about_or_on_nobody_in_particular_has_no_such_lead() -> None:
    for question, text in (
        ("How is migraine treated in pregnancy?", "In pregnancy paracetamol comes first."),
        ("How is migraine treated?", "Exercise may help."),
    ):
        article = asked_of(question, text)
        assert people_lead(article) == lines_lead(article) == ()
        assert people_marks(question, article.direct_answer[0], article.references) == ()


def test_the_title_of_a_study_says_of_whom_it_speaks() -> None:
    article = asked_of("Is it safe in children?", "Exercise may help.")
    of_children = replace(article.references[0], title="Headache in children: a cohort")
    assert people_marks(article.question, article.direct_answer[0], (of_children,)) == ()


def test_what_is_missing_does_not_repeat_its_own_words_in_brackets() -> None:
    assert (
        missing_topic(Missing("anomaly management in pregnancy (in pregnancy)", ""))
        == "anomaly management in pregnancy"
    )
    assert missing_topic(Missing("treatment of migraine (dose)", "")) == "treatment of migraine (dose)"


def test_shares_of_patients_stand_behind_signs_and_the_call_is_not_told_twice() -> None:
    share = "Headache happens in 65 to 95 out of 100 people with a tear."
    article = replace(example_article(), emergencies=(Emergency("stroke", "A sign.", "Call now.", "NICE", ""),))
    signs = ("Call now.", "A sign.", share, "Fever with a stiff neck.", "Weakness of an arm in 25% of people.")
    assert order_signs(signs, article) == (("Fever with a stiff neck.",), (share, signs[-1]))
    assert order_signs((share,), article) == ((share,), ())
    others = "Signs of neck instability in Down syndrome include head tilt."
    assert order_signs((others, "Fever with a stiff neck."), article) == (("Fever with a stiff neck.",), (others,))
    own = replace(article, question="What are signs of neck instability in a child with Down syndrome?")
    assert order_signs((others, "Fever with a stiff neck."), own)[0] == (others, "Fever with a stiff neck.")


@pytest.mark.parametrize(
    ("url", "copied", "label", "address"),
    [
        (
            "https://www.tandfonline.com/doi/full/10.1080/09593985.2020.1",
            False,
            "doi:10.1080/09593985.2020.1",
            "https://doi.org/10.1080/09593985.2020.1",
        ),
        ("https://doi.org/10.1/x", False, "doi.org", "https://doi.org/10.1/x"),
        ("https://id.scribd.com/document/1/x", False, "copy at id.scribd.com", "https://id.scribd.com/document/1/x"),
        (
            "https://uth.pure.elsevier.com/en/x",
            False,
            "copy at uth.pure.elsevier.com",
            "https://uth.pure.elsevier.com/en/x",
        ),
        ("https://example.org/x", True, "copy at example.org", "https://example.org/x"),
        ("https://example.org/x", False, "example.org", "https://example.org/x"),
        ("https://notscribd.com/x", False, "notscribd.com", "https://notscribd.com/x"),
    ],
)
def test_a_doi_goes_before_a_page_and_a_copy_is_called_one(url: str, copied: bool, label: str, address: str) -> None:
    one = reference(1, "a", "A title", url=url, read_on_copy_site=copied)
    assert reference_links(one) == ((label, address),)


def test_a_search_shows_the_statement_with_most_of_its_words_marked() -> None:
    pieces = matching_statement(example_article(), "nerve BLOCK essential")
    assert "".join(text for text, _ in pieces).startswith("The 2004 review")
    assert {text for text, marked in pieces if marked} == {"nerve", "block", "essential"}
    assert matching_statement(example_article(), "zebra") == ()


def test_a_long_statement_is_cut_around_its_match_and_no_dose_is_shown_to_who_gets_none() -> None:
    text = f"{'Once upon a time there was much to say. ' * 20}The zebra slept."
    article = asked_of("Is it so?", text)
    shown = "".join(piece for piece, _ in matching_statement(article, "zebra"))
    assert "zebra" in shown
    assert len(shown) <= LONGEST_STATEMENT + 4
    dosed = asked_of("Is it so?", "Take 400 mg of ibuprofen three times a day.")
    assert matching_statement(dosed, "ibuprofen")
    assert matching_statement(dosed, "ibuprofen", doses=False) == ()
