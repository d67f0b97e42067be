"""How well texts written without sight of the signs are told, by kind: `PYTHONPATH=. python -m tests.danger.table`.

`blind3_*.tsv` and `blind4_*.tsv` (HANDS) hold text, kind (or `none`, `care`) and half. Only figures of the half
`reporting` are printed; its rows are never shown, so that nobody mends the example. Of `blind_*.tsv` and
`reporting2_*.tsv`, measured by before, and of the half `choosing` of the third the learner learns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.danger import reply
from bot.danger.reply import Replies
from bot.danger.spot import Spotter
from tests.danger.conftest import DATA, HERE, rows

CALM = ("none", "care")
HANDS = ("blind3", "blind4")
# The numbers any of which is right to call first.
FIRST = {
    "self_harm": {"120", "110", "119", "12356"},
    "illness": {"120"},
    "violence": {"110"},
    "child_abuse": {"110"},
    "missing": {"110"},
    "fire": {"119"},
    "gas": {"119", "120"},
    "drowning": {"119", "120", "110"},
    "other_danger": {"110", "119", "120"},
}
# The bar of issue 11 that is met; the others: tests/danger/test_blind.py.
NEEDLESS_CARE = 0.05


@dataclass(frozen=True)
class Told:
    """A row with what was made of it: the first number called, or `care`, or nothing."""

    kind: str
    said: str | None
    called: str | None


def blind_rows(hand: str) -> list[dict[str, str]]:
    names = sorted(path.name for path in HERE.glob(f"{hand}_*.tsv"))
    return [row for name in names for row in rows(name) if row["half"] == "reporting"]


def told(blind: Sequence[dict[str, str]], spotter: Spotter, replies: Replies) -> list[Told]:
    found = []
    for row in blind:
        danger = spotter.spot(row["text"])
        if danger:
            called = str(reply.emergency(danger, replies)[1]["calls"][0]["number"])
            found.append(Told(row["kind"], danger.kind, called))
        else:
            found.append(Told(row["kind"], "care" if spotter.low_spirits(row["text"]) else None, None))
    return found


def missed(rows_of_kind: Sequence[Told]) -> int:
    return sum(row.called is None for row in rows_of_kind)


def right_number(rows_of_kind: Sequence[Told]) -> int:
    """Of those told at all."""
    return sum(row.called in FIRST[row.kind] for row in rows_of_kind if row.called)


def table(all_rows: Sequence[Told]) -> str:
    lines = ["kind          rows  missed  right kind  right first number"]
    for kind in FIRST:
        of_kind = [row for row in all_rows if row.kind == kind]
        same = sum(row.said == kind for row in of_kind)
        lines.append(f"{kind:13} {len(of_kind):4}  {missed(of_kind):6}  {same:10}  {right_number(of_kind):18}")
    for kind in CALM:
        of_kind = [row for row in all_rows if row.kind == kind]
        alarms, care = sum(row.called is not None for row in of_kind), sum(row.said == "care" for row in of_kind)
        lines.append(f"{kind:13} {len(of_kind):4}  called an emergency {alarms}, given a word of care {care}")
    return "\n".join(lines)


if __name__ == "__main__":
    spotter, replies = Spotter.read(DATA), reply.read(DATA)
    for name in HANDS:
        print(name, table(told(blind_rows(name), spotter, replies)), sep="\n")
