"""`python -m bot ask TEXT`: what a resident would be answered, without Rasa."""

import json

import click

from bot import clock, settings
from bot.knowledge.conversation import Context, respond
from bot.knowledge.matcher import Matcher


@click.command("ask")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="输出机器可读的回复")
def ask(text: str, as_json: bool) -> None:
    """问一句，看居民会得到什么回答。"""
    current = settings.current()
    matcher = Matcher(current.path("database"), current.path("data") / "matching")
    turn = respond(text, Context(), matcher.snapshot(), matcher.thresholds, clock.today())
    for reply in turn.replies:
        click.echo(
            json.dumps({"text": reply.text, "custom": dict(reply.custom)}, ensure_ascii=False)
            if as_json
            else reply.text
        )
