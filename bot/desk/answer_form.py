"""The editor's form and the answer it stands for, in words: titles for figures, topics and documents, no codes.

The form is kept as it was typed, valid or not.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.chinese.normalize import matching_key
from bot.chinese.pinyin import initials
from bot.errors import BadInput
from bot.knowledge.answer import ASPECTS, TIER_KEYS, Answer, Citation, Question, from_mapping
from bot.knowledge.field import KINDS, condition_value, items
from bot.knowledge.wording import Wording
from bot.sheet.day import read_day

Fields = Sequence[tuple[str, str]]
SPARE_ROWS = 2
_TOPIC = re.compile(r"[a-z][a-z_]{0,30}\.[a-z0-9_]{1,60}")
# Not part of the answer: how the form was opened, why it is published, what is tried.
ABOUT_THE_FORM = ("base", "seen", "why", "question_tried", "settles", "is_new", "despite")
PREVIEW = "preview_"


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
    def questions(self) -> list[int]:
        """The numbers of the questions in the form, in order."""
        return self._numbers("q")

    @property
    def spare_question(self) -> int:
        return max(self.questions, default=-1) + 1

    @property
    def aspects(self) -> list[str]:
        """Sections in the answer's own order, then the rest."""
        written = [field.removeprefix("detail.") for field, _ in self.fields if field.startswith("detail.")]
        return [aspect for aspect in dict.fromkeys([*written, *ASPECTS]) if aspect in ASPECTS]

    def rows(self, group: str, *columns: str, spare: int = SPARE_ROWS) -> list[tuple[int, list[str]]]:
        """Rows of a few fields each, with spare ones: (number, values)."""
        numbers = self._numbers(group)
        rows = [(n, [self.one(f"{group}{n}.{column}") for column in columns]) for n in numbers]
        start = max(numbers, default=-1) + 1
        return [*rows, *((start + extra, [""] * len(columns)) for extra in range(spare))]

    def _numbers(self, group: str) -> list[int]:
        pattern = re.compile(rf"{re.escape(group)}(\d{{1,4}})\.")
        found: dict[int, bool] = {}
        for field, value in self.fields:
            if match := pattern.match(field):
                found[int(match[1])] = found.get(int(match[1]), False) or bool(value.strip())
        return sorted(number for number, is_filled in found.items() if is_filled)


def fields_of(answer: Answer, wording: Wording) -> list[tuple[str, str]]:
    """The fields as they stand for `answer`."""
    prose, topics = wording.prose, wording.topics
    fields = [
        ("topic", answer.topic), ("domain", answer.domain), ("question", answer.question), ("answer", prose(answer.answer)),
        ("short", prose("\n".join(answer.short))), ("asked_as", "\n".join(answer.asked_as)), ("service", answer.service or ""),
        ("audience", "、".join(answer.audience)), ("confirm", prose(answer.confirm or "")), ("review_by", str(answer.review_by)),
        ("verified", "yes" if answer.verified else ""),
    ]  # fmt: skip
    for number, tier in enumerate(answer.tiers):
        fields.append((f"tier{number}.text", prose(tier.text)))
        fields.extend((f"tier{number}.{key}", value) for key, ticked in tier.when.items() for value in _ticked(ticked))
    for aspect, said in answer.details.items():
        fields.append((f"detail.{aspect}", prose(said if isinstance(said, str) else "\n".join(said))))
        if not isinstance(said, str):
            fields.append((f"list.{aspect}", "yes"))
    fields += [(f"follow_up.{aspect}", topics.get(topic, topic)) for aspect, topic in answer.follow_up.items()]
    fields += [(f"related{n}.topic", topics.get(topic, topic)) for n, topic in enumerate(answer.related)]
    fields += [(f"series{n}.figure", wording.figures.get(name, name)) for n, name in enumerate(answer.series)]
    fields += _cited("source", answer.sources, wording)
    for number, like in enumerate(answer.not_asked_as):
        fields += [(f"like{number}.text", like.text), (f"like{number}.topic", topics.get(like.topic, like.topic))]
    for number, question in enumerate(answer.questions):
        fields += _question_fields(f"q{number}", question, wording)
    return [(name, value) for name, value in fields if value]


def _question_fields(group: str, question: Question, wording: Wording) -> list[tuple[str, str]]:
    return [
        (f"{group}.name", question.name), (f"{group}.ask", question.ask), (f"{group}.kind", question.kind),
        (f"{group}.says", wording.prose(question.says)), (f"{group}.short", wording.prose("\n".join(question.short))),
        (f"{group}.verified", "yes" if question.verified else ""), (f"{group}.no_tier", "" if question.shows_tier else "yes"),
        (f"{group}.asked_as", "\n".join(question.asked_as)), *_cited(f"{group}.basis", question.basis, wording),
    ]  # fmt: skip


def _cited(group: str, citations: Sequence[Citation], wording: Wording) -> list[tuple[str, str]]:
    return [
        field
        for number, cited in enumerate(citations)
        for field in (
            (f"{group}{number}.ref", wording.documents.get(cited.ref, cited.ref)),
            (f"{group}{number}.clause", cited.clause or ""),
        )
    ]


def _ticked(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]


def is_of_answer(name: str) -> bool:
    """Whether a field is part of the answer, not of the form around it."""
    return name not in ABOUT_THE_FORM and not name.startswith(PREVIEW)


class _Reader:
    """Reads the fields in words; what cannot be read is gathered in `wrong`, each with the field it stands in."""

    def __init__(self, form: Form, wording: Wording) -> None:
        self.form, self.wording = form, wording
        self.wrong: list[str] = []

    def code(self, read: Callable[[str], str], text: str, where: str) -> str:
        try:
            return read(text)
        except BadInput as wrong:
            self.wrong.append(f"{where}：{wrong}")
            return text

    def prose(self, text: str, where: str) -> str:
        return self.code(self.wording.template, text, where)

    def lines(self, text: str, where: str) -> list[str]:
        return [self.prose(line, where) for line in _lines(text)]

    def cited(self, group: str, where: str) -> list[dict[str, str]]:
        return [
            {"ref": self.code(self.wording.document, ref, where), "clause": clause.strip()}
            for _, (ref, clause) in self.form.rows(group, "ref", "clause")
            if ref.strip()
        ]

    def topics(self, group: str, where: str) -> list[str]:
        named = [title for _, (title,) in self.form.rows(group, "topic") if title.strip()]
        return [self.code(self.wording.topic, title, where) for title in named]


def read(fields: Fields, wording: Wording, taken: Iterable[str] = (), prefixes: dict[str, str] | None = None) -> Answer:
    """The answer the fields mean. Raises BadInput naming every field that cannot be used.

    `taken` are topics there are already: a new one without an id is given one of its own, under its domain's prefix.
    """
    form = Form(fields)
    reader = _Reader(form, wording)
    question = form.one("question").strip()
    topic = form.one("topic").strip() or _made_up(question, form.one("domain"), set(taken), prefixes or {})
    for name, title in (("question", "标准问法"), ("answer", "第一句"), ("domain", "领域")):
        if not form.one(name).strip():
            reader.wrong.append(f"“{title}”没有写")
    if not _TOPIC.fullmatch(topic):
        reader.wrong.append(f"编号“{topic[:40]}”要写成 elder.meal_card 这样：英文小写、一个点、下划线")
    entry: dict[str, Any] = {
        "topic": topic, "domain": form.one("domain").strip(), "question": question,
        "answer": reader.prose(form.one("answer"), "第一句"), "short": reader.lines(form.one("short"), "下面几句"),
        "asked_as": _lines(form.one("asked_as")), "service": form.one("service") or None,
        "audience": [word for word in re.split(r"[、,，\s]+", form.one("audience")) if word],
        "verified": form.one("verified") == "yes", "confirm": reader.prose(form.one("confirm").strip(), "请谁确认") or None,
        "tiers": _tiers(reader), "details": _details(reader), "follow_up": _follow_ups(reader),
        "related": reader.topics("related", "相关的答案"), "series": _series(reader),
        "sources": reader.cited("source", "依据"), "not_asked_as": _look_alikes(reader),
        "review_by": _day(form.one("review_by"), reader.wrong), "questions": _questions(reader),
    }  # fmt: skip
    if reader.wrong:
        raise BadInput("；".join(reader.wrong))
    return from_mapping(entry)


def _questions(reader: _Reader) -> list[dict[str, Any]]:
    form = reader.form
    kept = [number for number in form.questions if form.one(f"q{number}.gone") != "yes"]
    names = {form.one(f"q{number}.name") for number in kept}
    found = []
    for number in kept:
        group, ask = f"q{number}", form.one(f"q{number}.ask").strip()
        where = f"问题“{ask or number + 1}”"
        if not ask or not form.one(f"{group}.says").strip() or form.one(f"{group}.kind") not in KINDS:
            reader.wrong.append(f"{where}要写全：怎么问、问的是哪一类、一句话怎么答")
            continue
        name = form.one(f"{group}.name") or _named(ask, names)
        names.add(name)
        found.append({
            "name": name, "ask": ask, "kind": form.one(f"{group}.kind"),
            "says": reader.prose(form.one(f"{group}.says"), where), "short": reader.lines(form.one(f"{group}.short"), where),
            "basis": reader.cited(f"{group}.basis", where), "verified": form.one(f"{group}.verified") == "yes",
            "shows_tier": form.one(f"{group}.no_tier") != "yes", "asked_as": _lines(form.one(f"{group}.asked_as")),
        })  # fmt: skip
    return found


def _named(ask: str, taken: set[str]) -> str:
    """A name for a new question, from the first sounds of its words."""
    base = f"q_{re.sub(r'[^a-z0-9]', '', initials(matching_key(ask)))[:16]}"
    return next(name for n in range(1, 10_000) if (name := base if n == 1 else f"{base}_{n}") not in taken)


def _made_up(question: str, domain: str, taken: set[str], prefixes: dict[str, str]) -> str:
    name = re.sub(r"[^a-z0-9]", "", initials(matching_key(question)))[:16] or "new"
    base = f"{prefixes.get(domain, 'general')}.{name}"
    number = 2
    topic = base
    while topic in taken:
        topic, number = f"{base}_{number}", number + 1
    return topic


def _tiers(reader: _Reader) -> list[dict[str, Any]]:
    found = []
    for row in reader.form.tiers:
        if not row.text.strip():
            if row.when:
                reader.wrong.append(f"第 {row.number + 1} 档选了条件，没有写文字")
            continue
        try:
            when = {key: condition_value(key, values) for key, values in row.when.items()}
        except BadInput as bad:
            reader.wrong.append(str(bad))
            continue
        found.append({"when": when, "text": reader.prose(row.text, f"第 {row.number + 1} 档")})
    return found


def _details(reader: _Reader) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for aspect in reader.form.aspects:
        text = reader.prose(reader.form.one(f"detail.{aspect}").strip(), f"“{ASPECTS[aspect]}”")
        if text:
            is_list = reader.form.one(f"list.{aspect}") == "yes"
            details[aspect] = items(line.rstrip() for line in text.split("\n") if line.strip()) if is_list else text
    return details


def _follow_ups(reader: _Reader) -> dict[str, str]:
    written = {field.removeprefix("follow_up."): value for field, value in reader.form.fields
               if field.startswith("follow_up.") and value.strip()}  # fmt: skip
    return {
        aspect: reader.code(reader.wording.topic, title, f"追问“{ASPECTS[aspect]}”转到")
        for aspect, title in written.items()
        if aspect in ASPECTS
    }


def _series(reader: _Reader) -> list[str]:
    titles = [title for _, (title,) in reader.form.rows("series", "figure") if title.strip()]
    return [reader.code(reader.wording.figure, title, "问“某年是多少”时查的数字") for title in titles]


def _look_alikes(reader: _Reader) -> list[dict[str, str]]:
    where = "像这条、其实是别条"
    return [
        {"text": text.strip(), "topic": reader.code(reader.wording.topic, title, where)}
        for _, (text, title) in reader.form.rows("like", "text", "topic")
        if text.strip()
    ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _day(text: str, wrong: list[str]) -> date | None:
    try:
        return read_day(text)
    except BadInput:
        wrong.append("复核日期没有写，或不是日期")
        return None
