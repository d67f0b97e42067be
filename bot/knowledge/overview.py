"""How the assistant did between two days: counts without text or resident, for charts and for CSV."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from bot.errors import NotInForce
from bot.knowledge.answer import Answer
from bot.policy.figure import Figure, Figures

# What became of a message, by the kind of reply it got.
OUTCOMES = {
    "answered": ("答上了", ("answer", "places", "screening")),
    "clarified": ("请对方再说清", ("clarify", "question")),
    "unanswered": ("没答上", ("fallback",)),
    "other": ("寒暄、转人工等", ("smalltalk", "handoff", "error")),
}
_OUTCOME_OF = {kind: outcome for outcome, (_, kinds) in OUTCOMES.items() for kind in kinds}


@dataclass(frozen=True)
class Day:
    """One day's replies by outcome, thumbs, and how fast they went out (None without any)."""

    day: date
    outcomes: Mapping[str, int]
    thumbs_up: int
    thumbs_down: int
    p50_ms: int | None
    p95_ms: int | None

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class Knowledge:
    """How old the knowledge is on a day."""

    answers: int
    verified: int
    past_review: int
    median_age_days: int
    oldest_topic: str
    oldest_days: int
    figures: int
    figures_unverified: int
    figures_stale: int


def days(db: Database, first: date, last: date) -> list[Day]:
    """Every day from `first` to `last`, also the empty ones."""
    times: dict[str, list[int]] = {}
    counts: dict[str, dict[str, int]] = {}
    for day, kind, milliseconds in db.conn.execute(
        "SELECT substr(at, 1, 10), kind, milliseconds FROM turn WHERE at >= ? AND at < ?", _span(first, last)
    ):
        times.setdefault(day, []).append(milliseconds)
        of_day = counts.setdefault(day, dict.fromkeys(OUTCOMES, 0))
        of_day[_OUTCOME_OF.get(kind, "other")] += 1
    thumbs = {
        day: (up, down)
        for day, up, down in db.conn.execute(
            """SELECT substr(at, 1, 10), sum(helpful), sum(NOT helpful) FROM feedback
               WHERE at >= ? AND at < ? GROUP BY 1""",
            _span(first, last),
        )
    }
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        up, down = thumbs.get(str(day), (0, 0))
        spent = times.get(str(day), [])
        outcomes = counts.get(str(day), dict.fromkeys(OUTCOMES, 0))
        found.append(Day(day, outcomes, up, down, percentile(spent, 50), percentile(spent, 95)))
    return found


def by_domain(db: Database, first: date, last: date) -> list[tuple[str, int, int, int]]:
    """(domain, answered, thumbs up, thumbs down), the most asked first."""
    query = """SELECT a.domain,
                 (SELECT count(*) FROM turn t JOIN answer b ON b.topic = t.topic
                  WHERE b.domain = a.domain AND t.kind = 'answer' AND t.at >= ?1 AND t.at < ?2) AS asked,
                 (SELECT coalesce(sum(f.helpful), 0) FROM feedback f JOIN answer b ON b.topic = f.topic
                  WHERE b.domain = a.domain AND f.at >= ?1 AND f.at < ?2) AS up,
                 (SELECT coalesce(sum(NOT f.helpful), 0) FROM feedback f JOIN answer b ON b.topic = f.topic
                  WHERE b.domain = a.domain AND f.at >= ?1 AND f.at < ?2) AS down
               FROM (SELECT DISTINCT domain FROM answer) a ORDER BY asked DESC, a.domain"""
    return [tuple(row) for row in db.conn.execute(query, _span(first, last))]


def by_topic(db: Database, first: date, last: date) -> dict[str, tuple[int, int, int]]:
    """topic → (times answered, thumbs up, thumbs down)."""
    found: dict[str, tuple[int, int, int]] = {}
    asked = (
        "SELECT topic, count(*) FROM turn WHERE kind = 'answer' AND at >= ? AND at < ? AND topic IS NOT NULL GROUP BY 1"
    )
    for topic, count in db.conn.execute(asked, _span(first, last)):
        found[topic] = (count, 0, 0)
    thumbs = """SELECT topic, sum(helpful), sum(NOT helpful) FROM feedback
                WHERE topic IS NOT NULL AND at >= ? AND at < ? GROUP BY 1"""
    for topic, up, down in db.conn.execute(thumbs, _span(first, last)):
        found[topic] = (found.get(topic, (0, 0, 0))[0], up, down)
    return found


def latency(db: Database, first: date, last: date) -> tuple[int | None, int | None]:
    """Milliseconds p50 and p95 of all replies."""
    query = "SELECT milliseconds FROM turn WHERE at >= ? AND at < ?"
    spent = [row[0] for row in db.conn.execute(query, _span(first, last))]
    return percentile(spent, 50), percentile(spent, 95)


def knowledge(db: Database, answers: Mapping[str, Answer], figures: Figures, day: date) -> Knowledge:
    """What has been checked, what has grown old."""
    ages = {
        topic: max(0, (day - datetime.fromisoformat(at).date()).days)
        for topic, at in db.conn.execute("SELECT topic, updated_at FROM answer")
    }
    oldest = max(ages, key=lambda topic: (ages[topic], topic), default="")
    in_force = [figure for figure in figures.values() if any(value.from_day <= day for value in figure.values)]
    current = [next(value for value in figure.values if value.from_day <= day) for figure in in_force]
    return Knowledge(
        answers=len(answers),
        verified=sum(answer.verified for answer in answers.values()),
        past_review=sum(answer.review_by < day for answer in answers.values()),
        median_age_days=int(statistics.median(ages.values())) if ages else 0,
        oldest_topic=oldest,
        oldest_days=ages.get(oldest, 0),
        figures=len(figures),
        figures_unverified=sum(not value.verified for value in current),
        figures_stale=sum(_needs_value(figure, day) for figure in in_force),
    )


def _needs_value(figure: Figure, day: date) -> bool:
    try:
        return figure.needs_value(day)
    except NotInForce:
        return False


def percentile(values: list[int], percent: int) -> int | None:
    """The nearest-rank percentile."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * percent // 100) - 1))]


def _span(first: date, last: date) -> list[str]:
    return [str(first), str(last + timedelta(days=1))]
