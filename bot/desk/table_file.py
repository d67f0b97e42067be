"""Tables as files: what an uploaded one is called, and one to download."""

from pathlib import PurePosixPath, PureWindowsPath

from starlette.responses import Response

from bot.errors import NotFound
from bot.sheet import spreadsheet

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plain_name(name: str) -> str:
    """The last part of whatever a browser calls the file: shown, never opened."""
    last = PurePosixPath(PureWindowsPath(name).name).name[:80]
    return last if last.strip(". ") else "表格"


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
