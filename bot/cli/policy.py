"""`python -m bot policy …`: list, show, check, due. Figures are those answers are spoken from: the database's."""

from difflib import get_close_matches

import click

from bot import clock, database, settings
from bot.errors import BadInput, NotFound, NotInForce
from bot.knowledge import due as due_items
from bot.knowledge import faq
from bot.policy import figure_store, policy_file
from bot.policy.figure import Figure, Figures, Value
from bot.sheet.spreadsheet import csv_text


@click.group("policy")
def policy_group() -> None:
    """数字：列出、查看、检查、哪些该更新了。"""


def _database():  # type: ignore[no-untyped-def]
    return database.connect(settings.current().path("database"))


def _figures() -> Figures:
    figures = figure_store.load(_database())
    if not figures:
        raise BadInput("知识库里还没有数字；请先运行 python -m bot db init 导入 data/policy")
    return figures


@policy_group.command("list")
def list_() -> None:
    """全部数字：名字、现值、从哪天起、可信度；已定下的下一个值也写上。"""
    today = clock.today()
    for figure in _figures().values():
        coming = figure.next_after(today)
        later = f"（{coming.since}起将是 {figure.worded(coming)}）" if coming else ""
        try:
            value = figure.at(today)
            click.echo(
                f"{figure.name}\t{figure.spoken(today)}\t{value.from_day}\t{value.confidence}\t{figure.title}{later}"
            )
        except NotInForce:
            click.echo(f"{figure.name}\t现在没有生效的值\t\t\t{figure.title}{later}")


@policy_group.command("show")
@click.argument("name")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天，默认今天")
def show(name: str, day: object) -> None:
    """一个数字的全部历史，按名字或中文标题找；--day 看某一天生效的是哪个。"""
    figure = _named(name)
    on = day.date() if day else clock.today()  # type: ignore[attr-defined]
    click.echo(f"{figure.title}（{figure.unit}）在 {on} 是 {figure.spoken(on)}")
    for value in figure.values:
        click.echo(f"  {_history(value)}")


def _history(value: Value) -> str:
    until = f" 至 {value.until}" if value.until else ""
    begins = {"day": "起", "month": "（只知道月份）起", "before": "（从哪天起不知道）"}[value.start]
    source = value.source
    return (
        f"{value.from_day}{until} {begins} {value.value:g}，可信度 {value.confidence}，"
        f"{source.title} {source.number or ''} {source.clause or ''}"
    )


def _named(name: str) -> Figure:
    """By its name or its title; raises NotFound with the nearest."""
    figures = {figure.name: figure for figure in _figures().values()}
    titled = {figure.title: figure for figure in figures.values()}
    if found := figures.get(name) or titled.get(name):
        return found
    within = [figure for figure in figures.values() if name in figure.title]
    if len(within) == 1:
        return within[0]
    near = within or [
        figures.get(each) or titled[each] for each in get_close_matches(name, [*figures, *titled], 3, cutoff=0.5)
    ]
    perhaps = "、".join(dict.fromkeys(f"{figure.title}（{figure.name}）" for figure in near[:5]))
    raise NotFound(
        f"没有叫“{name}”的数字"
        + (f"，是不是：{perhaps}？" if perhaps else "；")
        + "`python -m bot policy list` 列出全部"
    )


@policy_group.command("check")
def check() -> None:
    """读一遍全部数字文件，说出第一处写错的文件和行；再说库和文件有哪些不同。"""
    directory = settings.current().path("data") / "policy"
    figures = policy_file.read_figures(directory)
    click.echo(f"{len(figures)} 个数字，写法都对。")
    db = _database()
    if not len(figure_store.load(db)):
        click.echo("知识库里还没有数字；请先运行 python -m bot db init")
        return
    lines = figure_store.drift(db, directory)
    click.echo(f"库和文件有 {len(lines)} 处不同（答复按库里的）：" if lines else "库和文件一样。")
    for line in lines:
        click.echo(f"  {line}")


@policy_group.command("due")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天看，默认今天")
@click.option("--csv", "as_csv", is_flag=True, help="输出表格，后几列空着给工作人员填")
def due(day: object, as_csv: bool) -> None:
    """哪些该更新了：到了常变的月份还没有新值的标准，过了复核日期的答案。"""
    on = day.date() if day else clock.today()  # type: ignore[attr-defined]
    found = due_items.items(_figures(), faq.load(_database()), on)
    if as_csv:
        click.echo(csv_text(due_items.HEADINGS, [item.cells() for item in found]), nl=False)
        return
    for item in found:
        click.echo("\t".join(cell for cell in item.cells() if cell))
    click.echo(f"共 {len(found)} 项。" if found else "没有到期的。")
