"""A resident's conversation, opened with the code he reads out: what he said, what was understood, what was answered."""

from datetime import datetime
from typing import Any

from starlette.responses import Response

from bot import handover
from bot.clock import BEIJING
from bot.database import transaction
from bot.desk import audit
from bot.desk.call import Call
from bot.desk.pages import page
from bot.eligibility.facts import Facts
from bot.errors import BadInput, NotFound
from bot.knowledge.answer import Answer
from bot.privacy import mask

DOORS = {"webchat": "网页", "wechat": "公众号", "wecom": "企业微信"}


def show(call: Call) -> Response:
    return page(call, "handover.html", code="", found=None, wrong="")


def open_(call: Call) -> Response:
    """The conversation, or why there is none; who opened it is noted, the code's page shows it to the resident."""
    code = call.said("code")[:40]
    try:
        with transaction(call.db):
            found = handover.opened(call.db, code, call.who)
            audit.record(call.db, call.who, "handover_open", found.code)
    except (BadInput, NotFound) as wrong:
        return page(call, "handover.html", 404, code=code, found=None, wrong=str(wrong))
    shown: dict[str, Any] = {
        "door": DOORS.get(found.door, found.door),
        "turns": [_turn(turn) for turn in found.turns],
        "understood": _understood(call, found),
    }
    return page(call, "handover.html", code=found.code, found=found, wrong="", **shown)


def _turn(turn: Any) -> dict[str, Any]:
    at = datetime.fromtimestamp(turn["at"], BEIJING)
    return {"at": f"{at:%H:%M}", "said": _as_said(turn["said"]), "answered": turn["answered"]}


def _as_said(text: str) -> str:
    """What was tapped or shared, in words."""
    if text.startswith("/share_location"):
        return "〔发来了位置〕"
    return "〔点了一个问题〕" if text.startswith("/") else text


def _understood(call: Call, found: handover.Handover) -> list[tuple[str, str]]:
    """(what, in Chinese) of the conversation's state."""
    answer: Answer | None = call.bench.snapshot().answers.get(found.state.get("topic") or "")
    question = (
        next((each.ask for each in answer.questions if each.name == found.state.get("question")), "") if answer else ""
    )
    lines = [("说到的事", answer.question if answer else ""), ("问的是", question)]
    lines += [("替谁问", str(found.state.get("whom") or "")), ("说过的情况", _facts(found.state.get("facts") or {}))]
    return [(what, mask(told)) for what, told in lines if told]


def _facts(told: Any) -> str:
    try:
        return Facts.from_json(told).read_back()
    except BadInput:  # told to an edition of the program that knew other facts
        return ""
