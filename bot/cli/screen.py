"""`python -m bot screen --json facts.json`: what a household may be entitled to, for the desk and scripts."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot import clock, database, settings
from bot.eligibility.assess import assess
from bot.eligibility.facts import FACTS, Facts
from bot.eligibility.next_question import next_question
from bot.eligibility.verdict import Outcome, Verdict
from bot.errors import BadInput
from bot.policy import figure_store
from bot.policy.figure import Figures

THE_STREET_DECIDES = "以上只是按您说的情况估算，能不能领、领多少，以户籍地街道审核为准。"


@click.command("screen")
@click.option(
    "--json", "path", required=True, metavar="文件", help="情况文件，或 - 从标准输入读；键和值写中文、英文都行"
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天的政策算，默认今天")
@click.option("--as-json", is_flag=True, help="结果输出成 JSON（对话里 results 那一段）")
def screen(path: str, day: object, as_json: bool) -> None:
    """看一户人家能领什么：每个方案的结论、金额、理由和要带的材料。

    例：{"年龄": 85, "户口": "西城区"}
    """
    facts = Facts.from_json(_read(path))
    on = day.date() if day else clock.today()  # type: ignore[attr-defined]
    figures = figure_store.load(database.connect(settings.current().path("database")))
    if not figures:
        raise BadInput("知识库里还没有数字；请先运行 python -m bot db init 导入 data/policy")
    verdicts = assess(facts, on, figures)
    if as_json:
        click.echo(json.dumps([verdict.payload() for verdict in verdicts], ensure_ascii=False, indent=2))
    else:
        click.echo(report(facts, verdicts, figures, on))


def _read(path: str) -> Any:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        return json.loads(text)
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadInput(f"读不了 {path}：{wrong}") from wrong
    except json.JSONDecodeError as wrong:
        raise BadInput(f"{path} 第 {wrong.lineno} 行不是正确的 JSON：{wrong.msg}") from wrong


def report(facts: Facts, verdicts: list[Verdict], figures: Figures, day: date) -> str:
    """The verdicts as plain text, likely first; the unlikely by name and first reason only."""
    lines = [f"{clock.chinese_date(day)}，已知：{facts.read_back() or '还什么都不知道'}", ""]
    for verdict in verdicts:
        if verdict.outcome is Outcome.UNLIKELY:
            lines.append(f"【{verdict.outcome.chinese}】{verdict.title}：{verdict.reasons[0]}")
            continue
        amount = f"，{verdict.amount}" if verdict.amount else ""
        lines.append(f"【{verdict.outcome.chinese}】{verdict.title}{amount}")
        lines += [f"    {reason}" for reason in verdict.reasons]
        lines += [f"    要带：{'；'.join(verdict.papers)}"] if verdict.papers and verdict.is_decided else []
        if verdict.missing:
            lines.append(f"    还要知道：{'、'.join(FACTS[name].title for name in verdict.missing)}")
    question = next_question(facts, day, figures)
    lines += ["", *([f"下一个最该问的：{question.to('您').text}"] if question else []), THE_STREET_DECIDES]
    return "\n".join(lines)
