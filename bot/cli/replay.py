"""`python -m bot replay`: kept turns through the knowledge as it is now, and what changed."""

import json
from collections import Counter

import click

from bot import settings
from bot.knowledge import trace
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.premises import Premises
from bot.walks.turn import respond


@click.command("replay")
@click.option("--limit", default=1000, help="最近多少句")
@click.option("--json", "as_json", is_flag=True, help="一行一个 JSON")
def replay(limit: int, as_json: bool) -> None:
    """把最近留下的（已去掉个人信息的）问话再问一遍，列出去向变了的。"""
    premises = Premises(settings.current())
    premises.matcher.settled()
    rows = trace.recent(premises.db(), limit)
    counts: Counter[str] = Counter()
    for row in rows:
        step = respond(Sent(row["text"]), State(), premises.ground()).steps[0]
        before = (row["walk"], row["topic"], row["question"])
        after = (step.walk.name, step.walk.topic, step.walk.question)
        counts["没变" if before == after else "变了"] += 1
        if before != after:
            _print(row["text"], before, after, as_json)
    click.echo(f"共 {len(rows)} 句：没变 {counts['没变']}，变了 {counts['变了']}", err=as_json)


def _print(text: str, before: tuple[str | None, ...], after: tuple[str | None, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"text": text, "before": before, "after": after}, ensure_ascii=False))
        return
    told = [" ".join(filter(None, each)) for each in (before, after)]
    click.echo(f"{text}\n    {told[0]} → {told[1]}")
