"""The screening form for a caller: every question at once, verdicts as it fills. Nothing said here is kept."""

from typing import Any

from starlette.responses import Response

from bot.desk.call import Call
from bot.desk.pages import fragment, page
from bot.eligibility.assess import assess
from bot.eligibility.facts import FACTS, UNSAID_CHINESE, Facts, Unsaid
from bot.eligibility.next_question import next_question
from bot.eligibility.question import FORM, Question
from bot.eligibility.verdict import Outcome
from bot.errors import BadInput

NOT_SURE = Unsaid.NOT_SURE.value
# A question of several yes-or-no facts was answered, also where nothing was ticked.
ASKED = "asked"
CALLER = "您"


def show(call: Call) -> Response:
    return page(call, "screening.html", **_shown(call, {}))


def judge(call: Call) -> Response:
    """The whole page, or only the verdicts for our script."""
    typed: dict[str, list[str]] = {}
    for name, value in call.fields():
        typed.setdefault(name, []).append(value)
    if call.is_fragment:
        return fragment(call, "screening_results.html", **_shown(call, typed))
    return page(call, "screening.html", **_shown(call, typed))


def _shown(call: Call, typed: dict[str, list[str]]) -> dict[str, Any]:
    figures, day = call.bench.snapshot().figures, call.bench.today()
    try:
        facts, wrong = Facts().learn(said(typed)), ""
    except BadInput as bad:
        facts, wrong = Facts(), str(bad)
    verdicts = assess(facts, day, figures) if facts != Facts() else []
    following = next_question(facts, day, figures)
    return {
        "questions": [question.to(CALLER) for question in FORM], "typed": typed, "wrong": wrong, "verdicts": verdicts, "read_back": facts.read_back(),
        "next": following and following.to(CALLER), "outcomes": list(Outcome), "titles": {n: f.title for n, f in FACTS.items()},
        "not_sure": NOT_SURE, "not_sure_title": UNSAID_CHINESE[Unsaid.NOT_SURE], "asked": ASKED,
    }  # fmt: skip


def said(typed: dict[str, list[str]]) -> dict[str, Any]:
    """The facts a filled form stands for; what is left blank was not asked. Raises BadInput."""
    news: dict[str, Any] = {}
    for question in FORM:
        news.update(_answered(question, typed.get(question.name, [])))
    return news


def _answered(question: Question, values: list[str]) -> dict[str, Any]:
    values = [value.strip() for value in values if value.strip()]
    if not values:
        return {}
    if NOT_SURE in values:
        return dict.fromkeys(question.facts, NOT_SURE)
    if question.kind == "number":
        return {question.facts[0]: _number(question, values[0])}
    facts: dict[str, Any] = dict(question.rest) if ASKED in values else {}
    for value in values:
        if value == ASKED:
            continue
        if not value.isdigit() or int(value) >= len(question.choices):
            raise BadInput(f"“{question.text}”没有这个选项")
        facts.update(question.choices[int(value)].facts)
    return facts


def _number(question: Question, text: str) -> float | int:
    try:
        number = float(text.replace(",", "").replace("，", ""))
    except ValueError:
        raise BadInput(f"“{question.text}”要写数字（{question.unit}），不能是“{text[:20]}”") from None
    return int(number) if number == int(number) else number
