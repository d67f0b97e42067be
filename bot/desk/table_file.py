"""Tables as files: what an uploaded one is called, and one to download."""

from pathlib import PurePosixPath, PureWindowsPath

from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot.desk.call import Call
from bot.errors import BadInput, NotFound
from bot.sheet import spreadsheet

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plain_name(name: str) -> str:
    """The last part of whatever a browser calls the file: shown, never opened."""
    last = PurePosixPath(PureWindowsPath(name).name).name[:80]
    return last if last.strip(". ") else "表格"


def sent(call: Call) -> tuple[str, list[spreadsheet.Row]] | None:
    """Name and rows of the table sent with a form; None where none was chosen. Raises BadInput."""
    file = call.form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    name = plain_name(file.filename)
    return name, spreadsheet.read_bytes(name, file.file.read(spreadsheet.LARGEST_BYTES + 1))


def must_be_sent(call: Call) -> tuple[str, list[spreadsheet.Row]]:
    """The same. Raises BadInput where none was chosen, too."""
    table = sent(call)
    if table is None:
        raise BadInput("请先选一个 .xlsx 或 .csv 文件")
    return table


def table_file(name: str, headings: list[str], rows: list[list[str]]) -> Response:
    """By ending .xlsx or .csv. Raises NotFound for another."""
    if name.endswith(".xlsx"):
        return download(name, _EXCEL, spreadsheet.excel_bytes(headings, rows))
    if name.endswith(".csv"):
        text = spreadsheet.csv_text(headings, rows)
        return download(name, "text/csv; charset=utf-8", text.encode("utf-8-sig"))
    raise NotFound("可以导出 .xlsx 和 .csv")


def download(name: str, kind: str, content: bytes) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
