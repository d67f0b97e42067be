"""The bureau's list of places: a template out; in with a preview, a mapping one can change, bad rows back, and undo."""

from starlette.responses import Response

from bot.clock import now
from bot.database import transaction
from bot.desk import audit, upload
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.desk.place_map import draw
from bot.desk.table_file import must_be_sent, table_file
from bot.errors import BadInput, NotFound
from bot.places import exchange, sheet_cell, todo, undo
from bot.places.columns import COLUMNS
from bot.places.service_point import ServicePoint
from bot.sheet import spreadsheet
from bot.sheet.preview import given_back

KIND = "places"
_MOST_SHOWN = 300
# What a template asks for: enough to find a place, and to know how far to trust it.
TEMPLATE = (
    "category", "name", "subdistrict", "community", "address", "phones", "opening_hours", "precision", "confidence",
    "source", "source_day", "verified", "note",
)  # fmt: skip


def template(call: Call) -> Response:
    """A list to fill in for one kind: what is known of it, and a line for each subdistrict that has none."""
    directory, category = call.bench.directory(), call.said("category")
    if category not in directory.categories:
        raise NotFound("没有这一类地点")
    lines = [line for line in todo.todo(directory) if line.place.category == category]
    places = [place for place in directory.points if place.category == category]
    titles = {each.id: each.title for each in directory.categories.values()}
    rows = [_template_row(place, titles) for place in places]
    rows += [_template_row(line.place, titles, empty=True) for line in lines if line.is_absent]
    headings = [column.heading for name in TEMPLATE for column in COLUMNS if column.field == name]
    audit.record(call.db, call.who, "place_export", f"template-{category}.xlsx")
    return table_file(f"template-{category}.xlsx", headings, rows)


def _template_row(place: ServicePoint, titles: dict[str, str], empty: bool = False) -> list[str]:
    return [
        sheet_cell.shown(place, name, titles) if not empty or name in ("category", "subdistrict") else ""
        for name in TEMPLATE
    ]


def preview(call: Call) -> Response:
    """What an uploaded list would change. The file is kept, as cells and for two hours, once it can be read."""
    name, rows = must_be_sent(call)
    return _shown(call, name, rows, _planned(call, rows, name, {}), {})


def look_again(call: Call) -> Response:
    """The same list with its columns meaning something else."""
    name, rows = upload.take(call.db, call.who, KIND, call.said("identity"))
    meant = _meant(call)
    return _shown(call, name, rows, _planned(call, rows, name, meant), meant, call.said("identity"))


def _shown(
    call: Call, name: str, rows: list[spreadsheet.Row], planned: exchange.Preview, meant: dict[int, str],
    identity: str = "",
) -> Response:  # fmt: skip
    directory = call.bench.directory()
    identity = identity or upload.keep(call.db, call.who, KIND, name, rows)
    header = planned.header
    samples = {
        i: next((cells[i] for _, cells in rows[header.at + 1 :] if i < len(cells) and cells[i]), "")
        for i, _ in enumerate(header.headings)
    }
    points = [change.after for change in planned.to_write]
    return page(
        call, "import_places.html", planned=planned, name=name, identity=identity, samples=samples, meant=meant,
        columns=[column for column in COLUMNS if column.field not in ("id", "missing")],
        precision=sheet_cell.precision_of, map=draw(directory, points), most=_MOST_SHOWN,
        titles={each.id: each.title for each in directory.categories.values()},
        placed=sum(place.lon is not None for place in points),
    )  # fmt: skip


def bad_rows(call: Call) -> Response:
    """The rows that were not taken, as they were sent, each with its reason."""
    name, rows = upload.take(call.db, call.who, KIND, call.said("identity"))
    headings, table = given_back(rows, _planned(call, rows, name, _meant(call)))
    return table_file("returned.xlsx", headings, table)


def apply(call: Call) -> Response:
    """The good rows of the previewed list, in one transaction, remembered so that they can be undone."""
    identity, why, meant = call.said("identity"), call.said("why"), _meant(call)
    if not why.strip():
        raise BadInput("请写一句导入的原因，然后重新预览")
    name, rows = upload.take(call.db, call.who, KIND, identity)
    planned = _planned(call, rows, name, meant)
    with transaction(call.db):
        count = exchange.apply(call.db, planned)
        number = undo.keep(call.db, planned.to_write, who=call.who, name=name, now=now())
        counted = {"处数": count, "退回": len(planned.problems)}
        audit.record(call.db, call.who, "place_import", name, after=counted, why=why)
        if not planned.problems:
            upload.drop(call.db, identity)
    return page(
        call, "imported_places.html", count=count, number=number, name=name, identity=identity, meant=meant,
        problems=planned.problems,
    )  # fmt: skip


def undo_import(call: Call) -> Response:
    """Put back what an import changed. Conflict where a place was changed since."""
    number = call.whole_number("number")
    with transaction(call.db):
        count = undo.undo(call.db, number, now())
        audit.record(call.db, call.who, "place_undo", str(number), after={"处数": count}, why=call.said("why"))
    return after("/places", "import_undone")


def _planned(call: Call, rows: list[spreadsheet.Row], name: str, meant: dict[int, str]) -> exchange.Preview:
    placer = call.bench.placer(call.db)
    return exchange.preview(
        call.db, rows, call.bench.today(), exchange.SOURCE, evidence=name, meant=meant, placer=placer
    )


def _meant(call: Call) -> dict[int, str]:
    """What the form says of each column, by position; only what differs from what its heading says is sent on."""
    fields = {column.field for column in COLUMNS}
    meant = {}
    for name, value in call.fields():
        position = name.removeprefix("column.")
        if name.startswith("column.") and position.isdigit() and (value in fields or value == ""):
            meant[int(position)] = value
    return meant
