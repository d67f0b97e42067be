"""Notes for staff on their way from the machines that answer to the one whose desk shows them."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from bot import database
from bot.knowledge import trace, turns, unanswered
from bot.sharing.meeting_point import Note

# Each kind with whoever alone writes its table.
_ADOPT = {"turn": turns.adopt, "feedback": turns.adopt_rating, "trace": trace.adopt, "unanswered": unanswered.adopt}
_FORGET = {
    "turn": turns.forget,
    "feedback": turns.forget_rating,
    "trace": trace.forget,
    "unanswered": unanswered.forget,
}
_AT_ONCE = 200


def waiting(db: Database) -> tuple[list[Note], dict[str, int]]:
    """The oldest notes of this machine, and up to which row of each kind they go."""
    notes, up_to = [], {}
    for kind in _ADOPT:
        for row in db.query(f"SELECT * FROM {kind} ORDER BY id LIMIT {_AT_ONCE}"):
            up_to[kind] = row.pop("id")
            notes.append(Note(kind, json.dumps(row, ensure_ascii=False)))
    return notes, up_to


def forget(db: Database, up_to: dict[str, int]) -> None:
    """What has arrived is no longer kept here."""
    with database.transaction(db):
        for kind, last in up_to.items():
            _FORGET[kind](db, last)


def adopt(db: Database, notes: Sequence[Note]) -> None:
    """Notes of other machines become this one's: all of them, or none."""
    with database.transaction(db):
        for note in notes:
            if note.kind in _ADOPT:
                _ADOPT[note.kind](db, json.loads(note.row))
