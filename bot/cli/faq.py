"""`python -m bot faq …`: import, check, stop answering a topic and answer it again."""

import json
import statistics
from collections.abc import Sequence, Sized
from datetime import datetime
from pathlib import Path

import click
from sqlite_utils import Database

from bot import clock, database, settings, yaml_file
from bot.database import transaction
from bot.desk import audit
from bot.errors import NotFound
from bot.knowledge import answer_file, check, faq, stopped
from bot.knowledge.longest import longest
from bot.policy import figure_store, policy_file
from bot.policy.figure import Source

BY = "命令行"
SCHEMA = settings.ROOT / "docs" / "reply.schema.json"


@click.group("faq")
def faq_group() -> None:
    """答案：导入、检查、停答。"""


@faq_group.command("import")
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="资料目录，默认 data/")
def import_(data: Path | None) -> None:
    """把 data/policy 和 data/faq 导入知识库；工作人员改过的不覆盖，只列出冲突。"""
    current = settings.current()
    data = data or current.path("data")
    db = database.connect(current.path("database"))
    for conflict in figure_store.import_files(db, data / "policy"):
        click.echo(f"  冲突：{conflict}")
    click.echo(f"答案：{faq.import_files(db, data / 'faq')}")


@faq_group.command("check")
@click.option("--only", default="", help="只看以此开头的 topic")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天检查，默认今天")
@click.option("--brief", is_flag=True, help="不列待核实的清单")
def check_(only: str, day: object, brief: bool) -> None:
    """检查全部答案和数字：哪个文件哪一行、怎么改；最后列出待核实的。"""
    data = settings.current().path("data")
    on = day.date() if day else clock.today()  # type: ignore[attr-defined]
    figures = policy_file.read_figures(data / "policy")
    sources = {
        ref: Source(entry["title"], entry.get("number"))
        for ref, entry in policy_file.read_sources(data / "policy").items()
    }
    topics = answer_file.read_topics(data / "faq" / "topics.tsv")
    written = answer_file.read_answers(data / "faq")
    categories = frozenset(json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]["category"]["enum"])
    verbatim = check.Verbatim.read(data / "policy")
    problems = check.check(written, topics, figures, sources, verbatim, categories, on)
    if only:
        problems = [problem for problem in problems if only in problem.text or problem.path.stem.startswith(only)]
    for problem in problems:
        click.echo(str(problem))
    _table(written, topics, figures, check.unverified(written, figures, on), brief)
    characters, where, in_part = longest(written, figures, on, sources)
    click.echo(
        f"一眼看到的最多 {characters} 个字（{where}），上限 {check.VISIBLE_LIMIT}；有待核实内容的答案 {len(in_part)} 个"
    )
    if problems:
        raise SystemExit(f"有 {len(problems)} 处要改。")
    click.echo("全部通过。")


def _table(
    written: Sequence[answer_file.Written],
    topics: Sized,
    figures: Sized,
    waiting: Sequence[tuple[str, str]],
    brief: bool,
) -> None:
    counts = [len(entry.answer.phrasings) for entry in written] or [0]
    click.echo(
        f"答案 {len(written)}/{len(topics)}；问法共 {sum(counts)} 句，中位数 {statistics.median(counts):g}，最少 {min(counts)}"
    )
    questions = [len(entry.answer.questions) for entry in written] or [0]
    asked = [len(question.asked_as) for entry in written for question in entry.answer.questions] or [0]
    click.echo(
        f"问题共 {sum(questions)} 个，每个 topic 中位数 {statistics.median(questions):g}；"
        f"每个问题的问法中位数 {statistics.median(asked):g}，最少 {min(asked)}"
    )
    click.echo(f"数字 {len(figures)} 个；待核实 {len(waiting)} 项：")
    for name, what in [] if brief else waiting:
        click.echo(f"  {name}\t{what}")


@faq_group.command("stop")
@click.argument("topic")
@click.option("--why", required=True, help="为什么停答（留痕）")
@click.option("--say", default="", help="居民看到的话，默认用 data/sentences.yml 的 stopped")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="停到哪天（含），默认停到恢复为止")
def stop_(topic: str, why: str, say: str, until: datetime | None) -> None:
    """停答一件事：居民只看到一句话和 12345，一秒内生效。TOPIC 写编号，如 assistance.dibao_standard。"""
    current = settings.current()
    db = database.connect(current.path("database"))
    question = _question_of(db, topic)
    say = say or yaml_file.read(current.path("data") / "sentences.yml")["stopped"]
    with transaction(db):
        stopped.stop(db, topic, say, until=until.date() if until else None, who=BY, why=why)
        audit.record(db, BY, "answer_stop", topic, after=say, why=why)
    click.echo(f"已停答“{question}”，居民会看到：{say}\n恢复：python -m bot faq resume {topic}")


@faq_group.command("resume")
@click.argument("topic")
def resume_(topic: str) -> None:
    """恢复回答一件停答的事，一秒内生效。"""
    db = database.connect(settings.current().path("database"))
    question = _question_of(db, topic)
    with transaction(db):
        stopped.resume(db, topic, who=BY)
        audit.record(db, BY, "answer_resume", topic)
    click.echo(f"“{question}”恢复回答了。")


@faq_group.command("stopped")
def stopped_() -> None:
    """列出现在停答的。"""
    db = database.connect(settings.current().path("database"))
    answers = faq.load(db)
    found = [each for each in stopped.load(db).values() if each.holds(clock.today())]
    for each in found:
        until = f"到 {each.until}" if each.until else "到恢复为止"
        click.echo(f"{each.topic}\t{answers[each.topic].question}\t{until}\t{each.who}：{each.why}\t{each.sentence}")
    if not found:
        click.echo("没有停答的。")


def _question_of(db: Database, topic: str) -> str:
    """Raises NotFound, naming the topics that may be meant."""
    answers = faq.load(db)
    if topic in answers:
        return answers[topic].question
    near = [
        f"{each.topic}（{each.question}）" for each in answers.values() if topic in each.question or topic in each.topic
    ]
    raise NotFound(
        f"没有“{topic}”这个编号" + (f"，是不是：{'、'.join(near[:5])}" if near else "；编号见 docs/knowledge.md")
    )
