"""Which candidates answer a part directly: what a statement is worth, and how it fits what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.aspects import JOINT, PAGE, SAYS, Aspect, aspect_of, is_hollow, page_fit, says_fit
from citewell.compose.candidates import Candidate, is_page
from citewell.compose.focus import TITLE_ALONE
from citewell.compose.on_point import (
    holds_of_some,
    is_proposal,
    names_excluded,
    only_weighs,
    puts_first,
    says_little,
    tells_asked,
)
from citewell.compose.outlines import Outline, outline_for
from citewell.compose.passed_over import compares, raises_risk, says_unknown
from citewell.compose.populations import asked_populations, names_them
from citewell.compose.roles import Role
from citewell.compose.saying import (
    adds,
    advises,
    advises_against,
    asks_whether,
    calls_for,
    defines,
    discriminates,
    has_cue,
    is_first,
    leans_on_another,
    rules_out,
    tells_two_apart,
    words_read,
)
from citewell.compose.sides import sides_fit, sides_of
from citewell.compose.stances import find_stances
from citewell.compose.standing import Standing
from citewell.compose.whom import of_children_only, status_fit
from citewell.domain.enums import DocumentStatus, EvidenceKind, Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.abbreviations import abstract_of

# How much each step up in kind of evidence adds where passages are labelled with their topic; where they are not,
# a strong source's statement on something else would come before the answer, and relevance has to tell.
KIND_WEIGHT = 0.025
# What a topic guessed from cue words counts for, against one that the source states.
GUESSED_TOPIC = 0.8
# The same where a question names no aspect, so that its words must tell what answers it.
GUESSED_IN_OPEN_QUESTION = 0.3
# In such texts a statement on a topic that was not asked about seldom answers.
OFF_TOPIC_PENALTY = 0.1
# Where a question names what it is on ("surgery"), the outline's other topics count for this share.
BESIDE_FOCUS = 0.6
WORTH_SECOND_PLACE = 0.7
ABOUT_FURTHER = 0.75
# In texts whose topics nobody has labelled: what the sentence's role in its publication adds, and naming by itself
# all that is asked about, which its title or heading may name for it.
ROLE_BONUS = {Role.CONCLUDED: 0.2, Role.FOUND: 0.1, Role.KNOWN: -0.15, Role.LABEL: -0.3}
OWN_BONUS = 0.3
# What was known before a study answers what a thing is, how common it is and where it comes from, and little else.
EXPLAINED = frozenset({Intent.DEFINITION, Intent.EPIDEMIOLOGY, Intent.CAUSE})
# A result of the publication that is on what was asked is worth more than what another says in passing; where yes or no
# is asked, or how much, more so with the size of an effect.
MEANT_BONUS = 0.25
EFFECT_BONUS = 0.15
KNOWN_BEFORE = 0.3
# It should be read alone, and name by itself what its title names.
ALONE_BONUS = 0.2
# What a source labels is what it is on: papers beside it come no sooner for what they are given above.
LABELLED_BONUS = 0.3 + MEANT_BONUS + ALONE_BONUS
LABELLED_BONUS_OF_WHETHER = OWN_BONUS + EFFECT_BONUS
# Where the question is how something is, advice does not tell.
ADVICE = 0.3
TELLING_HOW_IT_IS = frozenset({Intent.DEFINITION, Intent.EPIDEMIOLOGY, Intent.CAUSE, Intent.PROGNOSIS})
# Where the question is what helps, what harm it did, or what should not be done, comes later; and what is said to come
# first answers what does.
SEEKING_BENEFIT = frozenset({Intent.TREATMENT, Intent.PREVENTION})
HARM_ONLY = 0.5
# Where studies weigh what speaks for and against, a conclusion worth nearly as much goes before a single result.
WEIGHED = frozenset({Intent.TREATMENT, Intent.PREVENTION, Intent.COMPARISON, Intent.SAFETY})
NEARLY_AS_WORTH = 0.85
FIRST_BONUS = 0.3
# Of many treatments weighed, what ranks them answers; and what is known answers rather than what is not known yet.
MOST_BONUS = 0.15
UNSETTLED = 0.15
# A sentence on treatment that names none, or that says only how much something matters.
SAYING_LITTLE = 0.3
# A paper's sentence without a word of what is asked.
ON_ANOTHER_MATTER = 0.4
# What a paper proposes it has not found.
PROPOSED = 0.3
# What names the people asked about comes first: advice for everybody may not hold in pregnancy.
POPULATION_BONUS = 0.6
# What names the drug, procedure or test asked about, or a kind of it, comes before what does not.
MEANS_BONUS = 0.3
ABOUT_BONUS = 0.3
# A comparison asked about is answered by what compares, a definition by what says what a thing is.
COMPARING_BONUS = 0.35
DEFINING_BONUS = 0.35
TELLING_APART_BONUS = 0.35
# A sentence that puts the aspect asked about is on it, whatever topic its words let guess.
ASPECT_SAID = 0.32
# What a sentence that puts the aspect asked about is worth where only its title says of what.
LEAST_SAID = 0.2
LONGEST_ANSWER_WORDS = 45
# What is on a kind of the thing asked about, or on another that only names it, seldom answers for it.
STANDING_PENALTY = {Standing.OF_ITS_KINDS: 0.2, Standing.A_KIND: 0.3, Standing.IN_PASSING: 0.25, Standing.UNSAID: 0.5}
# "This study [Smith J et al., 2021] suggested that": what follows is what it found.
_NAMED_WORK = re.compile(r"^(?:this|the|our|these) (?:[\w-]+ ){1,5}\[[^\]]*\] (?=[\w-]+)", re.IGNORECASE)


def worth(candidate: Candidate) -> float:
    """How much a candidate deserves its place: relevance, raised for stronger kinds of evidence, stated grades,
    agreement of several publications and conclusions. A retracted publication comes after everything that stands."""
    score = candidate.relevance + (KIND_WEIGHT if is_labelled(candidate) else KIND_WEIGHT / 5) * (
        8 - candidate.evidence.document.kind.rank
    )
    score += 0.08 if candidate.claim.citations[0].strength else 0.0
    score += 0.05 * min(3, len(candidate.claim.citations) - 1)
    score += 0.04 if has_cue("concluding", candidate.claim.text) else 0.0
    score -= 1.0 if candidate.evidence.document.status is DocumentStatus.RETRACTED else 0.0
    return score - (0.3 if is_set_up(candidate) else 0.0)


def is_set_up(candidate: Candidate) -> bool:
    """Whether a candidate tells how a study or guideline was made rather than what it found."""
    return has_cue("reporting", _NAMED_WORK.sub("", candidate.claim.text))


def choose_answers(pool: Sequence[Candidate], part: QuestionPart, outline: Outline, *, most: int) -> list[Candidate]:
    """Up to `most` candidates that answer the part directly, from different publications, best first."""
    ranked = sorted(pool, key=lambda candidate: (-answer_score(candidate, part, outline), candidate.place))
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) == most:
            break
        if words_read(candidate.claim.text) > LONGEST_ANSWER_WORDS and len(ranked) > most:
            continue
        if candidate.evidence.document.id not in {other.evidence.document.id for other in chosen}:
            chosen.append(candidate)
    return chosen or list(ranked[:1])


def conclusion_of(ranked: Sequence[Candidate], part: QuestionPart, outline: Outline) -> Candidate | None:
    """The conclusion of the paper whose single result ranks first, where what is asked is whether something works.

    One result of many may favour what the paper, having weighed them all, does not; what it concludes goes before,
    if it names as much of what was asked.
    """
    first = ranked[0] if ranked else None
    weighs = part.intent in WEIGHED or asks_whether(part.text)
    if first is None or not weighs or first.role is not Role.FOUND or not is_of_paper(first):
        return None
    least = NEARLY_AS_WORTH * answer_score(first, part, outline)
    return next(
        (
            one
            for one in ranked[1:]
            if one.role is Role.CONCLUDED
            and one.evidence.document.id == first.evidence.document.id
            and one.named
            and one.alone >= first.alone
            and words_read(one.claim.text) <= LONGEST_ANSWER_WORDS
            and answer_score(one, part, outline) >= least
        ),
        None,
    )


def is_labelled(candidate: Candidate) -> bool:
    """Whether the source says what a candidate's passage is about."""
    return candidate.evidence.passage.topic is not None


def is_of_paper(candidate: Candidate) -> bool:
    """Whether a candidate is of a publication with an abstract, none of whose topics its source labels."""
    return not is_labelled(candidate) and bool(abstract_of(candidate.evidence.document))


def may_come_second(candidate: Candidate, part: QuestionPart, *, first: float) -> bool:
    """Whether a candidate deserves a second place in a direct answer, whose first statement has the score `first`.

    In texts whose topics nobody has labelled the best of what is left is often beside the point: nothing is better.
    """
    outline = outline_for(part)
    asked = candidate.topic in (*part.focus, *outline.answer_topics)
    near = answer_score(candidate, part, outline) >= WORTH_SECOND_PLACE * first
    if candidate.evidence.document.status is DocumentStatus.SUPERSEDED:
        return False
    if part.means and not _names_means(candidate, part):
        return False
    if is_labelled(candidate):
        return asked
    if part.intent is Intent.TREATMENT and says_little(candidate.claim.text):
        return False
    if candidate.role is Role.KNOWN and part.intent not in EXPLAINED:
        return False
    if is_page(candidate.evidence.document) and not _stands_second(candidate, part):
        return False
    told_apart = sides_of(part.text) is not None
    fits = says_aspect(candidate, part) if told_apart or aspect_of(part) is not None else asked
    return fits and names_itself(candidate) and near


def _stands_second(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a statement of a page is on the thing itself, and on the page for the aspect or put in its best words."""
    aspect = aspect_of(part)
    if candidate.standing < Standing.OF_ITS_KINDS:
        return False
    if aspect is None or sides_of(part.text):
        return True
    page = page_fit(aspect, candidate.evidence.passage.title, share=candidate.entitled)
    return page >= PAGE or says_fit(aspect, candidate.claim.text, part.topic) > SAYS


def aspect_fit(candidate: Candidate, part: QuestionPart) -> float:
    """How well a candidate's page and words answer the aspect that is asked about, in the scores' units."""
    if sides_of(part.text):
        return 0.0 if is_hollow(candidate.claim.text) else sides_fit(part.text, candidate.claim.text)
    aspect = aspect_of(part)
    if aspect is None:
        return 0.0
    page = page_fit(aspect, candidate.evidence.passage.title, share=candidate.entitled)
    says = says_fit(aspect, candidate.claim.text, part.topic)
    if says > 0.0 and not names_itself(candidate):
        says = 0.0 if _leans_on_another_page(candidate, aspect) else LEAST_SAID
    if _answers_by_result(candidate, part):
        says = max(says, SAYS)
    joint = JOINT if page >= PAGE and says >= SAYS else 0.0
    return page + says + joint


def says_aspect(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a candidate of an unlabelled text puts what is asked about in so many words, page or no page."""
    if sides_of(part.text):
        return not is_hollow(candidate.claim.text) and sides_fit(part.text, candidate.claim.text) > 0.0
    aspect = aspect_of(part)
    if aspect is not None and _answers_by_result(candidate, part):
        return True
    return (
        aspect is not None
        and says_fit(aspect, candidate.claim.text, part.topic) > 0.0
        and not _leans_on_another_page(candidate, aspect)
    )


def _answers_by_result(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a result of a paper on what was asked tells it, and no harm where the question is what helps."""
    text = candidate.claim.text
    if not candidate.meant or not tells_asked(text, part.intent):
        return False
    return part.intent not in SEEKING_BENEFIT or not (candidate.topic is PassageTopic.SAFETY or raises_risk(text))


def _leans_on_another_page(candidate: Candidate, aspect: Aspect) -> bool:
    """Whether a statement leaves to its page's title of what it speaks, and neither is on the aspect by name.

    "Insulin helps your body use glucose" on a page of what to know is on insulin; "Fever is the first symptom" is not.
    """
    if names_itself(candidate) or not is_page(candidate.evidence.document) or aspect.asked.search(candidate.claim.text):
        return False
    return page_fit(aspect, candidate.evidence.passage.title, share=candidate.entitled) < PAGE


def names_itself(candidate: Candidate) -> bool:
    """Whether a candidate of an unlabelled text names by itself, not by its title alone, what was asked about."""
    return candidate.about > TITLE_ALONE


def answer_score(candidate: Candidate, part: QuestionPart, outline: Outline) -> float:
    """Worth, raised for the topics that the part asks about and for naming all its concepts and its people.

    Lowered for what should not come first: advice on what not to do, study set-up, a superseded source, a
    design that the source itself calls weak, and reassurance on the word of a single study.
    """
    citation = candidate.claim.citations[0]
    document, text = candidate.evidence.document, candidate.claim.text
    whether = asks_whether(part.text)
    open_question = (part.intent is Intent.GENERAL and not part.focus) or whether
    trust = 1.0 if is_labelled(candidate) else GUESSED_IN_OPEN_QUESTION if open_question else GUESSED_TOPIC
    fit = 0.0 if is_labelled(candidate) else aspect_fit(candidate, part)
    said = fit > 0.0 and says_aspect(candidate, part)
    score = worth(candidate) + max(trust * _topic_bonus(candidate.topic, part, outline), ASPECT_SAID if said else 0.0)
    if is_labelled(candidate):
        score += LABELLED_BONUS + (LABELLED_BONUS_OF_WHETHER if whether else 0.0)
    else:
        asked = open_question or said or candidate.topic in (*part.focus, *outline.answer_topics)
        score += fit + _unlabelled_bonus(candidate, part, whether=whether) - (0.0 if asked else OFF_TOPIC_PENALTY)
    score += 0.12 if set(part.concepts) <= candidate.signs.labels else 0.0
    score += MEANS_BONUS if _names_means(candidate, part) else 0.0
    put = said or is_labelled(candidate) or aspect_of(part) is None
    score += sum(
        POPULATION_BONUS if put else POPULATION_BONUS / 2
        for people in asked_populations(part.text)
        if names_them(people, (text, candidate.evidence.passage.title))
    )
    score -= 0.2 if advises_against(text) else 0.0
    score -= ON_ANOTHER_MATTER if names_excluded(text, part.text) else 0.0
    score -= SAYING_LITTLE if part.intent is Intent.TREATMENT and says_little(text) else 0.0
    score -= UNSETTLED if is_labelled(candidate) and part.intent in SEEKING_BENEFIT and says_unknown(text) else 0.0
    score -= 0.3 if is_set_up(candidate) else 0.0
    score -= 0.3 if leans_on_another(text) else 0.15 if adds(text) else 0.0
    score += status_fit(part.text, text) - (0.08 if of_children_only(text) and not of_children_only(part.text) else 0)
    score += COMPARING_BONUS if part.intent is Intent.COMPARISON and any(one.pairs for one in find_stances(text)) else 0
    score += TELLING_APART_BONUS if part.intent is Intent.DIFFERENTIAL and tells_two_apart(text, part) else 0.0
    score += DEFINING_BONUS if part.intent is Intent.DEFINITION and defines(text, part) else 0.0
    score -= 0.5 if document.status is DocumentStatus.SUPERSEDED else 0.0
    score -= 0.3 if has_cue("weak", f"{text} {citation.certainty}") else 0.0
    single = document.kind.rank >= EvidenceKind.RANDOMISED_TRIAL.rank
    return score - (0.5 if single and has_cue("reassuring", text) else 0.0)


def _unlabelled_bonus(candidate: Candidate, part: QuestionPart, *, whether: bool) -> float:
    """What a statement that nobody has labelled gains by its role, its publication and by naming what was asked."""
    text = candidate.claim.text
    beside = is_of_paper(candidate) and not tells_asked(text, part.intent)
    score = -ON_ANOTHER_MATTER if beside else 0.0
    score += ROLE_BONUS.get(candidate.role, 0.0) + OWN_BONUS * candidate.own + ABOUT_BONUS * candidate.about
    score += OWN_BONUS * candidate.own if whether else 0.0
    score -= KNOWN_BEFORE if candidate.role is Role.KNOWN and part.intent not in EXPLAINED else 0.0
    score -= STANDING_PENALTY.get(candidate.standing, 0.0)
    score -= (SAYING_LITTLE if only_weighs(text) else 0.0) + (UNSETTLED if holds_of_some(text) else 0.0)
    harm_only = part.intent in SEEKING_BENEFIT and (candidate.topic is PassageTopic.SAFETY or raises_risk(text))
    harm_only |= part.intent in SEEKING_BENEFIT and not whether and rules_out(text)
    score -= HARM_ONLY if harm_only and PassageTopic.SAFETY not in part.focus else 0.0
    score += FIRST_BONUS if is_first(part.text) and is_first(text) else 0.0
    if candidate.meant:
        score -= PROPOSED if is_proposal(candidate.evidence.passage.title) else 0.0
        score += MEANT_BONUS + ALONE_BONUS * candidate.alone + (EFFECT_BONUS if whether and compares(text) else 0.0)
        advice = advises if part.intent in TELLING_HOW_IT_IS else calls_for if whether else None
        score += TELLING_APART_BONUS if part.intent is Intent.DIFFERENTIAL and discriminates(text) else 0.0
        score += MOST_BONUS if part.intent in SEEKING_BENEFIT and puts_first(text) else 0.0
        score -= UNSETTLED if says_unknown(text) else 0.0
        score -= ADVICE if advice and advice(text) else 0.0
    return score


def _names_means(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a statement names a drug, procedure or test asked about, and what else the part is about."""
    others = set(part.concepts) - part.means
    return bool(part.means & candidate.signs.labels) and (
        not others or bool(others & (candidate.signs.labels | candidate.around.labels))
    )


def _topic_bonus(topic: PassageTopic | None, part: QuestionPart, outline: Outline) -> float:
    if topic in part.focus:
        return 0.4
    if topic in outline.answer_topics:
        bonus = max(0.05, 0.3 - 0.08 * outline.answer_topics.index(topic))
        return bonus * BESIDE_FOCUS if part.focus else bonus
    return 0.0
