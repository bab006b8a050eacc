"""How many slips lie between two words: a letter more, less, other, or two neighbours swapped."""

from __future__ import annotations


def osa_distance(first: str, second: str) -> int:
    """Optimal string alignment distance (Damerau 1964, doi 10.1145/363958.363994): no letter is changed twice."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        row = [i]
        for j, other in enumerate(second, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
