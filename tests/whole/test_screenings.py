"""Whole screenings (screenings.yml): who is asked, what is asked back, and what comes out at the end."""

from pathlib import Path
from typing import Any

import pytest

from bot import yaml_file
from tests.conftest import Assistant
from tests.whole.test_walks import valid

CASES = yaml_file.read(Path(__file__).with_name("screenings.yml"))["screenings"]


def screened(assistant: Assistant, sender: str, case: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The final card, and the slots asked for on the way."""
    reply = valid(assistant.messages(sender, case["start"]))[-1]["custom"]
    asked = []
    while reply["kind"] == "question" and len(asked) < 40:
        asked.append(reply["slot"])
        reply = valid(assistant.messages(sender, str(case["answers"].get(reply["slot"], "不清楚"))))[-1]["custom"]
    return reply, asked


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_screening(assistant: Assistant, case: dict[str, Any]) -> None:
    card, asked = screened(assistant, f"screen-{CASES.index(case)}", case)
    assert card["kind"] == "screening", card
    assert len(asked) <= case["at_most"], asked
    outcomes = {result["scheme"]: result for result in card["results"]}
    likely = sorted(name for name, result in outcomes.items() if result["outcome"] == "likely")
    for scheme in case["likely"]:
        assert outcomes[scheme]["outcome"] == "likely", (scheme, outcomes[scheme], likely)
    for scheme in case.get("unlikely", []):
        assert outcomes[scheme]["outcome"] == "unlikely", (scheme, outcomes[scheme])
    for scheme, yuan in case.get("amounts", {}).items():
        assert outcomes[scheme]["amount"]["value"] == yuan, outcomes[scheme]
    if not case["likely"]:
        assert likely == []
    order = ["likely", "possible", "need_info", "unlikely"]
    ranks = [order.index(result["outcome"]) for result in card["results"]]
    assert ranks == sorted(ranks)


def test_a_question_in_between_is_answered_and_the_screening_goes_on(assistant: Assistant) -> None:
    first = assistant.messages("between-1", "帮我看看我能领什么")[-1]["custom"]
    replies = valid(assistant.messages("between-1", "离婚冷静期多少天"))
    assert replies[0]["custom"]["topic"] == "marriage.cooling_off"
    assert replies[-1]["custom"]["slot"] == first["slot"]


def test_the_unreadable_is_asked_again_once_and_then_skipped(assistant: Assistant) -> None:
    first = assistant.messages("twice-1", "帮我看看我能领什么")[-1]["custom"]
    again = valid(assistant.messages("twice-1", "哎呀这个嘛嘿嘿嘿"))[-1]["custom"]
    assert again["slot"] == first["slot"]
    assert valid(assistant.messages("twice-1", "哎呀这个嘛嘿嘿嘿"))[-1]["custom"]["slot"] != first["slot"]


def test_what_is_understood_is_read_back_and_a_correction_replaces_it(assistant: Assistant) -> None:
    assistant.messages("fix-1", "帮我看看我能领什么")
    assert "85" in assistant.messages("fix-1", "八十五")[0]["text"]
    assert "84" in assistant.messages("fix-1", "说错了，是84岁")[0]["text"]


def test_stopping_forgets_what_was_said(assistant: Assistant) -> None:
    assistant.messages("stop-1", "帮我看看我能领什么，我妈85了")
    assert "清掉" in valid(assistant.messages("stop-1", "不查了"))[0]["text"]
    assert "按您说的情况" not in assistant.messages("stop-1", "高龄津贴多少钱")[0]["text"]


def test_the_person_is_still_one_word_away(assistant: Assistant) -> None:
    assistant.messages("out-1", "帮我看看我能领什么")
    assert valid(assistant.messages("out-1", "转人工"))[0]["custom"]["kind"] == "handoff"
