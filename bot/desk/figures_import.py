"""The filled-in table of what is due: new values in at once, with a preview, and bad rows back."""

from starlette.responses import Response

from bot.database import transaction
from bot.desk import audit, upload
from bot.desk.call import Call
from bot.desk.pages import page
from bot.desk.table_file import must_be_sent, table_file
from bot.errors import BadInput
from bot.knowledge.dependents import uses
from bot.policy import value_sheet
from bot.sheet import spreadsheet
from bot.sheet.preview import Preview, given_back

KIND = "figures"


def preview(call: Call) -> Response:
    """What the table would enter. It is kept, as cells and for two hours, once it can be read."""
    name, rows = must_be_sent(call)
    planned = _planned(call, rows)
    identity = upload.keep(call.db, call.who, KIND, name, rows)
    return page(call, "import_figures.html", planned=planned, name=name, identity=identity, used=_used(call))


def bad_rows(call: Call) -> Response:
    """The rows that were not taken, as they were sent, each with its reason."""
    _, rows = upload.take(call.db, call.who, KIND, call.said("identity"))
    headings, table = given_back(rows, _planned(call, rows))
    return table_file("returned.xlsx", headings, table)


def apply(call: Call) -> Response:
    """The good rows in one transaction; each value can be taken back on its figure's page."""
    identity, why = call.said("identity"), call.said("why")
    if not why.strip():
        raise BadInput("请写一句原因，例如收到了哪份文件，然后重新预览")
    name, rows = upload.take(call.db, call.who, KIND, identity)
    with transaction(call.db):
        planned = _planned(call, rows)
        value_sheet.apply(call.db, planned)
        for entry in (change.after for change in planned.changes):
            told = {"值": entry.worded, "从哪天起": str(entry.value.from_day), "文件": entry.ref}
            audit.record(call.db, call.who, "figure_add", entry.name, after=told, why=f"{why}（{name}）")
        upload.drop(call.db, identity)
    return page(call, "imported_figures.html", planned=planned, name=name, used=_used(call))


def _planned(call: Call, rows: list[spreadsheet.Row]) -> Preview[value_sheet.Entry]:
    return value_sheet.preview(rows, call.bench.snapshot().figures)


def _used(call: Call) -> dict[str, int]:
    """In how many answers each figure is told."""
    return {name: len(answers) for name, answers in uses(call.bench.snapshot().answers).items()}
