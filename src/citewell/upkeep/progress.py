"""How far a long task is, and how that reads: share, count, rate, and the time that is left."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Count:
    """How far one task is, in steps of `unit`; `total` is 0 where nobody knows it.

    Reading is measured in bytes or records, and shown by the documents found on the way. Rates are means since the
    task began: documents are stored in batches, so what the last second brought says little.
    """

    task: str
    unit: str
    total: int = 0
    done: int = 0
    documents: int = 0

    def move(self, steps: int) -> None:
        """Count further steps."""
        self.done += steps

    def reach(self, done: int, *, total: int, documents: int) -> None:
        """Take over how far it is by now; it never goes back."""
        self.done, self.total, self.documents = max(self.done, done), total, documents

    @property
    def share(self) -> float | None:
        """What part of the task is done, at most 1; None where nobody knows."""
        return min(1.0, self.done / self.total) if self.total else None

    def in_words(self, seconds: float) -> str:
        """What is done after so many seconds, as in "1,234 documents, 56 documents/s, 01:32 left"."""
        number, name = (self.documents, "documents") if self.documents else (self.done, self.unit)
        parts = []
        if name == "bytes":
            parts.append(f"{number / 1e6:,.1f} of {self.total / 1e6:,.1f} MB")
        elif name:
            of = f" of {self.total:,}" if self.total and name == self.unit else ""
            parts.append(f"{number:,}{of} {name}")
        if number and seconds > 0:
            rate = number / seconds
            parts.append(f"{rate / 1e6:,.1f} MB/s" if name == "bytes" else f"{_rounded(rate)} {name}/s")
        if self.share and seconds > 0:
            parts.append(f"{_clock(seconds / self.share - seconds)} left")
        return ", ".join(parts)


def _rounded(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"


def _clock(seconds: float) -> str:
    """Minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
