"""Statements are held to the thing asked about: not a kind of it, not another member of a series, not in passing."""

from __future__ import annotations

import pytest

from citewell.compose.aspects import aspect_of, is_put, says_fit
from citewell.compose.designators import designators, of_another
from citewell.compose.focus import title_share
from citewell.compose.sides import sides_fit
from citewell.compose.standing import Standing, standing
from citewell.compose.together import says_of_both, taken_together
from citewell.domain.enums import Intent
from citewell.domain.questions import QuestionPart
from citewell.text.coverage import NO_SIGNS, Unit, key_units, names_any, read_signs, word_name
from citewell.text.normalise import stem
from citewell.text.vocabulary import Vocabulary

EMPTY = Vocabulary()
LUPUS = (Unit(stem("lupus"), 1.0),)


def stands(text: str, title: str, units: tuple[Unit, ...] = LUPUS) -> Standing:
    return standing(
        units,
        read_signs(text, EMPTY),
        text,
        title=title,
        title_signs=read_signs(title, EMPTY),
        share=title_share(title, units, EMPTY),
        vocabulary=EMPTY,
    )


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("There is no cure for lupus.", "What is (are) Lupus ?", Standing.ITSELF),
        ("A blood test is done first.", "How to diagnose Lupus (SLE) ?", Standing.ITSELF),
        ("Discoid lupus causes a rash.", "What is (are) Lupus ?", Standing.OF_ITS_KINDS),
        ("Lupus nephritis is treated with steroids.", "What are the treatments for Lupus Nephritis ?", Standing.A_KIND),
        ("Urinalysis is testing of urine.", "How to diagnose Lupus Nephritis ?", Standing.UNSAID),
        ("Lupus is most common in women.", "What is (are) Lupus Nephritis ?", Standing.ITSELF),
        ("Kidney damage may be due to lupus.", "What causes Kidney Dysplasia ?", Standing.IN_PASSING),
        ("Sunlight can trigger lupus.", "What is Brindle Syrup ?", Standing.ITSELF),
        ("If you have gout, lupus, or asthma while on it, call.", "What is Brindle Syrup ?", Standing.IN_PASSING),
        ("The lupus vaccine is being closely watched.", "What is (are) Lupus ?", Standing.IN_PASSING),
    ],
)
def test_a_narrower_or_another_thing_does_not_stand_for_the_one_asked_about(
    text: str, title: str, expected: Standing
) -> None:
    assert stands(text, title) is expected


def test_the_people_a_question_is_about_are_not_what_it_is_about() -> None:
    units = (Unit("pregnancy", 1.0, aside=True), Unit("epilepsi", 0.3))
    assert [unit.name for unit in key_units(units)] == ["epilepsi"]
    assert [unit.name for unit in key_units(units[:1])] == ["pregnancy"]


def test_members_of_a_series_are_told_apart() -> None:
    asked = designators("How can type 2 diabetes be prevented?")
    assert of_another(asked, "There is no way to prevent type 1 diabetes.")
    assert not of_another(asked, "Walking helps prevent type II diabetes.")
    assert not of_another(asked, "Unlike type 1, type 2 diabetes can be prevented.")
    assert not of_another(asked, "Diabetes can often be prevented.")
    assert designators("hepatitis A, B and C") == {("hepatitis", "a"), ("hepatitis", "b"), ("hepatitis", "c")}
    assert designators("a type a person may have") == frozenset()


def test_two_drugs_in_one_list_say_nothing_of_taking_them_together() -> None:
    pair = taken_together("Can I take ibuprofen with warfarin?")
    assert pair == ("ibuprofen", "warfarin")
    assert not says_of_both(pair, "You may be asked to stop taking aspirin, ibuprofen (Advil) and warfarin.", "Surgery")
    assert says_of_both(pair, "Ibuprofen raises the risk of bleeding in people who take warfarin.", "Surgery")
    assert says_of_both(pair, "Tell your doctor of ibuprofen, as the risk of bleeding is higher.", "Warfarin")
    assert not says_of_both(pair, "Warfarin thins the blood.", "Warfarin")


@pytest.mark.parametrize("question", ["Can I take statins with liver disease?", "Can I take ibuprofen with food?"])
def test_an_illness_or_a_meal_is_no_second_drug(question: str) -> None:
    assert taken_together(question) is None


def test_both_in_one_list_is_no_comparison() -> None:
    question = "What is the difference between hepatitis B and hepatitis C?"
    assert sides_fit(question, "The panel tests for hepatitis A, hepatitis B, or hepatitis C.") == 0
    assert sides_fit(question, "Unlike hepatitis B, hepatitis C has no vaccine.") > 0


def asked(text: str, intent: Intent, topic: str) -> QuestionPart:
    return QuestionPart(text=text, topic=topic, intent=intent, concepts=())


def test_what_is_prevented_must_be_the_thing_asked_about() -> None:
    part = asked("how can I prevent osteoporosis", Intent.PREVENTION, "osteoporosis")
    aspect = aspect_of(part)
    assert aspect is not None
    assert says_fit(aspect, "Preventing falls matters to people with osteoporosis.", "osteoporosis") == 0
    assert says_fit(aspect, "Exercise helps prevent osteoporosis.", "osteoporosis") > 0


def test_a_baby_in_the_house_asks_whether_an_illness_spreads() -> None:
    part = asked("my grandmother has shingles and there is a baby in the house", Intent.CAUSE, "shingles")
    aspect = aspect_of(part)
    assert aspect is not None
    assert aspect.name == "contagion"
    assert is_put(aspect, "A person with shingles can pass the virus to a child.", "shingles")
    assert not is_put(aspect, "Shingles is most common in older people.", "shingles")
    treated = aspect_of(asked("treatment of infected eczema", Intent.TREATMENT, "eczema"))
    assert treated is not None
    assert treated.name == "treatment"


def test_an_inflammation_of_an_organ_is_not_whatever_else_it_has() -> None:
    unit = Unit(word_name("pancreatitis"), 1.0)
    assert names_any([unit], read_signs("Acute pancreatitis is painful.", EMPTY), NO_SIGNS)
    assert not names_any([unit], read_signs("Pancreatic cancer is usually diagnosed late.", EMPTY), NO_SIGNS)


def test_what_a_disease_leads_to_is_not_its_cause() -> None:
    part = asked("what causes varicose veins", Intent.CAUSE, "varicose veins")
    aspect = aspect_of(part)
    assert aspect is not None
    assert says_fit(aspect, "Varicose veins can lead to dermatitis.", part.topic) == 0
    assert says_fit(aspect, "Weak valves lead to varicose veins.", part.topic) > 0
