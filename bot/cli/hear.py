"""`python -m bot hear`: what the screening would note of one message."""

import json
from datetime import datetime

import click

from bot import clock
from bot.eligibility.facts import Facts
from bot.eligibility.question import ASKED_IN, BY_NAME
from bot.eligibility.said import hear as heard
from bot.eligibility.said import wants_to_stop
from bot.errors import BadInput


@click.command("hear")
@click.argument("text", metavar="一句话")
@click.option("--asked", default="", metavar="情况", help="这句话是答哪一项的（英文名）；空着就是没在问")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天算年龄，默认今天")
@click.option("--json", "as_json", is_flag=True, help='输出成 JSON：情况的名字 → 值；要停下是 {"@stop": true}')
def hear(text: str, asked: str, day: datetime | None, as_json: bool) -> None:
    """看这句话会记下什么：只记说了的，否认的算没有，没提的不记。

    例：python -m bot hear 没有车也没有商铺 --asked property
    """
    if asked and asked not in BY_NAME and asked not in ASKED_IN:
        raise BadInput(f"没有叫“{asked}”的问题；可以写 {'、'.join(sorted({*BY_NAME, *ASKED_IN}))}")
    if wants_to_stop(text):
        click.echo(json.dumps({"@stop": True}) if as_json else "要停下")
        return
    facts = heard(Facts(), text, asked or None, day.date() if day else clock.today())
    if as_json:
        click.echo(json.dumps(facts.to_json(), ensure_ascii=False))
    else:
        click.echo(f"记下：{facts.read_back()}" if facts.told else "什么也没记")
