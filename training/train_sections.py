"""Train the classifiers of section and role: python training/train_sections.py --medquad FILE --pubmed FILE [--write].

Needs scikit-learn, which Citewell itself does not. Sections are learnt from the starter library's labelled facts and
from the question that each answer of MedQuAD stands under; roles from the labelled sections of PubMed's abstracts.
Prints the figures on held-back publications and articles, each against the table of cue words; with --write the
models, trained on everything, go where they are read from. The same data give the same files.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from citewell.compose.intents import cue_pattern
from citewell.compose.roles import Role, find_role
from citewell.domain.documents import Document
from citewell.sources.jsonl import JsonlSource
from citewell.sources.pubmed_xml import PubmedXmlSource
from citewell.sources.starter import StarterSource
from citewell.text.fragments import is_sentence
from citewell.text.linear import MOST_STEPS, NOUGHT, LinearModel, sentence_features
from citewell.text.sentences import split_sentences

TARGET = Path(__file__).resolve().parent.parent / "src" / "citewell" / "compose"
FOLDS = 5
MOST_OF_ONE = 3
CANDIDATES = 20_000
PENALTY = 15.0
STARTER_WEIGHT = 6.0
NOTHING = "none"

# The question that an answer of MedQuAD stands under, and the topic its sentences are taken to have.
QUESTIONS = {
    r"what is \(are\)": "definition",
    r"how many people|who is at risk": "epidemiology",
    r"what causes|what are the genetic changes|is .* inherited": "mechanism",
    r"what are the symptoms|how to diagnose|what are the stages": "diagnosis",
    r"what are the treatments|how to prevent|what to do for": "first-line",
    r"what is the outlook": "prognosis",
    r"what are the complications|what are the side effects|what important warning|are there safety concerns": "safety",
    r"when to contact|do i need to see|what to do in case of emergency": "red-flags",
    r"what research": "emerging",
}
# Topics of the starter library that such a question does not part.
GROUPS = {
    "first-line": ("first-line", "second-line", "refractory", "surgery"),
    "diagnosis": ("diagnosis", "imaging", "differential"),
    "definition": ("definition",),
    "epidemiology": ("epidemiology",),
    "mechanism": ("mechanism",),
    "prognosis": ("prognosis",),
    "safety": ("safety",),
    "red-flags": ("red-flags",),
    "emerging": ("emerging",),
}
# Within an answer on diagnosis or treatment these words tell a narrower topic.
NARROWER = (
    (
        "diagnosis",
        "imaging",
        r"\b(?:MRI|magnetic resonance|CT|computed tomograph\w+|x-?rays?|ultraso\w+|imaging|scans?)\b",
    ),
    (
        "diagnosis",
        "differential",
        r"\b(?:differential diagnos\w+|rul\w+ out|distinguish\w*|mistaken|similar to (?:those|other))\b",
    ),
    ("first-line", "surgery", r"\b(?:surg\w+|transplant\w*|resection|operation)\b"),
)
CHILDREN = re.compile(r"\b(?:in children|childhood|pregnan\w+|older adults)\b", re.I)
BENCH = re.compile(
    r"\b(?:mice|mouse|rats?|rabbits?|zebrafish|in vitro|cell lines?|bacteri\w+ strains?|algorithm|deep learning|neural network|"  # noqa: E501
    r"nanoparticles?|docking|transcriptom\w+|catalys\w+|soil|plants?|seeds?)\b",
    re.I,
)


@dataclass(frozen=True)
class Example:
    """A sentence with its label, the publication or article it is held back with, and what it counts for."""

    text: str
    label: str
    group: str
    weight: float = 1.0
    heading: str = ""


def main() -> None:
    """Read the data, measure on what is held back, and write the models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--medquad", type=Path, required=True, metavar="FILE", help="MedQuAD's corpus.jsonl")
    parser.add_argument("--pubmed", type=Path, required=True, metavar="FILE", help="a .xml.gz file of PubMed's records")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    documents = [item for item in PubmedXmlSource().fetch(str(options.pubmed)) if isinstance(item, Document)]
    starter = list(starter_examples())
    medquad = list(medquad_examples(options.medquad))
    roles, nothing = list(role_examples(documents)), list(nothing_examples(documents))
    print(f"starter {len(starter)}, MedQuAD {len(medquad)}, roles {len(roles)}, nothing {len(nothing)}")
    measure_sections(starter, medquad, nothing)
    measure_roles(roles)
    if options.write:
        everything = starter + medquad + nothing
        write(fit(everything, sentence_features, features=9000), TARGET / "topics.json")
        write(fit(roles, sentence_features, features=6000), TARGET / "roles.json")


def starter_examples() -> Iterator[Example]:
    """The labelled facts of the starter library; a publication is held back as one."""
    for item in StarterSource().fetch():
        if isinstance(item, Document):
            for block in item.blocks:
                if block.topic:
                    yield Example(block.text, block.topic.value, item.id, STARTER_WEIGHT, item.title)


def medquad_examples(path: Path) -> Iterator[Example]:
    """Sentences of MedQuAD by the question above them, at most MOST_OF_ONE of an answer; an article is held back as one."""  # noqa: E501
    for item in JsonlSource().fetch(str(path)):
        if not isinstance(item, Document):
            continue
        label = next((topic for cue, topic in QUESTIONS.items() if re.match(cue, item.title, re.I)), "")
        if label:
            article = re.sub(r"_Sec\d+.*", "", item.id)
            for sentence in sentences(item)[:MOST_OF_ONE]:
                yield Example(
                    sentence, narrower(label, sentence, item.title), article, 0.6 if label == "definition" else 1.0
                )


def narrower(label: str, sentence: str, title: str) -> str:
    """The narrower topic that a sentence shows, or the label."""
    for broad, narrow, cue in NARROWER:
        if label == broad and re.search(cue, sentence):
            return narrow
    return "special-population" if label in ("first-line", "diagnosis") and CHILDREN.search(sentence) else label


def role_examples(documents: Sequence[Document]) -> Iterator[Example]:
    """Sentences of structured abstracts by the part that their label gives them."""
    for document in documents[::2]:
        for block in document.blocks:
            if len(block.section_path) < 2 or not block.section_path[0].lower().startswith("abstract"):
                continue
            role = find_role(block.text, 0, section_path=block.section_path)
            if role not in (Role.KNOWN, Role.DONE, Role.FOUND, Role.CONCLUDED):
                continue
            for span in split_sentences(block.text):
                if is_sentence(span.of(block.text)):
                    yield Example(span.of(block.text), role.value, document.id)


def nothing_examples(documents: Sequence[Document]) -> Iterator[Example]:
    """Sentences that belong into no section of a clinical answer: how a study was done, and work on the bench."""
    for number, document in enumerate(documents):
        text = " ".join(block.text for block in document.blocks)
        bench = len({match.lower() for match in BENCH.findall(f"{document.title} {text}")}) >= 2
        for block in document.blocks:
            role = find_role(block.text, 0, section_path=block.section_path)
            done = role is Role.DONE and len(block.section_path) > 1
            if not (done and number % 2 == 0) and not (bench and number % 3 == 0):
                continue
            for span in split_sentences(block.text)[:3]:
                if is_sentence(span.of(block.text)):
                    yield Example(span.of(block.text), NOTHING, document.id, 0.5)


def sentences(document: Document) -> list[str]:
    """The whole sentences of a document."""
    found = [span.of(block.text) for block in document.blocks for span in split_sentences(block.text)]
    return [sentence for sentence in found if is_sentence(sentence)]


def fit(examples: Sequence[Example], read: Callable[[str], tuple[str, ...]], *, features: int) -> dict[str, object]:
    """A logistic model on what `read` sees in the sentences, the strongest features kept, weights rounded to steps."""
    seen = [read(example.text) for example in examples]
    classes = sorted({example.label for example in examples})
    counts: Counter[str] = Counter()
    for example, own in zip(examples, seen, strict=True):
        counts.update(dict.fromkeys(own, example.weight))
    vocabulary = [name for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= 5][
        :CANDIDATES
    ]
    order = {name: place for place, name in enumerate(vocabulary)}
    numbers = Counter(example.label for example in examples)
    balance = {label: (len(examples) / len(classes) / numbers[label]) ** 0.5 for label in classes}
    weights = [example.weight * balance[example.label] for example in examples]
    model = LogisticRegression(C=PENALTY, max_iter=40, tol=1e-2)
    model.fit(_matrix(seen, order), [example.label for example in examples], sample_weight=weights)
    strength = np.abs(model.coef_ - model.coef_.mean(axis=0)).max(axis=0)
    order = {vocabulary[place]: int(place) for place in sorted(np.argsort(-strength, kind="stable")[:features])}
    step = float(np.quantile(np.abs(model.coef_).max(axis=0), 0.999)) / MOST_STEPS
    table = np.clip(np.rint(model.coef_ / step), -MOST_STEPS, MOST_STEPS).astype(int)
    return {
        "classes": [str(label) for label in model.classes_],
        "bias": [round(float(value), 3) for value in model.intercept_],
        "step": round(step, 5),
        "features": {
            name: "".join(chr(NOUGHT + value) for value in table[:, place])
            for name, place in sorted(order.items())
            if table[:, place].any()
        },
    }


def _matrix(seen: Sequence[Sequence[str]], order: dict[str, int]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, own in enumerate(seen):
        known = [order[name] for name in own if name in order]
        rows += [row] * len(known)
        columns += known
        values += [1.0 / max(1, len(known)) ** 0.5] * len(known)
    return csr_matrix((values, (rows, columns)), shape=(len(seen), len(order)))


def measure_sections(starter: Sequence[Example], medquad: Sequence[Example], nothing: Sequence[Example]) -> None:
    """Held back by publication and by article, a fifth at a time, first fold of MedQuAD's only."""
    truth, learnt, cued = [], [], []
    for fold in range(FOLDS):
        train = [one for one in (*starter, *medquad, *nothing) if _fold(one) != fold]
        predict = predictor(fit(train, sentence_features, features=9000), sentence_features, without=NOTHING)
        for one in starter:
            if _fold(one) == fold:
                truth.append(one.label)
                learnt.append(predict(one.text))
                cued.append(_cued(one.text))
        if fold == 0:
            held = [one for one in medquad if _fold(one) == 0]
            group = {narrow: broad for broad, all_ in GROUPS.items() for narrow in all_}
            group["special-population"] = "first-line"
            wanted = [group[one.label] for one in held]
            _report("MedQuAD, held-back articles, learnt", wanted, [group.get(predict(one.text), "-") for one in held])
            _report("MedQuAD, held-back articles, cues", wanted, [group.get(_cued(one.text), "-") for one in held])
    _report("starter, held-back publications, learnt", truth, learnt)
    _report("starter, held-back publications, cues", truth, cued)


def measure_roles(roles: Sequence[Example]) -> None:
    """Roles of sentences of held-back abstracts, by their words alone; the baseline is the commonest role."""
    predict = predictor(
        fit([one for one in roles if _fold(one) != 0], sentence_features, features=6000), sentence_features
    )
    held = [one for one in roles if _fold(one) == 0]
    wanted = [one.label for one in held]
    _report("PubMed, held-back abstracts, roles", wanted, [predict(one.text) for one in held])
    common = Counter(wanted).most_common(1)[0][0]
    _report("PubMed, held-back abstracts, commonest role", wanted, [common] * len(held))


def predictor(
    model: dict[str, object], read: Callable[[str], tuple[str, ...]], *, without: str = ""
) -> Callable[[str], str]:
    """The shipped way to classify, on a model that was not written yet."""
    linear = LinearModel.from_json(json.dumps(model))

    def predict(text: str) -> str:
        scores = linear.scores(read(text))
        return max((score, name) for score, name in zip(scores, linear.classes, strict=True) if name != without)[1]

    return predict


def _cued(text: str) -> str:
    """The topic with most of its cue words in the sentence, which the classifier is measured against."""
    found = {name: len({match.group().lower() for match in cues.finditer(text)}) for name, cues in _cues().items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] else "-"


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    rows = tomllib.loads((TARGET / "topics.toml").read_text("utf-8"))["topic"]
    return {row["name"]: cue_pattern(row["sentence"]) for row in rows}


def _fold(example: Example) -> int:
    return zlib.crc32(example.group.encode()) % FOLDS


def _report(name: str, wanted: Sequence[str], found: Sequence[str]) -> None:
    labels = sorted(set(wanted))
    macro = f1_score(wanted, found, labels=labels, average="macro", zero_division=0)
    print(f"{name}: n {len(wanted)}, accuracy {accuracy_score(wanted, found):.3f}, macro-F1 {macro:.3f}")


def write(model: dict[str, object], path: Path) -> None:
    """The model as JSON with sorted keys, one line."""
    path.write_text(json.dumps(model, sort_keys=True, ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8")
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
