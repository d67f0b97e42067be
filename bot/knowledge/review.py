"""What staff look at of what was answered: a day's sample, and how often it was right. Pure.

Who only ever sees what was not answered never learns of a confident wrong answer. Doubt and new wording come first; a
third of the sample is drawn by lot among the rest, so that what the assistant is sure of is looked at too.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.chinese.normalize import matching_key
from bot.knowledge.answer import Answer
from bot.knowledge.trace import OTHER

# Rows of the decision table whose turns stand by themselves: the words alone tell what was asked.
ROWS = ("a question of ours", "nearly a question of ours")
A_DAY, DAYS = 30, 14
_LOT = 3
# A wording nobody used before counts as this much doubt.
_NEW = 0.3


@dataclass(frozen=True)
class Turn:
    """A turn to look at: the trace's row, how often just this was asked, and whether it is a phrasing already."""

    row: Mapping[str, Any]
    times: int
    is_new: bool

    @property
    def doubt(self) -> float:
        """0 where it was sure of words it knows, up to 1 and more."""
        return 1.0 - float(self.row["chance"] or 0.0) + (_NEW if self.is_new else 0.0)


@dataclass(frozen=True)
class Tally:
    """Of so many reviewed so many were right."""

    name: str
    reviewed: int
    right: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.right / self.reviewed) if self.reviewed else None


def sample(
    rows: Iterable[Mapping[str, Any]], is_phrasing: Callable[[str], bool], day: date, size: int = A_DAY
) -> list[Turn]:
    """At most `size` of the unreviewed `rows` (newest first), each wording once; the same for everybody all `day`."""
    first: dict[tuple[str, str | None], Mapping[str, Any]] = {}
    times: dict[tuple[str, str | None], int] = {}
    for row in rows:
        asked = (matching_key(row["text"]), row["topic"])
        first.setdefault(asked, row)
        times[asked] = times.get(asked, 0) + 1
    turns = [Turn(row, times[asked], not is_phrasing(row["text"])) for asked, row in first.items()]
    turns.sort(key=lambda turn: (-turn.doubt, -turn.row["id"]))
    by_lot = size // _LOT
    chosen, rest = turns[: size - by_lot], turns[size - by_lot :]
    return chosen + sorted(rest, key=lambda turn: _lot(turn.row["id"], day))[:by_lot]


def _lot(number: int, day: date) -> str:
    return hashlib.sha256(f"{day} {number}".encode()).hexdigest()


def since(day: date) -> str:
    """The first day the sample of `day` is drawn from."""
    return str(day - timedelta(days=DAYS))


def by_domain(rows: Iterable[Mapping[str, Any]], answers: Mapping[str, Answer]) -> list[Tally]:
    """Reviewed turns that were answered, by the domain of the answer they got; the most reviewed first."""
    answered = [row for row in rows if row["topic"] in answers]
    names = dict.fromkeys(answers[row["topic"]].domain for row in answered)
    tallies = [_tally(name, [row for row in answered if answers[row["topic"]].domain == name]) for name in names]
    return sorted(tallies, key=lambda tally: -tally.reviewed)


def by_week(rows: Iterable[Mapping[str, Any]]) -> list[Tally]:
    """By the week they were asked in, named by its Monday; the newest first."""
    weeks: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        asked = date.fromisoformat(row["at"][:10])
        weeks.setdefault(str(asked - timedelta(days=asked.weekday())), []).append(row)
    return [_tally(week, weeks[week]) for week in sorted(weeks, reverse=True)]


def in_all(rows: Sequence[Mapping[str, Any]]) -> Tally:
    return _tally("", rows)


def _tally(name: str, rows: Sequence[Mapping[str, Any]]) -> Tally:
    return Tally(name, len(rows), sum(row["reviewed"] == "right" for row in rows))


def home_in(verdict: str) -> str:
    """The home a verdict names; empty where it names none."""
    return verdict.removeprefix(OTHER) if verdict.startswith(OTHER) else ""
