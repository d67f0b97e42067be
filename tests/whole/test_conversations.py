"""Data-driven conversations (conversations.yml) through the real assistant, each with a resident of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import yaml_file
from tests.conftest import Assistant
from tests.whole.test_walks import valid

HERE = Path(__file__).parent
CASES = yaml_file.read(HERE / "conversations.yml")["conversations"]
BLIND = yaml_file.read(HERE / "blind_conversations.yml")["conversations"]
# What of the conversations written blind holds; may only grow.
TURNS_REACHED, WHOLE_REACHED = 0.85, 0.60


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_conversation(assistant: Assistant, case: dict[str, Any]) -> None:
    for number, turn in enumerate(case["turns"]):
        sender = f"talk-{CASES.index(case)}"
        said = {"text": turn["say"]} if "say" in turn else {"location": {**turn["at"], "datum": "gcj02"}}
        holds(turn, valid(assistant.messages(sender, **said)), f"turn {number}: {said}")


def test_conversations_written_blind_hold_as_far_as_they_did(assistant: Assistant) -> None:
    right, wrong, whole = 0, [], 0
    for number, case in enumerate(BLIND):
        faults = list(faults_of(assistant, f"blind-{number}", case))
        right += len(case["turns"]) - len(faults)
        whole += not faults
        wrong += [f"{case['name']}: {fault}" for fault in faults]
    turns = sum(len(case["turns"]) for case in BLIND)
    assert right >= TURNS_REACHED * turns, wrong
    assert whole >= WHOLE_REACHED * len(BLIND), wrong


def faults_of(assistant: Assistant, sender: str, case: dict[str, Any]) -> Iterator[str]:
    """What of a conversation did not come as expected, a line a turn."""
    for turn in case["turns"]:
        said = {"text": turn["say"]} if "say" in turn else {"location": {**turn["at"], "datum": "gcj02"}}
        try:
            holds(turn, valid(assistant.messages(sender, **said)), str(said))
        except AssertionError as fault:
            yield str(fault).split("\n", maxsplit=1)[0]


def holds(turn: dict[str, Any], replies: list[dict[str, Any]], where: str) -> None:
    """Every expectation of `turn` on `replies`; the message says what came instead."""
    first, text = replies[0]["custom"], "\n".join(reply["text"] for reply in replies)
    came = f"{where} → {first.get('kind')} {first.get('topic')}: {text[:200]}"
    if "kind" in turn:
        assert first["kind"] in _listed(turn["kind"]), came
    if "topic" in turn:
        assert first.get("topic") in ([turn["topic"]] if isinstance(turn["topic"], str) else turn["topic"]), came
    if "category" in turn:
        assert first.get("category") in _listed(turn["category"]), came
    if "topics" in turn:
        assert {reply["custom"].get("topic") for reply in replies} == set(turn["topics"]), came
    for words in _listed(turn.get("has")):
        assert words in text, came
    for words in _listed(turn.get("lacks")):
        assert words not in text, came


def _listed(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)
