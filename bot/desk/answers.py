"""The list of answers with its filters, and one answer as residents read it on any day, with its history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from bot.chinese.normalize import matching_key
from bot.database import transaction
from bot.desk import audit
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.desk.shown import in_words
from bot.desk.stopping import usual_sentence
from bot.errors import NotFound
from bot.knowledge import difference, draft, faq, overview, proposal, revision, stopped
from bot.knowledge.answer import Answer
from bot.knowledge.render import render

ROWS_PER_PAGE = 100
COUNTED_DAYS = 90
LOW_SATISFACTION = 0.6


@dataclass(frozen=True)
class Row:
    """One answer in the list with what residents made of it in the last ninety days."""

    answer: Answer
    asked: int
    up: int
    down: int
    is_past_review: bool
    is_stopped: bool

    @property
    def satisfaction(self) -> float | None:
        return self.up / (self.up + self.down) if self.up + self.down else None


# name → (what the filter is called, which rows it keeps)
SHOWN: Mapping[str, tuple[str, Callable[[Row], bool]]] = {
    "all": ("全部", lambda row: True),
    "stopped": ("停答的", lambda row: row.is_stopped),
    "unverified": ("待核实", lambda row: not row.answer.verified),
    "past_review": ("过了复核日期", lambda row: row.is_past_review),
    "never_asked": ("没人问过", lambda row: row.asked == 0),
    "most_asked": ("问得最多", lambda row: row.asked > 0),
    "low_satisfaction": (
        "多数说没用",
        lambda row: (row.satisfaction or 1.0) < LOW_SATISFACTION or (row.down > 0 and not row.up),
    ),
}
ORDERS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "most_asked": lambda row: (-row.asked, row.answer.topic),
    "low_satisfaction": lambda row: (-row.down, row.answer.topic),
}


def show_list(call: Call) -> Response:
    snapshot = call.bench.snapshot()
    domain, shown, text = call.said("domain"), call.said("show", "all"), call.said("q").strip()
    title, keeps = SHOWN.get(shown, SHOWN["all"])
    rows = [row for row in _rows(call, snapshot.answers) if keeps(row) and domain in ("", row.answer.domain)]
    if text:
        rows = _found(rows, text)
    elif shown in ORDERS:
        rows.sort(key=ORDERS[shown])
    number = max(1, call.whole_number("page", 1))
    part = rows[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    return page(
        call, "answers.html", rows=part, total=len(rows), number=number, pages=-(-len(rows) // ROWS_PER_PAGE),
        domains=domains(snapshot.answers), filters={name: pair[0] for name, pair in SHOWN.items()}, domain=domain, shown=shown,
        text=text, drafts=draft.of(call.db, call.who), proposals=proposal.waiting_for_another(call.db), counted_days=COUNTED_DAYS, title=title,
    )  # fmt: skip


def _rows(call: Call, answers: Mapping[str, Answer]) -> list[Row]:
    today, snapshot = call.bench.today(), call.bench.snapshot()
    counts = overview.by_topic(call.db, today - timedelta(days=COUNTED_DAYS), today)
    return [
        Row(answer, *counts.get(topic, (0, 0, 0)), answer.review_by < today, bool(snapshot.stop_of(topic, today)))
        for topic, answer in answers.items()
    ]


def _found(rows: list[Row], text: str) -> list[Row]:
    """By number or words of any part, those whose question has them first."""
    key = matching_key(text)
    scored = []
    for row in rows:
        answer = row.answer
        if key in matching_key(answer.question) or text.lower() in answer.topic:
            scored.append((0, row))
        elif any(key in matching_key(phrasing) for phrasing in answer.phrasings):
            scored.append((1, row))
        elif any(text in piece for piece in answer.templates()):
            scored.append((2, row))
    return [row for _, row in sorted(scored, key=lambda pair: pair[0])]


def domains(answers: Mapping[str, Answer]) -> list[str]:
    return sorted({answer.domain for answer in answers.values()})


def show(call: Call) -> Response:
    """As residents read it on a day, with its phrasings."""
    snapshot, topic = call.bench.snapshot(), call.part("topic")
    answer = _known(snapshot.answers, topic)
    rendered = render(answer, snapshot.figures, call.day(), snapshot.sources)
    return page(
        call, "answer.html", answer=answer, rendered=rendered, day=call.day(), answers=snapshot.answers,
        stop=snapshot.stop_of(topic, call.bench.today()), stops_before=stopped.history(call.db, topic),
        usual_sentence=usual_sentence(call),
    )  # fmt: skip


def show_history(call: Call) -> Response:
    topic = call.part("topic")
    answer, number = faq.get(call.db, topic)
    snapshot = call.bench.snapshot()
    wording = call.bench.wording(snapshot)
    changes = [
        (change, in_words(difference.between(change.before, change.after), wording, snapshot.titles))
        for change in revision.history(call.db, topic)
    ]
    return page(call, "history.html", answer=answer, number=number, changes=changes)


def undo(call: Call) -> Response:
    """What stood before a change stands again; that is a change too."""
    identity, why = call.whole_number("revision"), call.said("why")
    with transaction(call.db):
        topic = revision.topic_of(call.db, identity)
        before, _ = faq.get(call.db, topic)
        revision.undo(call.db, identity, who=call.who, why=why)
        now, _ = faq.get(call.db, topic)
        audit.record(call.db, call.who, "answer_undo", topic, before=before.to_json(), after=now.to_json(), why=why)
    return after(f"/answers/{topic}/history", "undone")


def _known(answers: Mapping[str, Answer], topic: str) -> Answer:
    if topic not in answers:
        raise NotFound(f"没有“{topic[:60]}”这条答案")
    return answers[topic]
