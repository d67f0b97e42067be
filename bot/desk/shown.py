"""What staff read of an answer: titles instead of codes, changes in words, and the phone as a resident sees it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.errors import BadInput, NotFound, NotInForce
from bot.knowledge.answer import ASPECTS, Answer
from bot.knowledge.difference import Difference
from bot.knowledge.field import CHOICES, CONDITIONS, question_in, read_condition
from bot.knowledge.mine import Person
from bot.knowledge.render import VISIBLE, Rendered, Speaker, render, speak, visible
from bot.knowledge.wording import Wording
from bot.policy.figure import Figures, Source

_CODE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_QUESTION = re.compile(r"#([a-z][a-z0-9_]*)：")


def in_words(differences: Iterable[Difference], wording: Wording, titles: Mapping[str, str]) -> list[Difference]:
    """The same changes without a code. `titles` names each kind of place."""
    return [
        Difference(
            part.field, part.title, tuple((mark, _line(part.field, line, wording, titles)) for mark, line in part.lines)
        )
        for part in differences
    ]


def _line(field: str, line: str, wording: Wording, titles: Mapping[str, str]) -> str:
    left, _, right = line.partition(" => ")
    if field == "tiers":
        return f"{_condition(left, wording)}：{wording.prose(right)}"
    if field == "follow_up":
        return f"追问“{ASPECTS.get(left, left)}”转到：{wording.topics.get(right, right)}"
    if field == "not_asked_as":
        return f"{left}（其实是：{wording.topics.get(right, right)}）"
    if field == "related":
        return wording.topics.get(line, line)
    if field == "series":
        return wording.figures.get(line, line)
    if field == "service":
        return titles.get(line, line)
    if field == "sources":
        return _document(line, wording)
    if line.startswith("依据："):
        return f"依据：{_document(line.removeprefix('依据：'), wording)}"
    return wording.prose(line)


def _document(line: str, wording: Wording) -> str:
    ref, _, clause = line.partition("｜")
    return f"《{wording.documents.get(ref, ref)}》{clause}"


def _condition(text: str, wording: Wording) -> str:
    """hukou=xicheng; age_from=… as one says it."""
    try:
        when = read_condition(text)
    except BadInput:
        return text
    said = []
    for key, value in when.items():
        values = [str(each).lower() for each in value] if isinstance(value, list) else [str(value).lower()]
        names = CHOICES.get(key, {})
        told = "、".join(wording.figures.get(each, names.get(each, each)) for each in values)
        said.append(f"{CONDITIONS[key]}{told}")
    return "，".join(said) or "不论什么情况"


def problem_in_words(text: str, answer: Answer | None, wording: Wording) -> str:
    """A finding of the checks without codes: which question it is of, which figure or topic it names."""
    asks = {question.name: question.ask for question in answer.questions} if answer else {}
    text = _QUESTION.sub(lambda name: f"问题“{asks.get(name[1], name[1])}”：", text)
    known = {**wording.figures, **wording.topics}
    return (
        _CODE.sub(lambda code: f"“{known[code[0]]}”" if code[0] in known else code[0], text)
        .replace("““", "“")
        .replace("””", "”")
    )


@dataclass(frozen=True)
class Phone:
    """What a resident sees of an answer before unfolding anything, how long that is, and what did not fit."""

    rendered: Rendered
    asked: str
    length: int
    left_out: tuple[str, ...]

    @property
    def most(self) -> int:
        return VISIBLE


def phone(
    answer: Answer, name: str, people: Sequence[Person], figures: Figures, day: date, sources: Mapping[str, Source]
) -> Phone | None:
    """`answer` led by its question `name` (empty: as a whole), for `people`; None where it cannot be shown."""
    question = question_in(answer, f"questions.{name}") if name else None
    try:
        rendered = render(answer, figures, day, sources, question=question, people=people)
        lines = [speak(line, Speaker(figures, day)) for line in (question or answer).short]
    except (BadInput, NotFound, NotInForce):
        return None
    length = sum(len(visible(line)) for line in rendered.visible)
    left_out = tuple(line for line in lines if line not in rendered.visible)
    return Phone(rendered, question.ask if question else answer.question, length, left_out)
