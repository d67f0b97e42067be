"""Evidence of a ranking → the chance that it is right. Chosen out of fold by `python -m bot tune`."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp


@dataclass(frozen=True)
class Calibrations:
    """Logistic weights by name (letters, meaning, question), the weights of the heads, and two chances.

    `settled`: letters alone are believed where topic and question are this likely; `exact`: the chance of a phrasing
    word for word.
    """

    logistic: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, float]
    settled: Mapping[str, float]
    exact: float

    def chance(self, name: str, evidence: Mapping[str, float] | None) -> float:
        """The calibrated chance, 0–1."""
        weights = self.logistic[name]
        total = weights["intercept"] + sum(weights.get(key, 0.0) * value for key, value in (evidence or {}).items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
