"""Tables in and out: answers and places, to Excel, CSV and YAML; back with a preview first."""

from starlette.responses import Response

from bot.database import transaction
from bot.desk import audit, batch, places_import, proposals, upload
from bot.desk.call import Call, NotAllowed
from bot.desk.pages import after, page
from bot.desk.shown import in_words
from bot.desk.table_file import download, must_be_sent, table_file
from bot.errors import BadInput
from bot.knowledge import exchange as answers_table
from bot.knowledge.matcher import Snapshot
from bot.places import exchange as places_table
from bot.places import sheet_cell, store
from bot.sheet import spreadsheet

LARGEST_BYTES = spreadsheet.LARGEST_BYTES + 100_000


def show(call: Call) -> Response:
    return page(call, "exchange.html")


def export_answers(call: Call) -> Response:
    """By ending: xlsx, csv or yml."""
    answers = call.bench.snapshot().answers.values()
    kind = call.part("kind")
    audit.record(call.db, call.who, "answer_export", f"answers.{kind}")
    if kind == "yml":
        return download("answers.yml", "application/yaml; charset=utf-8", answers_table.yaml_text(answers).encode())
    return table_file(f"answers.{kind}", list(answers_table.COLUMNS.values()), answers_table.rows(answers))


def export_places(call: Call) -> Response:
    kind = call.part("kind")
    titles = {category.id: category.title for category in store.categories(call.db)}
    rows = places_table.export_rows(store.service_points(call.db, include_inactive=True), titles)
    audit.record(call.db, call.who, "place_export", f"places.{kind}")
    return table_file(f"places.{kind}", [column.heading for column in sheet_cell.EXPORTED], rows)


def preview(call: Call) -> Response:
    """What an uploaded table would change; nothing is written but the table itself, kept for two hours."""
    kind = call.said("kind")
    if kind == places_import.KIND:
        return places_import.preview(call)
    if kind != "answers":
        raise BadInput("请选导入答案还是地点")
    name, rows = must_be_sent(call)
    planned = _answers_planned(call, rows, call.bench.snapshot())
    identity = "" if planned.problems else upload.keep(call.db, call.who, kind, name, rows)
    return _answers_page(call, planned, name, identity)


def _answers_page(
    call: Call, planned: answers_table.Preview, name: str, identity: str, spoilt: list[batch.Spoilt] | None = None
) -> Response:
    snapshot = call.bench.snapshot()
    wording = call.bench.wording(snapshot)
    shown = [(change, in_words(change.differences, wording, snapshot.titles)) for change in planned.changes[:100]]
    return page(
        call, "import_answers.html", status=409 if spoilt else 200, planned=planned, shown=shown, name=name, identity=identity,
        how=_how(call), spoilt=spoilt or [], blocks=call.bench.regression_blocks, why=call.said("why"),
    )  # fmt: skip


def _how(call: Call) -> str:
    return "replace" if call.said("how") == "replace" else "add"


def _answers_planned(call: Call, rows: list[upload.Row], snapshot: Snapshot) -> answers_table.Preview:
    revisions = {row[0]: row[1] for row in call.db.conn.execute("SELECT topic, revision FROM answer")}
    rules = call.bench.rules(snapshot, call.bench.today())
    return answers_table.preview(rows, snapshot.answers, revisions, rules, adding=_how(call) == "add")


def apply(call: Call) -> Response:
    """All of the previewed table or nothing."""
    kind, identity, why = call.said("kind"), call.said("identity"), call.said("why")
    if not why.strip():
        raise BadInput("请写一句导入的原因，然后重新预览")
    if kind != "answers":
        raise NotAllowed("没有这种导入")
    snapshot = call.bench.snapshot()
    name, rows = upload.take(call.db, call.who, kind, identity)
    planned = _answers_planned(call, rows, snapshot)
    if spoilt := batch.in_the_way(call, {change.after.topic: change.after for change in planned.changes}):
        return _answers_page(call, planned, name, identity, spoilt)
    with transaction(call.db):
        planned = _answers_planned(call, rows, call.bench.snapshot())
        count = _written(call, planned, name, why)
        subjects = [change.after.topic for change in planned.changes]
        audit.record(call.db, call.who, "answer_import", name, after={"条数": count, "编号": subjects}, why=why)
        upload.drop(call.db, identity)
    return after("/answers", "handed_in") if call.bench.needs_two else after("/exchange", "imported")


def _written(call: Call, planned: answers_table.Preview, name: str, why: str) -> int:
    """How many were published, or handed in where two have to look."""
    why = f"导入 {name}：{why}"
    if not call.bench.needs_two:
        return answers_table.apply(call.db, planned, call.said("expected"), who=call.who, why=why)
    answers_table.refuse(planned, call.said("expected"))
    for change in planned.changes:
        proposals.hand_in(call, change.after, base=change.base, why=why)
    return len(planned.changes)
