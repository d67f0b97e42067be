"""The decision table, row by row: state and message in, walk out. The cases are data: decisions.yml."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot import yaml_file
from bot.reading import decide
from bot.reading.decide import TABLE
from bot.reading.ground import Ground
from bot.reading.reading import Reading, Sent
from bot.reading.state import State
from bot.settings import ROOT

CASES = yaml_file.read(Path(__file__).parent / "decisions.yml")
KEYS = {"row", "say", "tap", "at", "intent", "state", "walk"}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['row']}: {case.get('say') or case.get('tap')}" for case in CASES])
def test_this_message_takes_this_walk(ground: Ground, case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    location = tuple(case["at"]) if "at" in case else None
    sent = Sent(case.get("say", ""), location, case.get("tap"), case.get("intent"), 0.9 if "intent" in case else 0.0)
    state = State.from_json(case.get("state"))
    row, walk = decide.decide(Reading(sent, state, ground), state)
    assert row == case["row"]
    for name, value in (case.get("walk") or {}).items():
        assert getattr(walk, name) == value, name


def test_every_row_of_the_table_has_a_case() -> None:
    assert {row.name for row in TABLE} == {case["row"] for case in CASES}


def test_the_last_row_always_holds() -> None:
    assert TABLE[-1].name == "not known"


DECIDES = re.compile(r"\bdecide\(|\bjudge\(|\.status == .sure.|\.match\.status")


def places_that_decide(root: Path) -> set[str]:
    """Where a message is sent on its way, or a match is judged: reading, the table, the matcher itself."""
    files = [
        *(root / "actions").glob("*.py"),
        *(root / "bot" / "walks").glob("*.py"),
        *(root / "bot" / "nlu").glob("*.py"),
    ]
    return {path.name for path in files if DECIDES.search(path.read_text(encoding="utf-8"))}


def test_no_second_place_decides(tmp_path: Path) -> None:
    """`turn` asks the table and whether a question stands behind an emergency; a planted second place is found."""
    assert places_that_decide(ROOT) == {"turn.py"}
    for room in ("actions", "bot/walks", "bot/nlu"):
        (tmp_path / room).mkdir(parents=True)
    (tmp_path / "bot/walks/answer.py").write_text("if reading.match.status == 'sure':\n    pass\n")
    assert places_that_decide(tmp_path) == {"answer.py"}
