"""The bureau's spreadsheet: any order of columns, every bad row named, nothing half-imported."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlite_utils import Database

from bot.errors import BadInput, Conflict, NotFound
from bot.places import exchange, point, store, todo, undo
from bot.places.columns import COLUMNS
from bot.places.directory import Directory
from bot.places.service_point import Precision
from bot.sheet import spreadsheet
from bot.sheet.column import field_of
from bot.sheet.preview import given_back
from tests.places.conftest import TUESDAY_MORNING, made_up

TODAY = date(2026, 11, 24)
HEADINGS = [
    "序号",
    "机构名称*",
    "类型",
    "所属街道",
    "详细地址",
    "联系电话（座机）",
    "服务时间",
    "经度",
    "纬度",
    "是否核实",
]
GOOD = [
    "1",
    "试验用甲驿站",
    "养老驿站",
    "牛街",
    "试验用街1号",
    "010-00000001",
    "工作日 9:00-17:00",
    "116.364",
    "39.886",
    "是",
]


def plan(db: Database, *rows: list[str], headings: list[str] | None = None) -> exchange.Preview:
    table = [(n, row) for n, row in enumerate([headings or HEADINGS, *rows], start=1)]
    return exchange.preview(db, table, TODAY, source="测试表")


def changed(row: list[str], **cells: str) -> list[str]:
    """`row` with some cells replaced, by our field names."""
    return [cells.get(field_of(heading, COLUMNS) or heading, cell) for heading, cell in zip(HEADINGS, row, strict=True)]


def snapshot(db: Database) -> str:
    return "\n".join(db.conn.iterdump())


def test_usual_headings_are_recognised_in_any_order(db: Database) -> None:
    backwards = plan(db, GOOD[::-1], headings=HEADINGS[::-1])
    forwards = plan(db, GOOD)
    assert [c.after for c in backwards.changes] == [c.after for c in forwards.changes]
    assert forwards.header.ignored == ["序号"]
    place = forwards.changes[0].after
    assert (place.name, place.category, place.subdistrict) == ("试验用甲驿站", "elder_station", "牛街街道")
    assert place.opening_hours == "Mo-Fr 09:00-17:00; PH off"
    assert (place.verified, place.verified_on, place.confidence) == (True, "2026-11-24", "A")
    assert (place.precision, place.source, place.origin) == ("point", "测试表", "staff")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("机构名称", "name"), ("单位名称：", "name"), ("联系方式", "phones"), ("电话/手机", "phones"), ("所在街道", "subdistrict"),
        ("社区居委会", "community"), ("开放时间", "opening_hours"), ("经纬度", "coordinates"), ("序号", None), ("床位数", None),
    ],
)  # fmt: skip
def test_headings(heading: str, field: str | None) -> None:
    assert field_of(heading, COLUMNS) == field


def test_a_title_above_the_header_row_is_skipped(db: Database) -> None:
    table = [(1, ["西城区养老驿站一览表"]), (3, HEADINGS), (4, GOOD)]
    planned = exchange.preview(db, table, TODAY)
    assert [c.row for c in planned.changes] == [4]


BROKEN = [
    ({"name": ""}, "名称", "没有写名称"),
    ({"category": "花店"}, "类别", "没有“花店”这一类"),
    ({"subdistrict": "甘家口"}, "街道", "不是西城区的15个街道之一"),
    ({"phones": "打电话找小王"}, "电话", "不像电话号码"),
    ({"lon": "一百一十六"}, "经度", "不是数字"),
    ({"lon": "39.886", "lat": "116.364"}, "经度", "写反了"),
    ({"lon": "121.47", "lat": "31.23"}, "经度", "不在北京"),
    ({"lat": ""}, "纬度", "要一起写"),
    ({"lon": "116.42", "lat": "39.96"}, "经度", "公里"),
    ({"opening_hours": "周一至周五 26:30-30:00"}, "办公时间", "26:30"),
    ({"phones": "010-0000O001"}, "电话", "不像电话号码"),
    ({"verified": "大概"}, "已核实", "看不懂"),
    ({"subdistrict": "", "address": "", "lon": "", "lat": ""}, "地址", "不知道在哪里"),
]


@pytest.mark.parametrize(("cells", "heading", "message"), BROKEN, ids=[m for _, _, m in BROKEN])
def test_a_bad_row_is_named_with_its_column(db: Database, cells: dict[str, str], heading: str, message: str) -> None:
    planned = plan(db, GOOD, changed(GOOD, **({"name": "试验用乙驿站"} | cells)))
    assert [(p.row, p.heading) for p in planned.problems] == [(3, heading)]
    assert message in planned.problems[0].message


def broken_rows() -> list[list[str]]:
    return [changed(GOOD, **({"name": f"试验用驿站{n}"} | cells)) for n, (cells, _, _) in enumerate(BROKEN)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_of_a_broken_file_the_good_rows_go_in_and_the_bad_come_back_with_the_reason(
    db: Database, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"broken{suffix}"
    spreadsheet.write(path, HEADINGS, [GOOD, *broken_rows()])
    rows = spreadsheet.read(path)
    planned = exchange.preview(db, rows, TODAY)
    assert [p.row for p in planned.problems] == list(range(3, 3 + len(BROKEN)))
    assert exchange.apply(db, planned) == 1
    headings, returned = given_back(rows, planned)
    assert headings == ["没有导入的原因", *HEADINGS]
    assert [row[1:] for row in returned] == broken_rows()
    assert all(message in row[0] for row, (_, _, message) in zip(returned, BROKEN, strict=True))
    mended = [
        [cell for cell, heading in zip(row, headings, strict=True) if heading != "没有导入的原因"] for row in returned
    ]
    assert exchange.preview(db, [(1, HEADINGS), (2, mended[0])], TODAY).problems


def test_a_list_as_offices_send_it_loads(db: Database, tmp_path: Path) -> None:
    """Titles above, the kind merged down its block, sums between, phones and hours in many ways."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    table: list[list[object]] = [
        ["虚构站点一览表"],
        ["填报单位：虚构科室"],
        ["序号", "类型", "站点", "街道\n(乡镇)", "详细位置", "联系电话\n（座机）", "营业时间", "精度", "可信度", "来源", "来源日期"],
        [1, "社区养老服务驿站", "虚构甲驿站", "陶然亭", "粉房琉璃街９９０1号", "010 0000 0001", "工作日 9:00—17:00", "道路", "B", "虚构年鉴", "2026年3月2日"],
        [2, None, "虚构乙驿站", "德胜街道", "黄寺大街9902号", "（010）00000002", "周一到周六 上午9点-11点半，下午2点-5点", None, None, None, None],
        ["小计", None, "2家"],
        [3, "老年助餐点", "虚构丙餐桌", "月坛街道", "月坛南街9903号", "01000000003转8 / 010-00000004", "见门口通知", None, "c", None, None],
        [None] * 11,
        [4, None, "虚构丁餐桌", "展览路", "百万庄大街9904号", 63460000.0, "24小时", None, None, None, None],
        ["合计", None, "4家"],
    ]  # fmt: skip
    for row in table:
        sheet.append(row)
    sheet.merge_cells("A1:K1")
    sheet.merge_cells("B4:B5")
    book.create_sheet("说明").append(["名称", "地址"])
    book.save(tmp_path / "t.xlsx")
    planned = exchange.preview(db, spreadsheet.read(tmp_path / "t.xlsx"), TODAY, exchange.SOURCE)
    assert planned.problems == []
    one, two, three, four = (change.after for change in planned.changes)
    assert [p.category for p in (one, two, three, four)] == ["elder_station"] * 2 + ["meal_site"] * 2
    assert (one.phones, two.phones) == (("010-00000001",), ("010-00000002",))
    assert (three.phones, four.phones) == (("010-00000003转8", "010-00000004"), ("63460000",))
    assert two.opening_hours == "Mo-Sa 09:00-11:30,14:00-17:00"
    assert (one.precision, one.confidence, one.source_in_words) == ("road", "B", "虚构年鉴2026年3月")
    assert (two.source_in_words, three.confidence) == ("区里提供的名单2026年11月", "C")
    assert exchange.apply(db, planned) == 4


def test_a_heading_nobody_knows_can_be_given_a_meaning_and_one_that_misleads_none(db: Database) -> None:
    headings = ["机构简称", "类型", "管片", "备注", "地址"]
    row = ["虚构戊驿站", "养老驿站", "牛街", "要紧", "教子胡同9905号"]
    assert [p.message for p in plan(db, row, headings=headings).problems] == ["没有写名称"]
    table = [(1, headings), (2, row)]
    planned = exchange.preview(db, table, TODAY, meant={0: "name", 2: "subdistrict", 3: ""})
    assert planned.header.fields == {0: "name", 1: "category", 2: "subdistrict", 4: "address"}
    assert planned.changes[0].after.note == ""
    assert planned.changes[0].after.subdistrict == "牛街街道"


@pytest.mark.parametrize(
    ("stated", "precision"), [("道路", "road"), ("街道", "subdistrict"), ("无", None), ("门牌", "point")]
)
def test_a_guess_stated_as_one_is_no_exact_point(db: Database, stated: str, precision: str | None) -> None:
    planned = plan(db, [*GOOD, stated], headings=[*HEADINGS, "精度"])
    assert planned.changes[0].after.precision == precision
    assert plan(db, [*GOOD, "大概"], headings=[*HEADINGS, "精度"]).problems[0].heading == "精度"


def test_a_map_service_places_an_address_unless_it_contradicts_the_list(db: Database) -> None:
    headings, row = ["名称", "类别", "街道", "地址"], ["虚构己驿站", "养老驿站", "陶然亭", "粉房琉璃街9906号"]
    table, asked = [(1, headings), (2, row)], []

    def placer(address: str) -> tuple[float, float, Precision] | None:
        asked.append(address)
        return 116.3823, 39.8806, "point"

    place = exchange.preview(db, table, TODAY, placer=placer).changes[0].after
    assert (asked, place.precision, place.lon) == (["粉房琉璃街9906号"], "point", 116.3823)
    planned = exchange.preview(db, table, TODAY, placer=lambda _: (116.381, 39.954, "point"))
    assert planned.changes[0].after.precision == "road"
    assert "和街道对不上" in planned.warnings[0].message


def test_an_import_is_undone_unless_somebody_changed_a_place_since(db: Database) -> None:
    exchange.apply(db, plan(db, GOOD))
    before = store.service_points(db, include_inactive=True)
    planned = plan(db, changed(GOOD, phones="010-00000009"), changed(GOOD, name="试验用丙驿站"))
    exchange.apply(db, planned)
    number = undo.keep(db, planned.to_write, who="试验员", name="试验表.xlsx", now=TUESDAY_MORNING)
    assert undo.latest(db)[0].count == 2
    assert undo.undo(db, number, TUESDAY_MORNING) == 2
    assert store.service_points(db, include_inactive=True) == before
    with pytest.raises(NotFound):
        undo.undo(db, number, TUESDAY_MORNING)
    exchange.apply(db, planned)
    number = undo.keep(db, planned.to_write, who="试验员", name="试验表.xlsx", now=TUESDAY_MORNING)
    exchange.apply(db, plan(db, changed(GOOD, phones="010-00000008")))
    with pytest.raises(Conflict, match="不能整批撤销"):
        undo.undo(db, number, TUESDAY_MORNING)


def test_a_failure_while_writing_leaves_nothing_behind(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = plan(db, GOOD, changed(GOOD, name="试验用乙驿站"))
    before, write, calls = snapshot(db), store.write, []

    def failing(database: Database, place: object) -> None:
        calls.append(place)
        if len(calls) == 2:
            raise OSError("disk full")
        write(database, place)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "write", failing)
    with pytest.raises(OSError, match="disk full"):
        exchange.apply(db, planned)
    assert snapshot(db) == before


def test_a_preview_writes_nothing_and_shows_each_difference(db: Database) -> None:
    exchange.apply(db, plan(db, GOOD))
    before = snapshot(db)
    planned = plan(db, changed(GOOD, phones="010-00000009"), changed(GOOD, name="试验用丙驿站"))
    assert snapshot(db) == before
    (change,) = planned.of_kind("changed")
    assert change.differences == {"电话": ("010-00000001", "010-00000009")}
    assert [c.after.name for c in planned.of_kind("added")] == ["试验用丙驿站"]


def test_importing_twice_changes_nothing_the_second_time(db: Database) -> None:
    assert exchange.apply(db, plan(db, GOOD)) == 1
    assert exchange.apply(db, plan(db, GOOD)) == 0


def test_a_change_by_somebody_else_in_between_is_not_overwritten(db: Database) -> None:
    exchange.apply(db, plan(db, GOOD))
    planned = plan(db, changed(GOOD, phones="010-00000009"))
    exchange.apply(db, plan(db, changed(GOOD, phones="010-00000005")))
    with pytest.raises(Conflict, match="重新预览"):
        exchange.apply(db, planned)


def test_a_missing_column_or_blank_cell_keeps_what_was_there_and_none_clears_it(db: Database) -> None:
    exchange.apply(db, plan(db, GOOD))
    planned = plan(db, ["试验用甲驿站", "养老驿站", ""], headings=["名称", "类别", "电话"])
    assert planned.of_kind("unchanged")
    cleared = plan(db, ["试验用甲驿站", "养老驿站", "无"], headings=["名称", "类别", "电话"])
    assert cleared.changes[0].after.phones == ()


def test_the_same_place_twice_in_one_file_is_a_problem(db: Database) -> None:
    planned = plan(db, GOOD, GOOD)
    assert [str(p) for p in planned.problems] == ["第 3 行 名称：和第 2 行是同一个地方"]


@pytest.mark.parametrize(
    ("street", "community", "address", "precision"),
    [
        ("", "红莲北里社区", "", "community"),
        ("", "红莲北里", "", "community"),
        ("展览路街道", "", "车公庄地铁站旁", "landmark"),
        ("牛街街道", "", "牛街西里二区5号楼", "community"),
        ("白纸坊", "", "没听说过的胡同9号", "subdistrict"),
        ("", "", "广安门外大街100号", "subdistrict"),
    ],
)
def test_an_address_without_coordinates_is_placed_with_its_precision(
    db: Database, street: str, community: str, address: str, precision: str
) -> None:
    row = ["试验用丁驿站", "养老驿站", street, community, address]
    planned = plan(db, row, headings=["名称", "类别", "街道", "社区", "地址"])
    assert planned.problems == []
    place = planned.changes[0].after
    assert place.precision == precision
    assert place.lon is not None
    assert place.subdistrict is not None


def test_an_address_nobody_can_place_is_kept_without_a_point_and_warned_about(db: Database) -> None:
    planned = plan(db, ["试验用戊驿站", "养老驿站", "没听说过的胡同9号"], headings=["名称", "类别", "地址"])
    assert planned.changes[0].after.lon is None
    assert "看不出在哪里" in planned.warnings[0].message


def test_a_community_in_another_subdistrict_is_a_problem(db: Database) -> None:
    planned = plan(db, ["试验用己驿站", "养老驿站", "月坛", "红莲北里"], headings=["名称", "类别", "街道", "社区"])
    assert "红莲北里社区不在月坛街道" in planned.problems[0].message


@pytest.mark.parametrize("datum", ["高德", "GPS", "百度地图", "WGS-84"])
def test_coordinates_are_converted_at_the_door(db: Database, datum: str) -> None:
    lon, lat = 116.364, 39.886
    given = {"高德": (lon, lat), "百度地图": point.gcj02_to_bd09(lon, lat)}.get(datum, point.gcj02_to_wgs84(lon, lat))
    headings = ["名称", "类别", "街道", "经纬度", "坐标系"]
    planned = plan(
        db, ["试验用庚驿站", "养老驿站", "牛街", f"{given[0]:.7f}，{given[1]:.7f}", datum], headings=headings
    )
    place = planned.changes[0].after
    assert place.lon is not None
    assert place.lat is not None
    assert point.distance_m(place.lon, place.lat, lon, lat) < 1


def test_a_coordinate_in_another_subdistrict_is_warned_about(db: Database) -> None:
    planned = plan(db, changed(GOOD, subdistrict="白纸坊", lon="116.366814", lat="39.885542"))
    assert any("请核对坐标系" in warning.message for warning in planned.warnings)


def test_hours_that_cannot_be_read_are_kept_as_written_and_warned_about(db: Database) -> None:
    planned = plan(db, changed(GOOD, opening_hours="以公告为准"))
    place = planned.changes[0].after
    assert (place.opening_hours, place.hours_note) == (None, "以公告为准")
    assert "答不了" in planned.warnings[0].message


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("010-12345678、13800000000", ("010-12345678", "13800000000")),
        ("（010）12345678", ("010-12345678",)),
        ("60000000转801", ("60000000转801",)),
        ("010-12345678 010-87654321", ("010-12345678", "010-87654321")),
        ("400-000-0000；12345", ("400-000-0000", "12345")),
    ],
)
def test_several_phones_in_one_cell(db: Database, said: str, numbers: tuple[str, ...]) -> None:
    planned = plan(db, changed(GOOD, phones=said))
    assert planned.problems == []
    assert planned.changes[0].after.phones == numbers


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_exported_imports_without_a_change(db: Database, tmp_path: Path, suffix: str) -> None:
    for number in range(3):
        store.write(
            db,
            made_up(
                number,
                phones=("010-00000001", "010-00000002"),
                note="第一行\n第二行",
                serves=("牛街街道", "白纸坊街道"),
            ),
        )
    path = tmp_path / f"out{suffix}"
    count = exchange.export(db, path)
    planned = exchange.preview(db, spreadsheet.read(path), TODAY)
    assert planned.problems == []
    assert len(planned.of_kind("unchanged")) == count == len(planned.changes)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x","点我")', "+1+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_no_exported_cell_is_a_formula(db: Database, tmp_path: Path, suffix: str, evil: str) -> None:
    store.write(db, made_up(0, name=f"试验{evil}", note=evil, address=evil))
    path = tmp_path / f"out{suffix}"
    exchange.export(db, path)
    if suffix == ".csv":
        cells = [cell for _, row in spreadsheet._csv(path.name, path.read_bytes()) for cell in row]
    else:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value is not None)
        cells = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    planned = exchange.preview(db, spreadsheet.read(path), TODAY)
    assert not planned.of_kind("added")


def test_a_file_without_a_header_says_which_headings_are_known(db: Database) -> None:
    with pytest.raises(BadInput, match=r"没有找到表头.*名称"):
        exchange.preview(db, [(1, ["甲", "乙"]), (2, ["1", "2"])], TODAY)


class TestTodo:
    """The sheet of what is missing."""

    def test_it_lists_every_category_and_subdistrict_without_a_place(self, directory: Directory) -> None:
        lines = todo.todo(directory)
        absent = {(line.place.category, line.place.subdistrict) for line in lines if line.is_absent}
        assert {("warm_home", street) for street in directory.subdistricts} <= absent
        assert ("civil_affairs_bureau", None) in absent
        assert ("elder_care_center", "展览路街道") not in absent

    def test_it_names_the_gaps_of_each_unverified_place(self, directory: Directory) -> None:
        office = next(line for line in todo.todo(directory) if line.place.name == "牛街街道办事处")
        assert office.missing == "地址、电话、办公时间、经纬度、核实"

    def test_a_complete_place_is_not_listed(self, made_up_directory: Directory) -> None:
        assert not [line for line in todo.todo(made_up_directory) if line.place.id.startswith("test-")]

    def test_it_imports_as_it_is_with_no_effect_and_filled_in_with_one(self, db: Database, tmp_path: Path) -> None:
        directory, path = store.directory(db), tmp_path / "todo.xlsx"
        rows = todo.rows(todo.todo(directory), directory)
        spreadsheet.write(path, todo.HEADINGS, rows)
        planned = exchange.preview(db, spreadsheet.read(path), TODAY)
        assert planned.problems == []
        assert not planned.of_kind("added")
        assert not planned.of_kind("changed")
        at = todo.HEADINGS.index
        line = next(row for row in rows if row[at("类别")] == "养老驿站" and row[at("街道")] == "牛街街道")
        line[at("名称")], line[at("地址")] = "试验用辛驿站", "牛街西里二区5号楼"
        spreadsheet.write(path, todo.HEADINGS, rows)
        (change,) = exchange.preview(db, spreadsheet.read(path), TODAY).of_kind("added")
        assert (change.after.category, change.after.subdistrict) == ("elder_station", "牛街街道")
