"""What the JSON API tells readers of an article's review: the same as its page."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict, Field

from citewell.domain.articles import Article
from citewell.domain.reviewing import BoardRecord
from citewell.reviewed import mark_of, tell_review

TAG_LENGTH = 12


class SignerModel(BaseModel):
    """A person who reviewed the approved text, as on that day."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    credentials: str
    capacity: str = Field(description="reviewer, pharmacist or lay reviewer.")
    specialty: str
    given_on: str = Field(description="The date of the review.")
    interests: str = Field(description="The declaration of interests for this article, in the person's words.")


class StepModel(BaseModel):
    """A step on the way to approval."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    taken: bool
    words: str


class ReviewTold(BaseModel):
    """What readers of an article are told of its review."""

    model_config = ConfigDict(from_attributes=True)

    digest: str
    words: str = Field(description="Where its review stands.")
    caution: str = Field(description="The line that stands at the top of its page and of every file.")
    approved: bool = Field(description="Whether people approved exactly this text and readers have it.")
    stands: bool = Field(description="Whether nothing has happened since the approval that puts it in doubt.")
    steps: list[StepModel]
    signers: list[SignerModel] = Field(description="Who reviewed it; empty where nobody approved it.")
    approver: str
    approver_credentials: str = Field(description="Those of the day of the approval.")
    approved_on: str
    next_review: str
    notice: str = Field(description="Why it was reopened or withdrawn, and when.")
    touched: list[str] = Field(description="The ids of the claims that the notice names.")
    withdrawn: bool
    newer: str = Field(description="The digest of the text that has taken its place.")
    newer_words: str


def review_told(article: Article, record: BoardRecord | None) -> ReviewTold:
    """The review of one text as readers are told of it."""
    told = tell_review(article, record)
    read = {name: getattr(told, name) for name in ReviewTold.model_fields if name != "digest"}
    return ReviewTold.model_validate({"digest": article.digest, **read}, from_attributes=True)


def entity_tag(digest: str, record: BoardRecord | None) -> str:
    """The ETag of an article: its digest, and behind it what changes with its review where a board has it."""
    if record is None:
        return f'"{digest}"'
    held = f"{mark_of(record)} {record!r}"  # whole: two changes may have one moment
    return f'"{digest}-{hashlib.sha256(held.encode("utf-8", "replace")).hexdigest()[:TAG_LENGTH]}"'
