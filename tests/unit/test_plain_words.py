"""Rewording by rules: terms, sentences, lists, percentages and doses, each on sentences made for it."""

from __future__ import annotations

import pytest

from citewell.compose.glossary import Entry, Glossary, load_glossary
from citewell.compose.plain.doses import tells_dose
from citewell.compose.plain.edits import apply_edits
from citewell.compose.plain.lists import in_one_line, set_lists
from citewell.compose.plain.proportions import absolute_numbers, with_percentages
from citewell.compose.plain.sentences import split_long
from citewell.compose.plain.terms import article_for, word_terms
from citewell.text.vocabulary import Vocabulary
from citewell.wiring import read_vocabulary

VOCABULARY = read_vocabulary()
NO_VOCABULARY = Vocabulary()


def plain(text: str, *, vocabulary: Vocabulary = VOCABULARY) -> str:
    return apply_edits(text, word_terms(text, glossary=load_glossary(), vocabulary=vocabulary, swap=True).edits)


@pytest.mark.parametrize(
    ("text", "worded"),
    [
        ("Dyspnoea may occur.", "Breathlessness may happen."),
        ("Neurologists treat it.", "Brain and nerve doctors treat it."),
        ("It is an ocular disease.", "It is an eye disease."),
        ("It is a unilateral headache.", "It is a one-sided headache."),
        ("An adverse effect is rare.", "An unwanted effect is rare."),
        ("A physician saw an ophthalmologist.", "A doctor saw an eye doctor."),
        ("Pain occurs after cervical artery dissection.", "Pain happens after tearing of a neck artery."),
    ],
)
def test_a_term_gives_way_to_its_plain_word_with_number_and_article_right(text: str, worded: str) -> None:
    assert plain(text) == worded


@pytest.mark.parametrize(
    "text",
    [
        "The “dyspnoea” score was used.",
        "The Renal Function Study Group agrees.",
        "They gave it [renal function].",
        "A cardio-renal function test was done.",
        "A uterus/womb problem was seen.",
        "An ascites sample was taken.",
        "Ascites fluid was sent.",
    ],
)
def test_nothing_is_replaced_in_quotes_names_insertions_compounds_or_where_it_makes_bad_english(text: str) -> None:
    assert plain(text) == text


def test_half_of_a_name_of_an_illness_or_a_medicine_is_never_replaced() -> None:
    glossary = Glossary([Entry("giant", (), "very large", (), "Very large.", True, "general")])
    text = "Giant cell arteritis is not a giant problem."
    edits = word_terms(text, glossary=glossary, vocabulary=VOCABULARY, swap=True).edits
    assert [edit.start for edit in edits] == [text.index("giant problem")]


def test_what_was_replaced_can_be_asked_for_and_what_stays_is_explained() -> None:
    terms = word_terms("Dyspnoea with stenosis.", glossary=load_glossary(), vocabulary=VOCABULARY, swap=True)
    first, second = terms.explanations
    assert (first.term, first.replaced) == ("Breathlessness", "Dyspnoea")
    assert "“Dyspnoea”" in first.meaning
    assert (second.term, second.replaced) == ("stenosis", "")


def test_an_abbreviation_of_the_thesaurus_is_written_out_or_explained() -> None:
    assert plain("CGH is a sort of pain.") == "Cervicogenic headache is a sort of pain."
    terms = word_terms("CGH is common.", glossary=Glossary([]), vocabulary=VOCABULARY, swap=False)
    assert [(one.term, one.meaning) for one in terms.explanations] == [("CGH", "Short for cervicogenic headache.")]


@pytest.mark.parametrize(("word", "article"), [("eye", "an"), ("one-sided", "a"), ("X-ray", "an"), ("unit", "a")])
def test_an_article_goes_by_the_sound(word: str, article: str) -> None:
    assert article_for(word) == article


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("About 4% of people had it.", "About 4 in 100 people had it."),
        ("It was found in 2.5% of patients.", "It was found in 25 out of 1,000 patients."),
        ("0.17% of adults have it.", "17 in 10,000 adults have it."),
        ("Of 226 children 15% had surgery.", "Of 226 children 15 in 100 had surgery."),
        ("It occurs in 65% to 95% of people.", "It occurs in 65 to 95 out of 100 people."),
        ("73.3% of men and 78% of women had it.", "733 in 1,000 men and 780 in 1,000 women had it."),
        ("50% of the patients were women.", "50 in 100 of the patients were women."),
    ],
)
def test_a_share_of_people_is_told_as_a_number_of_them_by_exact_arithmetic(text: str, told: str) -> None:
    made = apply_edits(text, absolute_numbers(text))
    assert made == told
    assert with_percentages(made) == text


@pytest.mark.parametrize(
    "text",
    [
        "It reduced the risk by 50%.",
        "The relative risk fell 30% in adults.",
        "The odds ratio was 1.74 (95% CI 1.26 to 2.41).",
        "It rose by 5% to 9% of patients.",
        "Sensitivity was 90% in adults.",
        "Lidocaine 2% was used in 40% of people.",
        "At least 50% pain relief was seen in 20% of people.",
        "The correct diagnosis was reached 85% of the time in 60 people.",
        "Oxygen saturation was 92%.",
        "6 of 16 (37.5%) responded.",
        "Between 4% and 6% of people had it.",
        "It grew 130% in people.",
        "There was a difference of 3 percentage points.",
        "1.234% of people had it.",
    ],
)
def test_relative_figures_intervals_strengths_and_what_is_inexact_stay_percentages(text: str) -> None:
    assert absolute_numbers(text) == ()


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        (
            "Prospective data on headache red flags are lacking, so the predictive value of many flags is unknown.",
            "Prospective data on headache red flags are lacking. So the predictive value of many flags is unknown.",
        ),
        (
            "Cervicogenic headache is pain felt in the head that is referred from a source in the neck.",
            "Cervicogenic headache is pain felt in the head. It is referred from a source in the neck.",
        ),
    ],
)
def test_a_long_sentence_is_parted_where_both_halves_stand_alone(text: str, parted: str) -> None:
    assert split_long(text) == parted


@pytest.mark.parametrize(
    "text",
    [
        "In people with migraine the drug is safe in most cases, but the other drug is not safe at all.",
        "If the pain lasts for more than a week, the dose is raised, but the other drug is stopped.",
        "The authors found that the drug helps most of the people, but the other drug is of no use.",
        "The first drug is of use in most cases, and the second drug is rarely harmful in pregnancy.",
        "The drug is the only one in this whole class that is known to help in most cases.",
        "It may be a sort of headache in older people that can come from an artery in the neck.",
        "The first drug is of use in most cases, but the second drug is better (weak recommendation).",
    ],
)
def test_no_sentence_is_parted_where_a_condition_or_a_speaker_holds_for_both_halves(text: str) -> None:
    assert split_long(text) == text


def test_a_list_at_the_end_of_a_sentence_is_set_one_item_a_line_and_keeps_every_word() -> None:
    text = "Warning signs of neck instability include a stiff or sore neck, head tilt, numbness, and changed habits."
    listed = set_lists(text)
    assert listed.count("\n• ") == 4
    assert in_one_line(listed) == text


@pytest.mark.parametrize(
    "text",
    [
        "NICE advises against referring people with migraine, cluster headache or tension headache for scans only.",
        "It lies in the territory of the greater, lesser and third nerves of the back of the head.",
        "Of 147 people followed for a mean of 4 years, 9 had new symptoms, 8 had pain and 7 a syrinx.",
        "The trial of the manipulation of the neck had harms that were few, mild and transient.",
    ],
)
def test_no_list_is_set_where_items_share_a_noun_or_a_condition(text: str) -> None:
    assert set_lists(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Give ibuprofen 400 mg.",
        "Prednisolone is started at 40-60 mg daily.",
        "Take one tablet.",
        "Half a tablet at night helps.",
        "The maximum dose should not be exceeded.",
        "Amitriptyline is taken once daily.",
        "It is injected every 12 hours.",
        "Inject 2 ml of lidocaine.",
        "2% lidocaine was used.",
        "The dose is 5 mg/kg.",
        "Steroids should be tapered.",
        "Botulinum toxin 155 units is given.",
        "High-dose paracetamol helps.",
        "In pregnancy an increase in levothyroxine is needed.",
        "Insulin should be reduced by 20% before exercise.",
        "A 10-day course of penicillin is recommended.",
        "Botulinum toxin every 12 weeks is effective.",
        "Start low and go slow with amitriptyline.",
        "In cirrhosis paracetamol is safe at reduced doses.",
        "Two puffs of salbutamol are used three times a day.",
    ],
)
def test_an_amount_a_frequency_or_a_change_of_a_dose_is_a_dose(text: str) -> None:
    assert tells_dose(text)


@pytest.mark.parametrize(
    "text",
    [
        "CRP was 5 mg/L.",
        "Exercise three times a week for 30 minutes.",
        "Colonoscopy is advised every 10 years.",
        "Headache occurs every day.",
        "The tonsils lay 5 mm low.",
        "Two trials of 608 patients were found.",
        "Pain fell by 1.3 points.",
        "A large blood patch is used.",
        "Effects did not differ by manipulation dose.",
        "Creatinine was 2 mg/dl in 4% of people.",
    ],
)
def test_a_laboratory_value_a_length_or_a_count_is_no_dose(text: str) -> None:
    assert not tells_dose(text)


def test_what_is_said_of_a_whole_list_stands_behind_it_on_a_line_of_its_own() -> None:
    text = "Signs such as confusion, double vision, meningism or seizures point to a secondary headache in adults."
    listed = set_lists(text)
    assert listed.endswith("\n• seizures\npoint to a secondary headache in adults.")
    assert in_one_line(listed) == text
