"""The inbox: what residents and agents asked in vain, gathered, each settled at one go."""

from contextlib import suppress
from dataclasses import replace

from starlette.responses import Response

from bot.chinese.normalize import has_words, matching_key
from bot.database import transaction
from bot.desk import audit
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.errors import BadInput, Conflict, NotFound
from bot.knowledge import faq, inbox, revision, unanswered

SETTLED = {"phrasing": "加为问法", "new_answer": "写了新答案", "out_of_scope": "不归我们管", "dismissed": "不处理"}
WHY = "收件箱：居民原话"


def show(call: Call) -> Response:
    snapshot = call.bench.snapshot()
    clusters = inbox.clusters(unanswered.waiting(call.db))
    return page(call, "inbox.html", clusters=clusters[:100], total=len(clusters), answers=snapshot.answers)


def show_settled(call: Call) -> Response:
    return page(call, "inbox_settled.html", rows=unanswered.settled(call.db), settled=SETTLED, reasons=inbox.REASONS)


def add_phrasing(call: Call) -> Response:
    """“是这条的问法”: published with the phrasing, live at once; the questions are settled."""
    topic, text = (call.said("topic") or call.said("other")).strip().split(" ")[0], call.said("text").strip()
    if not has_words(text) or "〔" in text:
        raise BadInput("问法里要有字，不能有遮住的号码；请把它改成一句平常的话")
    if not topic:
        raise BadInput("请选它是哪条答案的问法")
    key = matching_key(text)
    with transaction(call.db):
        answer, base = faq.get(call.db, topic)
        owner = next((other for other in faq.load(call.db).values()
                      if key in {matching_key(phrasing) for phrasing in other.phrasings}), None)  # fmt: skip
        if owner and owner.topic != topic:
            raise Conflict(f"“{text}”已经是“{owner.question}”的问法；要换主，先到那条答案里删掉")
        if owner is None:
            longer = replace(answer, asked_as=(*answer.asked_as, text))
            revision.publish(call.db, longer, base=base, who=call.who, why=WHY)
        _settle(call, "phrasing")
        audit.record(call.db, call.who, "answer_phrasing", topic, after=text, why=WHY)
    return after("/inbox", "phrasing")


def settle(call: Call) -> Response:
    """“不归我们管” or “不处理”."""
    how = call.said("how")
    if how not in ("out_of_scope", "dismissed"):
        raise BadInput("请选怎么处理")
    with transaction(call.db):
        _settle(call, how)
        audit.record(call.db, call.who, "inbox_settle", call.said("text")[:80] or "收件箱", after=SETTLED[how])
    return after("/inbox", "settled")


def reopen(call: Call) -> Response:
    identity = call.whole_number("id")
    with transaction(call.db):
        unanswered.reopen(call.db, identity)
        audit.record(call.db, call.who, "inbox_reopen", str(identity))
    return after("/inbox/settled", "reopened")


def _settle(call: Call, how: str) -> None:
    identities = [int(part) for part in call.said("ids").split(",") if part.strip().isdigit()]
    if not identities:
        raise BadInput("没有选中问题")
    for identity in identities:
        with suppress(NotFound):  # somebody else settled it meanwhile
            unanswered.settle(call.db, identity, how, call.who)
