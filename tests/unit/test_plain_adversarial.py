"""What the plain words and the parting of sentences must never let through, nor do themselves."""

from __future__ import annotations

import pytest
from tests.unit.test_rewording import Says, worded

from citewell.compose.plain.lists import set_lists
from citewell.compose.plain.sentences import split_long

# A statement with a term that has a plain word, or with a joint at which sentences are parted; and a false wording of
# it that uses just that plain word or that joint.
FALSE = [
    ("Elevated CRP suggests giant cell arteritis.", "Raised CRP excludes giant cell arteritis."),
    ("Elevated CRP suggests giant cell arteritis.", "Lowered CRP suggests giant cell arteritis."),
    ("No secondary cause can be identified.", "A secondary cause can be found."),
    ("No secondary cause was identified in 12 adults.", "No secondary cause was found in 21 adults."),
    ("A primary headache is diagnosed only when no secondary cause can be identified.",
     "A primary headache is diagnosed when a secondary cause can be found."),
    ("Smoking was identified as a risk factor in adults.", "Smoking was found to be a risk factor in children."),
    ("Rest is regarded as first line for whiplash.", "Rest is seen as second line for whiplash."),
    ("Rest is not regarded as first line for whiplash.", "Rest is seen as first line for whiplash."),
    ("Rest may be regarded as first line for whiplash.", "Rest is seen as first line for whiplash."),
    ("Basilar invagination is often associated with syringomyelia.",
     "Basilar invagination is rarely linked with syringomyelia."),
    ("Basilar invagination is often associated with syringomyelia.",
     "Basilar invagination is often caused by syringomyelia."),
    ("Headache associated with neck pain is common in adults.", "Headache linked with back pain is common in adults."),
    ("Stop all medications before the test.", "Stop all medicines after the test."),
    ("Stop all medications before the test.", "Take all medicines before the test."),
    ("No medication is needed in children.", "Medicine is needed in children."),
    ("Surgery is a therapeutic option only for severe pain.", "Surgery is a treatment option for severe pain."),
    ("Surgery is a therapeutic option for severe pain.", "Surgery is the best treatment option for severe pain."),
    ("The disorder is known to be capable of causing headache.", "The disorder is known to cause headache."),
    ("The disorder is not capable of causing headache.", "The disorder is able to cause headache."),
    ("The illness is characterised by attacks of less than 5 minutes.",
     "The illness is marked by attacks of more than 5 minutes."),
    ("Weakness of the upper limbs may follow.", "Weakness of the legs may follow."),
    ("Weakness of the lower limbs may follow in 5% of people.", "Weakness of the legs will follow in 5% of people."),
    ("Hyperuricaemia can lead to gout.", "Low blood uric acid can lead to gout."),
    ("Clinical and laboratory evidence supports the diagnosis.", "Lab evidence refutes the diagnosis."),
    ("The disc presses on the nerve and consequently pain spreads to the arm.",
     "The disc presses on the nerve because pain spreads to the arm."),
    ("Doctors prefer MRI for the neck in this illness, because the scan shows the nerves.",
     "Doctors avoid MRI for the neck in this illness. This is because the scan shows the nerves."),
    ("Headache frequency fell in the group that had surgery, while the other group did not change.",
     "Headache frequency fell in the group that had surgery. But the other group got worse."),
    ("Many headaches begin in the neck of adults, which is why the neck has been blamed.",
     "All headaches begin in the neck of adults. This is why the neck has been blamed."),
    ("The diagnosis is often missed in older people, although the headache is often very strong.",
     "The diagnosis is often missed in older people. But the headache is never very strong."),
    ("Tests should not delay steroids when giant cell arteritis is strongly suspected; CRP should be taken first.",
     "Tests should delay steroids when giant cell arteritis is strongly suspected. CRP should be taken first."),
    ("Tests should not delay steroids when giant cell arteritis is strongly suspected; CRP should be taken first.",
     "Tests should not delay steroids. CRP should be taken first."),
    ("A block was given in addition to exercise in 16 patients.",
     "A block was given instead of exercise in 16 patients."),
    ("Pressure is lowered by means of a shunt in adults.", "Pressure is raised by a shunt in adults."),
    ("Fluid leaks due to the fact that the dura is torn.", "The dura is torn because fluid leaks."),
]  # fmt: skip

# What must stay one sentence: a half of it would say more than the whole.
WHOLE = [
    "Surgery is not advised for adults without symptoms, because the risk of harm is high.",
    "Most doctors do not order a scan of the neck, because it is quick and is easy to read.",
    "The authors found that pain fell in both groups; the effect was lost after some months.",
    "The review reports that exercise helps adults with pain; massage was not better than rest.",
    "If the headache is sudden and severe, call for help; the doctor will order a scan at once.",
    "In adults over 60 years the nerve block is often used, although the pain can come back later.",
    "When the pain is strong the drug is given by mouth, while the tablets are kept for later use.",
    "The study showed that adults improved with exercise, which is why the guideline recommends it.",
    "For children with migraine rest is the first choice, which means that drugs are used later.",
    "Either anticoagulants or antiplatelet drugs can be prescribed, because two trials showed no difference in harm.",
    "Fewer people had pain after surgery in that year, because the pain was often treated with drugs.",
    "The guideline suggests exercise for most adults, while it recommends surgery for some; evidence is weak.",
    "Beta blockers, calcium channel blockers, and other blood pressure drugs may also be needed in time.",
    "The kinds of signs you have, how often they occur, and how severe they are may vary over time.",
    "The protein causes a pattern of harm to the joints, eyes, and skin that is typical of the illness.",
    "Treatment focuses on relieving the pain in the neck, and can include medicines and nerve blocks.",
    "Most abscesses near the kidney are caused by urinary infections that start in the bladder.",
    "Achondrogenesis is a group of severe bone disorders that are present from birth and often deadly.",
    "No adult in the trial was free of pain and is still taking the drug each day.",
    "Few adults with neck pain are treated by surgery and are free of pain later.",
    "Less than 5% of the people are ill for weeks and are treated in hospital.",
    "People who are over 50 years and are short of breath at night need a scan of the chest.",
    "The drug often causes harm to the liver and is rarely given to children under 12.",
    "It is unknown why the illness mainly affects the hands and feet or how the genes are linked.",
    "Shortness of breath is more common in older people and those who have diabetes as well.",
]

# What is said twice of one subject, and the two sentences that it becomes.
TWICE = [
    ("Neck headache is mainly one-sided and spreads from the neck to the eye and the forehead.",
     "Neck headache is mainly one-sided. It spreads from the neck to the eye and the forehead."),
    ("The headache of arteritis is often one-sided, but can be felt all over the head.",
     "The headache of arteritis is often one-sided. But it can be felt all over the head."),
    ("Features of the illness are there at birth and may include a short neck and low hair.",
     "Features of the illness are there at birth. They may include a short neck and low hair."),
    ("There is no cure for the illness and there is no drug that stops it.",
     "There is no cure for the illness. There is no drug that stops it."),
]  # fmt: skip


# What is set as no list: an item would lose its noun, or what is said of it.
NO_LIST = [
    "Cervicogenic headache is headache that is caused by a disorder of the spine or its bony, disc or soft parts.",
    "The guideline lists fever, rash, or pain in children as red flags in adults, children and people with cancer.",
    "If you have asthma, the inside walls of your airways become sore and swollen for a long time.",
    "The syndrome causes weight gain in the face and upper body, slowed growth in children, fragile skin, and fatigue.",
    "Excessive growth of the gums may cause displacement of teeth, increased spacing, speech problems, and pain.",
    "Some people with the hormone deficiency do not have mutations in the GH1, GHRHR, or BTK genes at all.",
    "The test shows fat in the liver, along with inflammation and damage, in many people with the illness.",
    "There can be big differences in height, weight, and build among healthy children of the same age.",
    "The signs of the tumour include bone pain and a lump in the abdomen, neck, or chest.",
    "A warning came from three experts in one voice: Stop the drug, call a doctor, and wait.",
    "Experts list trauma, and cancer as red flags in which CT, MRI or other scans of the neck may be of use.",
]


@pytest.mark.parametrize(("text", "false"), FALSE)
def test_a_false_wording_with_a_right_plain_word_is_kept_out(text: str, false: str) -> None:
    told = worded(text, writer=Says(false))
    assert told.text != false
    assert told.kept_because


def test_there_are_thirty_false_pairs() -> None:
    assert len(set(FALSE)) >= 30


@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_whose_half_would_say_more_is_not_parted(text: str) -> None:
    assert split_long(text) == text


@pytest.mark.parametrize("text", NO_LIST)
def test_a_list_whose_items_lean_on_each_other_is_not_set(text: str) -> None:
    assert set_lists(text) == text


@pytest.mark.parametrize(("text", "two"), TWICE)
def test_two_things_said_of_one_subject_become_two_sentences(text: str, two: str) -> None:
    assert split_long(text) == two


def test_a_list_is_set_although_its_plain_words_are_long() -> None:
    told = worded(
        "Headache calls for a closer look with fever, new neurological deficit, papilloedema or impaired consciousness."
    ).text
    assert told.split("\n") == [
        "Headache calls for a closer look with",
        "• fever,",
        "• new loss of brain or nerve function,",
        "• swelling of the eye nerve or",
        "• drowsiness or being hard to wake.",
    ]


def test_a_list_behind_a_colon_is_set() -> None:
    text = "Rheumatoid disease of the neck takes three main forms: slipping, sinking of the skull and a lower slip."
    assert set_lists(text).count("\n• ") == 3
