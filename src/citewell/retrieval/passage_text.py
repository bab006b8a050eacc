"""What of a passage is searched."""

from __future__ import annotations

from citewell.domain.documents import Passage


def searched_text(passage: Passage) -> str:
    """Title, headings and text: what both the word index and the embedder read.

    The headings travel along because a paragraph seldom repeats what its title names.
    """
    return "\n".join(part for part in (passage.title, " > ".join(passage.section_path), passage.text) if part)
