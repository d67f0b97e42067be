"""`python -m bot policy …`: list, show, check."""

from difflib import get_close_matches

import click

from bot import clock, settings
from bot.errors import NotFound, NotInForce
from bot.policy import policy_file
from bot.policy.figure import Figure, Figures


@click.group("policy")
def policy_group() -> None:
    """数字：列出、查看、检查。"""


def _figures() -> Figures:
    return policy_file.read_figures(settings.current().path("data") / "policy")


@policy_group.command("list")
def list_() -> None:
    """全部数字：名字、现值、从哪天起、可信度。"""
    today = clock.today()
    for figure in _figures().values():
        try:
            value = figure.at(today)
            click.echo(f"{figure.name}\t{figure.spoken(today)}\t{value.from_day}\t{value.confidence}\t{figure.title}")
        except NotInForce:
            click.echo(f"{figure.name}\t现在没有生效的值\t\t\t{figure.title}")


@policy_group.command("show")
@click.argument("name")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天，默认今天")
def show(name: str, day: object) -> None:
    """一个数字的全部历史，按名字或中文标题找；--day 看某一天生效的是哪个。"""
    figure = _named(name)
    on = day.date() if day else clock.today()  # type: ignore[attr-defined]
    click.echo(f"{figure.title}（{figure.unit}）在 {on} 是 {figure.spoken(on)}")
    for value in figure.values:
        until = f" 至 {value.until}" if value.until else ""
        source = value.source
        click.echo(
            f"  {value.from_day}{until} 起 {value.value:g}，可信度 {value.confidence}，{source.title} {source.number or ''} {source.clause or ''}"
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
    """读一遍全部数字文件，说出第一处写错的文件和行。"""
    figures = _figures()
    click.echo(f"{len(figures)} 个数字，写法都对。")
