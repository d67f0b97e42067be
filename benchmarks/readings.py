"""How well the screening reads what was written blind: `tests/eligibility/blind_readings2.tsv`.

A row is right when everything of `record` is noted and nothing of `not_record` is. Half of the rows
(`choosing`) may be looked at when the words are widened; `reporting` is only for its figure. Its writer
wrote nothing where somebody is unsure or refuses; here these are told apart and noted, but they are no
value: a row that wants nothing is right with them. Rows held wrong, each with its reason, do not count
(`tests/eligibility/held_readings.yml`); `as written` they do.

Run with `python -m benchmarks.readings [choosing|reporting]`; `--show` lists what went wrong.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.eligibility.facts import Facts
from bot.eligibility.said import hear, wants_to_stop

DAY = date(2026, 11, 30)
_TESTS = Path(__file__).parent.parent / "tests" / "eligibility"
ROWS = _TESTS / "blind_readings2.tsv"
HELD: Mapping[str, str] = yaml_file.read(_TESTS / "held_readings.yml")
_SILENCES = ("not_sure", "prefer_not")


def rows(half: str) -> Iterator[Mapping[str, str]]:
    """The rows of one half."""
    with ROWS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["half"] == half:
                yield row


def noted(text: str, asked: str) -> dict[str, Any]:
    """What a message gets noted as the answer to `asked`."""
    if wants_to_stop(text):
        return {"@stop": True}
    return dict(hear(Facts(), text, asked or None, DAY).to_json())


def is_right(row: Mapping[str, str], got: Mapping[str, Any]) -> bool:
    """Everything to be noted is, and nothing that must not be."""
    wanted: dict[str, Any] = json.loads(row["record"])
    named = {fact for key in wanted for fact in key.split("|")}
    if "@stop" in got and "@stop" not in wanted:
        return False
    if not all(any(fact in got and _is(value, got[fact]) for fact in key.split("|")) for key, value in wanted.items()):
        return False
    return not any(_forbidden(item, got, named) for item in row["not_record"].split() if item != "-")


def _forbidden(item: str, got: Mapping[str, Any], named: set[str]) -> bool:
    if item == "*":
        return bool(set(got) - named)
    fact, _, value = item.partition("=")
    return fact in got and (not value or str(got[fact]).lower() == value.lower())


def _is(want: Any, got: Any) -> bool:
    if isinstance(want, dict):
        low, high = want["between"]
        return isinstance(got, (int, float)) and not isinstance(got, bool) and bool(low <= got <= high)
    if isinstance(want, list):
        return any(_is(each, got) for each in want)
    if isinstance(want, bool) or isinstance(got, bool) or isinstance(want, str):
        return want is got or (want == got and type(want) is type(got))
    return isinstance(got, (int, float)) and abs(want - got) < 0.51


def share(half: str, *, show: bool = False, as_written: bool = False) -> float:
    """The share of right rows, 0 to 1."""
    right = total = 0
    for row in rows(half):
        if row["text"] in HELD and not as_written:
            continue
        got = noted(row["text"], row["asked"])
        if row["record"] == "{}" and not as_written:
            got = {fact: value for fact, value in got.items() if value not in _SILENCES}
        total += 1
        right += (fine := is_right(row, got))
        if show and not fine:
            print(row["asked"], row["text"], "应", row["record"], "不要", row["not_record"], "得", got)
    return right / total


def main() -> None:
    half = next((argument for argument in sys.argv[1:] if argument in ("choosing", "reporting")), "choosing")
    print(f"{half:10} {share(half, show='--show' in sys.argv):.1%}, as written {share(half, as_written=True):.1%}")


if __name__ == "__main__":
    main()
