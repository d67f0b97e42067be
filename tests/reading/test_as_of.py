"""What was it then: question and day in; subject, values, document and the wording of what is not known out.

Read through a whole turn on the shipped knowledge. The pairs are data: as_of.tsv; `→` goes on in the same
conversation, `*` is anything, `verified` empty where it says nothing of the time asked.
"""

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.knowledge import sentences
from bot.knowledge.render import VISIBLE, visible
from bot.reading.ground import Ground
from bot.reading.reading import Sent
from bot.reading.state import State
from bot.settings import ROOT
from bot.walks.turn import respond

with (Path(__file__).parent / "as_of.tsv").open(encoding="utf-8") as written:
    ROWS = list(csv.DictReader(written, delimiter="\t"))
VALID = Draft202012Validator(json.loads((ROOT / "docs" / "reply.schema.json").read_text(encoding="utf-8")))


def asked(ground: Ground, said: str, today: date) -> dict[str, Any]:
    """The payload of the last turn of `said`."""
    state, custom = State(), {}
    for text in said.split("→"):
        turn = respond(Sent(text), state, ground.on(today))
        state, custom = turn.state, dict(turn.replies[0].custom)
    return custom


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['say']} {row['today']}" for row in ROWS])
def test_what_it_was_then(ground: Ground, row: dict[str, str]) -> None:
    custom = asked(ground, row["say"], date.fromisoformat(row["today"]))
    seen = [custom.get("lead") or "", custom.get("mine") or "", *custom.get("short", [])]
    everything = "\n".join([*seen, *(line for section in custom.get("more", []) for line in section["lines"])])
    assert custom["kind"] in ("answer", "fallback"), custom
    assert row["topic"] in ("*", custom["topic"])
    assert row["wording"] in everything
    told = {f"{figure['value']:g}" for figure in custom["figures"]}
    assert row["values"] == "*" or set(filter(None, row["values"].split(","))) <= told
    assert row["document"] in ("*", *(source.get("number", source["title"]) for source in custom["sources"]))
    assert not row["verified"] or custom["verified"] is (row["verified"] == "yes")
    assert sum(len(visible(line)) for line in seen) <= VISIBLE, seen
    VALID.validate(custom)


def test_there_are_enough_pairs_and_every_series_is_among_them(ground: Ground) -> None:
    of = {row["topic"] for row in ROWS}
    assert len(ROWS) >= 120
    dated = {answer.topic for answer in ground.snapshot.answers.values() if answer.series}
    assert dated - of <= {"volunteer.hours"}


def test_every_sentence_is_used_and_every_one_used_exists() -> None:
    source = (ROOT / "bot" / "knowledge" / "as_of.py").read_text(encoding="utf-8")
    assert set(re.findall(r'"(\w+)"', source)) & set(sentences.document()) == set(sentences.document())
    assert set(re.findall(r'say\(\s*"(\w+)"', source)) <= set(sentences.document())
    assert not re.search(r'f"[^"]*[一-龥]{4}', source), "what is said stands in the data file"
