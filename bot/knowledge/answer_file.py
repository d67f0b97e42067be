"""`data/faq/*.yml` → answers, with every mistake named by file and line."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.errors import DataError
from bot.knowledge.answer import ASPECTS, QUESTION_KINDS, TIER_KEYS, Answer, from_mapping

_REQUIRED = {"topic", "question", "answer", "sources", "review_by", "asked_as"}
_OPTIONAL = {
    "tiers", "short", "questions", "details", "series", "follow_up", "related", "service", "audience", "verified", "confirm", "not_asked_as",
}  # fmt: skip


_QUESTION_REQUIRED = {"name", "ask", "kind", "says", "basis", "asked_as"}
_QUESTION_OPTIONAL = {"short", "verified", "shows_tier"}
_QUESTION_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Written:
    """An answer and where it is written."""

    answer: Answer
    path: Path
    line: int


def read_topics(path: Path) -> dict[str, tuple[str, str]]:
    """`topics.tsv`: topic → (domain, question), in file order."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["topic"]: (row["domain"], row["question"]) for row in csv.DictReader(file, delimiter="\t")}


def read_answers(directory: Path) -> list[Written]:
    """Every answer under `directory`. Raises DataError at the first mistake of form."""
    topics = read_topics(directory / "topics.tsv")
    found: dict[str, Written] = {}
    for path in sorted(directory.glob("*.yml")):
        document = yaml_file.read(path)
        if not isinstance(document, dict) or set(document) != {"answers"}:
            raise DataError(path, 1, "这个文件只能有一个顶层键 answers")
        if not isinstance(document["answers"], list):
            raise DataError(path, 1, "answers 下面要写成列表，每条以“- topic:”开头")
        for entry in document["answers"]:
            written = _read(entry, topics, path)
            twin = found.get(written.answer.topic)
            if twin:
                raise DataError(path, entry.line, f"“{written.answer.topic}”已经写在 {twin.path.name}:{twin.line}")
            found[written.answer.topic] = written
    return list(found.values())


def _read(entry: Any, topics: dict[str, tuple[str, str]], path: Path) -> Written:
    if not isinstance(entry, yaml_file.Located):
        raise DataError(path, None, f"answers 里有一条不是“- topic:”开头的：{str(entry)[:30]}")
    topic = entry.get("topic")
    missing, unknown = _REQUIRED - set(entry), set(entry) - _REQUIRED - _OPTIONAL
    if missing or unknown:
        raise DataError(path, entry.line, f"“{topic}”缺少 {sorted(missing)}，多出 {sorted(unknown)}")
    if topic not in topics:
        raise DataError(path, entry.line, f"“{topic}”不在 topics.tsv 里；新的 topic 请先加进去")
    if not isinstance(entry.get("verified", False), bool):
        raise DataError(path, entry.lines["verified"], f"“{topic}”的 verified 只能写 true 或 false")
    try:
        _check_keys(entry, path)
        answer = from_mapping({**entry, "domain": topics[topic][0]})
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise DataError(path, entry.line, f"“{topic}”有一项写法不对：{wrong!r}") from wrong
    return Written(answer, path, entry.line)


def _check_keys(entry: yaml_file.Located, path: Path) -> None:
    for key in entry.get("details") or {}:
        if key not in ASPECTS:
            raise DataError(path, entry["details"].lines[key], f"details 里没有“{key}”，可用：{'、'.join(ASPECTS)}")
    for tier in entry.get("tiers") or ():
        if unknown := set(tier["when"]) - set(TIER_KEYS):
            raise DataError(path, tier.line, f"when 里没有 {sorted(unknown)}，可用：{'、'.join(TIER_KEYS)}")
    names = set()
    for question in entry.get("questions") or ():
        _check_question(entry["topic"], question, path)
        if question["name"] in names:
            raise DataError(path, question.line, f"“{entry['topic']}”有两个问题都叫“{question['name']}”")
        names.add(question["name"])


def _check_question(topic: str, question: Any, path: Path) -> None:
    if not isinstance(question, yaml_file.Located):
        raise DataError(path, None, f"“{topic}”的 questions 里有一条不是“- name:”开头的：{str(question)[:30]}")
    missing, unknown = _QUESTION_REQUIRED - set(question), set(question) - _QUESTION_REQUIRED - _QUESTION_OPTIONAL
    if missing or unknown:
        raise DataError(
            path, question.line, f"“{topic}#{question.get('name')}”缺少 {sorted(missing)}，多出 {sorted(unknown)}"
        )
    if not _QUESTION_NAME.fullmatch(str(question["name"])):
        raise DataError(path, question.line, f"问题的名字“{question['name']}”要用英文小写、数字和下划线")
    if question["kind"] not in QUESTION_KINDS:
        raise DataError(path, question.line, f"kind 里没有“{question['kind']}”，可用：{'、'.join(QUESTION_KINDS)}")
    if question["basis"] != "ask" and not isinstance(question["basis"], list):
        raise DataError(path, question.line, "basis 要写成 [{ref: 文号, clause: 条款}]；没有文件定、要问人的写 ask")
