"""Faults found when answers from papers were read in full beside their sources, each as the rule that mends it."""

from __future__ import annotations

import pytest
from tests.unit.test_papers import candidates, evidence_of, paper, texts

from citewell.compose.abstracts import Publications
from citewell.compose.answering import answer_score, conclusion_of, is_set_up
from citewell.compose.aspects import aspect_of, is_hollow, is_put
from citewell.compose.assemble import BACKGROUND, assemble, heading_of
from citewell.compose.candidates import extract_claims, make_candidates
from citewell.compose.expected import slots_for
from citewell.compose.gaps import find_gaps
from citewell.compose.leaning import compares_with_unsaid, leans
from citewell.compose.opening import Material
from citewell.compose.outlines import outline_for
from citewell.compose.passed_over import is_passed_over, says_unknown, without_heading
from citewell.compose.repeating import repeats
from citewell.compose.saying import sets_apart
from citewell.compose.select import fill_section, on_topic
from citewell.compose.standing import Standing
from citewell.compose.things import telling_things
from citewell.domain.enums import Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.canonical import NO_VOCABULARY
from citewell.text.context import dangling_reference
from citewell.text.coverage import Unit
from citewell.text.normalise import content_stems
from citewell.text.openings import with_work_named

NAME = "Kim J et al., 2021"
TRIAL = "Alphadrin for migraine in adults"


def part_on(text: str, intent: Intent) -> QuestionPart:
    return QuestionPart(text, "migraine", intent, terms=("alphadrin", "migraine"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Twenty years have passed since the proposal of this terminology was published.",
        "Opinions differ among experts, and many object to this definition.",
        "The risks of harms in both groups did not differ when compared with the placebo.",
    ],
)
def test_a_term_or_two_groups_that_another_sentence_names_are_not_read_alone(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The term 'alphaism' was coined in 1999, and this term is still used.",
        "Pain fell in both arms.",
    ],
)
def test_a_term_or_groups_that_are_named_are(sentence: str) -> None:
    assert not leans(sentence)


@pytest.mark.parametrize(
    ("quote", "unsaid"),
    [
        ("However, a dose of 0.5 mg causes lesser sedation.", True),
        ("However, alphadrin caused less sedation than betadrin.", False),
        ("A dose of 0.5 mg causes lesser sedation.", False),
        ("However, mortality was lower with alphadrin.", False),
        ("However, alphadrin did not relieve migraine.", False),
    ],
)
def test_a_comparison_with_what_the_sentence_before_it_names_is_no_claim(quote: str, unsaid: bool) -> None:
    assert compares_with_unsaid(quote) is unsaid
    document = paper("a", TRIAL, ("Results", f"Alphadrin eased migraine in adults at 1 mg daily. {quote}"))
    assert (
        any(claim.citations[0].quote == quote for claim in extract_claims(evidence_of((document, None)))) is not unsaid
    )


def test_the_studies_of_a_review_are_named_by_the_review() -> None:
    sentence = "The studies presented moderate evidence of fewer clots with stockings."
    named = with_work_named(sentence, NAME)
    assert named == f"The studies [{NAME}] presented moderate evidence of fewer clots with stockings."
    assert dangling_reference(sentence) is not None
    assert dangling_reference(named) is None


def test_these_patients_are_those_named_at_the_beginning_of_the_sentence() -> None:
    assert dangling_reference("Vasovagal patients are at low risk, and guidelines let these patients drive.") is None
    assert dangling_reference("Risk is low, and guidelines let these patients drive.") == "these patients"
    assert dangling_reference("Most patients do well, and we let these patients drive.") is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "The management of biological treatment is at the discretion of the physician.",
        "Appropriate steps are needed to promote rational prescribing.",
        "The transmission of the agent has been a topic of interest.",
        "3,073 patients from 6 trials met the inclusion criteria.",
        "Results were not appropriate for quantitative synthesis.",
        "Future studies might include multiple observations.",
        "Further research that addresses the benefits and risks of alphadrin in more representative groups is needed.",
    ],
)
def test_what_tells_nothing_of_the_matter_is_passed_over(sentence: str) -> None:
    assert is_passed_over(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Both primigravida and multigravida were at a two times higher risk of caesarean section.",
        "Women over 50 years old had a seven times higher risk of caesarean section.",
        "Data from 52 studies with 16,897 individuals indicated that the prevalence was 28% in childhood.",
    ],
)
def test_a_raised_risk_or_a_prevalence_is_a_result_however_the_sentence_opens(sentence: str) -> None:
    assert not is_passed_over(sentence)


def test_a_label_without_colon_is_taken_off_in_capitals_and_before_a_name_with_a_capital() -> None:
    assert without_heading("CONCLUSIONS Left ventricular aneurysms raise the risk.").startswith("Left ")
    assert without_heading("Conclusion Vitamin D levels may matter.") == "Vitamin D levels may matter."


def test_a_result_without_what_it_was_is_hollow() -> None:
    assert is_hollow("The meta-analysis supports favorable results for alphadrin (OR 0.79).")
    assert not is_hollow("Alphadrin showed favourable results in terms of pain (OR 0.79).")


def test_that_nobody_had_looked_is_what_was_unknown() -> None:
    assert says_unknown("Although alphaism may be common, no explicit evaluation has previously been undertaken.")


def test_how_many_stopped_a_drug_in_a_trial_is_no_advice_on_what_to_do() -> None:
    slot = next(slot for slot in slots_for(Intent.SAFETY) if slot.name == "what-to-do")
    assert not slot.is_answered_by("2.7% had to discontinue treatment versus 2.5% on other drugs.", topic=None)
    assert slot.is_answered_by("Discontinue alphadrin if a rash shows.", topic=None)


@pytest.mark.parametrize("dose", ["0.5 μg.kg-1.h-1", "75 IU/kg", "0.25 μg/kg/min", "2 mg/kg/day"])
def test_a_dose_in_any_unit_is_no_gap(dose: str) -> None:
    document = paper("a", TRIAL, ("Conclusions", f"Alphadrin at {dose} eased migraine in adults."))
    found = candidates((document, 0.8), units=("alphadrin", "migrain"))
    asked = part_on("What dose of alphadrin eases migraine", Intent.DOSING)
    gaps = find_gaps(asked, found, direct=texts(found), vocabulary=NO_VOCABULARY)
    assert not any("(dose)" in gap for gap in gaps)


def test_an_association_answers_whether_something_causes_another() -> None:
    told = "Silica dust was associated with an increase in arthritis among men."
    document = paper("a", "Silica dust and arthritis", ("Results", told))
    found = candidates((document, 0.8), units=("silica", "arthriti"))
    asked = QuestionPart("Does silica dust cause arthritis", "silica dust arthritis", Intent.CAUSE)
    assert not any("(cause)" in gap for gap in find_gaps(asked, found, direct=[told], vocabulary=NO_VOCABULARY))


def test_a_heading_has_the_topic_only_where_that_is_words_of_the_question_in_a_row() -> None:
    asked = QuestionPart("Do stockings prevent clots on flights", "stockings clots flights", Intent.PREVENTION)
    assert heading_of("Understanding {topic}", asked) == BACKGROUND
    whole = QuestionPart("How common is betosis", "betosis", Intent.EPIDEMIOLOGY)
    assert heading_of("Understanding {topic}", whole) == "Understanding betosis"
    assert heading_of("Surgery", asked) == "Surgery"


def test_the_title_explains_abbreviations_too_and_those_asked_about_stay() -> None:
    document = paper("a", "Alphadrin and Betoid Spectrum Disorder (BSD)", ("Results", "BSD was rare with alphadrin."))
    [claim] = extract_claims(evidence_of((document, None)))
    assert claim.text == "BSD [Betoid Spectrum Disorder] was rare with alphadrin."
    [asked] = candidates((document, 0.8), units=("bsd", "alphadrin"))
    assert asked.alone == 1.0


def test_what_harm_a_treatment_did_stands_under_safety_and_after_what_good() -> None:
    document = paper(
        "a",
        TRIAL,
        ("Results", "Alphadrin treatment of migraine led to adverse events in 23% of adults."),
        ("Conclusions", "Alphadrin was superior to placebo in adults with migraine."),
    )
    found = candidates((document, 0.8), units=("alphadrin", "migrain"))
    assert found[0].topic is PassageTopic.SAFETY
    asked = part_on("How is migraine treated with alphadrin", Intent.TREATMENT)
    best = max(found, key=lambda one: answer_score(one, asked, outline_for(asked)))
    assert best.claim.text.startswith("Alphadrin was superior")


def test_a_raised_risk_comes_after_what_was_prevented() -> None:
    document = paper(
        "a",
        "Alphadrin to prevent migraine",
        ("Results", "Alphadrin showed a higher risk of hypertension (RR, 3.96). Alphadrin halved attacks of migraine."),
    )
    found = candidates((document, 0.8), units=("alphadrin", "migrain", "prevent"))
    asked = part_on("Does alphadrin prevent migraine", Intent.PREVENTION)
    best = max(found, key=lambda one: answer_score(one, asked, outline_for(asked)))
    assert best.claim.text == "Alphadrin halved attacks of migraine."


def test_first_line_is_answered_by_what_says_so() -> None:
    document = paper(
        "a",
        TRIAL,
        ("Conclusions", "Betadrin treats migraine well in adults. Alphadrin is a first-line treatment of migraine."),
    )
    found = candidates((document, 0.8), units=("migrain",))
    asked = part_on("What is the first-line treatment of migraine", Intent.TREATMENT)
    best = max(found, key=lambda one: answer_score(one, asked, outline_for(asked)))
    assert best.claim.text.startswith("Alphadrin is a first-line")


def test_no_definition_is_read_out_of_a_title() -> None:
    document = paper("a", "Endotension: a term", ("Results", "The literature names several mechanisms of leaks."))
    found = candidates((document, 0.8), units=("endotens",))
    asked = QuestionPart("What is endotension", "endotension", Intent.DEFINITION)
    assert on_topic(found, asked, vocabulary=NO_VOCABULARY) == []


def test_whether_something_is_safe_is_not_answered_by_how_it_is_measured() -> None:
    measured = paper("a", "Alphadrin in migraine", ("Results", "Alphadrin is quantified in migraine by spectrometry."))
    harmed = paper("b", "Alphadrin in migraine", ("Results", "Alphadrin caused no malformations in migraine."))
    asked = part_on("Is alphadrin safe in migraine", Intent.SAFETY)
    units = ("alphadrin", "migrain")
    assert on_topic(candidates((measured, 0.8), units=units), asked, vocabulary=NO_VOCABULARY) == []
    assert on_topic(candidates((harmed, 0.8), units=units), asked, vocabulary=NO_VOCABULARY) != []


def test_a_list_in_which_a_disease_is_named_answers_nothing_on_it() -> None:
    document = paper(
        "a", "Coughing in practice", ("Results", "Cough is caused by colds (62%), asthma (50%), and pertussis (37%).")
    )
    [one] = candidates((document, 0.55), units=("pertussi",))
    assert one.standing is Standing.IN_PASSING
    asked = QuestionPart("How long does pertussis last", "pertussis", Intent.PROGNOSIS)
    assert on_topic([one], asked, vocabulary=NO_VOCABULARY) == []


def test_what_was_found_in_children_answers_nothing_on_adults() -> None:
    document = paper("a", "Migraine in children", ("Results", "Migraine lasted for two hours in most."))
    asked = QuestionPart("How long does migraine last in adults", "migraine", Intent.PROGNOSIS)
    found = candidates((document, 0.8), units=("migrain",))
    assert on_topic(found, asked, vocabulary=NO_VOCABULARY) == []


def test_how_sure_the_evidence_is_stays_with_what_was_concluded() -> None:
    concluded = "Alphadrin may prevent migraine in adults. The quality of evidence was low."
    document = paper("a", TRIAL, ("Conclusions", concluded))
    [claim] = extract_claims(evidence_of((document, None)))
    assert claim.text == claim.citations[0].quote == concluded


def test_an_inflammation_and_the_word_before_it_are_one_thing() -> None:
    units = (Unit("knee", 0.4), Unit("osteoarthritis", 0.5), Unit(("knee", content_stems("osteoarthritis")[0]), 1.0))
    asked = QuestionPart("knee osteoarthritis", "knee osteoarthritis", Intent.TREATMENT)
    [thing] = telling_things(asked, units, vocabulary=NO_VOCABULARY)
    assert {unit.name for unit in thing} == {"knee", "osteoarthritis"}


def test_the_other_half_of_a_finding_is_no_repetition() -> None:
    document = paper(
        "a",
        TRIAL,
        (
            "Results",
            "Alphadrin given weekly improved response, the Sartorius score and quality of life in migraine. "
            "Alphadrin given every other week improved only the Sartorius score in migraine.",
        ),
    )
    weekly, other = candidates((document, 0.8), units=("alphadrin", "migrain"))
    assert not repeats(other, [weekly.signs.stems])
    assert repeats(weekly, [weekly.signs.stems])


def test_who_is_likely_to_fare_badly_is_answered_by_what_predicts_it() -> None:
    asked = QuestionPart("Which patients with migraine are most likely to die", "migraine", Intent.GENERAL)
    aspect = aspect_of(asked)
    assert aspect is not None
    assert is_put(aspect, "Factors associated with mortality were age and septic shock.", "migraine")
    assert not is_put(aspect, "Overall mortality was 20.8%.", "migraine")


def test_telling_two_things_apart_is_answered_by_what_sets_them_apart() -> None:
    assert sets_apart("Theta waves matter in epilepsy, whereas in other attacks there was no trend.")
    assert not sets_apart("The outcome was better in people who were diagnosed earlier.")


def test_a_title_with_the_question_s_words_in_a_row_is_on_it_though_each_is_ordinary() -> None:
    asked = "What are the risks of a first baby at a very advanced maternal age"
    on_it = paper("a", "Outcomes at very advanced maternal age", ("Results", "Risks rose sixfold above 45 years."))
    beside = paper("b", "Maternal feeding and age", ("Results", "Risks rose sixfold above 45 years."))
    units = [Unit("matern", 0.4), Unit("age", 0.1)]
    evidence = evidence_of((on_it, 0.45), (beside, 0.5))
    publications = Publications(evidence, units=units, vocabulary=NO_VOCABULARY, asked=asked)
    assert [publications.is_near(item) for item in evidence] == [True, False]


def test_what_a_named_study_suggested_is_no_set_up() -> None:
    document = paper(
        "a", TRIAL, ("Conclusions", "This study suggested that alphadrin eases migraine."), authors="Kim J"
    )
    [one] = candidates((document, 0.8), units=("alphadrin", "migrain"))
    assert one.claim.text.startswith("This study [Kim J")
    assert not is_set_up(one)


def test_how_common_a_thing_is_is_told_by_sentences_that_name_it() -> None:
    document = paper(
        "a",
        "Prevalence of betosis and gammosis",
        ("Results", "The prevalence of gammosis was 28% in adults. The prevalence of betosis was 49% in adults."),
    )
    evidence = evidence_of((document, 0.8))
    asked = QuestionPart("How common is betosis", "betosis", Intent.EPIDEMIOLOGY)
    found = make_candidates(extract_claims(evidence), evidence, units=[Unit("betosi", 1.0)], vocabulary=NO_VOCABULARY)
    section = next(one for one in outline_for(asked).sections if PassageTopic.EPIDEMIOLOGY in one.topics)
    chosen = fill_section(section, found, taken=(), intent=Intent.EPIDEMIOLOGY)
    assert texts(chosen) == ["The prevalence of betosis was 49% in adults."]


def test_the_best_statement_of_a_paper_needs_no_room_for_a_second_one() -> None:
    long = (
        "Although alphadrin in pregnancy was associated with betosis, this was also so for alphadrin before pregnancy, "
        "suggesting that the association of alphadrin in pregnancy and the risk of betosis might be due to several "
        "other things that were not measured in any of the women."
    )
    short = "Alphadrin in pregnancy went together with betosis (OR 1.42)."
    document = paper("a", "Alphadrin in pregnancy and betosis", ("Results", short), ("Conclusions", long))
    found = candidates((document, 0.8), units=("alphadrin", "pregnanc", "betosi"))
    asked = QuestionPart("Is alphadrin safe in pregnancy", "alphadrin", Intent.SAFETY)
    assert 42 < len(long.split()) <= 45
    draft = assemble([Material(asked, tuple(found))], vocabulary=NO_VOCABULARY, supports=lambda claim, passages: False)
    assert [claim.text for claim in draft.direct_answer][:1] == [long]


def test_what_a_paper_concludes_goes_before_a_single_result_that_says_otherwise() -> None:
    result = "Alphadrin therapy reduced the intensity of migraine at mid-term follow-up (P < 0.001) and eased nausea."
    concluded = "There are no clinical benefits of alphadrin therapy in migraine compared to sham."
    document = paper("a", TRIAL, ("Results", result), ("Conclusions", concluded))
    found = candidates((document, 0.8), units=("alphadrin", "migrain"))
    asked = part_on("Is alphadrin effective for migraine", Intent.TREATMENT)
    draft = assemble([Material(asked, tuple(found))], vocabulary=NO_VOCABULARY, supports=lambda claim, passages: False)
    assert draft.direct_answer[0].text == concluded
    outline = outline_for(asked)
    ranked = sorted(found, key=lambda one: one.claim.text != result)
    chosen = conclusion_of(ranked, asked, outline)
    assert chosen is not None
    assert chosen.claim.text == concluded
    how_common = part_on("How common is migraine", Intent.EPIDEMIOLOGY)
    assert conclusion_of(ranked, how_common, outline_for(how_common)) is None


def test_a_conclusion_that_leaves_out_what_was_asked_goes_before_no_result() -> None:
    result = "Silica dust was associated with an increase in arthritis among men."
    beside = "The odds were equal for both kinds of arthritis."
    document = paper("a", "Silica dust and arthritis", ("Results", result), ("Conclusions", beside))
    found = candidates((document, 0.8), units=("silica", "arthriti"))
    asked = QuestionPart("Does silica dust cause arthritis", "silica dust arthritis", Intent.CAUSE)
    ranked = sorted(found, key=lambda one: one.claim.text != result)
    assert conclusion_of(ranked, asked, outline_for(asked)) is None
