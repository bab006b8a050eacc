"""The verbs under `citewell evaluate`, and what each takes."""

from __future__ import annotations

import argparse
from typing import Any

from citewell.cli_verbs import add_group, add_verb, claims_options


def add_evaluation_verbs(verbs: Any) -> None:
    """The verbs under `citewell evaluate`, in the order of the help."""
    evaluate = add_group(
        verbs,
        "evaluate",
        "Measure how well Citewell does on judged collections.",
        "citewell evaluate answerability dev",
    )
    steps = evaluate.add_subparsers(title="verbs", metavar="VERB")
    retrieval = add_verb(
        steps,
        "retrieval",
        "nDCG@10, recall@100, MRR and query times on a folder in BEIR layout.",
        "citewell evaluate retrieval scifact/ --mode hybrid --json",
        "evaluate_retrieval",
    )
    retrieval.add_argument("folder", metavar="DIR", help="holds corpus.jsonl, queries.jsonl and qrels.tsv")
    retrieval.add_argument("--mode", choices=("bm25", "dense", "hybrid"), default="hybrid", help="default: hybrid")
    retrieval.add_argument(
        "--vector-weight",
        metavar="SHARE",
        type=_share,
        help="how much the vector list counts in hybrid mode, 0 to 1 (default: 0.45)",
    )
    answerability = add_verb(
        steps,
        "answerability",
        "How often answerable questions are refused, and others answered.",
        "citewell evaluate answerability heldout",
        "evaluate_answerability",
    )
    answerability.add_argument(
        "questions",
        metavar="SET",
        help="dev, heldout, medquad[-heldout], pubmed[-heldout], or a jsonl file of {id, text, label, group}",
    )
    followups = add_verb(
        steps,
        "followups",
        "How well follow-ups are made into questions that stand alone.",
        "citewell evaluate followups heldout",
        "evaluate_followups",
    )
    followups.add_argument("set", metavar="SET", help="dev, heldout, or a jsonl file of labelled follow-ups")

    checks = add_verb(
        steps,
        "checks",
        "How well the checks tell supported claims from others, on a file with labels.",
        "citewell evaluate checks tests/data/probes/heldout.jsonl",
        "checking_commands.evaluate_checks",
    )
    claims_options(checks)
    recommendations = add_verb(
        steps,
        "recommendations",
        "How well sentences that recommend, and their grades, are recognised.",
        "citewell evaluate recommendations heldout",
        "evaluate_recommendations",
    )
    recommendations.add_argument("set", metavar="SET", help="dev or heldout")
    understanding = add_verb(
        steps,
        "understanding",
        "How well the intent, population, condition, intervention, comparator and outcome of a question are read.",
        "citewell evaluate understanding heldout",
        "evaluate_understanding",
    )
    understanding.add_argument("set", metavar="SET", help="dev or heldout")


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 to 1")
    return share
