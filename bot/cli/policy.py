"""`python -m bot policy …`: list, show, check, due. Figures are those answers are spoken from: the database's."""

import csv
import sys
from collections.abc import Iterator
from datetime import date

import click

from bot import clock, database, settings
from bot.errors import BadInput, NotInForce
from bot.knowledge import faq
from bot.policy import figure_store, policy_file, watch
from bot.policy.figure import Figure, Figures, Value

DUE_HEADINGS = (
    "类别", "编号", "名称", "现在的值", "从哪天起", "依据", "状态", "通常从哪天起变", "新值", "新值从哪天起", "新文件题名", "新文件文号", "第几条",
)  # fmt: skip


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
    """一个数字的全部历史；--day 看某一天生效的是哪个。"""
    figure = _figures()[name]
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
    rows = [*_standards(_figures(), on), *_answers(on)]
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerows([DUE_HEADINGS, *(row + [""] * (len(DUE_HEADINGS) - len(row)) for row in rows)])
        return
    for row in rows:
        click.echo("\t".join(cell for cell in row if cell))
    click.echo(f"共 {len(rows)} 项。" if rows else "没有到期的。")


def _standards(figures: Figures, day: date) -> Iterator[list[str]]:
    for each in watch.due(figures, day):
        yield ["数字", *_row(each.figure, each.value), each.state, str(each.expected or "")]


def _row(figure: Figure, value: Value) -> list[str]:
    source = value.source
    return [figure.name, figure.title, figure.worded(value), value.since, source.number or source.title]


def _answers(day: date) -> Iterator[list[str]]:
    for answer in faq.load(_database()).values():
        if answer.review_by < day:
            yield ["答案", answer.topic, answer.question, "", "", "", "过了复核日期", str(answer.review_by)]
