"""Two entailment engines as one that is at least as strict as either."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import Verdict
from citewell.domain.ports import Entailer


class StricterEntailer:
    """Supported only where the deterministic engine says so and the model agrees: a model never loosens a check.

    The model is not asked about a claim that has failed already.
    """

    def __init__(self, deterministic: Entailer, model: Entailer) -> None:
        self._deterministic, self._model = deterministic, model
        first, second = deterministic.identity, model.identity
        settings = {f"{one.name}.{name}": value for one in (first, second) for name, value in one.settings.items()}
        self.identity = EngineIdentity(
            name=f"{first.name}+{second.name}",
            version=f"{first.version}+{second.version}",
            digest=second.digest,
            settings=settings,
        )

    def judge(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
        """The first verdict that is not "supported", with its reason; else the model's reason."""
        verdict, why = self._deterministic.judge(claim, evidence)
        return (verdict, why) if verdict is not Verdict.SUPPORTED else self._model.judge(claim, evidence)
