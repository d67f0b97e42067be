"""`python -m bot ask TEXT...`: what a resident would be answered, by the very turn the action server takes."""

import json
from datetime import datetime

import click

from bot import settings
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.premises import Premises
from bot.walks.turn import Turn, respond


@click.command("ask")
@click.argument("texts", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="输出机器可读的回复")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="当作哪一天来问，默认今天")
@click.option("--why", is_flag=True, help="也说走的是决定表的哪一行、有多大把握")
def ask(texts: tuple[str, ...], as_json: bool, day: datetime | None, why: bool) -> None:
    """问一句（或接着问几句，每句一个参数），看居民会得到什么回答。"""
    premises = Premises(settings.current())
    premises.matcher.settled()
    state = State()
    for text in texts:
        ground = premises.ground() if day is None else premises.ground().on(day.date())
        turn = respond(Sent(text), state, ground)
        state = turn.state
        _print(turn, as_json, why)


def _print(turn: Turn, as_json: bool, why: bool) -> None:
    for step in turn.steps if why else ():
        near = "、".join(f"{each.topic}#{each.question or ''} {each.score:.2f}" for each in step.candidates[:3])
        click.echo(f"［{step.row} → {step.walk.name}；{near}］")
    for reply in turn.replies:
        custom = {"text": reply.text, "custom": dict(reply.custom)}
        click.echo(json.dumps(custom, ensure_ascii=False) if as_json else reply.text)
