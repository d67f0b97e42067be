"""The parts of an answer as staff name them, and each part as lines of text: for diffs, merges and spreadsheets."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.errors import BadInput
from bot.knowledge.answer import ASPECTS, TIER_KEYS, Answer, Question

FIELDS = {
    "question": "标准问法",
    "answer": "第一句",
    "short": "下面几句",
    "tiers": "分档",
    **{f"details.{aspect}": heading for aspect, heading in ASPECTS.items()},
    "asked_as": "问法",
    "not_asked_as": "像这条、其实是别条",
    "sources": "出处",
    "related": "相关",
    "follow_up": "追问转到",
    "series": "按年份查的数字",
    "service": "推荐的地点",
    "audience": "适合谁",
    "verified": "已核实",
    "confirm": "请谁确认",
    "review_by": "复核日期",
    "domain": "领域",
}
# What a question wants to know, as staff choose it.
KINDS = {
    "yesno": "是不是、能不能", "amount": "多少钱", "deadline": "什么时候、要多久", "where": "在哪儿", "who": "谁可以、找谁",
    "papers": "带什么", "how": "怎么办", "cost": "要花多少钱", "refusal": "没批下来怎么办", "stop": "什么时候停",
    "change": "变了、搬了怎么办", "proxy": "别人代办", "online": "网上办", "past_future": "以前和以后", "other": "别的",
}  # fmt: skip
_QUESTION = "questions."
CONDITIONS = {
    "age_from": "年满", "age_below": "不满", "disability_level": "残疾等级", "disability_kind": "残疾类别",
    "household": "家庭", "hukou": "户口", "disabled": "有残疾证", "care_level": "失能", "sex": "哪一方",
}  # fmt: skip
CHOICES: Mapping[str, Mapping[str, str]] = {
    "disability_level": {level: f"{level}级" for level in "一二三四"},
    "disability_kind": {kind: kind for kind in ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")},
    "household": {"dibao": "低保", "low_income": "低收入", "tekun": "特困", "family_planning_special": "计生特殊家庭"},
    "hukou": {"xicheng": "西城", "beijing": "本市其他区", "other": "外地"},
    "disabled": {"true": "是", "false": "否"},
    "care_level": {"mild": "轻度", "moderate": "中度", "severe": "重度"},
    "sex": {"male": "男方", "female": "女方"},
}
_BULLET = "· "


def parts(*answers: Answer | None) -> dict[str, str]:
    """The parts the answers have between them, by name with their titles: those of FIELDS, and each question."""
    asked = {
        f"{_QUESTION}{each.name}": f"问题：{each.ask}" for answer in answers if answer for each in answer.questions
    }
    return {**FIELDS, **asked}


def question_in(answer: Answer, field: str) -> Question | None:
    """The question that part `field` is, where it is one and `answer` has it."""
    return next((each for each in answer.questions if f"{_QUESTION}{each.name}" == field), None)


def is_question(field: str) -> bool:
    return field.startswith(_QUESTION)


def lines_of(answer: Answer, field: str) -> list[str]:
    """One part of `answer`, a line each; empty where it says nothing there."""
    if is_question(field):
        return _question_lines(question_in(answer, field))
    if field.startswith("details."):
        return details_lines(answer.details.get(field.removeprefix("details.")))
    if field == "tiers":
        return [f"{condition_text(tier.when)} => {tier.text}" for tier in answer.tiers]
    if field == "sources":
        return [f"{cited.ref}｜{cited.clause}" if cited.clause else cited.ref for cited in answer.sources]
    if field == "not_asked_as":
        return [f"{like.text} => {like.topic}" for like in answer.not_asked_as]
    if field == "follow_up":
        return [f"{aspect} => {answer.follow_up[aspect]}" for aspect in ASPECTS if aspect in answer.follow_up]
    value = getattr(answer, field)
    if isinstance(value, bool):
        return ["是" if value else "否"]
    if isinstance(value, tuple):
        return list(value)
    return str(value).split("\n") if value else []


def _question_lines(question: Question | None) -> list[str]:
    if question is None:
        return []
    cited = [f"依据：{each.ref}｜{each.clause}" if each.clause else f"依据：{each.ref}" for each in question.basis]
    lines = [f"问：{question.ask}", f"问的是：{KINDS[question.kind]}", f"答：{question.says}"]
    lines += [f"另加：{line}" for line in question.short] + (cited or ["依据：没有文件定，请居民问人"])
    lines += [] if question.verified else ["没有核实"]
    lines += [] if question.shows_tier else ["不显示分档"]
    return [*lines, *(f"问法：{text}" for text in question.asked_as)]


def details_lines(value: str | tuple[str, ...] | None) -> list[str]:
    """Prose as its lines; a list as lines that begin with a dot, an item's further lines with a space."""
    if value is None:
        return []
    text = value if isinstance(value, str) else "\n".join(f"{_BULLET}{item}" for item in value)
    return text.split("\n")


def read_details(text: str) -> str | tuple[str, ...] | None:
    """The reverse of `details_lines`."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    if not lines:
        return None
    dot = _BULLET.strip()
    if lines[0].lstrip().startswith(dot) and all(line.lstrip().startswith(dot) or line[0].isspace() for line in lines):
        dotted = [line.lstrip().removeprefix(dot).strip() if line.lstrip().startswith(dot) else line for line in lines]
        return items(dotted)
    return "\n".join(line.strip() for line in lines)


def items(lines: Iterable[str]) -> tuple[str, ...]:
    """A list's items: a line that begins with a space goes on with the item before."""
    found: list[str] = []
    for line in lines:
        if found and line[:1].isspace():
            found[-1] += f"\n{line}"
        else:
            found.append(line.strip())
    return tuple(found)


def condition_text(when: Mapping[str, Any]) -> str:
    """`age_from=senior_allowance.age_from; hukou=xicheng,beijing`, in one order however it was written."""
    return "; ".join(f"{key}={_written(when[key])}" for key in TIER_KEYS if key in when)


def read_condition(text: str) -> dict[str, Any]:
    """The reverse of `condition_text`. Raises BadInput."""
    when: dict[str, Any] = {}
    for part in re.split(r"[;；]", text):
        if not part.strip():
            continue
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or key not in TIER_KEYS:
            raise BadInput(f"分档条件“{part.strip()}”看不懂；要写成 age_from=数字名 这样，可用：{'、'.join(TIER_KEYS)}")
        when[key] = condition_value(key, [item.strip() for item in re.split(r"[,，]", value) if item.strip()])
    return when


def condition_value(key: str, values: list[str]) -> Any:
    """Values ticked or typed for a condition, as the answer keeps them. Raises BadInput."""
    if not values:
        raise BadInput(f"分档条件“{CONDITIONS[key]}”没有写值")
    if key in ("age_from", "age_below"):
        return values[0]
    if unknown := [value for value in values if value not in CHOICES[key]]:
        raise BadInput(f"分档条件“{CONDITIONS[key]}”里没有“{unknown[0]}”，可用：{'、'.join(CHOICES[key])}")
    if key == "disabled":
        return values[0] == "true"
    return values[0] if key == "care_level" and len(values) == 1 else values


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, (list, tuple)) else str(value)
