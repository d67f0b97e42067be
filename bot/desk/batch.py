"""批量试问: many questions from a list, what each is answered now and with the drafts, and what changed since last time.

Those with a known right answer are kept as the bureau's regression, which runs before every publish.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response

from bot.database import transaction
from bot.desk import answer_form, audit
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.desk.table_file import sent, table_file
from bot.errors import BadInput
from bot.knowledge import draft, proposal, regression
from bot.knowledge.answer import Answer
from bot.knowledge.matcher import Snapshot
from bot.knowledge.regression import FIRST, VERDICTS, WRONG, Expectation, Told, verdict
from bot.knowledge.wording import Wording
from bot.sheet import header, spreadsheet
from bot.sheet.column import Column

MOST = 1000
LONGEST = 200
NOTHING = "不答"
LARGEST_BYTES = spreadsheet.LARGEST_BYTES + 100_000
COLUMNS = (
    Column("text", "居民怎么问", ("问法", "问题", "怎么问", "问句", "话", "提问")),
    Column("expected", "应该答", ("期望", "期望答案", "应答", "答案", "事项", "编号", "标准问法")),
    Column("question", "应该答哪个问题", ("期望问题", "哪个问题", "小问题")),
)
_BEST = (FIRST, "other_question", "offered", "missed", WRONG)


@dataclass(frozen=True)
class Asked:
    """A question of the list and what should be answered: a topic (empty: nothing), None where nobody said."""

    text: str
    topic: str | None = None
    question: str | None = None


@dataclass(frozen=True)
class Row:
    """How a question went: now, with the drafts, and last time where that was otherwise."""

    asked: Asked
    now: Told
    drafted: Told | None
    before: tuple[str, Told] | None

    def verdict(self, told: Told | None) -> str:
        return verdict(told, self.asked.topic, self.asked.question) if told and self.asked.topic is not None else ""

    @property
    def is_changed(self) -> bool:
        return self.before is not None or (self.drafted is not None and self.drafted != self.now)

    @property
    def is_right(self) -> bool:
        return self.verdict(self.drafted or self.now) in ("", FIRST)


def show(call: Call) -> Response:
    call.bench.expect_questions()
    return _page(call)


def _page(call: Call, **shown: Any) -> Response:
    expected = regression.load(call.db)
    wording = call.bench.wording(call.bench.snapshot())
    usual: dict[str, Any] = {
        "rows": None,
        "counts": {},
        "problems": [],
        "typed": "",
        "table": "",
        "name": "",
        "seconds": 0.0,
    }
    return page(
        call, "batch.html", most=MOST, expected=expected, wording=wording, verdicts=VERDICTS, nothing=NOTHING,
        spoken=_Spoken(call.bench.snapshot(), wording), blocks=call.bench.regression_blocks, **{**usual, **shown},
    )  # fmt: skip


def run(call: Call) -> Response:
    """Ask them all. Raises BadInput."""
    problems: list[str] = []
    if call.said("use") == "regression":
        kept = regression.load(call.db)
        name, asked = "回归题", [Asked(each.text, each.topic, each.question) for each in kept]
    else:
        name, table = _table(call)
        asked, problems = read(table, call.bench.snapshot(), call.bench.wording(call.bench.snapshot()))
    if not asked:
        raise BadInput("没有读到问题：请一行写一句，或选一个有“居民怎么问”一列的表")
    if len(asked) > MOST:
        raise BadInput(f"一次最多 {MOST} 句，这里有 {len(asked)} 句，请分几次")
    rows = _asked(call, asked, name)
    drafted = any(row.drafted for row in rows)
    counts = {"现在": Counter(row.verdict(row.now) for row in rows)}
    if drafted:
        counts["发布草稿后"] = Counter(row.verdict(row.drafted) for row in rows)
    rows.sort(key=lambda row: (row.is_right, not row.is_changed))
    table_text = "\n".join(f"{each.text}\t{_expected(each)}" for each in asked)
    return _page(
        call, rows=rows, counts=counts, problems=problems, typed=call.said("typed"), table=table_text, name=name
    )


def _asked(call: Call, asked: list[Asked], name: str) -> list[Row]:
    texts = [each.text for each in asked]
    live = call.bench.snapshot()
    now = call.bench.told(texts, live)
    changed = drafts(call, live)
    then = call.bench.told(texts, call.bench.drafted({**live.answers, **changed})) if changed else {}
    before = regression.last_told(call.db, texts)
    regression.keep_run(call.db, call.who, name, now)
    return [
        Row(each, now[each.text], then.get(each.text), _if_other(before.get(each.text), now[each.text]))
        for each in asked
    ]


def _if_other(before: tuple[str, Told] | None, now: Told) -> tuple[str, Told] | None:
    return before if before and before[1] != now else None


def drafts(call: Call, live: Snapshot) -> dict[str, Answer]:
    """What is drafted: handed in for another to publish, and one's own unfinished edits as far as they can be read."""
    found = {each.topic: each.answer for each in proposal.waiting_for_another(call.db)}
    wording = call.bench.wording(live)
    for kept in draft.of(call.db, call.who):
        fields = [(name, value) for name, value in kept.fields if answer_form.is_of_answer(name)]
        try:
            answer = answer_form.read(fields, wording, live.answers)
        except BadInput:
            continue
        found[answer.topic] = answer
    return {topic: answer for topic, answer in found.items() if live.answers.get(topic) != answer}


def _table(call: Call) -> tuple[str, list[spreadsheet.Row]]:
    if table := sent(call):
        return table
    lines = [line for line in call.said("typed").split("\n") if line.strip()]
    return "贴进来的", [(number, [cell.strip() for cell in line.split("\t")]) for number, line in enumerate(lines, 1)]


def read(table: list[spreadsheet.Row], live: Snapshot, wording: Wording) -> tuple[list[Asked], list[str]]:
    """The questions of a table, and what could not be made out in it. Without a header: question, then answer."""
    try:
        heads = header.find(table, COLUMNS, "text")
        start, fields = heads.at + 1, heads.fields
    except BadInput:
        start, fields = 0, {0: "text", 1: "expected", 2: "question"}
    found: dict[str, Asked] = {}
    problems = []
    for number, cells in table[start:]:
        values = {name: cells[at].strip() for at, name in fields.items() if at < len(cells)}
        text = values.get("text", "")[:LONGEST]
        if not text:
            continue
        try:
            found[text] = _read(text, values.get("expected", ""), values.get("question", ""), live, wording)
        except BadInput as wrong:
            problems.append(f"第 {number} 行：{wrong}")
            found[text] = Asked(text)
    return list(found.values()), problems


def _read(text: str, expected: str, name: str, live: Snapshot, wording: Wording) -> Asked:
    """`expected`: a title, an id, id#question, a question's own words, or 不答."""
    if not expected:
        return Asked(text)
    if expected == NOTHING:
        return Asked(text, "")
    topic, _, short = expected.partition("#")
    asks = [(each.topic, one.name) for each in live.answers.values() for one in each.questions if one.ask == expected]
    if len(asks) == 1 and expected not in wording.topics.values():
        return Asked(text, *asks[0])
    topic = wording.topic(topic)
    wanted = name or short
    if not wanted:
        return Asked(text, topic)
    question = next((one.name for one in live.answers[topic].questions if wanted in (one.name, one.ask)), None)
    if question is None:
        raise BadInput(f"“{wording.topics[topic]}”下面没有“{wanted[:30]}”这个问题")
    return Asked(text, topic, question)


def _expected(asked: Asked) -> str:
    if asked.topic is None:
        return ""
    return (f"{asked.topic}#{asked.question}" if asked.question else asked.topic) or NOTHING


_WAYS = {
    "unknown": "答不上来", "unclear": "没看懂", "places": "找地方", "screening": "帮着算", "emergency": "危险，先给电话",
    "hand_off": "转人工", "smalltalk": "寒暄", "english": "英文", "elsewhere": "别的部门", "more": "更多",
}  # fmt: skip


class _Spoken:
    """Says in words what was told."""

    def __init__(self, live: Snapshot, wording: Wording) -> None:
        self._live, self._wording = live, wording

    def title(self, topic: str, question: str | None) -> str:
        answer = self._live.answers.get(topic)
        ask = next((each.ask for each in answer.questions if each.name == question), "") if answer else ""
        return f"{self._wording.topics.get(topic, topic)}{f'：{ask}' if ask else ''}"

    def __call__(self, told: Told) -> str:
        if told.how == "answer" and told.topic:
            return self.title(told.topic, told.question)
        if told.how == "clarify":
            return "请选：" + "；".join(self._wording.topics.get(topic, topic) for topic in told.offered)
        return _WAYS.get(told.how, told.how)


def keep(call: Call) -> Response:
    """The questions of the batch that have a right answer become the bureau's regression."""
    lines = [line for line in call.said("table").split("\n") if line.strip()]
    table = [(number, line.split("\t")) for number, line in enumerate(lines, 1)]
    snapshot = call.bench.snapshot()
    asked, _ = read(table, snapshot, call.bench.wording(snapshot))
    expected = [Expectation(each.text, each.topic, each.question) for each in asked if each.topic is not None]
    if not expected:
        raise BadInput("这一批没有写应该答什么，存不成回归题")
    with transaction(call.db):
        regression.keep(call.db, expected, call.who)
        audit.record(call.db, call.who, "regression_keep", "回归题", after={"加": len(expected)})
    return after("/batch", "regression_kept")


def forget(call: Call) -> Response:
    texts = call.every("text")
    with transaction(call.db):
        regression.forget(call.db, texts)
        audit.record(call.db, call.who, "regression_forget", "回归题", before=texts)
    return after("/batch", "regression_forgotten")


def template(call: Call) -> Response:
    """A table to fill in, with what stands in the regression now."""
    spoken = _Spoken(call.bench.snapshot(), call.bench.wording(call.bench.snapshot()))
    rows = [
        [each.text, spoken.title(each.topic, None) or NOTHING, _ask(call, each)] for each in regression.load(call.db)
    ]
    return table_file("batch.xlsx", [column.heading for column in COLUMNS], rows)


def _ask(call: Call, each: Expectation) -> str:
    answer = call.bench.snapshot().answers.get(each.topic)
    return next((one.ask for one in answer.questions if one.name == each.question), "") if answer else ""


@dataclass(frozen=True)
class Spoilt:
    """A question of the regression that is answered rightly now and would not be after."""

    text: str
    wanted: str
    now: str
    then: str


def in_the_way(call: Call, changed: Mapping[str, Answer]) -> list[Spoilt]:
    """What of the regression forbids publishing `changed`: nothing where it may be spoilt and whoever publishes has seen it."""
    found = spoilt(call, changed)
    return found if call.bench.regression_blocks or call.said("despite") != "yes" else []


def spoilt(call: Call, changed: Mapping[str, Answer]) -> list[Spoilt]:
    """What publishing `changed` would spoil of the regression: run before every publish."""
    expected, live = regression.load(call.db), call.bench.snapshot()
    if not expected or not any(_is_asked_otherwise(live.answers.get(topic), each) for topic, each in changed.items()):
        return []
    drafted = call.bench.drafted({**live.answers, **changed})
    then = call.bench.told([each.text for each in expected], drafted)
    bad = [each for each in expected if verdict(then[each.text], each.topic, each.question) != FIRST]
    now = call.bench.told([each.text for each in bad], replace(live, index=call.bench.trial_index(live.answers)))
    spoken = _Spoken(drafted, call.bench.wording(live))
    return [
        Spoilt(
            each.text,
            spoken.title(each.topic, each.question) or NOTHING,
            spoken(now[each.text]),
            spoken(then[each.text]),
        )
        for each in bad
        if _BEST.index(verdict(now[each.text], each.topic, each.question))
        < _BEST.index(verdict(then[each.text], each.topic, each.question))
    ]


def _is_asked_otherwise(before: Answer | None, after: Answer) -> bool:
    """Would anything be understood otherwise? A comma in an answer spoils no matching."""
    return before is None or (before.question, before.phrasings, before.not_asked_as, [q.name for q in before.questions]) != (
        after.question, after.phrasings, after.not_asked_as, [q.name for q in after.questions],
    )  # fmt: skip
