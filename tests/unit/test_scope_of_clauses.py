"""What a clause denies, limits or says of how many, of when and of how sure is compared with the clause on the same."""

from __future__ import annotations

import pytest

from citewell.checks import (
    causation_matches,
    certainty_travels,
    negation_matches,
    polarity_matches,
    population_matches,
    quantifier_matches,
    recommendation_matches,
    restriction_matches,
    time_matches,
)
from citewell.checks.comparing import Compare, Pair

BITES = "Do not scrub the sting, squeeze the sac or bandage the finger tightly."
GRAFT = "Neither the gel nor the spray softened scars more than salt water."
LENSES = "Coloured lenses did not slow squint in toddlers; drops halved its pace."
HERBS = "Sage tea is contraindicated in porphyria because it lowers the threshold for attacks."
TICKS = "All hikers need a tick check, whatever the season, and most bites are found behind the knee."
MOULD = "The lotion cleared mould rash in 82% of adults, and relapse was uncommon."
CRAMP = "Night cramp usually eases within weeks, and stretching should not be delayed until it does."
DUST = "Masks lowered dust cough in millers. Whether they prevent lung scarring is unknown."


def _finds(compare: Compare, claim: str, quote: str) -> bool:
    return bool(compare(Pair(claim, quote)))


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The finger should be bandaged tightly.", BITES),
        ("The spray softened scars more than salt water.", GRAFT),
        ("Coloured lenses slowed squint in toddlers.", LENSES),
        ("Sage tea may be used in porphyria.", HERBS),
        ("A normal smear excludes the infection.", "A normal smear does not exclude the infection."),
        ("Lifelong bed rest is required after sprains.", "No bed rest is required after sprains."),
        ("Return to diving does not require a chest film.", "Return to diving needs a chest film."),
    ],
)
def test_what_the_quote_denies_of_a_thing_the_claim_may_not_affirm_of_it(claim: str, quote: str) -> None:
    assert _finds(polarity_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Never squeeze the sac of a sting.", BITES),
        ("Scars were no softer with the gel than with salt water.", GRAFT),
        ("Squint in toddlers slowed to half its pace with drops.", LENSES),
        ("Sage tea should be avoided in porphyria.", HERBS),
        ("A smear that looks normal leaves the infection possible.", "A normal smear does not exclude the infection."),
    ],
)
def test_a_denial_in_other_words_is_none_added_or_lost(claim: str, quote: str) -> None:
    assert not _finds(polarity_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Hikers need a tick check only in spring.", TICKS),
        ("Tick checks are needed unless it is winter.", "Tick checks are needed in all months."),
        ("The cream helped the hands but not the feet.", "The cream helped the hands and the feet."),
        ("The vaccine is given except in asthma.", "The vaccine is given to everyone (including people with asthma)."),
        ("Ticks on the scalp, as in other places, are drawn out.", "Ticks are drawn out; the scalp is an exception."),
        ("The swab is taken unless pain is severe.", "The swab is taken for pain of any severity."),
    ],
)
def test_a_limit_that_the_quote_does_not_set_is_found(claim: str, quote: str) -> None:
    assert _finds(restriction_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The cream helped the hands but not the feet.", "The cream helped the hands; the feet did not improve."),
        ("Surgery is kept only for tears that catch.", "Surgery is reserved for tears that catch."),
        ("Only 5% of bites were infected.", "5% of bites were infected."),
    ],
)
def test_a_limit_of_the_quote_is_left_alone(claim: str, quote: str) -> None:
    assert not _finds(restriction_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Few bites are found behind the knee.", TICKS),
        ("The lotion cleared mould rash in only a minority of adults.", MOULD),
        ("Nearly all adults lost the rash.", "Half of adults lost the rash."),
    ],
)
def test_another_share_of_a_group_is_found(claim: str, quote: str) -> None:
    assert _finds(quantifier_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Most adults had their mould rash cleared by the lotion.", MOULD),
        ("Relapse after the lotion was rare.", MOULD),
        ("The majority of bites are found behind the knee.", TICKS),
        ("Most adults were not cured.", "Cure was seen in 20% of adults."),
    ],
)
def test_a_share_in_other_words_is_left_alone(claim: str, quote: str) -> None:
    assert not _finds(quantifier_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Night cramp usually takes years to ease.", CRAMP),
        ("Stretching should be put off until the cramp has eased.", CRAMP),
        ("The numbness is permanent.", "Numbness of the lip was seen in 4% of patients."),
        ("The rash comes after the last dose.", "The rash comes after the first dose."),
    ],
)
def test_another_time_in_words_is_found(claim: str, quote: str) -> None:
    assert _finds(time_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Relief comes within a month.", "Relief comes within 4 weeks."),
        ("The numbness lasts for life.", "The numbness is permanent."),
        ("Stretching should begin without delay.", CRAMP),
    ],
)
def test_a_time_in_other_words_is_left_alone(claim: str, quote: str) -> None:
    assert not _finds(time_matches.compare, claim, quote)


@pytest.mark.parametrize(
    ("compare", "claim", "quote"),
    [
        (population_matches.compare, "Use the balm on broken skin.", "Use the balm on intact skin."),
        (population_matches.compare, "The form is familial.", "The form is sporadic."),
        (certainty_travels.compare, "Its worth is agreed.", "Its worth is disputed."),
        (recommendation_matches.compare, "The tea is safe in gout.", "The tea is contraindicated in gout."),
        (causation_matches.compare, "Noise makes people smoke.", "Noise was associated with smoking."),
    ],
)
def test_the_opposite_of_what_the_quote_says_is_found(compare: Compare, claim: str, quote: str) -> None:
    assert _finds(compare, claim, quote)


def test_what_the_quote_calls_unknown_is_not_told_as_known() -> None:
    assert _finds(certainty_travels.compare, "Masks prevent lung scarring in millers.", DUST)
    assert not _finds(certainty_travels.compare, "It is not known whether masks prevent lung scarring.", DUST)


def test_evidence_is_called_no_better_than_the_quote_calls_it() -> None:
    quote = "Small trials found that masks lowered cough."
    assert _finds(certainty_travels.compare, "High-quality evidence shows that masks lowered cough.", quote)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Nobody should dive without a chest film.", "Everyone should have a chest film before diving."),
        ("Scars were no worse with the gel.", "Scars were similar with the gel and the spray."),
        ("Sixty percent of bites were not infected.", "40% of bites were infected."),
        ("Stings on the hand healed.", "Stings on the hand healed, while no scar was seen on the foot."),
        ("The gel softened scars.", "The gel softened scars compared with no gel."),
    ],
)
def test_a_negation_that_changes_nothing_is_left_alone(claim: str, quote: str) -> None:
    assert not _finds(negation_matches.compare, claim, quote)
