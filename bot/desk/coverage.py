"""How far each community is from the nearest place of a kind: the plan's 1,000 metres, page, picture and table."""

from starlette.responses import Response

from bot.desk.call import Call
from bot.desk.overview import csv_response
from bot.desk.pages import page
from bot.errors import NotFound
from bot.places import coverage, coverage_map

ASKED_FIRST = "elder_station"


def show(call: Call) -> Response:
    category = _category(call)
    found = coverage.coverage(call.bench.directory(), category)
    directory = call.bench.directory()
    return page(
        call, "coverage.html", category=category, categories=directory.categories,
        summary=coverage.summary(found), needs=coverage.needs(found, directory.total(category).number),
        streets=coverage.SUBDISTRICT_HEADINGS, by_street=coverage.by_subdistrict(found, directory, category),
        headings=coverage.HEADINGS, rows=coverage.rows(found)[: len(found.measured)],
    )  # fmt: skip


def as_svg(call: Call) -> Response:
    category, directory = _category(call), call.bench.directory()
    picture = coverage_map.draw(coverage.coverage(directory, category), directory, category)
    return Response(picture, media_type="image/svg+xml")


def as_csv(call: Call) -> Response:
    category = _category(call)
    found = coverage.coverage(call.bench.directory(), category)
    return csv_response(f"coverage-{category}.csv", coverage.HEADINGS, coverage.rows(found))


def _category(call: Call) -> str:
    category = call.said("category", ASKED_FIRST)
    if category not in call.bench.directory().categories:
        raise NotFound("没有这一类地点")
    return category
