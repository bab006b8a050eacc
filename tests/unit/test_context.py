"""A sentence that points outside itself is told from one that can be read alone."""

from __future__ import annotations

import pytest

from citewell.text.context import dangling_reference, is_sentence


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("This trial was stopped early.", "This trial"),
        ("These findings suggest caution.", "These findings"),
        ("It is caused by a fall.", "It"),
        ("They resolve within days.", "They"),
        ("Such patients need surgery.", "Such patients"),
        ("However, exercise helps in neck pain.", "However"),
        ("But exercise helps in neck pain.", "But"),
        ("In addition, exercise helps in neck pain.", "In addition"),
        ("Success in that series meant relief for 90 days.", "that series"),
        ("Two of those 20 people had another operation.", "Two of those"),
        ("Thirty of those 34 people were satisfied.", "those 34 people"),
        ("The authors say that stimulation is safe.", "The authors"),
        ("The review calls nerve block well tolerated.", "The review"),
        ("The same 2025 review found no effect.", "The same 2025"),
        ("Headache was seen in 88% of people with spondylosis in this trial.", "this trial"),
        ("Some operations are disapproved of by experts, according to the commentary.", "the commentary"),
        ("It is unclear whether that association reflects injury.", "that association"),
        ("Treatment of this disorder is surgical.", "this disorder"),
        ("Both groups improved.", "Both"),
        ("The latter is more common.", "The latter"),
        ("Another found no effect.", "Another"),
        ("Of these, 12 were women.", "Of these"),
        ("When it occurs, the patient feels dizzy.", "When it"),
        ("We found that exercise helps neck pain.", "We"),
        ("In people with neck pain, our results show a benefit.", "our"),
        ("Only one of the seven trials had an untreated group.", "the seven trials"),
        ("Chronic headache may benefit from the same exercises.", "the same exercises"),
        ("Causes of headache are described below.", "described below"),
        ("The condition is usually inherited.", "The condition"),
        ("In most cases, the condition is mild.", "In most cases, the condition"),
        ("With class III studies excluded the odds ratio was 3.17.", "the odds ratio"),
    ],
)
def test_words_that_point_outside_are_named(sentence: str, words: str) -> None:
    assert dangling_reference(sentence) == words


@pytest.mark.parametrize(
    "sentence",
    [
        "There is evidence that studies of exercise are small.",
        "ICHD-3 has criteria that study groups have used.",
        "Median relief was 297 days in those who responded.",
        "Those with migraine had more neck pain than those without.",
        "It is unclear whether manipulation causes dissection.",
        "It has been suggested that exercise helps.",
        "It is important to exclude red flags.",
        "It is not known how often the syrinx grows.",
        "Both CT and MRI are needed to plan an operation.",
        "Both cervical mobilisation and manipulation have been suspected.",
        "The Jull trial excluded people with migraine, so its results apply to cervicogenic headache.",
        "The 2014 review favours other physical therapies.",
        "A 2022 review selected 14 trials, although the review notes its limits.",
        "Joint injection may relieve pain arising from that joint.",
        "Neck pain spreads to the eye on the same side.",
        "Platybasia is not the same as basilar invagination.",
        "Although it is rare, dissection can cause stroke.",
        "The authors of the 2016 meta-analysis found no causal link.",
        "The symptoms of Chiari malformation are headache and neck pain.",
        "The interval has been regarded as abnormal, depending on the study.",
        "Each nerve connects to another.",
        "Such as it is rarely written, caution is advised.",
        "Success in that series [Govind et al., 2003] meant relief for 90 days.",
    ],
)
def test_sentences_that_can_be_read_alone_are_left_in_peace(sentence: str) -> None:
    assert dangling_reference(sentence) is None


@pytest.mark.parametrize(
    "text",
    [
        "Exercise helps neck pain.",
        "Cervicogenic headache is pain felt in the head that is referred from the neck.",
        "Check with your doctor if you have neck pain.",
        "Thermal ablation destroys tissue around the nerve (2014).",
        "The age at which symptoms begin ranges from childhood to adulthood.",
        "p53 regulates the cell cycle in many tumours.",
    ],
)
def test_whole_statements_are_sentences(text: str) -> None:
    assert is_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        "Key Points",
        "Treatment of cervicogenic headache",
        "What are the symptoms of Chiari malformation?",
        "Fever or night sweats.",
        "Observational comparative study.",
        "Risk factors for infection of the neck.",
        "Signs and symptoms in percent of patients are Cough 90% Fever 50% Ataxia 7% Rash 1%.",
        "Red blood cells that carry oxygen to the body.",
        "Treatment may include the following:",
        "Figure 2 shows a sagittal image of the neck.",
        "See also the page on migraine and its treatment.",
        "Click here to read more about neck pain.",
        "More is found at www.nhs.uk for all patients.",
        "SHOULD MY CHILD GET THE FLU VACCINE THIS YEAR.",
        "Pain is common and",
        "",
    ],
)
def test_headings_fragments_questions_and_page_furniture_are_not(text: str) -> None:
    assert not is_sentence(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Shooting pain in the arm during venepuncture points to a nerve injury.",
        "The rash usually begins on the arms and spreads to the trunk.",
        "Differences in blood pressure between the arms are common in older people.",
    ],
)
def test_an_arm_of_the_body_is_no_arm_of_a_trial(sentence: str) -> None:
    assert dangling_reference(sentence) is None


def test_an_arm_of_a_trial_that_nothing_names_leaves_a_sentence_hanging() -> None:
    assert dangling_reference("Pain fell by 30% in the intervention arm.")
