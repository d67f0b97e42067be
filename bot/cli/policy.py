"""`python -m bot policy …`: list, show, check."""

import click

from bot import clock, settings
from bot.errors import NotInForce
from bot.policy import policy_file


@click.group("policy")
def policy_group() -> None:
    """数字：列出、查看、检查。"""


def _figures():  # type: ignore[no-untyped-def]
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
    """一个数字的全部历史；--day 看某一天生效的是哪个。"""
    figure = _figures()[name]
    on = day.date() if day else clock.today()  # type: ignore[attr-defined]
    click.echo(f"{figure.title}（{figure.unit}）在 {on} 是 {figure.spoken(on)}")
    for value in figure.values:
        until = f" 至 {value.until}" if value.until else ""
        source = value.source
        click.echo(
            f"  {value.from_day}{until} 起 {value.value:g}，可信度 {value.confidence}，{source.title} {source.number or ''} {source.clause or ''}"
        )


@policy_group.command("check")
def check() -> None:
    """读一遍全部数字文件，说出第一处写错的文件和行。"""
    figures = _figures()
    click.echo(f"{len(figures)} 个数字，写法都对。")
