"""Who changed what, when and why."""

from starlette.responses import Response

from bot.desk import account, audit
from bot.desk.call import Call
from bot.desk.overview import csv_response
from bot.desk.pages import page

SHOWN, EXPORTED = 200, 100_000


def show(call: Call) -> Response:
    asked = _asked(call)
    return page(call, "audit.html", entries=audit.entries(call.db, **asked, limit=SHOWN), asked=asked, actions=audit.ACTIONS,
                names=[one.name for one in account.every(call.db)], most=SHOWN)  # fmt: skip


def as_csv(call: Call) -> Response:
    rows = [
        [entry.at, entry.who, entry.title, entry.subject, entry.before or "", entry.after or "", entry.why]
        for entry in audit.entries(call.db, **_asked(call), limit=EXPORTED)
    ]
    return csv_response("audit.csv", ("时间", "谁", "做了什么", "对什么", "之前", "之后", "原因"), rows)


def _asked(call: Call) -> dict[str, str]:
    return {"who": call.said("who"), "action": call.said("action"), "subject": call.said("subject").strip()}
