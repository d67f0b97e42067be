"""Review: a sample of what was answered, judged one key a turn; what was misunderstood becomes a phrasing."""

from contextlib import suppress
from typing import Any

from starlette.responses import Response

from bot.database import transaction
from bot.desk import audit, homes, learning
from bot.desk.call import Call
from bot.desk.pages import after, fragment, page
from bot.errors import BadInput, NotFound
from bot.knowledge import phrasing, proposal, review, trace, turns
from bot.knowledge.phrasing import Phrased

VERDICTS = {"right": "对", "missing": "缺这一问", "out_of_scope": "不归我们"}
WHY = "抽查：居民原话"
DONE_SHOWN = 200


def show(call: Call) -> Response:
    """The day's sample, what waits to become a phrasing, and what residents wrote with a thumb down."""
    snapshot, day = call.bench.snapshot(), call.bench.today()
    answers, rows = snapshot.answers, trace.unreviewed(call.db, review.ROWS, review.since(day))
    turns_shown = review.sample(rows, snapshot.index.is_phrasing, day)
    return page(
        call, "review.html", turns=[_shown(turn, answers) for turn in turns_shown], left=len(rows), answers=answers,
        titles=homes.titles(answers), to_add=_waiting(call), handed_in=len(_handed_in(call)), comments=[told for told in turns.comments(call.db) if not told["helpful"]],
        done=sum(row["reviewed_at"][:10] == str(day) for row in trace.reviewed(call.db, str(day))),
    )  # fmt: skip


def _shown(turn: review.Turn, answers: homes.Answers) -> dict[str, Any]:
    row = turn.row
    given = f"{row['topic']}#{row['question']}" if row["question"] else row["topic"]
    offered = homes.offered([(topic, question) for topic, question, _ in row["candidates"]], answers)
    return {
        "turn": turn,
        "row": row,
        "answered": dict(homes.offered([(row["topic"], row["question"])], answers)).get(given or "", ""),
        "others": [choice for choice in offered if choice[0] != given][:3],
        "choices": offered,
    }


def _handed_in(call: Call) -> set[int]:
    """The turns whose wordings wait for a colleague to publish them."""
    return {each.turn for each in proposal.given(call.db) if each.turn is not None}


def _waiting(call: Call) -> list[dict[str, Any]]:
    """Verdicts that name a home, are no phrasing yet and are before nobody."""
    answers, before_others = call.bench.snapshot().answers, _handed_in(call)
    rows = [
        row
        for row in trace.reviewed(call.db)
        if review.home_in(row["reviewed"]) and row["phrased"] is None and row["id"] not in before_others
    ]
    names = homes.titles(answers)
    return [
        {**row, "home": home, "named": names[home]}
        for row in rows
        if (home := review.home_in(row["reviewed"])) in names
    ]


def judge(call: Call) -> Response:
    """One verdict; kept at once."""
    row_id, verdict = call.whole_number("id"), call.said("verdict")
    home = call.said("home") or call.said("other")
    if verdict == "question":
        home = homes.chosen(home, call.bench.snapshot().answers)
        verdict = f"{trace.OTHER}{home}"
    row = trace.get(call.db, row_id)
    with transaction(call.db):
        trace.judge(call.db, row_id, verdict, call.who)
        audit.record(call.db, call.who, "review", row["text"][:80], after=told(call, verdict))
    if call.is_fragment:
        return fragment(call, "review_done.html", row={**row, "reviewed": verdict}, told=told(call, verdict))
    return after("/review", "reviewed")


def told(call: Call, verdict: str) -> str:
    """A verdict in words."""
    home = review.home_in(verdict)
    return f"其实问的是：{homes.titles(call.bench.snapshot().answers).get(home, home)}" if home else VERDICTS[verdict]


def _wanted(call: Call) -> tuple[dict[str, str], dict[str, int]]:
    """text → home, and text → row, of the ticked rows with their wording as it was mended. Raises BadInput."""
    wanted, rows = {}, {}
    for row_id in (int(text) for text in call.every("id") if text.isdigit()):
        row = trace.get(call.db, row_id)
        home = review.home_in(row["reviewed"] or "")
        if not home or row["phrased"]:
            continue
        text = phrasing.fit(call.said(f"text{row_id}") or row["text"])
        wanted[text], rows[text] = home, row_id
    if not wanted:
        raise BadInput("没有选中要加为问法的话")
    return wanted, rows


def check(call: Call) -> Response:
    """What else would change and what of the regression it would spoil; then it can be published."""
    return _check(call, *_wanted(call))


def _check(call: Call, wanted: dict[str, str], rows: dict[str, int], status: int = 200) -> Response:
    names = homes.titles(call.bench.snapshot().answers)
    items = [(rows[text], text, names[home]) for text, home in wanted.items()]
    return page(
        call, "review_check.html", status=status, items=items, moved=learning.moved(call, wanted),
        spoilt=learning.in_the_way(call, wanted), blocks=call.bench.regression_blocks, needs_two=call.bench.needs_two,
        questions={topic: answer.question for topic, answer in call.bench.snapshot().answers.items()},
    )  # fmt: skip


def publish(call: Call) -> Response:
    """The wordings become phrasings: live at once, or handed in; refused where the regression forbids it."""
    wanted, rows = _wanted(call)
    if learning.in_the_way(call, wanted):
        return _check(call, wanted, rows, status=409)
    return after("/review", learning.publish(call, wanted, how="review_phrasing", why=WHY, turns=rows))


def show_done(call: Call) -> Response:
    rows = trace.reviewed(call.db, limit=DONE_SHOWN)
    return page(call, "review_list.html", rows=[{**row, "told": told(call, row["reviewed"])} for row in rows])


def undo(call: Call) -> Response:
    """The verdict is taken back, and the phrasing with it."""
    row_id = call.whole_number("id")
    row = trace.get(call.db, row_id)
    if not row["reviewed"]:
        raise NotFound("这一句还没有看过，没有什么可撤销")
    with transaction(call.db):
        _take_back(call, phrasing.from_json(row["phrased"]) if row["phrased"] else None)
        trace.unjudge(call.db, row_id)
        audit.record(call.db, call.who, "review_undo", row["text"][:80], before=told(call, row["reviewed"]))
    return after("/review/done", "review_undone")


def _take_back(call: Call, phrased: Phrased | None) -> None:
    if phrased:
        with suppress(NotFound):  # the answer itself is gone
            phrasing.take_back(call.db, phrased, who=call.who, why="撤销抽查加的问法")
