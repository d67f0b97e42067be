"""Chooses when a question counts as understood, on data/dev, and reports on what chose nothing.

Nothing of data/dev is ever learned. `utterances.tsv` was written by the author of the phrasings, `blind.tsv` by
writers who had not seen them; what is `held_out`, written blind too, chooses nothing and only reports. Prints what
to put into data/matching/thresholds.yml; `--write` puts it there.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.knowledge import answer_file
from bot.knowledge.index import Calibration, Index
from bot.knowledge.language_file import read_language

ROOT = Path(__file__).parent.parent
MATCHING = ROOT / "data" / "matching"
DEV = ROOT / "data" / "dev"
EVIDENCE = ("best", "lead", "nearest", "nobodys")
MOST_WRONG, MOST_ANSWERED = 0.035, 0.06
NONE, HELD_OUT = "none", "held_out"
Row = tuple[str, tuple[str, ...]]


def dev(file: Path) -> list[Row]:
    """(text, topics that are right) of every utterance whose answer is a topic or nothing."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [(row["text"], row["expected"]) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    split = [(text, tuple(expected.split("|"))) for text, expected in rows]
    return [
        (text, expected)
        for text, expected in split
        if ("." in expected[0] and ":" not in expected[0]) or NONE in expected
    ]


def copies(texts: list[str], learned: set[str]) -> list[str]:
    """Utterances of the dev set that were learned after all."""
    return [text for text in texts if matching_key(text) in learned]


def main() -> None:
    answers = {w.answer.topic: w.answer for w in answer_file.read_answers(ROOT / "data" / "faq")}
    language = read_language(MATCHING)
    learned = {matching_key(t) for a in answers.values() for t in (a.question, *a.asked_as)}
    learned |= {matching_key(text) for text in language.nobodys}
    index = Index(answers, language)
    judged = {file.stem: _judged(file, index, learned) for file in sorted(DEV.glob("*.tsv"))}
    choose = [row for name, rows in judged.items() if not name.startswith(HELD_OUT) for row in rows]
    x = np.array([[row[3][name] for name in EVIDENCE] for row in choose])
    y = np.array([row[2] in row[1] for row in choose])
    fitted = LogisticRegression(C=100, max_iter=2000).fit(x, y)
    weights = {name: round(float(w), 2) for name, w in zip(EVIDENCE, fitted.coef_[0], strict=True)}
    calibration = Calibration(**weights, intercept=round(float(fitted.intercept_[0]), 2))
    sure = _least_sure(choose, calibration)
    print(f"sure {sure:.2f}; calibration: {weights} intercept {calibration.intercept}")
    for name, rows in judged.items():
        for threshold in sorted({0.3, 0.5, 0.7, sure}):
            print(name, _line(rows, index, calibration, threshold, read_close()))
    if "--write" in sys.argv:
        _write(calibration, sure)
    _confusions([row for rows in judged.values() for row in rows])


def _judged(file: Path, index: Index, learned: set[str]) -> list[tuple[str, tuple[str, ...], str, dict[str, float]]]:
    """(text, right topics, first topic, its evidence) of every utterance of `file` that was not learned after all."""
    rows = dev(file)
    leaked = set(copies([text for text, _ in rows], learned))
    print(f"{file.stem}：{len(rows)} 句，其中已被学过（不计）的 {len(leaked)} 句")
    return [(text, expected, *index.evidence_of(text)) for text, expected in rows if text not in leaked]


def _least_sure(rows: list, calibration: Calibration) -> float:  # type: ignore[type-arg]
    """The lowest threshold at which few of our residents' questions are confidently wrong, and little of what is
    nobody's business is answered; most of that Rasa's intents catch before.
    """
    ours, others = [row for row in rows if NONE not in row[1]], [row for row in rows if NONE in row[1]]
    for sure in np.arange(0.3, 0.95, 0.01):
        wrong = sum(calibration.chance(**r[3]) >= sure and r[2] not in r[1] for r in ours)
        answered = sum(calibration.chance(**r[3]) >= sure for r in others)
        if wrong <= MOST_WRONG * len(ours) and answered <= MOST_ANSWERED * len(others):
            return round(float(sure), 2)
    return 0.95


def _line(rows: list, index: Index, calibration: Calibration, sure: float, close: float) -> str:  # type: ignore[type-arg]
    ours = [r for r in rows if NONE not in r[1]]
    others = [r for r in rows if NONE in r[1]]
    chance = {r[0]: calibration.chance(**r[3]) for r in rows}
    right = sum(r[2] in r[1] and chance[r[0]] >= sure for r in ours)
    wrong = sum(r[2] not in r[1] and chance[r[0]] >= sure for r in ours)
    offered = [r for r in ours if close <= chance[r[0]] < sure]
    among = sum(bool(set(r[1]) & {c.topic for c in index.rank(r[0], 3)}) for r in offered)
    first = sum(r[2] in r[1] for r in ours)
    n = len(ours)
    return (
        f"sure {sure:.2f}: 首选就对 {first / n:.1%}；直接答对 {right / n:.1%}，答错 {wrong / n:.1%}，"
        f"答对或在选项里 {(right + among) / n:.1%}；无关的 {len(others)} 句里直接答了 "
        f"{sum(chance[r[0]] >= sure for r in others) / max(1, len(others)):.1%}，给选项 "
        f"{sum(close <= chance[r[0]] < sure for r in others) / max(1, len(others)):.1%}"
    )


def read_close() -> float:
    """The threshold for offering choices, set by hand: a needless choice costs little."""
    return float(yaml_file.read(MATCHING / "thresholds.yml")["close"])


def _confusions(rows: list) -> None:  # type: ignore[type-arg]
    pairs = Counter((r[1][0], r[2]) for r in rows if r[2] not in r[1] and NONE not in r[1])
    for (wanted, got), count in pairs.most_common(15):
        print(f"  {count} {wanted} → {got}")


def _write(calibration: Calibration, sure: float) -> None:
    path = MATCHING / "thresholds.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    written = ", ".join(f"{name}: {getattr(calibration, name)}" for name in (*EVIDENCE, "intercept"))
    lines = [f"calibration: {{{written}}}" if line.startswith("calibration:") else line for line in lines]
    lines = [f"sure: {sure:.2f}        # at or above: answer" if line.startswith("sure:") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
