"""`python -m bot tune`: choose the calibrations of matching out of fold, and say what each threshold would cost."""

import re
from pathlib import Path

import click

from bot import settings
from bot.knowledge import answer_file, tuning, vectors
from bot.knowledge.index import training
from bot.knowledge.language_file import read_language


@click.command("tune")
@click.option("--write", is_flag=True, help="写进 data/matching/thresholds.yml")
def tune(write: bool) -> None:
    """重新校准“有多大把握”：每句问法都由没学过它的模型判断，不看任何测试集。要几分钟。"""
    current = settings.current()
    data = current.path("data")
    language = read_language(data / "matching")
    answers = {written.answer.topic: written.answer for written in answer_file.read_answers(data / "faq")}
    judged = tuning.out_of_fold(training(answers, language), language, vectors.from_settings(current), click.echo)
    chosen = {name: tuning.fitted(judged, name) for name in judged.evidence}
    for name, weights in chosen.items():
        _print(name, weights, judged)
    if write:
        _write(data / "matching" / "thresholds.yml", chosen)


def _print(name: str, weights: dict[str, float], judged: tuning.Judged) -> None:
    click.echo(f"{name}：第一个就对 {_share(judged.right[name], judged.ours[name])}，{weights}")
    for threshold, right, wrong, others in tuning.cost(judged, name, weights):
        click.echo(f"  门槛 {threshold:.2f}：答对 {right:.1%}，答错 {wrong:.1%}，不归我们的却答了 {others:.1%}")


def _share(right: list[bool], ours: list[bool]) -> str:
    return f"{sum(right) / max(1, sum(ours)):.1%}"


def _write(path: Path, chosen: dict[str, dict[str, float]]) -> None:
    text = path.read_text(encoding="utf-8")
    question = "question of meaning" if "question of meaning" in chosen else "question of letters"
    for name, key in (("letters", "letters"), ("meaning", "meaning"), ("question", question)):
        if key in chosen:
            weights = ", ".join(f"{each}: {value}" for each, value in chosen[key].items())
            text = re.sub(rf"(?m)^    {name}: \{{.*\}}$", f"    {name}: {{{weights}}}", text)
    path.write_text(text, encoding="utf-8")
