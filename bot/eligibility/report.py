"""`docs/schemes.md`: every scheme with its conditions, figures, how much is verified, and its cases."""

from collections.abc import Mapping
from datetime import date

from bot.eligibility.catalogue import SCHEMES
from bot.eligibility.question import QUESTIONS
from bot.eligibility.scheme import Scheme, filled, written
from bot.eligibility.stacking import STACKS
from bot.eligibility.standards import Standards, standards
from bot.policy.figure import Figures

_HEAD = """# 能领什么：各个方案的条件

本页由 `python -m bot docs` 生成，不要手改。条件和金额按 {day} 的数字；改数字去 `data/policy/`，
改例子去 `tests/eligibility/cases/`。“已核实”是该项用到的数字里见过官方原文（可信度 A）的比例。

| 方案 | 条件 | 用到的数字 | 已核实 | 例子 |
|---|--:|--:|--:|--:|
"""


def page(figures: Figures, day: date, cases: Mapping[str, int]) -> str:
    """The whole page; `cases` counts the written cases by scheme."""
    standing = standards(figures, day)
    rows = [_row(scheme, standing, cases.get(scheme.name, 0)) for scheme in SCHEMES]
    parts = [_details(scheme, standing) for scheme in SCHEMES]
    return "\n".join([_HEAD.format(day=day) + "\n".join(rows), "", *parts, _stacking(standing), _questions()])


def _row(scheme: Scheme, standing: Standards, cases: int) -> str:
    verified = sum(standing.is_verified(name) for name in scheme.figures)
    share = f"{100 * verified // len(scheme.figures)}%" if scheme.figures else "没有数字"
    return f"| [{scheme.title}](#{scheme.name}) | {len(scheme.rules_on(standing.day))} | {len(scheme.figures)} | {share} | {cases} |"


def _details(scheme: Scheme, standing: Standards) -> str:
    rules = [
        f"{number}. {filled(rule.text, standing)}〔{written(rule.clause.source(standing))}〕"
        for number, rule in enumerate(scheme.rules_on(standing.day), 1)
    ]
    notes = [f"* {filled(note, standing)}" for note in scheme.notes]
    unverified = sorted(name for name in scheme.figures if not standing.is_verified(name))
    tail = [f"没有核实到原文的数字：{'、'.join(f'`{name}`' for name in unverified)}", ""] if unverified else []
    return "\n".join(
        [f'<a id="{scheme.name}"></a>', f"## {scheme.title}", "", *rules, "", *notes, *([""] if notes else []), *tail]
    )


def _stacking(standing: Standards) -> str:
    titles = {scheme.name: scheme.title for scheme in SCHEMES}
    rows = [
        f"| {titles[stack.loser]} | {titles[stack.winner]} | {stack.text} | {written(stack.clause.source(standing))} |"
        for stack in STACKS
    ]
    return "\n".join(["## 叠加与择一", "", "| 让位的 | 优先的 | 规定 | 依据 |", "|---|---|---|---|", *rows, ""])


def _questions() -> str:
    rows = [f"{number}. {question.to('您').text}" for number, question in enumerate(QUESTIONS, 1)]
    lead = "下面是全部问题。实际只问还能改变结论的，最能定下结论的先问。"
    return "\n".join(["## 会问到的问题", "", lead, "", *rows, ""])
