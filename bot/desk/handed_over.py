"""A caller's code opens his conversation, masked: the agent reads what was asked and answered, and need not ask again."""

from typing import Any

from starlette.responses import Response

from bot import handover
from bot.database import transaction
from bot.desk import audit, homes
from bot.desk.call import Call
from bot.desk.pages import page
from bot.errors import BadInput, NotFound
from bot.handover import Handover
from bot.reading import caller


def open_one(call: Call) -> Response:
    """Who opened which is on record. A code that is wrong or over leads back to the box."""
    try:
        with transaction(call.db):
            found = handover.opened(call.db, call.said("code"), call.who)
            audit.record(call.db, call.who, "handover", found.code)
    except (BadInput, NotFound) as wrong:
        return page(call, "handed_over.html", status=400, found=None, wrong=str(wrong), topic="", told="")
    return page(
        call,
        "handed_over.html",
        found=found,
        wrong="",
        topic=_topic(call, found),
        told=caller.in_words(found.state.get("facts") or {}),
    )


def _topic(call: Call, found: Handover) -> str:
    """What was spoken of last, by its name."""
    answers: Any = call.bench.snapshot().answers
    named = homes.offered([(found.state.get("topic"), found.state.get("question"))], answers)
    return named[0][1] if named else ""
