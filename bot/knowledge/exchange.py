"""Answers as a table and back: one row an answer, one column a part; previewed first, then all of it or nothing.

Cells come and go as text; reading and writing CSV and Excel is the caller's.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlite_utils import Database

from bot import yaml_file
from bot.database import transaction
from bot.errors import BadInput, Conflict
from bot.knowledge import difference, revision
from bot.knowledge.answer import ASPECTS, Answer, from_mapping
from bot.knowledge.check import Rules, of_answer
from bot.knowledge.difference import Difference
from bot.knowledge.field import FIELDS, lines_of, read_condition, read_details
from bot.sheet.day import read_day

COLUMNS = {"topic": "编号", "domain": "领域", **{name: title for name, title in FIELDS.items() if name != "domain"}}
_BY_HEADING = {title: name for name, title in COLUMNS.items()}
_NEEDED = ("question", "answer", "domain", "review_by")
_HEADER_WITHIN = 5
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Change:
    """One row's effect; `before` is None for a new answer. `advice` does not stand in the way."""

    row: int
    before: Answer | None
    after: Answer
    base: int | None
    differences: list[Difference]
    advice: list[str]

    @property
    def taken_out(self) -> int:
        """How many phrasings it deletes."""
        return len(set(self.before.phrasings) - set(self.after.phrasings)) if self.before else 0


@dataclass
class Preview:
    """What an import would do; with `problems` it cannot be applied."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def taken_out(self) -> int:
        """How many phrasings it deletes in all."""
        return sum(change.taken_out for change in self.changes)

    def fingerprint(self) -> str:
        """Of what would be changed from what to what: another one means somebody was quicker."""
        parts = [f"{change.base} {change.after.to_json()}" for change in self.changes]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def rows(answers: Iterable[Answer]) -> list[list[str]]:
    """Cells in the order of COLUMNS, fit to be imported again."""
    return [["\n".join(_cell(answer, name)) for name in COLUMNS] for answer in answers]


def _cell(answer: Answer, name: str) -> list[str]:
    return [answer.topic] if name == "topic" else lines_of(answer, name)


def preview(
    table: list[Row], answers: Mapping[str, Answer], revisions: Mapping[str, int], rules: Rules, *, adding: bool = True
) -> Preview:
    """Read the table against the answers as they are; nothing is written. Raises BadInput without a header row.

    `adding`: phrasings of the table come beside those there are; else they take their place.
    """
    at, columns, ignored = _header(table)
    result = Preview(ignored=ignored)
    seen: dict[str, int] = {}
    for number, cells in table[at + 1 :]:
        values = {name: cells[i].strip() if i < len(cells) else "" for i, name in columns.items()}
        topic = values.get("topic", "")
        if topic in seen:
            result.problems.append(f"第 {number} 行：编号“{topic}”和第 {seen[topic]} 行重复")
            continue
        seen[topic] = number
        try:
            after = read_row(values, answers.get(topic))
        except BadInput as wrong:
            result.problems.append(f"第 {number} 行：{wrong}")
            continue
        if adding:
            after = _added(answers.get(topic), after)
        _weigh(number, after, answers, revisions, rules, result)
    return result


def _added(before: Answer | None, after: Answer) -> Answer:
    """`after` with the phrasings, and the look-alikes, of `before` that it would delete."""
    if before is None:
        return after
    return replace(
        after, asked_as=tuple(dict.fromkeys((*before.asked_as, *after.asked_as))),
        not_asked_as=tuple(dict.fromkeys((*before.not_asked_as, *after.not_asked_as))),
    )  # fmt: skip


def _weigh(
    number: int,
    after: Answer,
    answers: Mapping[str, Answer],
    revisions: Mapping[str, int],
    rules: Rules,
    result: Preview,
) -> None:
    before = answers.get(after.topic)
    differences = difference.between(before, after)
    if not differences:
        result.unchanged += 1
        return
    findings = of_answer(after, rules)
    already = set(of_answer(before, rules).wrong) if before else set()
    result.problems.extend(
        f"第 {number} 行 {after.topic}：{problem}" for problem in findings.wrong if problem not in already
    )
    base = revisions.get(after.topic)
    result.changes.append(Change(number, before, after, base, differences, findings.advice))


def apply(db: Database, planned: Preview, expected: str, *, who: str, why: str) -> int:
    """Publish every change in one transaction; returns how many. Raises BadInput, Conflict."""
    refuse(planned, expected)
    with transaction(db):
        for change in planned.changes:
            revision.publish(db, change.after, base=change.base, who=who, why=why)
    return len(planned.changes)


def refuse(planned: Preview, expected: str) -> None:
    """Raises BadInput where a row is wrong, Conflict where somebody changed what was previewed as `expected`."""
    if planned.problems:
        raise BadInput("表里有错，一条也没有导入：\n" + "\n".join(planned.problems[:20]))
    if planned.fingerprint() != expected:
        raise Conflict("预览之后有人改过其中的答案，请重新预览再导入")


def _header(table: list[Row]) -> tuple[int, dict[int, str], list[str]]:
    for at, (_, cells) in enumerate(table[:_HEADER_WITHIN]):
        columns = {i: _BY_HEADING[cell.strip()] for i, cell in enumerate(cells) if cell.strip() in _BY_HEADING}
        if "topic" in columns.values() and len(columns) >= 2:
            ignored = [cell for i, cell in enumerate(cells) if cell.strip() and i not in columns]
            return at, columns, ignored
    raise BadInput(
        f"前 {_HEADER_WITHIN} 行里没有找到表头；要有“编号”和另外一列，认得的有：{'、'.join(COLUMNS.values())}"
    )


def read_row(values: Mapping[str, str], before: Answer | None) -> Answer:
    """The answer a row means: a column that is not there leaves that part as it was. Raises BadInput."""
    if not values.get("topic"):
        raise BadInput("没有写编号")
    entry = _as_mapping(before) if before else {"sources": [], "asked_as": []}
    entry["topic"] = values["topic"]
    details = dict(entry.get("details") or {})
    for name, text in values.items():
        if name.startswith("details."):
            details.pop(name.removeprefix("details."), None)
            if (prose := read_details(text)) is not None:
                details[name.removeprefix("details.")] = prose
        elif name != "topic":
            entry[name] = _read(name, text)
    entry["details"] = _in_order(details, before)
    for name in _NEEDED:
        if not entry.get(name):
            raise BadInput(f"没有写“{COLUMNS[name]}”")
    return from_mapping(entry)


def _as_mapping(answer: Answer) -> dict[str, Any]:
    mapping: dict[str, Any] = json.loads(answer.to_json())
    return mapping


def _in_order(details: dict[str, Any], before: Answer | None) -> dict[str, Any]:
    order = [*(before.details if before else ()), *ASPECTS]
    return {aspect: details[aspect] for aspect in dict.fromkeys(order) if aspect in details}


def _read(name: str, text: str) -> Any:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if name == "verified":
        if text not in ("是", "否", ""):
            raise BadInput(f"“已核实”要写“是”或“否”，不能是“{text[:10]}”")
        return text == "是"
    if name == "review_by":
        return read_day(text, "复核日期")
    if name == "sources":
        return [dict(zip(("ref", "clause"), map(str.strip, line.split("｜", 1)), strict=False)) for line in lines]
    if name == "tiers":
        return [_tier(line) for line in lines]
    if name == "not_asked_as":
        return [dict(zip(("text", "topic"), _two(line), strict=True)) for line in lines]
    if name == "follow_up":
        return dict(_two(line) for line in lines)
    if name in ("asked_as", "short", "related", "series", "audience"):
        return lines
    return text or None if name in ("service", "confirm") else text


def _tier(line: str) -> dict[str, Any]:
    condition, _, text = line.partition("=>")
    if not text.strip():
        raise BadInput(f"分档“{line[:30]}”要写成：条件 => 文字（没有条件就写 => 文字）")
    return {"when": read_condition(condition), "text": text.strip()}


def _two(line: str) -> tuple[str, str]:
    left, _, right = (piece.strip() for piece in line.partition("=>"))
    if not left or not right:
        raise BadInput(f"“{line[:30]}”要写成：左边 => 右边")
    return left, right


def yaml_text(answers: Iterable[Answer]) -> str:
    """Answers as `data/faq` has them (docs/answers.md)."""
    return yaml_file.write_text({"answers": [_document(answer) for answer in answers]})


def _document(answer: Answer) -> dict[str, Any]:
    whole = _as_mapping(answer)
    whole.pop("domain")
    whole["review_by"] = answer.review_by
    whole["sources"] = [{key: value for key, value in cited.items() if value} for cited in whole["sources"]]
    return {key: value for key, value in whole.items() if value not in (None, [], {}, "")}
