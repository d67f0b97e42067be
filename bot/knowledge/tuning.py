"""Calibrations chosen out of fold: every phrasing is judged by a learner that has not seen it.

Phrasings within one topic are harder out of fold than residents are, nobody's talk is among them, and no test set
is looked at: so a threshold chosen here is not too lax.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.knowledge.index import Evidence, Index, Language, Row
from bot.knowledge.narrow import WHOLE
from bot.knowledge.vectors import Vectors

FOLDS, SEED = 4, 7
# Judging every third row of a fold tells as much as judging all.
EVERY = 3


@dataclass
class Judged:
    """Evidence and whether it was right, by calibration."""

    evidence: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    right: dict[str, list[bool]] = field(default_factory=dict)
    ours: dict[str, list[bool]] = field(default_factory=dict)

    def add(self, name: str, seen: dict[str, float], right: bool, ours: bool) -> None:
        self.evidence.setdefault(name, []).append(seen)
        self.right.setdefault(name, []).append(right)
        self.ours.setdefault(name, []).append(ours)


def out_of_fold(
    rows: Sequence[Row], language: Language, vectors: Vectors | None, said: Callable[[str], None] = print
) -> Judged:
    """Every row judged by an index learned from the other folds."""
    dice = random.Random(SEED)
    folds = [dice.randrange(FOLDS) for _ in rows]
    judged = Judged()
    for fold in range(FOLDS):
        index = Index([row for row, at in zip(rows, folds, strict=True) if at != fold], language)
        if vectors:
            index = index.with_meaning(vectors)
        held = [row for row, at in zip(rows, folds, strict=True) if at == fold]
        for row in held[::EVERY]:
            for name, evidence in index.evidence(row.text).items():
                _take(judged, name, row, evidence)
        said(f"第 {fold + 1}/{FOLDS} 折")
    return judged


def _take(judged: Judged, name: str, row: Row, evidence: Evidence) -> None:
    right = evidence.topic == row.topic
    judged.add(name, dict(evidence.seen or {}), right, bool(row.topic))
    if right and row.question != WHOLE and evidence.question:
        asked, seen = evidence.question
        judged.add(f"question of {name}", dict(seen), asked == row.question, True)


def fitted(judged: Judged, name: str) -> dict[str, float]:
    """Logistic weights of one calibration, and its intercept."""
    names = list(judged.evidence[name][0])
    x = np.array([[seen[key] for key in names] for seen in judged.evidence[name]])
    learner = LogisticRegression(C=100, max_iter=3000).fit(x, np.array(judged.right[name]))
    weights = {key: round(float(w), 3) for key, w in zip(names, learner.coef_[0], strict=True)}
    return {**weights, "intercept": round(float(learner.intercept_[0]), 3)}


def cost(judged: Judged, name: str, weights: dict[str, float]) -> list[tuple[float, float, float, float]]:
    """(threshold, answered right, answered wrong, nobody's answered) as shares, for a row of thresholds."""
    chances = np.array([_chance(weights, seen) for seen in judged.evidence[name]])
    right, ours = np.array(judged.right[name]), np.array(judged.ours[name])
    table = []
    for threshold in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9):
        sure = chances >= threshold
        others = float((sure & ~ours).sum() / max(1, (~ours).sum()))
        table.append(
            (
                threshold,
                float((sure & right).sum() / ours.sum()),
                float((sure & ~right & ours).sum() / ours.sum()),
                others,
            )
        )
    return table


def _chance(weights: dict[str, float], seen: dict[str, float]) -> float:
    total = weights["intercept"] + sum(weights.get(key, 0.0) * value for key, value in seen.items())
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))
