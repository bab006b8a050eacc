"""Measure how articles read in every reader profile: python tools/measure_readers.py [--library DIR].

Asks each question of a file once (--questions FILE), words its article for all profiles, and prints a row a profile:
the median and the range of the Flesch-Kincaid grade of all words, and with names and explained terms counted as known,
each with the number of articles that are no harder than the profile's target; the grade of all words with each list
counted as one sentence; the medians of SMOG, counted in both ways, of words shown, the share of known ones, words in a
sentence and unexplained terms; the share of claims in other words, and the processor time to word an article, first
and again.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from time import process_time

from citewell.app import App, read_settings
from citewell.compose.audiences import AudienceProfile, reader_profiles
from citewell.compose.plain.lists import in_one_line
from citewell.domain.articles import Article
from citewell.domain.wordings import WordedArticle
from citewell.rewording import word_article
from citewell.text.readability import Counts, count_text, flesch_kincaid

QUESTIONS = Path(__file__).parents[1] / "tests" / "data" / "reader_questions.txt"
HEAD = (
    "| profile | target | all words, median (range) | met | names and explained terms known | met | "
    "all words, lists in one line | SMOG, all and known | words | known | in a sentence | unexplained | reworded | "
    "first, ms | again, ms |"
)


def main() -> None:
    """Ask, word, and print the table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    options = parser.parse_args()
    app = App(read_settings(library=options.library))
    lines = [line for line in options.questions.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    articles = [app.ask(line, keep=False) for line in lines]
    print(HEAD)
    print("|---" * HEAD.count(" |") + "|")
    for profile in reader_profiles():
        timed = [(worded(app, article, profile), worded(app, article, profile)) for article in articles]
        print(row(profile, [first[0] for first, _ in timed], timed))


def worded(app: App, article: Article, profile: AudienceProfile) -> tuple[WordedArticle, float]:
    """An article in a profile's words, and the milliseconds that it took."""
    begun = process_time()
    return word_article(article, profile, vocabulary=app.vocabulary), (process_time() - begun) * 1000


def row(
    profile: AudienceProfile,
    wordings: list[WordedArticle],
    timed: list[tuple[tuple[WordedArticle, float], tuple[WordedArticle, float]]],
) -> str:
    """A row of the table."""
    read = [one.readability for one in wordings]
    unlisted = [
        flesch_kincaid(
            sum((count_text(in_one_line(claim.text)) for claim in one.claims if claim.shown and claim.text), Counts())
        )
        for one in wordings
    ]
    claims = [claim for one in wordings for claim in one.claims]
    cells = (
        profile.label,
        f"{profile.grades[1]:g}" if profile.grades[1] < 99 else "none",
        *graded([one.flesch_kincaid for one in read], profile.grades[1]),
        *graded([one.flesch_kincaid_known for one in read], profile.grades[1]),
        f"{median(unlisted):.1f}",
        f"{median(one.smog for one in read):.1f}, {median(one.smog_known for one in read):.1f}",
        f"{median(one.words for one in read):.0f}",
        f"{median(one.known_words / max(1, one.words) for one in read):.0%}",
        f"{median(one.words_per_sentence for one in read):.1f}",
        f"{median(len(one.unexplained) for one in read):.0f}",
        f"{sum(claim.changed for claim in claims) / max(1, len(claims)):.0%}",
        f"{median(first for (_, first), _ in timed):.0f}",
        f"{median(again for _, (_, again) in timed):.0f}",
    )
    return f"| {' | '.join(cells)} |"


def graded(grades: list[float], target: float) -> tuple[str, str]:
    """The median and the range of grades, and how many are within a target."""
    return (
        f"{median(grades):.1f} ({min(grades):.1f} to {max(grades):.1f})",
        f"{sum(grade <= target for grade in grades)} of {len(grades)}",
    )


if __name__ == "__main__":
    main()
