"""Data-driven conversations (conversations.yml) through the real assistant, each with a resident of its own."""

from pathlib import Path
from typing import Any

import pytest

from bot import yaml_file
from tests.conftest import Assistant
from tests.whole.test_walks import valid

FILES = sorted(Path(__file__).parent.glob("*conversations.yml"))
CASES = [case for path in FILES for case in yaml_file.read(path)["conversations"]]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_conversation(assistant: Assistant, case: dict[str, Any]) -> None:
    for number, turn in enumerate(case["turns"]):
        sender = f"talk-{CASES.index(case)}"
        said = {"text": turn["say"]} if "say" in turn else {"location": {**turn["at"], "datum": "gcj02"}}
        holds(turn, valid(assistant.messages(sender, **said)), f"turn {number}: {said}")


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
