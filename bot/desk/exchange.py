"""Tables in and out: answers and places, to Excel, CSV and YAML; back with a preview first."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot.database import transaction
from bot.desk import audit, places_import, upload
from bot.desk.call import Call, NotAllowed
from bot.desk.pages import after, page
from bot.desk.table_file import download, plain_name, table_file
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
    kind, file = call.said("kind"), call.form.get("file")
    if kind == places_import.KIND:
        return places_import.preview(call)
    if kind != "answers":
        raise BadInput("请选导入答案还是地点")
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadInput("请先选一个 .xlsx 或 .csv 文件")
    name = plain_name(file.filename)
    rows = spreadsheet.read_bytes(name, file.file.read(LARGEST_BYTES))
    planned = _answers_planned(call, rows, call.bench.snapshot())
    identity = upload.keep(call.db, call.who, kind, name, rows)
    return page(call, "import_answers.html", planned=planned, name=name, identity=identity)


def _answers_planned(call: Call, rows: list[upload.Row], snapshot: Snapshot) -> answers_table.Preview:
    revisions = {row[0]: row[1] for row in call.db.conn.execute("SELECT topic, revision FROM answer")}
    rules = call.bench.rules(snapshot, call.bench.today())
    return answers_table.preview(rows, snapshot.answers, revisions, rules)


def apply(call: Call) -> Response:
    """All of the previewed table or nothing."""
    kind, identity, why = call.said("kind"), call.said("identity"), call.said("why")
    if not why.strip():
        raise BadInput("请写一句导入的原因，然后重新预览")
    if kind != "answers":
        raise NotAllowed("没有这种导入")
    snapshot = call.bench.snapshot()
    with transaction(call.db):
        name, rows = upload.take(call.db, call.who, kind, identity)
        planned = _answers_planned(call, rows, snapshot)
        count = answers_table.apply(call.db, planned, call.said("expected"), who=call.who, why=f"导入 {name}：{why}")
        subjects = [change.after.topic for change in planned.changes]
        audit.record(call.db, call.who, "answer_import", name, after={"条数": count, "编号": subjects}, why=why)
        upload.drop(call.db, identity)
    return after("/exchange", "imported")
