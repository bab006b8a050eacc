"""The measured figures as tables, every number read from the files of the last runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from citewell.evaluation.published import read_figures

CLAIM_SETS = {
    "fresh-2-heldout": "from many fields, by the author of the rules",
    "natural-heldout": "in natural wording",
    "blind-3": "from the starter library, by an author who knew no rule",
    "written-heldout": "on all of medicine, by two authors who knew no rule",
}
QUESTION_SETS = {
    "heldout": "first held-out set",
    "heldout-2": "second held-out set",
    "medquad-heldout-3": "third held-out set",
}
MODES = {"bm25": "words", "dense": "meaning", "hybrid": "both"}
COLLECTIONS = {"scifact": "SciFact", "bioasq": "BioASQ", "mediqa2019": "MEDIQA 2019", "pubmedqa": "PubMedQA"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading of its own; the first `words` columns hold words, the others figures."""

    anchor: str
    heading: str
    before: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    after: str = ""


def figure_tables() -> tuple[Table, ...]:
    """Every table of the page, the ones that matter most first."""
    return (_first(), _refusal(), _checks(), _retrieval(), _reading(), _speed(), _pages(), _server())


def _first() -> Table:
    rows = read_figures("first_measurements")["results"]
    return Table(
        anchor="new-questions",
        heading="Questions that nobody had asked before",
        before="The best estimate of what a new question meets: sets written before they were asked, with the first "
        "measurement that was taken. “Near” is medicine that the library does not answer, “off” is anything else.",
        head=("Set", "Answerable, refused", "Near, answered", "Off, answered"),
        rows=tuple((row["set"], row["answerable_refused"], row["near_answered"], row["off_answered"]) for row in rows),
        after="The aim is that at most 5% of answerable and of off questions go wrong; what is above misses it.",
    )


def _refusal() -> Table:
    rows = read_figures("answerability")["results"]
    return Table(
        anchor="seen-questions",
        heading="The same kind of question, by sets that have been read since",
        before="Whole answers, asked again with the rules as they are. These sets were looked at to mend the rules, "
        "so that they show that known faults are mended, and not how the next question fares.",
        head=("Library and set", "Answerable, refused", "Near, answered", "Off, answered"),
        rows=tuple(
            (
                f"{row['library']}, {QUESTION_SETS.get(row['set'], row['set'])} ({row['documents']:,} publications)",
                _share(row["answerable_refused_count"]),
                _share(row["near_answered_count"]),
                _share(row["off_answered_count"]),
            )
            for row in rows
        ),
    )


def _checks() -> Table:
    rows = read_figures("checks")["results"]
    return Table(
        anchor="claims",
        heading="Wrong claims caught, right ones passed",
        before="Pairs of a claim and its evidence that no rule was mended for. A wrong claim differs from its evidence "
        "in a number, a unit, the people, a negation, the direction, the certainty and the like.",
        head=("Claims", "Wrong, caught", "Reworded rightly, passed"),
        rows=tuple(
            (
                CLAIM_SETS.get(row["set"], row["set"]).capitalize(),
                _share(f"{row['wrong_caught']} of {row['wrong']}"),
                _share(f"{row['right_passed']} of {row['right']}"),
            )
            for row in rows
        ),
        after="The aim is 97% of the wrong ones and 90% of the reworded ones; what is below misses it. A free "
        "rewording that is refused costs a statement, a wrong claim that passes costs truth. Without a language model "
        "no claim is reworded freely: sentences are taken as they stand.",
    )


def _retrieval() -> Table:
    rows = read_figures("retrieval")
    return Table(
        anchor="search",
        heading="Search",
        before="How well passages are found on public collections with judged questions.",
        head=("Collection", "Searched by", "nDCG@10", "Recall@100", "Median time"),
        rows=tuple(
            (
                f"{COLLECTIONS.get(row['collection'], row['collection'])} ({row['queries']:,} questions)",
                MODES.get(row["mode"], row["mode"]),
                f"{row['measures']['nDCG@10']:.3f}",
                f"{row['measures']['R@100']:.3f}",
                f"{row['milliseconds_p50']:.0f} ms",
            )
            for row in rows
        ),
        words=2,
    )


def _reading() -> Table:
    understanding = read_figures("understanding")["results"]
    followups = read_figures("followups")["results"]
    recommendations = read_figures("recommendations")["results"]
    return Table(
        anchor="reading",
        heading="Reading questions and sources",
        before="Sets of our own, held out while the rules were written; rules and sets have one author, so read "
        "them as optimistic.",
        head=("What", "Held out", "Right"),
        rows=(
            (
                "What a question asks for",
                f"{understanding['questions']:,} questions",
                _percent(understanding["intent_accuracy"]),
            ),
            (
                "Follow-up read as a question that stands alone",
                f"{followups['followups']:,}",
                _percent(followups["right"]),
            ),
            (
                "Recommendations found in texts",
                f"{recommendations['texts']:,} texts",
                f"{_percent(recommendations['recall'])} found, {_percent(recommendations['precision'])} of those right",
            ),
        ),
    )


def _speed() -> Table:
    measured = read_figures("speed")["results"]
    return Table(
        anchor="speed",
        heading="Speed and memory",
        before=f"On one machine: {measured['machine']}",
        head=("What", "Asked for", "Measured"),
        rows=tuple((_plain(row["what"]), row["asked"] or "–", row["measured"]) for row in _told(measured["rows"])),
    )


def _pages() -> Table:
    measured = read_figures("pages")["results"]
    rows = measured["pages"]
    return Table(
        anchor="pages",
        heading="Pages in a browser",
        before="Chromium with the processor slowed down four times, the window of a phone and nothing in its cache, on "
        f"the same machine as the server: {measured['machine']}",
        head=tuple(_plain(name) for name in rows[0]),
        rows=tuple((_plain(row["page"]), *list(row.values())[1:]) for row in rows),
        after="The aim for an article is at most 60 KB for the page and a largest paint within a second.",
    )


def _server() -> Table:
    measured = read_figures("pages")["results"]
    return Table(
        anchor="server",
        heading="Stored articles from the server",
        before="Without a browser; whoever asks shares the machine with the server.",
        head=("What", "Asked for", "Measured"),
        rows=tuple((_plain(row["what"]), row["asked"] or "–", row["measured"]) for row in _told(measured["server"])),
    )


def _told(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows; one that says "the same" is told with the row it belongs to."""
    told: list[Mapping[str, Any]] = []
    subject = ""
    for row in rows:
        what = row["what"]
        if what.startswith("the same"):
            told.append({**row, "what": what.replace("the same", subject, 1)})
        else:
            subject = what.split(":")[0].removesuffix(", median")
            told.append(row)
    return told


def _share(count: str) -> str:
    """ "7 of 30" with its percentage."""
    part, _, whole = count.partition(" of ")
    if not whole or int(whole) == 0:
        return "none"
    return f"{int(part) / int(whole):.1%} ({int(part):,} of {int(whole):,})"


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _plain(text: str) -> str:
    return (text[:1].upper() + text[1:]).replace("`", "")
