"""What staff should look at: standards due for a new value, answers past their review; rows for a page and a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.knowledge.answer import Answer
from bot.policy import value_sheet, watch
from bot.policy.figure import Figures

HEADINGS = (
    "类别", value_sheet.NAME.heading, "名称", "现在的值", "从哪天起", "依据", "状态", "应在哪天",
    *(column.heading for column in value_sheet.TO_FILL_IN),
)  # fmt: skip
PAST_REVIEW = "过了复核日期"


@dataclass(frozen=True)
class Item:
    """One thing to look at; `by` is the day it should have been, or be, done."""

    kind: str
    name: str
    title: str
    spoken: str
    since: str
    document: str
    state: str
    by: date | None

    def cells(self) -> list[str]:
        """A row under HEADINGS; the last columns are for staff to fill in."""
        known = [
            self.kind,
            self.name,
            self.title,
            self.spoken,
            self.since,
            self.document,
            self.state,
            str(self.by or ""),
        ]
        return known + [""] * (len(HEADINGS) - len(known))


def items(figures: Figures, answers: Mapping[str, Answer], day: date) -> list[Item]:
    """Standards first, then answers, the longest waited for first."""
    standards = [
        Item("数字", each.figure.name, each.figure.title, each.figure.worded(each.value), each.value.since,
             each.value.source.number or each.value.source.title, each.state, each.expected)
        for each in watch.due(figures, day)
    ]  # fmt: skip
    late = sorted((answer for answer in answers.values() if answer.review_by < day), key=lambda each: each.review_by)
    return [
        *standards,
        *(Item("答案", each.topic, each.question, "", "", "", PAST_REVIEW, each.review_by) for each in late),
    ]
