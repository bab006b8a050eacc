"""A slot is answered by a sentence that answers it, and by no other: sentences of our own, half of which do not."""

from __future__ import annotations

import pytest

from citewell.compose.expected import intents, load_slots, slots_for
from citewell.compose.outlines import load_outline
from citewell.domain.enums import Intent, PassageTopic

ANSWERS = [
    (
        "treatment",
        "red-flags",
        "Sudden severe pain with a stiff neck is a medical emergency; call an ambulance at once.",
    ),
    (
        "treatment",
        "red-flags",
        "Red flags such as fever, weight loss or a new deficit should lead to urgent assessment.",
    ),
    ("treatment", "contraindications", "Triptans are contraindicated in people with coronary artery disease."),
    ("treatment", "contraindications", "Do not use the patch if you have had a reaction to adhesive tape."),
    ("treatment", "contraindications", "Ergotamine should not be given to people with peripheral vascular disease."),
    ("treatment", "pregnancy", "Valproate must not be used in pregnancy because it causes birth defects."),
    ("treatment", "pregnancy", "Paracetamol is preferred for pain while breastfeeding."),
    ("treatment", "pregnancy", "Methotrexate should be stopped three months before a planned pregnancy."),
    ("treatment", "children", "In children the dose is 10 mg per kilogram once a day."),
    ("treatment", "children", "The vaccine is not approved for infants under six months."),
    ("treatment", "children", "Adolescents should be offered cognitive therapy before any drug."),
    ("treatment", "older-people", "Older adults should start at half the dose because falls are more likely."),
    ("treatment", "older-people", "The drug is best avoided in frail people over 80."),
    ("treatment", "kidney-liver", "The dose is halved when creatinine clearance is below 30 ml per minute."),
    ("treatment", "kidney-liver", "Do not take this medicine if you have severe liver disease."),
    ("treatment", "interactions", "Clarithromycin interacts with simvastatin; avoid the two drugs together."),
    ("treatment", "interactions", "Concomitant use of two serotonergic medicines may cause serotonin syndrome."),
    ("treatment", "monitoring", "Blood counts should be monitored every two weeks at the start."),
    (
        "treatment",
        "monitoring",
        "Small aneurysms may be followed with yearly surveillance imaging, which is recommended.",
    ),
    ("treatment", "referral", "Adults with a new seizure should be referred to a specialist within two weeks."),
    ("treatment", "referral", "Consider referral when two treatments have failed."),
    ("treatment", "stopping", "Treatment should be continued for at least six months after remission."),
    ("treatment", "stopping", "If there is no effect after eight weeks the drug should be stopped."),
    ("diagnosis", "differential", "Gout may be mistaken for septic arthritis."),
    ("diagnosis", "differential", "The differential diagnosis includes migraine and tension-type headache."),
    ("diagnosis", "tests", "The diagnosis is confirmed by temporal artery biopsy."),
    ("diagnosis", "tests", "Spirometry is used to confirm the diagnosis of asthma."),
    ("diagnosis", "accuracy", "The flexion-rotation test had a sensitivity of 91% and a specificity of 90%."),
    ("diagnosis", "accuracy", "False positive results of the screening test occur in 5% of people."),
    ("diagnosis", "referral", "People with suspected giant cell arteritis need urgent referral the same day."),
    ("imaging", "radiation-contrast", "Gadolinium contrast agents should not be used in advanced kidney disease."),
    ("imaging", "indications", "For headache without warning signs MRI is usually not appropriate."),
    ("imaging", "incidental", "Disc bulges on MRI are common in people without symptoms."),
    ("safety", "serious-harm", "Stroke occurs in about 1 case per million manipulations."),
    ("safety", "what-to-do", "Stop taking the tablets and call your doctor when a rash appears."),
    ("dosing", "dose", "The usual dose is 500 mg twice daily."),
    ("dosing", "maximum", "The maximum daily dose is 4 g."),
    ("prevention", "effect", "Vaccination reduced the risk of pneumonia by 45%."),
    ("prognosis", "course", "About 80% of people recover within three months."),
    ("prognosis", "factors", "Older age predicts a poor outcome after surgery."),
    (
        "treatment",
        "red-flags",
        "If the face droops or speech slurs, call for an ambulance immediately because it may be a stroke.",
    ),
    ("treatment", "contraindications", "People with an active ulcer must not take ibuprofen."),
    ("treatment", "pregnancy", "ACE inhibitors are teratogenic in the second and third trimester of pregnancy."),
    ("treatment", "children", "Codeine is contraindicated in children under 12 years."),
    ("treatment", "older-people", "In patients over 65 years, start with 2.5 mg."),
    ("treatment", "kidney-liver", "In renal failure, give half the usual dose."),
    ("treatment", "interactions", "Rifampicin lowers the effect of oral contraceptives by inducing CYP3A4."),
    ("treatment", "monitoring", "Check potassium and creatinine one week after each dose increase."),
    ("treatment", "referral", "Refer anyone with haematuria to urology."),
    ("treatment", "stopping", "Antibiotics can be stopped after five days if the fever has gone."),
    ("diagnosis", "differential", "Temporal arteritis must be distinguished from trigeminal neuralgia."),
    ("diagnosis", "tests", "An MRI with contrast should be done when a tumour is suspected."),
    ("diagnosis", "accuracy", "A normal D-dimer has a negative predictive value of 99%."),
    ("safety", "serious-harm", "Fatal bleeding was reported in 0.3% of patients."),
    ("prognosis", "course", "One in three patients relapses within a year."),
]

DOES_NOT_ANSWER = [
    ("treatment", "red-flags", "Loss of the gene is thus a warning sign of error-prone repair."),
    ("treatment", "red-flags", "Emergency department visits fell by 12% during the study."),
    ("treatment", "contraindications", "There are no contraindications to walking."),
    ("treatment", "contraindications", "The study avoided the use of a placebo group."),
    ("treatment", "pregnancy", "Pregnant women were excluded from the trial."),
    ("treatment", "pregnancy", "The pregnancy rate was 34% after treatment."),
    ("treatment", "pregnancy", "Gestational diabetes is diabetes first seen in pregnancy."),
    ("treatment", "children", "The disease is most often diagnosed in children."),
    ("treatment", "children", "Each child of a carrier has a 50% risk of inheriting it and being treated."),
    ("treatment", "children", "Sixty children answered the questionnaire on treatment."),
    ("treatment", "older-people", "The condition is common in older adults who need treatment."),
    ("treatment", "older-people", "Changes in adherence among older adults were alike in both cohorts."),
    ("treatment", "kidney-liver", "Early treatment may help you avoid heart attack, stroke and kidney failure."),
    ("treatment", "kidney-liver", "Diabetes is the leading cause of kidney disease."),
    ("treatment", "interactions", "The protein can interact with a receptor and change its stability."),
    ("treatment", "interactions", "Neurotransmitters interact with brain cells to control firing."),
    ("treatment", "interactions", "There was an interaction of treatment and sex (interaction p = 0.91)."),
    ("treatment", "monitoring", "Tumour cells escape from immune surveillance."),
    ("treatment", "monitoring", "Patients were monitored with a wearable device for the study."),
    ("treatment", "monitoring", "Nerves were tested with intraoperative monitoring in every case."),
    ("treatment", "referral", "The terms overweight and obese refer to body weight above what is healthy."),
    ("treatment", "referral", "Of 115 people referred with headache, 32 had an injection."),
    ("treatment", "referral", "Referred pain should be told from local pain."),
    ("treatment", "stopping", "The drug acts by quickly dissolving the clot or by stopping the bleeding."),
    ("treatment", "stopping", "Stopping smoking may lower the risk."),
    ("treatment", "stopping", "There was no association with dosage or duration of treatment in weeks."),
    ("diagnosis", "differential", "Biomimetic scaffolds mimic the matrix in vitro."),
    ("diagnosis", "tests", "We performed a t-test to compare groups identified at baseline."),
    ("diagnosis", "tests", "The disease affects one in 2,000 newborns."),
    ("diagnosis", "accuracy", "A sensitivity analysis gave the same odds ratio of 1.4 (95% of runs)."),
    ("diagnosis", "accuracy", "Insulin sensitivity improved by 12% on the test meal."),
    ("diagnosis", "referral", "The condition is also referred to as Grisel syndrome."),
    ("imaging", "radiation-contrast", "Radiation therapy is given for five weeks."),
    ("imaging", "indications", "MRI was done in 46 people."),
    ("imaging", "incidental", "Healthy people slept for eight hours."),
    ("safety", "serious-harm", "Treatment began within four hours of stroke."),
    ("safety", "what-to-do", "The rash is red and itchy."),
    ("dosing", "dose", "Mean cholesterol was 210 mg/dL at a daily check."),
    ("dosing", "maximum", "The maximum follow-up was four years."),
    ("prevention", "effect", "The programme was launched in 2012."),
    ("prognosis", "course", "Women are affected twice as often as men in most forms."),
    ("prognosis", "factors", "The choice depends on the preference of the person."),
    ("treatment", "red-flags", "Urgent surgery was performed in three cases."),
    (
        "treatment",
        "contraindications",
        "The contraindication list was updated by the committee without the authors' input.",
    ),
    ("treatment", "pregnancy", "Pregnancy is a risk factor for gallstones."),
    ("treatment", "children", "The children of treated patients were followed for ten years."),
    ("treatment", "older-people", "The mean age of the elderly participants was 72 years."),
    ("treatment", "kidney-liver", "Kidney disease is more common in men."),
    ("treatment", "interactions", "Parents' interaction with their child improved."),
    ("treatment", "monitoring", "Surveillance of influenza is run by the ministry."),
    ("treatment", "referral", "The time from referral to surgery was 40 days."),
    ("treatment", "stopping", "Treatment lasted 12 weeks in both groups."),
    ("diagnosis", "differential", "Other causes of death were recorded."),
    ("diagnosis", "tests", "The test group received vitamin C."),
    ("diagnosis", "accuracy", "Sensitivity to penicillin was reported by 8% of people."),
    ("safety", "serious-harm", "Stroke patients had a mean age of 71 years."),
    ("prognosis", "course", "The recovery room had six beds."),
]


def slot(table: str, name: str):  # type: ignore[no-untyped-def]
    return next(item for item in load_slots(table) if item.name == name)


def test_the_set_is_large_and_balanced() -> None:
    assert len(ANSWERS) + len(DOES_NOT_ANSWER) >= 60
    assert abs(len(ANSWERS) - len(DOES_NOT_ANSWER)) <= 5


@pytest.mark.parametrize(("table", "name", "sentence"), ANSWERS)
def test_a_sentence_that_answers_a_slot_is_taken(table: str, name: str, sentence: str) -> None:
    assert slot(table, name).is_answered_by(sentence, topic=None)


@pytest.mark.parametrize(("table", "name", "sentence"), DOES_NOT_ANSWER)
def test_a_sentence_that_only_has_the_words_is_not(table: str, name: str, sentence: str) -> None:
    assert not slot(table, name).is_answered_by(sentence, topic=None)


def test_a_sources_own_label_answers_where_the_table_says_so() -> None:
    warning = slot("treatment", "red-flags")
    assert warning.is_answered_by("Onset after 65 years of age is one of the items.", topic=PassageTopic.RED_FLAGS)
    assert not warning.is_answered_by("Onset after 65 years of age is one of the items.", topic=PassageTopic.SAFETY)


@pytest.mark.parametrize("intent", sorted(intents()))
def test_every_slot_says_why_it_is_expected_and_who_asks_for_it(intent: Intent) -> None:
    kinds = {plan.kind for plan in (*load_outline(intent.value).sections, *load_outline("treatment").sections)}
    names = [item.name for item in slots_for(intent)]
    assert len(names) == len(set(names)) >= 5
    for item in slots_for(intent):
        assert item.section in kinds, item.name
        assert item.why.endswith("."), item.name
        assert any(letter.isdigit() for letter in item.publication), item.name
        assert item.publication in item.reason


def test_an_intent_without_a_table_expects_nothing() -> None:
    assert slots_for(Intent.DEFINITION) == ()
