"""Selection: which candidates fit a part, which of them answer it directly, and which fill a section."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from importlib import resources

from citewell.compose.aspects import JOINT, PAGE, SAYS, aspect_of, is_furniture, page_fit, says_fit
from citewell.compose.candidates import Candidate
from citewell.compose.focus import TITLE_ALONE
from citewell.compose.intents import cue_pattern
from citewell.compose.outlines import Outline, OutlineSection, outline_for
from citewell.compose.populations import asked_populations, names_them
from citewell.compose.roles import Role
from citewell.compose.sides import sides_fit, sides_of
from citewell.compose.stances import find_stances
from citewell.domain.enums import DocumentStatus, EvidenceKind, Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.normalise import content_stems
from citewell.text.quantities import find_quantities
from citewell.text.vocabulary import Vocabulary

# A candidate is on topic when it names this share of what the most fitting one names of the part; a smaller
# share is enough when it also means nearly what the part means; LEAST_NAMED of the part it must name in any case.
ON_TOPIC = 0.55
# A question that tells conditions apart is also answered by what is said of one of them.
ON_TOPIC_BESIDE = 0.4
NAMED_WHEN_NEAR = 0.35
NEAR_IN_MEANING = 0.88
LEAST_NAMED = 0.25
# What the best sentence, with its title, must name; where none does, words of the part only stand far apart.
LEAST_NAMED_BY_BEST = 0.4
# It is worth showing when it reaches this share of the best relevance.
WORTH_SHOWING = 0.42
WORTH_SHOWING_BESIDE = 0.3
# How much each step up in kind of evidence adds where passages are labelled with their topic; where they are not,
# a strong source's statement on something else would come before the answer, and relevance has to tell.
KIND_WEIGHT = 0.025
# What a topic guessed from cue words counts for, against one that the source states.
GUESSED_TOPIC = 0.8
# The same where a question names no aspect, so that its words must tell what answers it.
GUESSED_IN_OPEN_QUESTION = 0.3
# In such texts a statement on a topic that was not asked about seldom answers.
OFF_TOPIC_PENALTY = 0.1
# One is about what was asked from here on: it names that itself and not in passing, or its title is on little else.
LEAST_ABOUT = 0.55
# In a section it must be worth this share of the most relevant, and in a direct answer's second place this share of the
# first; among further statements it must be about this and cover that much by itself.
WORTH_A_PLACE = 0.5
WORTH_SECOND_PLACE = 0.7
ABOUT_FURTHER = 0.75
OWN_FURTHER = 0.7
MOST_FURTHER = 3
# It repeats another when so many of the stems of the shorter one are the other's too.
REPEATS = 0.75
# Labelled facts are short; one repeats another only where they share so much of what both have.
ALIKE_LABELLED = 0.7
# In texts whose topics nobody has labelled: what the sentence's role in its publication adds, and naming by itself
# all that is asked about, which its title or heading may name for it.
ROLE_BONUS = {Role.CONCLUDED: 0.15, Role.FOUND: 0.05, Role.KNOWN: -0.1, Role.LABEL: -0.3}
OWN_BONUS = 0.3
POPULATION_BONUS = 0.3
ABOUT_BONUS = 0.3
# A comparison asked about is answered by what compares, a definition by what says what a thing is.
COMPARING_BONUS = 0.35
DEFINING_BONUS = 0.35
TELLING_APART_BONUS = 0.35
# What holds in pregnancy comes first where that is asked: other advice may not hold there.
ASKED_PEOPLE_BONUS = 0.6
_PREGNANT = re.compile(r"\b(?:pregnan\w+|breast-?feed\w*|lactati\w+|puerperium|postpartum)\b", re.IGNORECASE)
_IS_A = re.compile(
    r"(?:\s\([^)]*\))?\s(?:is|are)\s(?:defined|described as|characteri[sz]ed|an?\b|the\b|pain\b|headache\b|descent\b)",
    re.I,
)
_SILENT = re.compile(
    r"\b(?:asymptomatic|symptom-free|(?:without|no|free of) (?:any )?symptoms?|(?:found|seen|discovered) by chance"
    r"|by accident|incidental(?:ly)?|symptomless)\b",
    re.IGNORECASE,
)
_LOUD = re.compile(r"(?<!mildly )(?<!oligo)\bsymptomatic\b|\bwith symptoms\b", re.IGNORECASE)
_CHILDREN = re.compile(
    r"\b(?:child(?:ren)?|infants?|p(?:a)?ediatric|adolescents?|boys?|girls?|newborns?|bab(?:y|ies))\b", re.I
)
_ADULTS = re.compile(r"\b(?:adults?|all ages|any age|older people|elderly)\b", re.IGNORECASE)
_APART = re.compile(
    r"\b(?:separates?|separated|distinguish\w*|differentiat\w*|(?:tell|told|telling)\b[\w\s]{0,20}\bapart|unlike"
    r"|in contrast to|as opposed to|(?:degrees|%) in [^.]* and [^.]* in)\b",
    re.IGNORECASE,
)
# "Other headache types improved": other than what stands in another sentence.
_LEANS_ON_ANOTHER = re.compile(
    r"(?:(?:an)?other|further|also|in addition|both|neither|such|these|those|this|similar(?:ly)?)\b", re.IGNORECASE
)
POPULATION_FIT = 0.25
# A sentence that puts the aspect asked about is on it, whatever topic its words let guess.
ASPECT_SAID = 0.32
# What a sentence that puts the aspect asked about is worth where only its title says of what.
LEAST_SAID = 0.2
MOST_FROM_ONE_DOCUMENT = 4
MOST_ON_ONE_KIND = 3
MORE_ON_FOCUS = 1.6
ENOUGH_WITHOUT_SET_UP = 3
LONGEST_ANSWER_WORDS = 45


def on_topic(candidates: Sequence[Candidate], part: QuestionPart, *, vocabulary: Vocabulary) -> list[Candidate]:
    """The candidates that name what the part names, or nearly mean it, most worth showing first.

    One on another population (children, when adults are asked about) or on another condition is left out. In texts
    whose topics nobody has labelled, one must name what the part is most about: a large library has something on
    every other word of a question.
    """
    most = max((candidate.coverage for candidate in candidates), default=0.0)
    beside = part.intent is Intent.DIFFERENTIAL
    least = ON_TOPIC_BESIDE if beside else ON_TOPIC
    nearest = max((candidate.evidence.similarity or 0.0 for candidate in candidates), default=0.0)
    fitting = [
        candidate
        for candidate in candidates
        if (is_labelled(candidate) or (candidate.names_key and candidate.about >= LEAST_ABOUT))
        and (is_labelled(candidate) or not is_furniture(candidate.claim.text))
        and _names_enough(candidate, least=least * most, nearest=nearest, near=NAMED_WHEN_NEAR * most)
        and not _on_other_population(candidate, part, vocabulary)
        and not _on_other_condition(candidate, part, vocabulary)
        and not _beside_the_point(candidate, part, vocabulary)
    ]
    if not any(is_labelled(candidate) or candidate.coverage >= LEAST_NAMED_BY_BEST for candidate in fitting):
        return []
    best = max(candidate.relevance for candidate in fitting)
    share = WORTH_SHOWING_BESIDE if beside else WORTH_SHOWING
    worthy = [candidate for candidate in fitting if candidate.relevance >= share * best]
    populations = {label for label in part.concepts if vocabulary.concepts[label].excludes}
    return sorted(worthy, key=lambda candidate: _by_worth(candidate, vocabulary, populations))


def _names_enough(candidate: Candidate, *, least: float, nearest: float, near: float) -> bool:
    """Whether the coverage reaches `least`, or `near` for one about as similar as the most similar."""
    if (candidate.evidence.similarity or 0.0) >= NEAR_IN_MEANING * nearest > 0.0:
        least = near
    return candidate.coverage >= max(least, LEAST_NAMED)


def on_wider_topic(
    candidates: Sequence[Candidate], wider: Collection[str], *, vocabulary: Vocabulary
) -> list[Candidate]:
    """Candidates on one of the concepts `wider` (headache, for one kind of headache), best first.

    Their publications are about nothing more particular, so that advice on another kind is not taken for
    advice on this one.
    """
    return sorted(
        (
            candidate
            for candidate in candidates
            if _conditions(candidate.evidence.passage.title, vocabulary) <= set(wider)
            and _conditions(candidate.claim.text, vocabulary) & set(wider)
        ),
        key=lambda candidate: _by_worth(candidate, vocabulary),
    )


def worth(candidate: Candidate) -> float:
    """How much a candidate deserves its place: relevance, raised for stronger kinds of evidence, stated grades,
    agreement of several publications and conclusions. A retracted publication comes after everything that stands."""
    score = candidate.relevance + (KIND_WEIGHT if is_labelled(candidate) else KIND_WEIGHT / 5) * (
        8 - candidate.evidence.document.kind.rank
    )
    score += 0.08 if candidate.claim.citations[0].strength else 0.0
    score += 0.05 * min(3, len(candidate.claim.citations) - 1)
    score += 0.04 if _has_cue("concluding", candidate.claim.text) else 0.0
    score -= 1.0 if candidate.evidence.document.status is DocumentStatus.RETRACTED else 0.0
    return score - (0.3 if is_set_up(candidate) else 0.0)


def is_set_up(candidate: Candidate) -> bool:
    """Whether a candidate tells how a study or guideline was made rather than what it found."""
    return _has_cue("reporting", candidate.claim.text)


def choose_answers(pool: Sequence[Candidate], part: QuestionPart, outline: Outline, *, most: int) -> list[Candidate]:
    """Up to `most` candidates that answer the part directly, from different publications, best first."""
    ranked = sorted(pool, key=lambda candidate: (-answer_score(candidate, part, outline), candidate.claim.id))
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) == most:
            break
        if len(candidate.claim.text.split()) > LONGEST_ANSWER_WORDS and len(ranked) > most:
            continue
        if candidate.evidence.document.id not in {other.evidence.document.id for other in chosen}:
            chosen.append(candidate)
    return chosen or list(ranked[:1])


def fill_section(
    section: OutlineSection,
    pool: Sequence[Candidate],
    *,
    taken: Collection[str],
    required: Collection[str] = (),
    kinds: frozenset[str] = frozenset(),
    focus: Collection[PassageTopic] = (),
) -> list[Candidate]:
    """The candidates most worth showing of the section's topics, in reading order.

    `taken` are ids of claims that stand elsewhere; `required` ids of claims that must stand somewhere and
    are admitted past the section's limit. `kinds` are the concepts below a further topic, none of which
    may crowd out the others. `focus` are the topics that the question asks about: more room for those.
    """
    fitting = [candidate for candidate in pool if candidate.claim.id not in taken and _belongs(candidate, section)]
    fitting = _worth_a_place(fitting, pool, required, further=not section.topics and not section.other_topics)
    shown = [frozenset(content_stems(text)) for text in taken if " " in text]
    limit = round(section.limit * MORE_ON_FOCUS) if section.topics & set(focus) else section.limit
    chosen: list[Candidate] = []
    counted: Counter[str] = Counter()
    for candidate in fitting:
        spread = {candidate.evidence.document.id: MOST_FROM_ONE_DOCUMENT}
        if section.other_topics:
            spread |= dict.fromkeys(candidate.signs.labels & kinds, MOST_ON_ONE_KIND)
        if is_set_up(candidate) and len(chosen) >= ENOUGH_WITHOUT_SET_UP and candidate.claim.id not in required:
            continue
        if candidate.claim.id not in required and _says_again(candidate, shown):
            continue
        room = len(chosen) < limit and all(counted[name] < most for name, most in spread.items())
        if room or candidate.claim.id in required:
            chosen.append(candidate)
            counted.update(spread.keys())
            shown.append(candidate.signs.stems)
    return sorted(chosen, key=lambda candidate: candidate.order)


def is_labelled(candidate: Candidate) -> bool:
    """Whether the source says what a candidate's passage is about."""
    return candidate.evidence.passage.topic is not None


def repeats(candidate: Candidate, shown: Sequence[frozenset[str]]) -> bool:
    """Whether a candidate says little that statements with these stems do not."""
    own = candidate.signs.stems
    return any(len(own & other) >= REPEATS * max(1, min(len(own), len(other))) for other in shown)


def _says_again(candidate: Candidate, shown: Sequence[frozenset[str]]) -> bool:
    """Whether a candidate repeats what is shown; labelled facts with figures differ by these and may stand together."""
    if not is_labelled(candidate):
        return repeats(candidate, shown)
    own = candidate.signs.stems
    alike = any(len(own & other) >= ALIKE_LABELLED * len(own | other) for other in shown)
    return alike and not find_quantities(candidate.claim.text)


def may_come_second(candidate: Candidate, part: QuestionPart, *, first: float) -> bool:
    """Whether a candidate deserves a second place in a direct answer, whose first statement has the score `first`.

    In texts whose topics nobody has labelled the best of what is left is often beside the point: nothing is better.
    """
    outline = outline_for(part)
    asked = candidate.topic in (*part.focus, *outline.answer_topics)
    near = answer_score(candidate, part, outline) >= WORTH_SECOND_PLACE * first
    if candidate.evidence.document.status is DocumentStatus.SUPERSEDED:
        return False
    if is_labelled(candidate):
        return asked
    told_apart = sides_of(part.text) is not None
    fits = says_aspect(candidate, part) if told_apart or aspect_of(part) is not None else asked
    return fits and candidate.about >= ABOUT_FURTHER and near


def aspect_fit(candidate: Candidate, part: QuestionPart) -> float:
    """How well a candidate's page and words answer the aspect that is asked about, in the scores' units."""
    if sides_of(part.text):
        return sides_fit(part.text, candidate.claim.text)
    aspect = aspect_of(part)
    if aspect is None:
        return 0.0
    page = page_fit(aspect, candidate.evidence.passage.title, share=candidate.entitled)
    says = says_fit(aspect, candidate.claim.text)
    if says > 0.0 and not names_itself(candidate):
        says = LEAST_SAID
    joint = JOINT if page >= PAGE and says >= SAYS else 0.0
    return page + says + joint + _population_fit(candidate, part)


def says_aspect(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a candidate of an unlabelled text puts what is asked about in so many words, page or no page."""
    if sides_of(part.text):
        return sides_fit(part.text, candidate.claim.text) > 0.0
    aspect = aspect_of(part)
    return aspect is not None and says_fit(aspect, candidate.claim.text) > 0.0


def names_itself(candidate: Candidate) -> bool:
    """Whether a candidate of an unlabelled text names by itself, not by its title alone, what was asked about."""
    return candidate.about > TITLE_ALONE


def _population_fit(candidate: Candidate, part: QuestionPart) -> float:
    asked = {stem for words in part.pico.populations for stem in content_stems(words)}
    return POPULATION_FIT if asked & candidate.signs.stems else 0.0


def _worth_a_place(
    fitting: Sequence[Candidate], pool: Sequence[Candidate], required: Collection[str], *, further: bool
) -> list[Candidate]:
    """Of candidates without a labelled topic those near the most relevant; the rest would be noise."""
    most = max((candidate.relevance for candidate in pool), default=0.0)
    kept: list[Candidate] = []
    free = 0
    for candidate in fitting:
        worthy = candidate.relevance >= WORTH_A_PLACE * most
        if further:
            worthy &= candidate.about >= ABOUT_FURTHER and candidate.own >= OWN_FURTHER and free < MOST_FURTHER
            worthy &= candidate.role not in (Role.KNOWN, Role.LABEL)
        if is_labelled(candidate) or candidate.claim.id in required:
            kept.append(candidate)
        elif worthy:
            kept.append(candidate)
            free += 1
    return kept


def _belongs(candidate: Candidate, section: OutlineSection) -> bool:
    if section.other_topics:
        return True
    return candidate.topic in section.topics if section.topics else candidate.topic is None


def answer_score(candidate: Candidate, part: QuestionPart, outline: Outline) -> float:
    """Worth, raised for the topics that the part asks about and for naming all its concepts and its people.

    Lowered for what should not come first: advice on what not to do, study set-up, a superseded source, a
    design that the source itself calls weak, and reassurance on the word of a single study.
    """
    citation = candidate.claim.citations[0]
    document, text = candidate.evidence.document, candidate.claim.text
    open_question = part.intent is Intent.GENERAL and not part.focus
    trust = 1.0 if is_labelled(candidate) else GUESSED_IN_OPEN_QUESTION if open_question else GUESSED_TOPIC
    fit = 0.0 if is_labelled(candidate) else aspect_fit(candidate, part)
    said = fit > 0.0 and says_aspect(candidate, part)
    score = worth(candidate) + max(trust * _topic_bonus(candidate.topic, part, outline), ASPECT_SAID if said else 0.0)
    if not is_labelled(candidate):
        score += ROLE_BONUS.get(candidate.role, 0.0) + OWN_BONUS * candidate.own + ABOUT_BONUS * candidate.about
        asked = open_question or candidate.topic in (*part.focus, *outline.answer_topics)
        score += fit - (0.0 if asked or said else OFF_TOPIC_PENALTY)
    score += 0.12 if set(part.concepts) <= candidate.signs.labels else 0.0
    score += sum(
        POPULATION_BONUS
        for people in asked_populations(part.text)
        if names_them(people, (text, candidate.evidence.passage.title))
    )
    score -= 0.2 if _advises_against(text) else 0.0
    score -= 0.3 if is_set_up(candidate) else 0.0
    score -= 0.3 if _LEANS_ON_ANOTHER.match(text) else 0.0
    score += status_fit(part.text, text) - (0.08 if _of_children_only(text) and not _of_children_only(part.text) else 0)
    score += ASKED_PEOPLE_BONUS if _PREGNANT.search(part.text) and _PREGNANT.search(text) else 0.0
    score += COMPARING_BONUS if part.intent is Intent.COMPARISON and any(one.pairs for one in find_stances(text)) else 0
    score += TELLING_APART_BONUS if part.intent is Intent.DIFFERENTIAL and _tells_apart(text, part) else 0.0
    score += DEFINING_BONUS if part.intent is Intent.DEFINITION and _defines(text, part) else 0.0
    score -= 0.5 if document.status is DocumentStatus.SUPERSEDED else 0.0
    score -= 0.3 if _has_cue("weak", f"{text} {citation.certainty}") else 0.0
    single = document.kind.rank >= EvidenceKind.RANDOMISED_TRIAL.rank
    return score - (0.5 if single and _has_cue("reassuring", text) else 0.0)


def _on_other_population(candidate: Candidate, part: QuestionPart, vocabulary: Vocabulary) -> bool:
    title = candidate.evidence.passage.title
    named = set(candidate.signs.labels)
    named |= {mention.label for mention in vocabulary.mentions(title) if title[: mention.start].endswith("in ")}
    for label in part.concepts:
        excluded = vocabulary.concepts[label].excludes
        if excluded and label not in named and named & set(excluded):
            return True
    return False


def _on_other_condition(candidate: Candidate, part: QuestionPart, vocabulary: Vocabulary) -> bool:
    """Whether a candidate names conditions, and neither it nor its title one that the part is about."""
    conditions = [label for label in part.concepts if vocabulary.concepts[label].type == "condition"]
    asked = {kind for label in conditions for kind in vocabulary.family(label)}
    wider = {kind for label in conditions for kind in vocabulary.broader(label)}
    own = {label for label in candidate.signs.labels if vocabulary.concepts[label].type == "condition"}
    around = vocabulary.labels(candidate.evidence.passage.title)
    return bool(asked and own) and not own & (asked | wider) and not around & asked


def _beside_the_point(candidate: Candidate, part: QuestionPart, vocabulary: Vocabulary) -> bool:
    """Whether a candidate neither names the drug, procedure or test asked about nor is on a topic asked about.

    Its publication is on that treatment, but what it says there of a condition that was not asked about
    answers another question.
    """
    types = {label: vocabulary.concepts[label].type for label in part.concepts}
    means = [label for label, kind in types.items() if kind in {"drug", "procedure", "test"}]
    if not means or "condition" in types.values() or candidate.topic in (*part.focus, *outline_for(part).answer_topics):
        return False
    return not any(vocabulary.family(label) & candidate.signs.labels for label in means)


def status_fit(asked: str, text: str) -> float:
    """What a statement gains or loses by whom it is about: those with symptoms, or those without.

    What holds of people with a complaint says little of those in whom a finding came by chance, and the other way.
    """
    silent, loud = bool(_SILENT.search(text)), bool(_LOUD.search(text))
    if _SILENT.search(asked):
        return 0.15 if silent else -0.4 if loud else 0.0
    return -0.2 if _LOUD.search(asked) and silent and not loud else 0.0


def _of_children_only(text: str) -> bool:
    return bool(_CHILDREN.search(text)) and not _ADULTS.search(text)


def _tells_apart(text: str, part: QuestionPart) -> bool:
    """Whether a statement says how two conditions that the question names differ."""
    return len(part.pico.conditions) > 1 and _APART.search(text) is not None


def _defines(text: str, part: QuestionPart) -> bool:
    """Whether a statement opens with what was asked about and says what it is."""
    rest = text[len(part.topic) :] if text.lower().startswith(part.topic.lower()) else ""
    return bool(_IS_A.match(rest))


def _advises_against(text: str) -> bool:
    return any(stance.measure == "whether to do it" and not stance.favours for stance in find_stances(text))


def _topic_bonus(topic: PassageTopic | None, part: QuestionPart, outline: Outline) -> float:
    if topic in part.focus:
        return 0.4
    if topic in outline.answer_topics:
        return max(0.05, 0.3 - 0.08 * outline.answer_topics.index(topic))
    return 0.0


def _conditions(text: str, vocabulary: Vocabulary) -> set[str]:
    return {label for label in vocabulary.labels(text) if vocabulary.concepts[label].is_problem}


def _by_worth(candidate: Candidate, vocabulary: Vocabulary, populations: Collection[str] = ()) -> tuple[float, str]:
    """Sorting key; what holds for a population that was not asked about comes later."""
    particular = {label for label in candidate.signs.labels if vocabulary.concepts[label].excludes}
    lower = 0.1 if particular - set(populations) else 0.0
    return (lower - worth(candidate), candidate.claim.id)


@lru_cache(maxsize=16_384)
def _has_cue(name: str, text: str) -> bool:
    """Whether a text has one of a kind of cues; every sorting of the same candidates asks again."""
    return _cues()[name].search(text) is not None


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    text = resources.files("citewell.compose").joinpath("answer_cues.toml").read_text("utf-8")
    return {name: cue_pattern(cues) for name, cues in tomllib.loads(text).items()}
