"""Selection: which candidates fit a part, and which fill a section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from citewell.compose.abstracts import RESULTS
from citewell.compose.answering import (
    ABOUT_FURTHER,
    EXPLAINED,
    is_labelled,
    is_of_paper,
    is_set_up,
    names_itself,
    worth,
)
from citewell.compose.aspects import aspect_of, is_furniture, is_hollow, named_aspect, says_fit
from citewell.compose.candidates import EXPLAINING, Candidate
from citewell.compose.designators import designators, of_another
from citewell.compose.disagreement import opposing
from citewell.compose.focus import ENTITLED
from citewell.compose.leaning import leaves_open_of_whom
from citewell.compose.outlines import OutlineSection, outline_for
from citewell.compose.populations import names_asked_people
from citewell.compose.repeating import says_again
from citewell.compose.roles import Role
from citewell.compose.saying import advises, asks_whether
from citewell.compose.standing import Standing
from citewell.compose.together import says_of_both, taken_together
from citewell.compose.unanswered import leaves_unanswered, tells_nothing
from citewell.compose.whom import asks_of_adults, of_children_only
from citewell.domain.enums import Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.abbreviations import abstract_of
from citewell.text.normalise import content_stems
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
# One is about what was asked from here on: it names that itself and not in passing, or its title is on little else.
LEAST_ABOUT = 0.55
# What a paper's background must itself name of the question.
NAMED_BY_BACKGROUND = 0.4
COUNTED_BY_BACKGROUND = 0.6
# Of a question that asks for yes or no it must itself name this share of what the best one names.
NAMED_OF_WHETHER = 0.6
# In a section it must be worth this share of the most relevant, and in a direct answer's second place this share of the
# first; among further statements it must be about this and cover that much by itself.
WORTH_A_PLACE = 0.5
OWN_FURTHER = 0.7
# Among further statements a paper's title must be on what was asked as far as this.
ENTITLED_FURTHER = 0.4
MOST_FURTHER = 3
# On a wider condition an unlabelled publication counts only where its title names little else.
ENTITLED_WIDER = 0.6
MOST_FROM_ONE_DOCUMENT = 4
MOST_ON_ONE_KIND = 3
MORE_ON_FOCUS = 1.6
ENOUGH_WITHOUT_SET_UP = 3
# Aspects that a question asks of a drug or procedure.
OF_MEANS = frozenset({"side effects", "safe or not"})
# From so many statements on the thing asked about on, a section and a pool have no room for what is on others.
ENOUGH_ON_IT_HERE = 2
ENOUGH_ON_IT = 5
MOST_OF_KINDS = 2
FEWEST_ASKED = 2


def on_topic(
    candidates: Sequence[Candidate], part: QuestionPart, *, vocabulary: Vocabulary, broad: bool = False
) -> list[Candidate]:
    """The candidates that name what the part names, or nearly mean it, most worth showing first.

    One on another population (children, when adults are asked about) or on another condition is left out. In texts
    whose topics nobody has labelled, one must name what the part is most about: a large library has something on
    every other word of a question. A `broad` question names one thing alone: every paper on it has a result, but what
    the thing is, or what causes it, is told only by what says so.
    """
    most = max((candidate.coverage for candidate in candidates), default=0.0)
    telling_apart = part.intent is Intent.DIFFERENTIAL
    least = ON_TOPIC_BESIDE if telling_apart else ON_TOPIC
    pair, marks = taken_together(part.text), designators(part.text)
    nearest = max((candidate.evidence.similarity or 0.0 for candidate in candidates), default=0.0)
    fitting = [
        candidate
        for candidate in candidates
        if is_about(candidate)
        and not _is_background_of_another(candidate, part)
        and (is_labelled(candidate) or not _says_nothing(candidate))
        and _names_enough(candidate, least=least * most, nearest=nearest, near=NAMED_WHEN_NEAR * most)
        and (pair is None or is_labelled(candidate) or says_of_both(pair, candidate.claim.text, _title(candidate)))
        and not of_another(marks, candidate.claim.text)
        and not _on_other_population(candidate, part, vocabulary)
        and not _on_other_condition(candidate, part, vocabulary)
        and not _beside_the_point(candidate, part, vocabulary)
    ]
    if not any(is_labelled(one) or one.meant or one.coverage >= LEAST_NAMED_BY_BEST for one in fitting):
        return []
    if leaves_unanswered(fitting, part, broad=broad):
        return []
    best = max(candidate.relevance for candidate in fitting)
    share = WORTH_SHOWING_BESIDE if telling_apart else WORTH_SHOWING
    worthy = [candidate for candidate in fitting if candidate.relevance >= share * best]
    if asks_whether(part.text):
        worthy = _naming_what_is_asked(worthy)
    if tells_nothing(worthy, part):
        return []
    beside = [candidate for candidate in fitting if candidate.relevance < share * best]
    problems = [label for label in part.concepts if vocabulary.concepts[label].is_problem]
    asked = [item for item in worthy if item.topic in (*part.focus, *outline_for(part).answer_topics)]
    worthy += opposing(asked, beside, conditions=problems, vocabulary=vocabulary)
    populations = {label for label in part.concepts if vocabulary.concepts[label].excludes}
    return sorted(worthy, key=lambda candidate: _by_worth(candidate, vocabulary, populations))


def _title(candidate: Candidate) -> str:
    return candidate.evidence.passage.title


def _says_nothing(candidate: Candidate) -> bool:
    """Whether a candidate of an unlabelled text is about its page, or gives a share of nobody knows whom."""
    text = candidate.claim.text
    return is_furniture(text) or (leaves_open_of_whom(text) and not names_itself(candidate))


def _is_background_of_another(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a paper's background speaks of something wider than the question, though its title names all of it.

    How common a thing is it must tell of just that: macular oedema after surgery is not that under a drug.
    """
    if not is_of_paper(candidate) or candidate.role in RESULTS:
        return False
    if part.intent is Intent.EPIDEMIOLOGY:
        return candidate.alone < COUNTED_BY_BACKGROUND
    return candidate.role is Role.KNOWN and candidate.alone < NAMED_BY_BACKGROUND


def is_about(candidate: Candidate) -> bool:
    """Whether a candidate is labelled by its source, or is about what the part is most about."""
    return is_labelled(candidate) or (candidate.names_key and candidate.about >= LEAST_ABOUT)


def _naming_what_is_asked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without the unlabelled candidates that name far less of a yes-or-no question than the one that names most."""
    most = max((candidate.own for candidate in candidates if not is_labelled(candidate)), default=0.0)
    return [one for one in candidates if is_labelled(one) or one.meant or one.own >= NAMED_OF_WHETHER * most]


def _names_enough(candidate: Candidate, *, least: float, nearest: float, near: float) -> bool:
    """Whether the coverage reaches `least`, or `near` for one about as similar as the most similar."""
    if candidate.meant:
        return True
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
            and (is_labelled(candidate) or candidate.entitled >= ENTITLED_WIDER)
            and _conditions(candidate.claim.text, vocabulary) & set(wider)
        ),
        key=lambda candidate: _by_worth(candidate, vocabulary),
    )


def fill_section(
    section: OutlineSection,
    pool: Sequence[Candidate],
    *,
    taken: Collection[str],
    required: Collection[str] = (),
    kinds: frozenset[str] = frozenset(),
    focus: Collection[PassageTopic] = (),
    intent: Intent | None = None,
) -> list[Candidate]:
    """The candidates most worth showing of the section's topics, in reading order.

    `taken` are ids of claims that stand elsewhere; `required` ids of claims that must stand somewhere and
    are admitted past the section's limit. `kinds` are the concepts below a further topic, none of which
    may crowd out the others. `focus` are the topics that the question asks about: more room for those.
    `intent` is the question's.
    """
    fitting = [candidate for candidate in pool if candidate.claim.id not in taken and _belongs(candidate, section)]
    fitting = [one for one in fitting if one.claim.id in required or _tells_of_the_thing(one, section, intent)]
    fitting = on_the_thing(fitting, pool, required)
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
        if candidate.claim.id not in required and says_again(candidate, shown):
            continue
        room = len(chosen) < limit and all(counted[name] < most for name, most in spread.items())
        if room or candidate.claim.id in required:
            chosen.append(candidate)
            counted.update(spread.keys())
            shown.append(candidate.signs.stems)
    return sorted(chosen, key=lambda candidate: candidate.order)


def _tells_of_the_thing(candidate: Candidate, section: OutlineSection, intent: Intent | None) -> bool:
    """Whether a candidate of a paper says of the thing itself what it is, how common, or whence it comes.

    Under such headings, and where that is asked, a title that names it is not enough, and advice tells nothing.
    """
    if not is_of_paper(candidate):
        return True
    how_it_is = intent in EXPLAINED
    if how_it_is and not section.topics and advises(candidate.claim.text):
        return False
    return candidate.named or not (how_it_is or (section.topics and section.topics <= EXPLAINING))


def on_the_thing(
    fitting: Sequence[Candidate], pool: Sequence[Candidate], required: Collection[str] = ()
) -> list[Candidate]:
    """Of candidates without a labelled topic those on the thing asked about itself, as far as there are any.

    Where a section has hardly one, statements that say that they are on a kind of it stand in; what only names it in
    passing, and what is on a kind of it without saying so, only where the whole pool has little else.
    """
    free = [one for one in pool if not is_labelled(one)]
    here = sum(one.standing >= Standing.OF_ITS_KINDS for one in fitting)
    anywhere = sum(one.standing >= Standing.OF_ITS_KINDS for one in free)
    if here >= ENOUGH_ON_IT_HERE:
        least = Standing.OF_ITS_KINDS
    elif anywhere >= ENOUGH_ON_IT:
        least = Standing.A_KIND
    else:
        least = min(Standing.IN_PASSING, max((one.standing for one in free), default=Standing.UNSAID))
    kept: list[Candidate] = []
    kinds = 0
    for one in fitting:
        kinds += one.standing is Standing.A_KIND
        few = one.standing is not Standing.A_KIND or kinds <= MOST_OF_KINDS
        if is_labelled(one) or one.claim.id in required or (one.standing >= least and few):
            kept.append(one)
    return kept


def put_first(pool: Sequence[Candidate], part: QuestionPart, topics: Collection[PassageTopic]) -> list[Candidate]:
    """The pool for a section on prevention, without what only treats where enough of the rest prevents.

    In texts whose topics nobody has labelled, preventing and treating are one topic.
    """
    aspect = aspect_of(part)
    if part.intent is not Intent.PREVENTION or aspect is None or PassageTopic.FIRST_LINE not in topics:
        return list(pool)

    def prevents(one: Candidate) -> bool:
        title = one.evidence.passage.title
        return says_fit(aspect, one.claim.text, part.topic) > 0.0 or bool(aspect.title.search(title))

    asked = [one for one in pool if is_labelled(one) or one.topic is not PassageTopic.FIRST_LINE or prevents(one)]
    return asked if sum(one.topic is PassageTopic.FIRST_LINE for one in asked) >= FEWEST_ASKED else list(pool)


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
            named = candidate.about >= ABOUT_FURTHER and candidate.own >= OWN_FURTHER
            worthy &= (named or candidate.meant) and free < MOST_FURTHER
            worthy &= candidate.role not in (Role.KNOWN, Role.LABEL) and not is_hollow(candidate.claim.text)
            worthy &= candidate.meant or candidate.entitled >= ENTITLED_FURTHER or not is_of_paper(candidate)
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


def _on_other_population(candidate: Candidate, part: QuestionPart, vocabulary: Vocabulary) -> bool:
    title = candidate.evidence.passage.title
    if is_of_paper(candidate):
        if asks_of_adults(part.text) and of_children_only(title):
            return True
        if not names_asked_people(part.text, (candidate.claim.text, title, *abstract_of(candidate.evidence.document))):
            return True
    named = set(candidate.signs.labels)
    named |= {mention.label for mention in vocabulary.mentions(title) if title[: mention.start].endswith("in ")}
    for label in part.concepts:
        excluded = vocabulary.concepts[label].excludes
        if excluded and label not in named and named & set(excluded):
            return True
    return False


def _on_other_condition(candidate: Candidate, part: QuestionPart, vocabulary: Vocabulary) -> bool:
    """Whether a candidate, or else its title, names conditions, and neither of them one that the part is about."""
    conditions = [label for label in part.concepts if vocabulary.concepts[label].type == "condition"]
    asked = {kind for label in conditions for kind in vocabulary.family(label)}
    wider = {kind for label in conditions for kind in vocabulary.broader(label)}
    around = vocabulary.labels(candidate.evidence.passage.title)
    named = {label for label in candidate.signs.labels if vocabulary.concepts[label].type == "condition"}
    named = named or {label for label in around if vocabulary.concepts[label].type == "condition"}
    return bool(asked and named) and not named & (asked | wider) and not around & asked


def _beside_the_point(candidate: Candidate, part: QuestionPart, vocabulary: Vocabulary) -> bool:
    """Whether a candidate neither names the drug, procedure or test asked about nor is on a topic asked about.

    Nor does it answer for the side effects of a drug what else the drug is given for, on a page on that. Its
    publication is on that treatment, but what it says there of a condition that was not asked about answers another
    question.
    """
    if candidate.meant:
        return False
    if not is_labelled(candidate) and candidate.entitled < ENTITLED:
        aspect = named_aspect(part)
        if aspect and aspect.name in OF_MEANS and says_fit(aspect, candidate.claim.text) <= 0.0:
            return True
    conditions = any(vocabulary.concepts[label].type == "condition" for label in part.concepts)
    if not part.means or conditions or candidate.topic in (*part.focus, *outline_for(part).answer_topics):
        return False
    return not part.means & candidate.signs.labels


def _conditions(text: str, vocabulary: Vocabulary) -> set[str]:
    return {label for label in vocabulary.labels(text) if vocabulary.concepts[label].is_problem}


def _by_worth(candidate: Candidate, vocabulary: Vocabulary, populations: Collection[str] = ()) -> tuple[float, str]:
    """Sorting key; what holds for a population that was not asked about comes later."""
    particular = {label for label in candidate.signs.labels if vocabulary.concepts[label].excludes}
    lower = 0.1 if particular - set(populations) else 0.0
    return (lower - worth(candidate), candidate.claim.id)
