"""A caller says his code; the agent reads the conversation, masked, and who opened it is on record."""

from desk_caller import Desk

from bot import handover
from bot.desk import audit

TOPIC = "elder.senior_allowance"


def handed(desk: Desk, conversation: str) -> str:
    turns = [
        {"at": "2026-11-30T09:00:00+08:00", "said": "我叫李秀兰，电话13912345678，我妈88了能领几个钱", "answered": ["您妈妈88岁：每月100元"]},
        {"at": "2026-11-30T09:01:00+08:00", "said": "<b data-xss>转人工</b>", "answered": ["请拨 12345"]},
    ]  # fmt: skip
    return handover.hand_over(desk.db(), conversation, "webchat", turns, {"topic": TOPIC, "facts": {"age": 88}})


def test_a_code_opens_the_conversation_however_it_is_typed(desk: Desk) -> None:
    code, agent = handed(desk, "one"), desk.caller("agent")
    for typed in (code, f" {code[:3]} {code[3:].lower()} "):
        shown = agent.post("/hotline/handover", {"code": typed})
        assert shown.status == 200 and "您妈妈88岁：每月100元" in shown.text and "88岁" in shown.text
        assert "13912345678" not in shown.text and "李秀兰" not in shown.text
        assert "<b data-xss>" not in shown.text
    assert desk.bench.snapshot().answers[TOPIC].question in shown.text
    assert audit.entries(desk.db(), action="handover")[0].subject == code


def test_a_wrong_or_old_code_says_what_to_do(desk: Desk) -> None:
    code, agent = handed(desk, "two"), desk.caller("agent")
    wrong = code[:-1] + next(sign for sign in handover.ALPHABET if sign != code[-1])
    assert "请居民再念一遍" in agent.post("/hotline/handover", {"code": wrong}).text
    assert "请核对一遍" in agent.post("/hotline/handover", {"code": "12"}).text
    desk.db().conn.execute("UPDATE handover SET ends_at = '2000-01-01T00:00:00+08:00' WHERE code = ?", [code])
    over = agent.post("/hotline/handover", {"code": code})
    assert over.status == 400 and "过了一天" in over.text and "您妈妈" not in over.text
