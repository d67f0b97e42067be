"""Places: the list with what is missing, and the form for one, checked as the spreadsheet import checks a row."""

import hashlib
from collections.abc import Callable, Mapping

from starlette.responses import Response

from bot.database import transaction
from bot.desk import audit
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.desk.place_map import draw
from bot.errors import BadInput, Conflict, NotFound
from bot.places import exchange, sheet_cell, store, undo
from bot.places.directory import Directory
from bot.places.service_point import ServicePoint

# Fields of the form, in order, with the spreadsheet's headings.
FIELDS = {column.field: column.heading for column in sheet_cell.EXPORTED if column.field != "id"}
_DATUM = "高德"
CLEARED = "清空"
SHOWN: Mapping[str, tuple[str, Callable[[ServicePoint], bool]]] = {
    "all": ("全部", lambda place: True),
    "unverified": ("待核实", lambda place: not place.verified),
    "no_point": ("没有准确位置", lambda place: place.precision != "point"),
    "no_phone": ("没有电话", lambda place: not place.phones),
    "no_hours": ("没有时间", lambda place: not place.opening_hours and not place.hours_note),
    "inactive": ("已停用", lambda place: not place.active),
}


def show_list(call: Call) -> Response:
    directory = call.bench.directory()
    category, shown, text = call.said("category"), call.said("show", "all"), call.said("q").strip()
    keeps = SHOWN.get(shown, SHOWN["all"])[1]
    every = store.service_points(call.db, include_inactive=True)
    rows = [
        place
        for place in every
        if category in ("", place.category)
        and keeps(place)
        and text in f"{place.name}{place.address}{place.subdistrict}"
    ]
    return page(
        call, "places.html", rows=rows, map=draw(directory, rows), categories=directory.categories, category=category,
        shown=shown, text=text, filters={name: pair[0] for name, pair in SHOWN.items()},
        precision={place.id: sheet_cell.precision_of(place) for place in rows}, imports=undo.latest(call.db, 5),
    )  # fmt: skip


def edit(call: Call) -> Response:
    place = _known(call, call.part("id"))
    return _form(call, cells_of(place, call.bench.directory()), place)


def new(call: Call) -> Response:
    return _form(call, {**dict.fromkeys(FIELDS, ""), "datum": _DATUM, "active": "启用", "verified": "否"}, None)


def _form(
    call: Call, typed: Mapping[str, str], place: ServicePoint | None, wrong: list[str] | None = None, status: int = 200
) -> Response:
    directory = call.bench.directory()
    near = [other for other in directory.points if other != place]
    return page(
        call, "place.html", status=status, typed=typed, place=place, wrong=wrong or [], fields=FIELDS, map=draw(directory, near),
        categories=directory.categories, subdistricts=directory.subdistricts, base=_version(place) if place else "",
        precision=sheet_cell.precision_of(place) if place else "",
        communities=[e.name for e in directory.gazetteer.entries if e.kind == "community"],
    )  # fmt: skip


def cells_of(place: ServicePoint, directory: Directory) -> dict[str, str]:
    """The place as the spreadsheet's cells; its own point under the name the form uses for GCJ-02."""
    titles = {category.id: category.title for category in directory.categories.values()}
    row = exchange.export_rows([place], titles)[0]
    cells = {column.field: cell for column, cell in zip(sheet_cell.EXPORTED, row, strict=True) if column.field != "id"}
    return {**cells, "datum": _DATUM}


def save(call: Call) -> Response:
    """Checked and written as one row of an import; both happen or neither. Conflict where somebody was quicker."""
    identity = call.said("id")
    place = _known(call, identity) if identity else None
    typed = {name: call.said(name).strip() for name in FIELDS}
    why = call.said("why")
    try:
        if not why.strip():
            raise BadInput("请写一句修改原因")
        if place and _version(place) != call.said("base"):
            raise Conflict("您编辑期间别人改过这个地点。您写的还在下面；请先在另一个标签页看现在的内容，再保存一次。")
        saved = _save(call, place, typed, why)
    except (BadInput, Conflict) as wrong:
        return _form(call, typed, place, str(wrong).split("\n"), status=409 if isinstance(wrong, Conflict) else 400)
    return after(f"/places/{saved.id}/edit", "place_saved" if saved != place else "place_same")


def _save(call: Call, place: ServicePoint | None, typed: Mapping[str, str], why: str) -> ServicePoint:
    with transaction(call.db):
        planned = exchange.preview(call.db, _rows(call, place, typed), call.bench.today(), source="工作台")
        if planned.problems:
            raise BadInput("\n".join(f"{problem.heading}：{problem.message}" for problem in planned.problems))
        if not planned.changes:
            raise BadInput("至少要写名称、类别，和地址或街道")
        change = planned.changes[0]
        if place is None and change.before is not None:
            raise BadInput(f"“{change.before.name}”已经有了，请到列表里改它")
        exchange.apply(call.db, planned)
        if change.kind != "unchanged":
            directory = call.bench.directory()
            before = cells_of(place, directory) if place else None
            audit.record(call.db, call.who, "place_save", change.after.id, before=before, after=dict(typed), why=why)
        return change.after


def _rows(call: Call, place: ServicePoint | None, typed: Mapping[str, str]) -> list[tuple[int, list[str]]]:
    """The form as a table of one row: an emptied field is said to be cleared, an untouched one is left out."""
    old = cells_of(place, call.bench.directory()) if place else {}
    cells = {"编号": place.id} if place else {}
    for name, heading in FIELDS.items():
        if typed[name] and (typed[name] != old.get(name) or name in ("lon", "lat", "datum")):
            cells[heading] = typed[name]
        elif place and old.get(name) and not typed[name] and name not in ("lon", "lat", "datum"):
            cells[heading] = CLEARED
    if not typed["lon"] and not typed["lat"]:
        cells.pop(FIELDS["datum"], None)
    cells.setdefault("名称", place.name if place else typed["name"])
    return [(1, list(cells)), (2, list(cells.values()))]


def _known(call: Call, identity: str) -> ServicePoint:
    for place in store.service_points(call.db, include_inactive=True):
        if place.id == identity:
            return place
    raise NotFound("没有这个地点")


def _version(place: ServicePoint) -> str:
    return hashlib.sha256(repr(place).encode()).hexdigest()[:16]
