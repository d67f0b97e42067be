"""What residents see first (answers.yml): the whole of a turn but for Rasa, on letters alone."""

from pathlib import Path
from typing import Any

import pytest

from bot import yaml_file
from bot.reading.ground import Ground
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.walks.turn import respond

CASES = yaml_file.read(Path(__file__).parent / "answers.yml")
KEYS = {"say", "topic", "lead", "has", "lacks", "kind"}


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("case", CASES, ids=[case["turns"][0]["say"] for case in CASES])
def test_what_is_seen_first(ground: Ground, case: dict[str, Any]) -> None:
    state = State()
    for expected in case["turns"]:
        assert set(expected) <= KEYS
        turn = respond(Sent(expected["say"]), state, ground)
        state, custom = turn.state, turn.replies[0].custom
        seen = "\n".join([custom.get("lead") or "", custom.get("mine") or "", *custom.get("short", [])])
        assert custom["kind"] == expected.get("kind", "answer"), seen
        assert custom.get("topic") in listed(expected.get("topic", custom.get("topic")))
        assert seen.startswith(expected.get("lead", ""))
        assert all(text in seen for text in listed(expected.get("has", [])))
        assert all(text not in seen for text in listed(expected.get("lacks", [])))
