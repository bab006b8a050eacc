"""What is shown serves the question: pages by their aspect, papers by a word of what is asked, and of whom."""

from __future__ import annotations

import pytest
from tests.unit.test_papers import candidates, evidence_of, paper

from citewell.checks.every_citation import supports
from citewell.compose.answering import answer_score, says_aspect
from citewell.compose.aspects import aspect_named, is_hollow, says_fit
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.focus import is_on_wider
from citewell.compose.leaning import compares_with_unsaid, leans
from citewell.compose.lists import is_cut_list
from citewell.compose.on_point import names_excluded, tells_asked
from citewell.compose.outlines import outline_for
from citewell.compose.passed_over import is_on_animals, is_passed_over
from citewell.compose.question import understand
from citewell.compose.repeating import repeats
from citewell.compose.select import on_topic
from citewell.compose.serving import serving, settled
from citewell.compose.standing import Standing, standing
from citewell.domain.documents import Block, Document
from citewell.domain.enums import EvidenceKind, Intent, PassageTopic
from citewell.domain.questions import Evidence, Question, QuestionPart
from citewell.text.coverage import Unit, read_signs
from citewell.text.normalise import content_stems, stem
from citewell.text.vocabulary import Vocabulary

EMPTY = Vocabulary()
BRINDLE = (Unit(stem("brindle"), 1.0), Unit((stem("brindle"), stem("fever")), 1.0))


def page(name: str, title: str, text: str) -> list[Evidence]:
    document = Document(name, title, (Block(text),), "test", kind=EvidenceKind.OTHER)
    return evidence_of((document, None))


def read(*pages: list[Evidence]) -> list[Candidate]:
    evidence = [one for found in pages for one in found]
    return make_candidates(extract_claims(evidence), evidence, units=BRINDLE, vocabulary=EMPTY)


def asked(text: str, intent: Intent, *, focus: tuple[PassageTopic, ...] = ()) -> QuestionPart:
    return QuestionPart(text, "brindle fever", intent, focus=focus, terms=("brindle", "fever"))


def shown(found: list[Candidate], part: QuestionPart) -> set[str]:
    """The texts that may stand under any heading of the outline."""
    pool = settled(found, part)
    return {
        one.claim.text
        for plan in outline_for(part).sections
        for one in serving(pool, part, plan)
        if plan.topics and one.topic in plan.topics
    }


def test_a_page_for_readers_may_speak_of_people_that_no_study_had() -> None:
    told = "In symptomatic people, brindle fever is usually diagnosed by a blood test."
    few = "In a small number of people with brindle fever, the liver is affected."
    found = {one.claim.text for one in read(page("a", "How to diagnose Brindle fever ?", f"{told} {few}"))}
    assert found == {told, few}
    assert is_passed_over("Of 45 patients, three were lost.")
    assert not is_passed_over(told)


def test_an_answer_on_one_aspect_leaves_out_what_the_entry_tells_of_others() -> None:
    found = read(
        page(
            "a", "Who is at risk for Brindle fever? ?", "Children with brindle fever in the family are at higher risk."
        ),
        page("b", "What are the treatments for Brindle fever ?", "Brindle fever is treated with rest and fluids."),
        page("c", "What is (are) Brindle fever ?", "Brindle fever is an infection of the brindle gland."),
    )
    part = asked("Who is at risk of brindle fever", Intent.CAUSE, focus=(PassageTopic.EPIDEMIOLOGY,))
    texts = shown(found, part)
    assert "Children with brindle fever in the family are at higher risk." in texts
    assert "Brindle fever is treated with rest and fluids." not in texts


def test_what_a_thing_is_may_stand_beside_what_was_asked() -> None:
    found = read(
        page("b", "What are the treatments for Brindle fever ?", "Brindle fever is treated with rest and fluids."),
        page("c", "What is (are) Brindle fever ?", "Brindle fever is an infection of the brindle gland."),
    )
    assert len(shown(found, asked("How is brindle fever treated", Intent.TREATMENT))) == 2


def test_what_explains_another_word_of_the_page_serves_nothing() -> None:
    text = "Treating brindle fever means resting in a cool room. Targets are numbers you aim for."
    found = read(page("b", "What are the treatments for Brindle fever ?", text))
    part = asked("How is brindle fever treated", Intent.TREATMENT)
    assert shown(found, part) == {"Treating brindle fever means resting in a cool room."}


def test_a_sentence_that_leaves_the_thing_to_a_page_on_another_aspect_does_not_answer() -> None:
    text = "Alphin helps your body use salt and helps control your salt levels. Treating brindle fever means resting."
    found = read(page("b", "What to do for Brindle fever ?", text))
    part = asked("How is brindle fever treated", Intent.TREATMENT)
    assert {one.claim.text for one in found if says_aspect(one, part)} == {"Treating brindle fever means resting."}


def test_what_comes_of_the_thing_is_its_complication_and_not_what_it_comes_of() -> None:
    aspect = aspect_named("complications")
    assert says_fit(aspect, "Brindle fever can cause deafness.", "brindle fever") > 0.0
    assert says_fit(aspect, "Some inherited disorders can cause brindle fever.", "brindle fever") == 0.0
    assert not is_hollow("If brindle fever is not treated, deafness may be permanent.")


def test_a_page_on_something_wider_is_not_the_page_for_the_thing() -> None:
    assert is_on_wider("How to diagnose Diabetes ? (Also called: Diabetes - gestational)", "gestational diabetes")
    assert not is_on_wider("How to diagnose Gestational diabetes ?", "gestational diabetes")
    assert not is_on_wider("What are the treatments for Fibromyalgia ?", "fibromyalgia pain")


def test_two_names_joined_by_a_hyphen_are_a_third() -> None:
    units, text = (Unit(stem("wilson"), 1.0),), "Mowat-Wilson syndrome is inherited."
    signs = read_signs(text, EMPTY)
    found = standing(units, signs, text, title=text, title_signs=signs, share=0.5, vocabulary=EMPTY)
    assert found is Standing.IN_PASSING


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How is gestational diabetes treated?", "gestational diabetes"),
        ("Is Wilson disease inherited?", "Wilson disease"),
        ("How many people have Niemann-Pick disease?", "Niemann-Pick disease"),
    ],
)
def test_a_topic_has_the_whole_name(question: str, topic: str) -> None:
    assert understand(Question(question), EMPTY).parts[0].topic == topic


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("How can I keep from getting brindle fever?", Intent.PREVENTION),
        ("Who is at risk of brindle fever?", Intent.CAUSE),
        ("Is brindle fever passed on in families?", Intent.CAUSE),
    ],
)
def test_everyday_ways_to_ask_are_understood(question: str, intent: Intent) -> None:
    assert understand(Question(question), EMPTY).parts[0].intent is intent


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Gestational* diabetes is a type of diabetes.", "Gestational diabetes is a type of diabetes."),
        ("Too much glucose*, also called sugar, is harmful.", "Too much glucose, also called sugar, is harmful."),
        ("It can lead to grave illness and even death.1", None),
        ("Nephritis can lead to grave illness and even death.1", "Nephritis can lead to grave illness and even death."),
        ("The T2* values rose in carriers of HLA-B*57:01.", "The T2* values rose in carriers of HLA-B*57:01."),
    ],
)
def test_marks_that_point_to_a_note_are_not_read_and_those_of_a_name_are(quote: str, text: str | None) -> None:
    claims = extract_claims(page("a", "What is (are) Brindle fever ?", quote))
    assert [claim.text for claim in claims] == ([text] if text else [])
    assert all(supports(claim.citations[0].quote, claim.text, vocabulary=EMPTY) for claim in claims)


def test_a_list_that_ends_in_the_means_is_quoted_whole() -> None:
    text = "You will learn to control your sugar using - healthy eating - physical activity - insulin shots, if needed"
    claims = extract_claims(page("a", "What are the treatments for Brindle fever ?", text))
    assert [claim.text for claim in claims] == [
        "You will learn to control your sugar using: healthy eating; physical activity; insulin shots, if needed."
    ]


@pytest.mark.parametrize(
    ("text", "intent", "tells"),
    [
        ("Alphadrin 2 mg was as effective as 4 mg.", Intent.DOSING, True),
        ("Alphadrin was superior to betadrin at one year.", Intent.DOSING, False),
        ("The mean length of stay was 9.8 days.", Intent.TREATMENT, False),
        ("Alphadrin halved attacks.", Intent.TREATMENT, True),
        ("Thyroid hormone was higher in the alphadrin group.", Intent.PROGNOSIS, False),
        ("Anything at all.", Intent.GENERAL, True),
    ],
)
def test_a_result_of_a_paper_must_have_a_word_of_what_is_asked(text: str, intent: Intent, tells: bool) -> None:
    assert tells_asked(text, intent) is tells


def test_a_result_on_another_matter_stands_under_no_heading_and_ranks_behind() -> None:
    results = "Thyroid hormone was higher with alphadrin in migraine. Alphadrin halved attacks of migraine."
    found = candidates(
        (paper("a", "Alphadrin for migraine in adults", ("Results", results)), 0.8), units=("alphadrin", "migrain")
    )
    part = QuestionPart("Does alphadrin help migraine", "migraine", Intent.TREATMENT, terms=("alphadrin", "migraine"))
    outline = outline_for(part)
    best = max(found, key=lambda one: answer_score(one, part, outline))
    assert best.claim.text == "Alphadrin halved attacks of migraine."
    further = next(plan for plan in outline.sections if plan.kind == "further")
    assert [one.claim.text for one in serving(found, part, further)] == [best.claim.text]


def test_what_was_found_in_adults_answers_nothing_on_children() -> None:
    adults = paper("a", "Alphadrin for migraine", ("Results", "Alphadrin halved attacks of migraine."))
    children = paper("b", "Alphadrin for migraine in childhood", ("Results", "Alphadrin relieved migraine in boys."))
    part = QuestionPart(
        "Does alphadrin help migraine in children", "migraine", Intent.TREATMENT, terms=("alphadrin", "migraine")
    )
    found = candidates((adults, 0.8), (children, 0.8), units=("alphadrin", "migrain"))
    kept = on_topic(found, part, vocabulary=EMPTY)
    assert {one.evidence.document.id for one in kept} == {"b"}


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("Diuretics are often used with other medicines.", True),
        ("Less salt and more walking lower blood pressure.", False),
        ("Lifestyle changes are tried before medicines.", False),
    ],
)
def test_what_a_question_does_without_is_no_answer(text: str, excluded: bool) -> None:
    assert names_excluded(text, "What can she do about high blood pressure without drugs") is excluded
    assert not names_excluded(text, "What can she do about high blood pressure")


@pytest.mark.parametrize(
    ("sentence", "unsaid"),
    [
        ("Whilst injection is associated with improvement, the relief of pain is less.", True),
        ("Whilst injection helps, the relief is less than after surgery.", False),
        ("Adverse events did not differ.", True),
        ("No adverse event was observed.", True),
        ("No adverse event was observed after alphadrin.", False),
    ],
)
def test_a_difference_between_things_that_are_not_named_is_no_claim(sentence: str, unsaid: bool) -> None:
    assert compares_with_unsaid(sentence) is unsaid


def test_groups_called_by_letters_and_what_came_later_lean_on_the_methods() -> None:
    assert leans("Sleep improved in group C but not in groups A and B.")
    assert not leans("Sleep improved with both supplements (group C).")
    assert leans("Later, the surgeon closes the abdomen with stitches.")


@pytest.mark.parametrize(
    "sentence",
    [
        "The median scores at baseline were 22.7 and 18.3.",
        "Upon admission to rehabilitation, 66% of the patients were men, and the age was 66 years.",
        "The role of repeated cycles requires further exploration.",
        "Few important issues need to be addressed.",
    ],
)
def test_who_was_in_a_study_and_what_is_still_to_do_is_passed_over(sentence: str) -> None:
    assert is_passed_over(sentence)


def test_what_was_found_at_the_outset_to_predict_is_a_result() -> None:
    assert not is_passed_over("A score above 20 at admission was associated with death (OR 2.1).")


def test_fertilisation_in_vitro_is_of_women() -> None:
    assert not is_on_animals("In vitro fertilization in infertile women")
    assert is_on_animals("Alphadrin kills cells in vitro")


def test_conclusions_lose_only_what_ties_them_to_findings() -> None:
    document = paper("a", "Alphadrin", ("Conclusions", "On the basis of these findings, alphadrin may ease migraine."))
    assert [one.text for one in extract_claims(evidence_of((document, None)))] == ["Alphadrin may ease migraine."]


def test_what_is_still_looked_into_answers_nothing() -> None:
    assert is_hollow("Reading and games are being studied to see if they help prevent brindle fever.")
    assert says_fit(aspect_named("prevention"), "Exercise may prevent brindle fever.", "brindle fever") > 0.0


def test_drugs_for_another_disease_are_no_treatment_of_the_one_asked_about() -> None:
    text = "Brindle fever can be triggered by drugs used to treat nausea."
    assert says_fit(aspect_named("treatment"), text, "brindle fever") == 0.0


def test_a_list_behind_a_colon_with_its_first_item_alone_is_cut() -> None:
    assert is_cut_list("It can cause grave problems, such as: Leg edema, which is swelling in the legs.")
    assert not is_cut_list("Its signs include: cough, fever, and a rash.")


def test_that_there_is_no_cure_comes_behind_what_treats() -> None:
    text = "Brindle fever has no cure. Brindle fever is treated with rest and fluids."
    found = read(page("b", "What are the treatments for Brindle fever ?", text))
    part = asked("How is brindle fever treated", Intent.TREATMENT)
    best = max(found, key=lambda one: answer_score(one, part, outline_for(part)))
    assert best.claim.text == "Brindle fever is treated with rest and fluids."


def test_what_the_thing_causes_is_not_its_cause() -> None:
    aspect = aspect_named("cause")
    assert says_fit(aspect, "Deafness is often due to brindle fever.", "brindle fever") == 0.0
    assert says_fit(aspect, "Brindle fever is caused by a worm.", "brindle fever") > 0.0


def test_an_item_with_what_it_is_and_no_statement_leans_on_its_list() -> None:
    assert leans("Pulmonary hypertension, which is increased pressure in the arteries.")
    assert not leans("Pulmonary hypertension, which is increased pressure in the arteries, makes people breathless.")


def test_that_a_thing_is_a_concern_or_holds_of_some_comes_behind_what_it_is_like() -> None:
    text = "Brindle fever is a serious concern. In some cases, brindle fever causes pain. Brindle fever causes a rash."
    found = read(page("b", "What are the symptoms of Brindle fever ?", text))
    part = asked("What are the symptoms of brindle fever", Intent.DIAGNOSIS, focus=(PassageTopic.DIAGNOSIS,))
    ranked = sorted(found, key=lambda one: -answer_score(one, part, outline_for(part)))
    assert ranked[0].claim.text == "Brindle fever causes a rash."


def test_the_size_of_an_effect_is_no_repetition_of_its_conclusion_nor_a_longer_statement_of_a_shorter() -> None:
    concluded = frozenset(
        content_stems("Alphadrin might be an independent risk factor for developing migraine in adults")
    )
    [figure] = candidates(
        (
            paper("a", "Alphadrin", ("Results", "The risk of migraine was 6.1-fold higher with alphadrin in adults.")),
            0.8,
        ),
        units=("alphadrin",),
    )
    assert not repeats(figure, [concluded])
    [longer] = read(
        page("b", "Brindle fever", "Brindle fever can be treated with rest, fluids and cool cloths on the skin.")
    )
    assert not repeats(longer, [frozenset(content_stems("Brindle fever can be treated"))])


def test_what_helps_comes_before_what_should_not_be_done() -> None:
    part = asked("treatment for brindle fever", Intent.TREATMENT)
    helps = "Doctors usually prescribe tablets of marlin for brindle fever at an early stage."
    against = "The brindle fever vaccine is not recommended if you have active brindle fever."
    found = read(page("a", "What are the treatments for brindle fever?", f"{against} {helps}"))
    outline = outline_for(part)
    ranked = sorted(found, key=lambda one: -answer_score(one, part, outline))
    assert [one.claim.text for one in ranked] == [helps, against]


@pytest.mark.parametrize(
    "told",
    [
        "Marlin relieves brindle fever in most adults.",
        "Marlin reduced the length of brindle fever in 40% of patients.",
    ],
)
def test_what_helps_is_shown_whatever_its_page_is_called(told: str) -> None:
    part = asked("How is brindle fever treated?", Intent.TREATMENT)
    assert told in shown(read(page("a", "Marlin in the ward", told)), part)
