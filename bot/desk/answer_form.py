"""The editor's form and the answer it stands for. The form is kept as it was typed, valid or not."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.chinese.normalize import matching_key
from bot.chinese.pinyin import initials
from bot.errors import BadInput
from bot.knowledge.answer import ASPECTS, TIER_KEYS, Answer, from_mapping
from bot.knowledge.field import condition_value, items
from bot.sheet.day import read_day

Fields = Sequence[tuple[str, str]]
SPARE_ROWS = 2
_TOPIC = re.compile(r"[a-z][a-z_]{0,30}\.[a-z0-9_]{1,60}")
_AGES = ("age_from", "age_below")
# Not part of the answer: how the form was opened, why it is published, what is tried.
ABOUT_THE_FORM = ("base", "seen", "why", "question_tried", "preview_day", "settles", "is_new")


@dataclass(frozen=True)
class TierRow:
    """One line of the answer with its condition: `when` key → what is ticked."""

    number: int
    text: str
    when: dict[str, list[str]]


class Form:
    """What stands in the fields, for the template."""

    def __init__(self, fields: Fields) -> None:
        self.fields = list(fields)

    def one(self, name: str, default: str = "") -> str:
        return next((value for field, value in self.fields if field == name), default)

    def many(self, name: str) -> list[str]:
        return [value for field, value in self.fields if field == name and value.strip()]

    @property
    def tiers(self) -> list[TierRow]:
        numbers = self._numbers("tier")
        rows = [self._tier(number) for number in numbers]
        start = max(numbers, default=-1) + 1
        return [*rows, *(TierRow(start + spare, "", {}) for spare in range(SPARE_ROWS))]

    def _tier(self, number: int) -> TierRow:
        when = {key: self.many(f"tier{number}.{key}") for key in TIER_KEYS}
        return TierRow(number, self.one(f"tier{number}.text"), {key: ticked for key, ticked in when.items() if ticked})

    @property
    def aspects(self) -> list[str]:
        """Sections in the answer's own order, then the rest."""
        written = [field.removeprefix("detail.") for field, _ in self.fields if field.startswith("detail.")]
        return [aspect for aspect in dict.fromkeys([*written, *ASPECTS]) if aspect in ASPECTS]

    def pairs(self, group: str, left: str, right: str) -> list[tuple[int, str, str]]:
        """Rows of two fields, with spare ones: (number, left, right)."""
        numbers = self._numbers(group)
        rows = [(n, self.one(f"{group}{n}.{left}"), self.one(f"{group}{n}.{right}")) for n in numbers]
        start = max(numbers, default=-1) + 1
        return [*rows, *((start + spare, "", "") for spare in range(SPARE_ROWS))]

    def _numbers(self, group: str) -> list[int]:
        pattern = re.compile(rf"{group}(\d{{1,4}})\.")
        found: dict[int, bool] = {}
        for field, value in self.fields:
            if match := pattern.match(field):
                found[int(match[1])] = found.get(int(match[1]), False) or bool(value.strip())
        return sorted(number for number, is_filled in found.items() if is_filled)


def fields_of(answer: Answer) -> list[tuple[str, str]]:
    """The fields as they stand for `answer`."""
    fields = [
        ("topic", answer.topic), ("domain", answer.domain), ("question", answer.question), ("answer", answer.answer),
        ("asked_as", "\n".join(answer.asked_as)), ("series", "\n".join(answer.series)),
        ("related", "\n".join(answer.related)), ("service", answer.service or ""),
        ("audience", "、".join(answer.audience)), ("confirm", answer.confirm or ""),
        ("review_by", str(answer.review_by)),
    ]  # fmt: skip
    if answer.verified:
        fields.append(("verified", "yes"))
    for number, tier in enumerate(answer.tiers):
        fields.append((f"tier{number}.text", tier.text))
        fields.extend((f"tier{number}.{key}", value) for key, ticked in tier.when.items() for value in _ticked(ticked))
    for aspect, prose in answer.details.items():
        fields.append((f"detail.{aspect}", prose if isinstance(prose, str) else "\n".join(prose)))
        if not isinstance(prose, str):
            fields.append((f"list.{aspect}", "yes"))
    fields.extend((f"follow_up.{aspect}", topic) for aspect, topic in answer.follow_up.items())
    for number, cited in enumerate(answer.sources):
        fields += [(f"source{number}.ref", cited.ref), (f"source{number}.clause", cited.clause or "")]
    for number, like in enumerate(answer.not_asked_as):
        fields += [(f"like{number}.text", like.text), (f"like{number}.topic", like.topic)]
    # Carried through as they are: the editor does not show questions one by one yet.
    whole = json.loads(answer.to_json())
    return [
        *fields,
        ("questions", json.dumps(whole["questions"], ensure_ascii=False)),
        ("short", "\n".join(answer.short)),
    ]


def _ticked(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]


def read(fields: Fields, taken: Iterable[str] = (), prefixes: dict[str, str] | None = None) -> Answer:
    """The answer the fields mean. Raises BadInput naming every field that cannot be used.

    `taken` are topics there are already: a new one without an id is given one of its own, under its domain's prefix.
    """
    form, wrong = Form(fields), []
    question = form.one("question").strip()
    topic = form.one("topic").strip() or _made_up(question, form.one("domain"), set(taken), prefixes or {})
    for name, title in (("question", "标准问法"), ("answer", "第一句"), ("domain", "领域")):
        if not form.one(name).strip():
            wrong.append(f"“{title}”没有写")
    if not _TOPIC.fullmatch(topic):
        wrong.append(f"编号“{topic[:40]}”要写成 elder.meal_card 这样：英文小写、一个点、下划线")
    entry: dict[str, Any] = {
        "topic": topic, "domain": form.one("domain").strip(), "question": question, "answer": form.one("answer"),
        "asked_as": _lines(form.one("asked_as")), "series": _lines(form.one("series")),
        "related": _lines(form.one("related")), "service": form.one("service") or None,
        "audience": [word for word in re.split(r"[、,，\s]+", form.one("audience")) if word],
        "verified": form.one("verified") == "yes", "confirm": form.one("confirm").strip() or None,
        "tiers": _tiers(form, wrong), "details": _details(form),
        "follow_up": {a: form.one(f"follow_up.{a}").strip() for a in _follow_ups(form)},
        "sources": [{"ref": r.strip(), "clause": c.strip()} for _, r, c in form.pairs("source", "ref", "clause") if r.strip()],
        "not_asked_as": [{"text": t.strip(), "topic": o.strip()} for _, t, o in form.pairs("like", "text", "topic") if t.strip()],
        "review_by": _day(form.one("review_by"), wrong),
        "questions": _questions(form.one("questions"), wrong), "short": _lines(form.one("short")),
    }  # fmt: skip
    if wrong:
        raise BadInput("；".join(wrong))
    return from_mapping(entry)


def _questions(text: str, wrong: list[str]) -> list[dict[str, Any]]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        wrong.append("这条答案的问题没有完整传上来，请重新打开再改")
        return []
    return found


def _made_up(question: str, domain: str, taken: set[str], prefixes: dict[str, str]) -> str:
    name = re.sub(r"[^a-z0-9]", "", initials(matching_key(question)))[:16] or "new"
    base = f"{prefixes.get(domain, 'general')}.{name}"
    number = 2
    topic = base
    while topic in taken:
        topic, number = f"{base}_{number}", number + 1
    return topic


def _tiers(form: Form, wrong: list[str]) -> list[dict[str, Any]]:
    found = []
    for row in form.tiers:
        if not row.text.strip():
            if row.when:
                wrong.append(f"第 {row.number + 1} 档选了条件，没有写文字")
            continue
        try:
            when = {key: condition_value(key, values) for key, values in row.when.items()}
        except BadInput as bad:
            wrong.append(str(bad))
            continue
        found.append({"when": when, "text": row.text})
    return found


def _details(form: Form) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for aspect in form.aspects:
        text = form.one(f"detail.{aspect}").strip()
        if text:
            is_list = form.one(f"list.{aspect}") == "yes"
            details[aspect] = items(line.rstrip() for line in text.split("\n") if line.strip()) if is_list else text
    return details


def _follow_ups(form: Form) -> list[str]:
    written = [field.removeprefix("follow_up.") for field, value in form.fields
               if field.startswith("follow_up.") and value.strip()]  # fmt: skip
    return [aspect for aspect in dict.fromkeys(written) if aspect in ASPECTS]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _day(text: str, wrong: list[str]) -> date | None:
    try:
        return read_day(text)
    except BadInput:
        wrong.append("复核日期没有写，或不是日期")
        return None
