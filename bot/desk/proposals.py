"""Two pairs of eyes, where the setting asks for them: one drafts and hands in, another publishes or gives it back."""

from collections.abc import Sequence
from contextlib import suppress

from starlette.responses import Response

from bot.database import transaction
from bot.desk import audit, batch
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.desk.shown import in_words, phone
from bot.errors import NotFound
from bot.knowledge import difference, proposal, trace, unanswered
from bot.knowledge.answer import Answer
from bot.knowledge.proposal import Given, Proposal


def hand_in(
    call: Call, answer: Answer, *, base: int | None, why: str, settles: str = "", given: Sequence[Given] = ()
) -> None:
    """Lay `answer` before the others; call inside a transaction. Raises Conflict, BadInput."""
    proposal.hand_in(call.db, answer, base=base, who=call.who, why=why, settles=settles, given=given)
    audit.record(call.db, call.who, "answer_hand_in", answer.topic, after=answer.to_json(), why=why)


def number_of(call: Call) -> int:
    """Which one the address names. Raises NotFound."""
    text = call.part("number")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound("没有这一份待发布的修改")
    return int(text)


def show(call: Call) -> Response:
    """What was changed, in words, and how residents would read it."""
    return _page(call, proposal.get(call.db, number_of(call)))


def _page(call: Call, found: Proposal, spoilt: Sequence[batch.Spoilt] = ()) -> Response:
    snapshot = call.bench.snapshot()
    live = snapshot.answers.get(found.topic)
    changes = in_words(difference.between(live, found.answer), call.bench.wording(snapshot), snapshot.titles)
    left = [] if found.outcome else [each for each in proposal.changes(found, snapshot.answers) if each != found.topic]
    names = _changed_questions(live, found.answer) or [""]
    today = call.bench.today()
    phones = [phone(found.answer, name, (), snapshot.figures, today, snapshot.sources) for name in names]
    return page(
        call, "proposal.html", status=409 if spoilt else 200, spoilt=spoilt, blocks=call.bench.regression_blocks, found=found, changes=changes, phones=[each for each in phones if each], day=today,
        is_own=found.who == call.who, left=[snapshot.answers[topic].question for topic in left],
    )  # fmt: skip


def _changed_questions(before: Answer | None, after_: Answer) -> list[str]:
    old = before.questions if before else ()
    return [question.name for question in after_.questions if question not in old][:6]


def publish(call: Call) -> Response:
    """Live at once, in every process. Raises BadInput from its writer, Conflict where it was changed meanwhile."""
    found = proposal.get(call.db, number_of(call))
    if not found.outcome and (spoilt := batch.in_the_way(call, proposal.changes(found, call.bench.snapshot().answers))):
        return _page(call, found, spoilt)
    with transaction(call.db):
        found = proposal.publish(call.db, number_of(call), call.who)
        _settle(call, found)
        why = f"{found.who}写：{found.why}"
        audit.record(call.db, call.who, "answer_publish", found.topic, after=found.answer.to_json(), why=why)
    return after(f"/answers/{found.topic}", "published")


def settle(call: Call, given: Given) -> None:
    """The wording is a phrasing now: what it came from needs nobody any more."""
    for identity in given.inbox:
        with suppress(NotFound):  # somebody else settled it meanwhile
            unanswered.settle(call.db, identity, "phrasing", call.who, given.phrased)
    if given.turn is not None:
        trace.keep_phrased(call.db, given.turn, given.phrased)


def _settle(call: Call, found: Proposal) -> None:
    for given in found.stands:
        settle(call, given)
    for identity in found.settles.split(","):
        if identity.strip().isdigit():
            with suppress(NotFound):  # somebody else settled it meanwhile
                unanswered.settle(call.db, int(identity), "new_answer", call.who)


def decline(call: Call) -> Response:
    """Back to its writer, with a reason."""
    why = call.said("why")
    with transaction(call.db):
        found = proposal.decline(call.db, number_of(call), call.who, why)
        audit.record(call.db, call.who, "answer_decline", found.topic, before=found.answer.to_json(), why=why)
    return after("/answers", "declined")
