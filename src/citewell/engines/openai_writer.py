"""The optional writer: a language model behind a server that speaks the OpenAI protocol.

It is sent numbered passages and proposes claims with quotes. Nothing of what it says is believed: claims whose
quotes are not in the library are dropped here, and what is left goes through the same checks as any claim.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from citewell.domain.articles import Claim, Finding
from citewell.domain.documents import EngineIdentity, Passage
from citewell.domain.errors import EngineUnavailable
from citewell.domain.questions import Evidence, QuestionPart
from citewell.domain.usage import Usage
from citewell.engines._chat import Chat, Reply, Unanswered
from citewell.engines._grounding import ground
from citewell.engines._prompting import SCHEMA, SYSTEM, again_messages, repair_messages, write_messages
from citewell.engines._reply import Proposals, Proposed, read_reply

MILLION = Decimal(1_000_000)
VERSION = "1"


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """Which model writes, and within what bounds.

    `timeout` is in seconds for one reply; `evidence` is passages sent, `tokens` those of one reply. Prices are for
    a million tokens, in any one currency; None leaves the cost out.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout: float = 60.0
    retries: int = 2
    evidence: int = 24
    tokens: int = 2000
    price_in: Decimal | None = None
    price_out: Decimal | None = None


class OpenAIWriter:
    """A Writer over one model. After a failure the server is not asked again for the same answer."""

    def __init__(self, settings: WriterSettings, *, chat: Chat | None = None) -> None:
        self._settings = settings
        self._chat = chat or Chat(settings.base_url, settings.api_key, settings.timeout, settings.retries)
        self._usage = Usage(cost=Decimal(0) if None not in (settings.price_in, settings.price_out) else None)
        self._failed = ""
        self.identity = EngineIdentity(
            name="openai",
            version=settings.model,
            digest=hashlib.sha256(SYSTEM.encode()).hexdigest(),
            settings={"evidence": str(settings.evidence), "tokens": str(settings.tokens), "prompt": VERSION},
        )

    def write(self, part: QuestionPart, evidence: Sequence[Evidence]) -> list[Claim]:
        """The proposed claims whose quotes stand in the evidence, each once. Raises EngineUnavailable."""
        passages = [item.passage for item in evidence[: self._settings.evidence]]
        proposals = self._ask(write_messages(part, passages))
        self._usage = replace(self._usage, proposed=self._usage.proposed + proposals.held)
        return _grounded(proposals.claims, passages)

    def repair(self, claim: Claim, findings: Sequence[Finding], passage: Passage) -> Claim | None:
        """The first claim that the model gives for the passage alone; None where it gives none or is silent."""
        try:
            mended = _grounded(self._ask(repair_messages(claim, findings, passage)).claims, [passage])
        except EngineUnavailable:
            return None
        return next((one for one in mended if one.id != claim.id), None)

    def usage(self) -> Usage:
        """What this writer has used."""
        return self._usage

    def fresh(self) -> OpenAIWriter:
        """The same model and connection with nothing counted and nothing failed."""
        return OpenAIWriter(self._settings, chat=self._chat)

    def _ask(self, messages: list[dict[str, str]]) -> Proposals:
        """The proposals in the reply; one that is none is asked for once more. Raises EngineUnavailable."""
        for conversation in (messages, again_messages(messages)):
            if self._failed:
                break
            try:
                reply = self._chat.reply(
                    conversation, model=self._settings.model, tokens=self._settings.tokens, schema=SCHEMA
                )
            except Unanswered as error:
                self._count(error.requests, None)
                self._failed = error.why
                break
            self._count(reply.requests, reply)
            if (proposals := read_reply(reply.text, cut=reply.cut)) is not None:
                return proposals
        why = self._failed or "its reply was not the JSON object asked for"
        raise EngineUnavailable(f"The language model was of no use: {why}.", remedy=_remedy(why))

    def _count(self, requests: int, reply: Reply | None) -> None:
        usage, settings = self._usage, self._settings
        sent, got = (reply.prompt_tokens, reply.completion_tokens) if reply and reply.counted else (0, 0)
        cost = usage.cost
        if cost is not None and settings.price_in is not None and settings.price_out is not None:
            cost += (sent * settings.price_in + got * settings.price_out) / MILLION
        self._usage = replace(
            usage,
            requests=usage.requests + requests,
            prompt_tokens=usage.prompt_tokens + sent,
            completion_tokens=usage.completion_tokens + got,
            uncounted=usage.uncounted + requests - (1 if reply and reply.counted else 0),
            cost=cost,
        )


def _grounded(proposed: Sequence[Proposed], passages: Sequence[Passage]) -> list[Claim]:
    """The claims that stand on their passages, each text once."""
    claims: dict[str, Claim] = {}
    for one in proposed:
        claim = ground(one, passages)
        if claim is not None:
            claims.setdefault(claim.text.casefold(), claim)
    return list(claims.values())


def _remedy(why: str) -> str:
    if "JSON" in why:
        return "Choose a model that can write JSON with CITEWELL_WRITER_MODEL."
    if "key" in why:
        return "Check CITEWELL_WRITER_API_KEY."
    if "model" in why:
        return "Check CITEWELL_WRITER_MODEL and CITEWELL_WRITER_BASE_URL."
    if "time" in why:
        return "Give it longer with CITEWELL_WRITER_TIMEOUT, or choose a faster model."
    return "Check that the server at CITEWELL_WRITER_BASE_URL runs, or set CITEWELL_WRITER=extractive."
