"""The plan's twenty-two indicators with room for each year's value, source and note."""

from dataclasses import asdict

from starlette.responses import Response

from bot.database import transaction
from bot.desk import audit
from bot.desk.call import Call
from bot.desk.overview import csv_response
from bot.desk.pages import after, page
from bot.errors import BadInput
from bot.policy import indicator
from bot.policy.figure import plain_number

SHOWN_YEARS = range(2021, 2026)


def show(call: Call) -> Response:
    found = indicator.every(call.db, call.bench.snapshot().figures)
    extra = sorted({year for item in found for year in item.years} - set(SHOWN_YEARS))
    return page(call, "indicators.html", indicators=found, years=[*SHOWN_YEARS, *extra], first=indicator.FIRST_YEAR,
                this_year=call.bench.today().year)  # fmt: skip


def enter(call: Call) -> Response:
    """One year's value. Audited with what stood there before."""
    name, text, why = call.said("name"), call.said("value").strip(), call.said("note")
    try:
        value = float(text)
    except ValueError:
        raise BadInput(f"数值“{text[:20]}”不是数字") from None
    if not -1e12 < value < 1e12:
        raise BadInput("数值太大了")
    year, figures = call.whole_number("year"), call.bench.snapshot().figures
    with transaction(call.db):
        before = indicator.enter(
            call.db,
            figures,
            name,
            year,
            value,
            source=call.said("source"),
            note=why,
            who=call.who,
        )
        audit.record(call.db, call.who, "indicator", f"{name} {year}", before=asdict(before) if before else None,
                     after=f"{plain_number(value)}（{call.said('source')}）", why=why)  # fmt: skip
    return after("/indicators", "indicator")


def as_csv(call: Call) -> Response:
    found = indicator.every(call.db, call.bench.snapshot().figures)
    years = sorted({*SHOWN_YEARS, *(year for item in found for year in item.years)})
    headings = (
        "序号",
        "领域",
        "指标",
        "单位",
        "性质",
        "2020年",
        "2025年目标",
        *(f"{year}年" for year in years),
        "来源和备注",
    )
    rows = [
        [str(item.number), str(item.figure.attributes.get("field", "")), item.figure.title, item.figure.unit,
         str(item.figure.attributes.get("property", "")),
         plain_number(item.base.value) if item.base else "", plain_number(item.goal.value) if item.goal else "",
         *(plain_number(item.years[year].value) if year in item.years else "" for year in years),
         "；".join(f"{year}年：{reached.source} {reached.note}".strip() for year, reached in item.years.items())]
        for item in found
    ]  # fmt: skip
    return csv_response("indicators.csv", headings, rows)
