"""What an import would do, and how it is done: all changes in one transaction, or a conflict."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlite_utils import Database

from bot.database import transaction
from bot.errors import Conflict
from bot.sheet.header import Header
from bot.sheet.problem import Problem
from bot.sheet.spreadsheet import Row

T = TypeVar("T")
REASON = "没有导入的原因"


@dataclass(frozen=True)
class Change(Generic[T]):
    """One row's effect: `before` is None for something new; `differences` is heading → (old, new)."""

    row: int
    before: T | None
    after: T
    differences: dict[str, tuple[str, str]]

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "changed" if self.differences else "unchanged"


@dataclass
class Preview(Generic[T]):
    """Rows with a problem are given back and not written; warnings may stand."""

    header: Header
    changes: list[Change[T]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Change[T]]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def to_write(self) -> list[Change[T]]:
        return [change for change in self.changes if change.kind != "unchanged"]


def apply_or_conflict(
    db: Database,
    changes: Iterable[Change[T]],
    now: Callable[[T], T | None],
    write: Callable[[T], None],
    name: Callable[[T], str],
) -> int:
    """Write every change in one transaction; returns how many. Raises Conflict when one was changed since."""
    done = 0
    with transaction(db):
        for change in changes:
            if now(change.after) != change.before:
                raise Conflict(f"“{name(change.after)}”刚刚被别人改过，请重新预览再导入")
            write(change.after)
            done += 1
    return done


def given_back(rows: Iterable[Row], planned: Preview[T]) -> tuple[list[str], list[list[str]]]:
    """(headings, rows) of what was not written, as it was sent, with the reason in front."""
    why: dict[int, list[str]] = {}
    for problem in planned.problems:
        why.setdefault(problem.row, []).append(f"{problem.heading}：{problem.message}")
    headings = [REASON, *planned.header.headings]
    cells_of = dict(rows)
    width = len(planned.header.headings)
    table = [
        ["；".join(reasons), *(cells_of[row] + [""] * width)[:width]]
        for row, reasons in sorted(why.items())
        if row in cells_of
    ]
    return headings, table
