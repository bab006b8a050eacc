"""What a writer used: requests, tokens, cost, and how many claims it proposed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts of one answer. `cost` is in the currency of the prices set, None where none are.

    Tokens are the server's own counts; `uncounted` are requests whose tokens it did not tell.
    """

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    uncounted: int = 0
    proposed: int = 0
    cost: Decimal | None = None

    def words(self) -> dict[str, str]:
        """The counts by name, as provenance records them; empty where nothing was asked of a server."""
        if not self.requests:
            return {}
        counted = {
            "requests": str(self.requests),
            "prompt_tokens": str(self.prompt_tokens),
            "completion_tokens": str(self.completion_tokens),
            "claims_proposed": str(self.proposed),
        }
        if self.uncounted:
            counted["requests_without_token_counts"] = str(self.uncounted)
        if self.cost is not None:
            counted["cost"] = f"{self.cost:.6f}"
        return counted
