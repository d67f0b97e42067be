"""A resident's code opens his conversation for an agent: masked, noted, and for nobody who is not signed in."""

import pytest
from desk_caller import Desk

from bot import handover
from bot.desk import audit

SAID = "我妈身份证110102194003071234，她八十五了，高龄津贴给多少"
TURNS = [
    {"at": 1_796_000_000, "said": SAID, "answered": ["满80周岁每月100元。", "<b>粗</b>"]},
    {
        "at": 1_796_000_060,
        "said": '/share_location{"lon": 116.3579, "lat": 39.8841}',
        "answered": ["您那里归牛街街道。"],
    },
]
STATE = {"topic": "elder.senior_allowance", "question": "amount", "facts": {"age": 85}, "whom": "您妈妈"}


@pytest.fixture
def code(desk: Desk) -> str:
    return handover.hand_over(desk.db(), "0123456789abcdef", "wechat", TURNS, STATE)


def test_an_agent_reads_what_was_said_understood_and_answered(desk: Desk, code: str) -> None:
    shown = desk.caller("agent").post("/handover", {"code": f"{code[:3].lower()} {code[3:]}"})
    assert shown.status == 200
    for told in (code, "公众号", "高龄津贴", "85岁", "您妈妈", "满80周岁每月100元", "〔身份证号〕", "〔发来了位置〕"):
        assert told in shown.text
    for hidden in ("110102194003071234", "116.3579", "<b>粗", "0123456789abcdef"):
        assert hidden not in shown.text


def test_who_opened_it_is_noted(desk: Desk, code: str) -> None:
    desk.caller("agent").post("/handover", {"code": code})
    seen = handover.latest(desk.db(), "0123456789abcdef")
    assert seen and seen.opened_by == "agent"
    entry = next(iter(audit.entries(desk.db())))
    assert (entry.who, entry.action, entry.subject) == ("agent", "handover_open", code)


@pytest.mark.parametrize(
    ("typed", "told"), [("222222", "转人工"), ("AAAAAF", "念一遍"), ("", "6 个"), ("<script>", "6 个")]
)
def test_a_code_that_opens_nothing_says_why(desk: Desk, code: str, typed: str, told: str) -> None:
    shown = desk.caller("agent").post("/handover", {"code": typed})
    assert shown.status == 404
    assert told in shown.text and "<script>" not in shown.text.replace(
        '<script src="/static/desk.js" defer></script>', ""
    )


def test_nobody_else_opens_anything(desk: Desk, code: str) -> None:
    assert desk.caller().post("/handover", {"code": code}).status in (303, 401)
    outside = desk.caller("agent").post("/handover", {"code": code}, headers={"Origin": "https://elsewhere.example"})
    assert outside.status == 403
    seen = handover.latest(desk.db(), "0123456789abcdef")
    assert seen is not None
