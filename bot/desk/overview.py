"""The overview: how many asked, how it went, what is missing, how old the knowledge is; charts and CSV."""

from datetime import date, timedelta

from starlette.responses import Response

from bot.desk import chart
from bot.desk.call import Call
from bot.desk.pages import page
from bot.errors import BadInput
from bot.knowledge import inbox, overview, review, trace, unanswered
from bot.knowledge.overview import OUTCOMES, Day
from bot.sheet import spreadsheet

DAYS, MOST_DAYS = 30, 400
HEADINGS = (
    "日期",
    *(title for title, _ in OUTCOMES.values()),
    "有用",
    "没用",
    "用时中位数（毫秒）",
    "用时95分位（毫秒）",
)


def show(call: Call) -> Response:
    first, last = _period(call)
    snapshot = call.bench.snapshot()
    found = overview.days(call.db, first, last)
    labels = [f"{day.day.month}.{day.day.day}" for day in found]
    outcomes = [(title, [day.outcomes[name] for day in found]) for name, (title, _) in OUTCOMES.items()]
    p50, p95 = overview.latency(call.db, first, last)
    asked = overview.by_topic(call.db, first, last)
    reviewed = [row for row in trace.reviewed(call.db) if str(first) <= row["at"][:10] <= str(last)]
    return page(
        call, "overview.html", first=first, last=last, days=found, totals=_totals(found), outcomes=OUTCOMES,
        per_day=chart.stacked(labels, outcomes),
        speed=chart.lines(labels, [("中位数", [day.p50_ms for day in found]), ("95 分位", [day.p95_ms for day in found])]),
        domains=overview.by_domain(call.db, first, last), p50=p50, p95=p95,
        up=sum(day.thumbs_up for day in found), down=sum(day.thumbs_down for day in found),
        knowledge=overview.knowledge(call.db, snapshot.answers, snapshot.figures, call.bench.today()),
        missing=inbox.clusters(_asked_in(call, first, last), snapshot.index.among)[:10], answers=snapshot.answers,
        reviewed=review.in_all(reviewed), reviewed_domains=review.by_domain(reviewed, snapshot.answers),
        reviewed_weeks=review.by_week(reviewed),
        most_asked=sorted(asked.items(), key=lambda item: -item[1][0])[:10],
    )  # fmt: skip


def as_csv(call: Call) -> Response:
    first, last = _period(call)
    rows = [
        [str(day.day), *(str(day.outcomes[name]) for name in OUTCOMES), str(day.thumbs_up), str(day.thumbs_down),
         _blank(day.p50_ms), _blank(day.p95_ms)]
        for day in overview.days(call.db, first, last)
    ]  # fmt: skip
    return csv_response(f"overview-{first}-{last}.csv", HEADINGS, rows)


def csv_response(name: str, headings: tuple[str, ...], rows: list[list[str]]) -> Response:
    """A CSV Excel opens rightly, with no cell that runs."""
    text = spreadsheet.csv_text(headings, rows)
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=disposition)


def _asked_in(call: Call, first: date, last: date) -> list[dict]:  # type: ignore[type-arg]
    return [row for row in unanswered.waiting(call.db) if str(first) <= row["at"][:10] <= str(last)]


def _totals(days: list[Day]) -> dict[str, int]:
    return {name: sum(day.outcomes[name] for day in days) for name in OUTCOMES}


def _period(call: Call) -> tuple[date, date]:
    last = call.day("last")
    first = call.day("first") if call.said("first").strip() else last - timedelta(days=DAYS - 1)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise BadInput(f"起止日期写反了，或超过 {MOST_DAYS} 天")
    return first, last


def _blank(value: int | None) -> str:
    return "" if value is None else str(value)
