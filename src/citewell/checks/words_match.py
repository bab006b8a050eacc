"""A claim brings no telling word of its own: medicines, conditions, parts of the body and names stand in its quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext, error
from citewell.checks.drug_matches import names_medicine
from citewell.domain.articles import Claim, Finding
from citewell.domain.documents import Document
from citewell.text.abbreviations import explained_in, is_long_form
from citewell.text.canonical import (
    compared_keys,
    initials_of,
    key_of,
    light_keys,
    narrower_keys,
    read_meaning,
    substances,
)
from citewell.text.lay_terms import is_broader, named_otherwise
from citewell.text.negation import find_negations
from citewell.text.normalise import stem, stems, words
from citewell.text.ordinary import is_ordinary, is_plain, ordinary_stems
from citewell.text.quotes import without_insertions
from citewell.text.spelling import fold_spelling
from citewell.text.verbs import finite_forms, noun_forms

RULE = "words_match"
SUMMARY = (
    "Telling words of the claim are in the quote or mean what stands there; others may be reworded up to a share; "
    "insertions in square brackets only name the source, or say what it explains an abbreviation to mean."
)

REWORDED = 0.5
"""Share of a claim's words that may be new if each is an everyday one."""

UNKNOWN = 7
"""Letters from which a word that no list of ordinary ones has may well be a medicine or a condition."""

ADDED = 3
"""So many words in a row that the quote lacks are no other way of saying what it says."""

_REASON = re.compile(r"\b(?:because|since|due to|owing to|thanks to|so that|until|than|by(?= \w+ing\b))\b([^.,;:()]+)")
_SEGMENTS = re.compile(r"[,;:()]| (?:and|or|but|nor|which|while|whereas) ")
_LIGHT = frozenset(
    stem(word)
    for word in """
    a an the of in on at to for by as from is are was were be been being has have had do does did that
    which it its their there this these those who""".split()
)
_TURNING = frozenset({"with", "without", "not", "no"})  # other rules compare them
_MEDICAL = re.compile(
    r"(?:itis|osis|oses|oma|omas|algia|algias|pathy|pathies|ectomy|otomy|ostomy|oscopy|plasty|aemia|emia|uria|plegia|"
    r"paresis|rrhage|rrhagic|trophy|philia|phobia|sclerosis|stenosis|dynia|spasm|graphy|gram|gen|ologist|logy|"
    # stems of international nonproprietary names of substances
    r"mabs?|nibs?|prils?|trils?|sartans?|statins?|gliptins?|gliflozins?|glutides?|olols?|dipines?|azoles?|cillins?|"
    r"mycins?|cyclines?|oxacins?|xabans?|gatrans?|parins?|setrons?|triptans?|gepants?|tidines?|oxetines?|traline|"
    r"azepams?|barbitals?|caines?|profens?|coxibs?|thiazides?|semides?|sone|solones?|vir|virs|terols?|tropium|"
    r"glitazones?|zosins?|afils?|dronates?|platins?|taxels?|rubicins?|tecans?|apines?|ridones?|piprazoles?|"
    r"peridols?|grels?|fibrates?|lukasts?|lones?|carin|lamide|uracil|trexate|trexed)$"
)
# Everyday words that name an illness, a part of the body, an outcome or a sort of care, and so tell something.
_TELLING = frozenset(
    stem(word)
    for word in """
    adverse back chest stomach heart lung liver kidney skin eye eyes ear ears nose mouth throat arm arms leg legs
    knee hip shoulder
    brain spine bone bones blood hand foot feet face jaw tooth teeth cancer tumour tumor stroke diabetes
    asthma infection
    fever cough vomiting nausea dizziness blindness deafness death deaths dead die died dying depression
    anxiety fracture
    bleeding pregnancy alcohol smoking tobacco diet food water sleep vaccine vaccination virus bacterial viral exercise
    massage surgery surgical radiotherapy chemotherapy acupuncture chicken steroid steroids antibiotics
    vitamin mortality
    survival hospital hospitalisation emergency biopsy weight obesity hypertension seizure seizures rash allergy itching
    fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    constipation diarrhoea palate optional gastric renal hepatic cardiac""".split()
)
_JOINING_VERBS = """
    accompany exceed precede belong comprise encompass concern underlie lessen weaken withhold withheld discard
    interfere predispose safeguard distinguish differentiate resemble classify categorise specify characterise
    constitute encounter necessitate warrant commence terminate demonstrate correspond coincide emerge elicit"""
_NAME = re.compile(r"(?<=[a-z,;)] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)*|(?<![\w-])[A-Z]{2,}\w*")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """Errors for telling words that the first quote lacks, and for insertions that say more than the source's name."""
    findings = findings_of(RULE, claim, context, compare)
    first = claim.citations[0]
    _, inserted = without_insertions(claim.text, first.quote)
    document = context.documents.get(first.document_id)
    allowed = _metadata(document) if document else frozenset()
    passage = context.passages.get(first.passage_id)
    explained = explained_in(document, passage) if inserted and document and passage else {}
    for insertion in inserted:
        if is_long_form(insertion, claim.text[: claim.text.find(f"[{insertion}]")].rstrip(), explained):
            continue
        foreign = [word for word in words(insertion) if stem(word) not in allowed | _LIGHT]
        if foreign:
            why = f"The insertion “[{insertion}]” says “{foreign[0]}”, not the source's name, year or kind."
            findings.append(error(RULE, claim, why, excerpt=claim.text))
    return findings


def compare(pair: Pair) -> list[Difference]:
    """A difference for telling words that the quote lacks, and for too many words of the claim's own."""
    found = [one for one in contrast_differences(pair, RULE, alone=True) if not _names_sort(one, pair)]
    new = _own(pair)
    strange = [pair.said.spelt[key] for key in new if _is_telling(key, pair)]
    strange += [word for word in _replaced(pair, new) if word not in strange]
    new = [key for key in new if key not in light_keys()]
    if strange:
        listed = ", ".join(f"“{word}”" for word in strange)
        found.append(Difference(f"The claim says {listed}, which the quote does not."))
    added = (_added(pair, new) or _reason_of_its_own(pair, new)) if not strange else ()
    if added:
        listed = " ".join(pair.said.spelt[key] for key in added)
        found.append(Difference(f"The claim adds “{listed}”, of which the quote has nothing."))
    joined = _joined_otherwise(pair)
    if joined:
        found.append(Difference(joined, True))
    names = _names(pair)
    if names:
        found.append(Difference(f"The claim names {', '.join(f'“{name}”' for name in names)}; the quote does not."))
    if pair.close and not strange:
        changed = [pair.said.spelt[key] for key in new if key not in _TURNING]
        if changed:
            found.append(
                Difference(
                    f"The claim is the quote but for {', '.join(f'“{word}”' for word in changed)}, which it lacks."
                )
            )
    elif pair.said.keys and len(new) > REWORDED * len(set(pair.said.keys)):
        listed = ", ".join(f"“{pair.said.spelt[key]}”" for key in new[:8])
        found.append(Difference(f"Too much of the claim is not in the quote: {listed}."))
    return found


def _own(pair: Pair) -> list[str]:
    """The claim's new keys but those that only say in other words, or less precisely, what the quote says."""
    new = [key for key in pair.new if not _is_more_general(key, pair)]
    if not new or pair.close:
        return new
    otherwise = named_otherwise((pair.said.text, pair.claim), (pair.stated.text, pair.quote))
    new = [key for key in new if key not in otherwise]
    evidence = tuple(sorted({*words(pair.stated.text), *words(pair.quote)}))
    affirms = not find_negations(pair.said.text)
    return [key for key in new if not (affirms and is_broader(pair.said.spelt[key], evidence))]


def _is_verb(word: str) -> bool:
    form = fold_spelling(word)
    return (form in finite_forms() and form not in noun_forms()) or form.endswith("ed")


def _names_sort(difference: Difference, pair: Pair) -> bool:
    """Whether a difference is only that the claim says "the drug" of what the quote names."""
    word = re.fullmatch(r"The claim says “(\w+)”, which the quote does not\.", difference.why)
    return bool(word) and _is_more_general(key_of(word[1] if word else ""), pair)


def _added(pair: Pair, new: Sequence[str]) -> tuple[str, ...]:
    """Words of the claim's own that stand in a row, and so say something of their own rather than say it otherwise."""
    run: list[str] = []
    for key in pair.said.keys:
        if key in light_keys() or key in compared_keys():
            continue
        run = [*run, key] if key in new else []
        if len(run) == ADDED:
            return tuple(run)
    for segment in _SEGMENTS.split(pair.said.text)[1:]:
        keys = [key_of(word) for word in re.findall(r"[a-z][\w'-]{2,}", segment)]
        keys = [key for key in dict.fromkeys(keys) if key in pair.said.held]
        keys = [key for key in keys if key not in light_keys() and key not in compared_keys()]
        own = [key for key in keys if key in new]
        if len(own) > 1 and (len(own) == len(keys) or any(_is_verb(pair.said.spelt[key]) for key in own[1:])):
            return tuple(own)
    return ()


def _joined_otherwise(pair: Pair) -> str:
    """What a claim that is nearly its quote makes of "and" and "or"."""
    if not pair.close:
        return ""
    said, stated = pair.said.text.split(), pair.stated.text.split()
    for one, other in (("and", "or"), ("or", "and")):
        if said.count(one) > stated.count(one) and said.count(other) < stated.count(other):
            return f"The claim says “{one}” where the quote says “{other}”."
    return ""


def _reason_of_its_own(pair: Pair, new: Sequence[str]) -> tuple[str, ...]:
    """What the claim gives as a reason, a means or the other side of a comparison, none of which the quote has."""
    for match in _REASON.finditer(pair.said.text):
        keys = [key_of(word) for word in re.findall(r"[a-z][\w'-]{2,}", match[1])]
        keys = [
            key for key in dict.fromkeys(keys) if key in pair.said.held and key not in light_keys() | compared_keys()
        ]
        if len(keys) > 1 and all(key in new for key in keys):
            return tuple(keys)
    return ()


def _is_telling(key: str, pair: Pair) -> bool:
    word = pair.said.spelt[key]
    if stem(word) in _TELLING:
        return True
    if _MEDICAL.search(word) and stem(word) not in ordinary_stems():
        return True
    if is_ordinary(word) or is_plain(word) or stem(word) in ordinary_stems():
        return False
    return pair.vocabulary is not None and bool(pair.vocabulary.labels(word))


def _is_more_general(key: str, pair: Pair) -> bool:
    """Whether the quote names something of the sort that the word stands for: "the drug" for metformin."""
    narrower = narrower_keys(key)
    if not narrower:
        return False
    return bool(narrower & pair.stated.held) or ("substanc" in narrower and names_medicine(pair.quote))


def _replaced(pair: Pair, new: Sequence[str]) -> list[str]:
    """Words of the claim that no list knows, where the quote has another such word: perhaps another drug."""
    gone = [key for key in dict.fromkeys(pair.stated.keys) if key not in pair.said.held]
    if not any(_is_unknown(pair.stated.spelt[key]) for key in gone):
        return []
    return [pair.said.spelt[key] for key in new if _is_unknown(pair.said.spelt[key]) and key not in _plain_verbs()]


@cache
def _plain_verbs() -> frozenset[str]:
    """The keys of verbs that only join what the quote joins too: long, in no list, and no names."""
    return frozenset(map(key_of, _JOINING_VERBS.split()))


def _is_unknown(word: str) -> bool:
    """Whether a word is long, in no list of ordinary ones, and has not the ending or the stem of one."""
    general = (
        "ly",
        "ness",
        "ment",
        "ments",
        "tion",
        "tions",
        "sion",
        "able",
        "ible",
        "ful",
        "less",
        "ship",
        "ing",
        "ed",
        "er",
        "ers",
        "ity",
        "ities",
        "ance",
        "ence",
        "ous",
        "ive",
        "wards",
    )
    return (
        len(word) >= UNKNOWN
        and not word.endswith(general)
        and not is_plain(word)
        and stem(word) not in ordinary_stems()
    )


def _names(pair: Pair) -> list[str]:
    """Names in capitals that the quote does not have."""
    stated, read = pair.quote.casefold(), pair.stated.text
    found: list[str] = []
    for match in _NAME.finditer(pair.claim):
        parts = [part for part in match[0].split() if len(part) > 1]
        if any(part.casefold().removesuffix("'s") not in stated and not _known(part, pair, read) for part in parts):
            found.append(match[0])
    return found


def _known(name: str, pair: Pair, read: str) -> bool:
    if name.isupper() and initials_of(name, pair.quote):
        return True
    keys = read_meaning(name, pair.vocabulary).held | read_meaning(f"{name} 1", pair.vocabulary).held
    if key_of(name.casefold()) in pair.stated.held or (keys and keys <= pair.stated.held):
        return True
    if pair.vocabulary is not None and any(label.casefold() in read for label in pair.vocabulary.labels(name)):
        return True
    if substances(name):
        return True  # the rule on medicines compares them
    return name.casefold() in {"iv", "ecg", "x-ray", "x-rays", "mri", "ct"} or is_ordinary(name)


def _metadata(document: Document) -> frozenset[str]:
    year = str(document.year or "")
    return frozenset(
        stems(f"{document.short_name} {year} {document.kind.label} {document.organisation} {document.authors}")
    )
