"""`python -m bot places …`: import, export, locate, nearest, todo, coverage."""

import json
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from bot import clock, database, settings
from bot.errors import BadInput
from bot.places import coverage as coverage_module
from bot.places import coverage_map, exchange, store, undo
from bot.places import todo as todo_module
from bot.places.amap import Amap
from bot.places.gazetteer import Located
from bot.places.geocode_cache import GeocodeCache
from bot.places.geocoder import Geocoder
from bot.places.sheet_cell import precision_of
from bot.places.walk import Memory, answer
from bot.places.where import read
from bot.sheet import spreadsheet
from bot.sheet.preview import given_back

_SHOWN = 20


@click.group("places")
def places() -> None:
    """服务点：导入、导出、找位置、找最近的、列待补、算覆盖。"""


@places.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--preview", "only_preview", is_flag=True, help="只看会改什么，不写入")
@click.option("--yes", is_flag=True, help="不再询问，直接写入")
@click.option("--bad", type=click.Path(path_type=Path, dir_okay=False), help="没有导入的行连同原因写到这里")
def import_(file: Path | None, only_preview: bool, yes: bool, bad: Path | None) -> None:
    """导入 FILE（CSV 或 .xlsx）；先列出每一处变化，好的行写入，有错的行退回。

    不写 FILE 时重新导入 data/places 的初始资料，工作人员的修改不动。
    """
    db = _database()
    if file is None:
        report = store.import_directory(db, settings.current().path("data") / "places")
        click.echo(f"初始资料：新增 {report.added}，更新 {report.changed}，删去 {report.removed}，不变 {report.unchanged}；"
                   f"地名 {report.gazetteer} 条")  # fmt: skip
        for name in report.kept:
            click.echo(f"  保留工作人员的版本：{name}")
        return
    rows = spreadsheet.read(file)
    planned = exchange.preview(
        db,
        rows,
        clock.today(),
        exchange.SOURCE,
        evidence=file.name,
        placer=_geocoder(db).placer() if _has_key() else None,
    )
    _show_preview(planned)
    if planned.problems and bad:
        spreadsheet.write(bad, *given_back(rows, planned))
        click.echo(f"退回的 {len(planned.problems)} 行：{bad}")
    if only_preview or not planned.to_write:
        return
    if yes or click.confirm("写入吗？"):
        with database.transaction(db):
            written = exchange.apply(db, planned)
            number = undo.keep(db, planned.to_write, who="命令行", name=file.name, now=clock.now())
        click.echo(f"已写入 {written} 处；要撤销：python -m bot places undo {number}")


@places.command("undo")
@click.argument("number", type=int)
def undo_(number: int) -> None:
    """撤销一次导入：那批地点恢复成导入以前的样子；之后又有人改过就不撤。"""
    click.echo(f"已恢复 {undo.undo(_database(), number, clock.now())} 处。")


def _show_preview(planned: exchange.Preview) -> None:
    counts = {kind: planned.of_kind(kind) for kind in ("added", "changed", "unchanged")}
    click.echo(f"新增 {len(counts['added'])}，修改 {len(counts['changed'])}，不变 {len(counts['unchanged'])}，"
               f"错误 {len(planned.problems)}，提醒 {len(planned.warnings)}")  # fmt: skip
    if planned.header.ignored:
        click.echo(f"没有用到的列：{'、'.join(planned.header.ignored)}")
    for change in counts["added"][:_SHOWN]:
        click.echo(f"  ＋ 第 {change.row} 行 {change.after.name}（{precision_of(change.after)}）")
    for change in counts["changed"][:_SHOWN]:
        shown = "；".join(
            f"{heading}：{old or '空'} → {new or '空'}" for heading, (old, new) in change.differences.items()
        )
        click.echo(f"  ～ 第 {change.row} 行 {change.after.name}　{shown}")
    more = sum(max(0, len(counts[kind]) - _SHOWN) for kind in ("added", "changed"))
    if more:
        click.echo(f"  ……另外还有 {more} 处")
    for warning in planned.warnings:
        click.echo(f"  提醒 {warning}")
    for problem in planned.problems:
        click.echo(f"  错误 {problem}", err=True)


@places.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export(file: Path) -> None:
    """把全部服务点写到 FILE（.csv 或 .xlsx），改好可以再导入。"""
    click.echo(f"已写出 {exchange.export(_database(), file)} 处到 {file}")


@places.command("locate")
@click.argument("text", required=False)
@click.option("--point", "coordinates", help="经度,纬度")
@click.option("--datum", default="gcj02", show_default=True, type=click.Choice(["gcj02", "wgs84", "bd09"]))
@click.option("--json", "as_json", is_flag=True, help="输出机器可读的结果")
def locate(text: str | None, coordinates: str | None, datum: str, as_json: bool) -> None:
    """看一句话（或一个坐标）说的是哪里。"""
    db = _database()
    located = _located(db, text, coordinates, datum)
    if as_json:
        click.echo(json.dumps(_as_json(located), ensure_ascii=False))
        return
    click.echo(
        {"found": "找到", "ambiguous": "不止一处", "outside": "不在西城区", "none": "没有认出地名"}[located.status]
    )
    for origin in (*([located.place] if located.place else []), *located.candidates):
        where = (
            f"{origin.lon:.6f},{origin.lat:.6f}" if origin.lon is not None and origin.lat is not None else "没有坐标"
        )
        click.echo(f"  {origin.label}　{origin.subdistrict or ''}　{origin.precision}　{where}")


@places.command("nearest")
@click.argument("text")
@click.option("--category", help="类别，例如 养老驿站；不写就从话里认")
@click.option("--json", "as_json", is_flag=True, help="输出机器可读的回复")
def nearest(text: str, category: str | None, as_json: bool) -> None:
    """像居民一样问：“牛街最近的养老驿站”“红莲北里附近周六办的街道办”。"""
    db = _database()
    directory, now = store.directory(db), clock.now()
    where = read(text if category is None else f"{text} {category}", directory, now)
    if where.category is None:
        raise BadInput("没有认出要找哪一类，请加 --category，例如 --category 养老驿站")
    replies, _ = answer(where, Memory(), directory, now, _geocoder(db) if _has_key() else None)
    for reply, custom in replies:
        click.echo(json.dumps({"text": reply, "custom": custom}, ensure_ascii=False) if as_json else reply)


@places.command("todo")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="写成可填写的表格（.xlsx 或 .csv）")
def todo(out: Path | None) -> None:
    """列出各类各街道缺什么、哪些没有核实；--out 写成填好就能导入的表。"""
    directory = store.directory(_database())
    lines = todo_module.todo(directory)
    click.echo("类别　还没有　要补全")
    for title, absent, incomplete in todo_module.summary(lines, directory):
        click.echo(f"{title}　{absent}　{incomplete}")
    if out:
        spreadsheet.write(out, todo_module.HEADINGS, todo_module.rows(lines, directory))
        click.echo(f"已写出 {len(lines)} 行到 {out}；填好后 python -m bot places import {out}")


@places.command("coverage")
@click.option("--category", default="养老驿站", show_default=True, help="类别")
@click.option(
    "--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), help="各社区的距离表（.csv 或 .xlsx）"
)
@click.option("--svg", "svg_file", type=click.Path(path_type=Path, dir_okay=False), help="地图")
def coverage(category: str, csv_file: Path | None, svg_file: Path | None) -> None:
    """各社区离最近一处多远，1000 米和 15 分钟以内占多少。"""
    directory = store.directory(_database())
    kind = directory.category_of(category)
    if kind is None:
        raise BadInput(f"没有“{category}”这一类")
    found = coverage_module.coverage(directory, kind)
    for line in coverage_module.summary(found):
        click.echo(line)
    if csv_file:
        spreadsheet.write(csv_file, coverage_module.HEADINGS, coverage_module.rows(found))
        click.echo(f"表：{csv_file}")
    if svg_file:
        _write_text(svg_file, coverage_map.draw(found, directory, kind))
        click.echo(f"图：{svg_file}")


def _write_text(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise BadInput(f"写不了 {path}：{wrong.strerror or wrong}") from wrong


def _database() -> Database:
    return database.connect(settings.current().path("database"))


def _has_key() -> bool:
    return bool(settings.current().text("amap_key"))


def _geocoder(db: Database) -> Geocoder:
    current = settings.current()
    return Geocoder(Amap(current.text("amap_key"), current.text("amap_url")), GeocodeCache(db), clock.now)


def _located(db: Database, text: str | None, coordinates: str | None, datum: str) -> Located:
    directory = store.directory(db)
    if coordinates:
        try:
            lon, lat = (float(part) for part in coordinates.replace("，", ",").split(","))
        except ValueError as wrong:
            raise BadInput(f"--point 要写成 经度,纬度，例如 116.366,39.915；收到的是“{coordinates}”") from wrong
        return directory.locate_point(lon, lat, datum)
    if not text:
        raise BadInput("请写一句话，例如 python -m bot places locate 广外红莲北里；或用 --point 经度,纬度")
    return _geocoder(db).locate(text, directory) if _has_key() else directory.locate(text)


def _as_json(located: Located) -> dict[str, Any]:
    return {
        "status": located.status,
        "place": vars(located.place) if located.place else None,
        "candidates": [vars(origin) for origin in located.candidates],
        "span": located.span,
        "exact": located.exact,
    }
