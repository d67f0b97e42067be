"""A conversation handed to a person: a code to say on the telephone, under which the desk shows it, masked, for a day.

The only writer of the table handover. A code is five signs and a check, of an alphabet whose size is prime: one sign
misheard, or two neighbours swapped, never opens somebody else's conversation.
"""

import json
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.clock import now
from bot.database import transaction
from bot.errors import BadInput, NotFound
from bot.privacy import mask

KEPT = timedelta(days=1)
# Nothing that looks or, said aloud, sounds like another.
ALPHABET = "23456789AFHJKMQRWXY"
LENGTH = 6
# Written for what it looks like.
_MEANT = str.maketrans("ZSBG", "2586")
_STATE = ("topic", "question", "facts", "whom")


@dataclass(frozen=True)
class Handover:
    """`turns`: {at, said, answered}, oldest first. `state`: topic, question, facts, whom. Days and hours in ISO."""

    code: str
    door: str
    at: datetime
    ends_at: datetime
    turns: Sequence[Mapping[str, Any]]
    state: Mapping[str, Any]
    opened_by: str | None = None
    opened_at: datetime | None = None


def new_code() -> str:
    """Anybody's; drawn by chance."""
    signs = [secrets.randbelow(len(ALPHABET)) for _ in range(LENGTH - 1)]
    return "".join(ALPHABET[sign] for sign in (*signs, _check(signs)))


def read_code(text: str) -> str:
    """The code somebody typed, however spaced or cased. Raises BadInput for what can be none."""
    typed = unicodedata.normalize("NFKC", text).upper().translate(_MEANT)
    code = "".join(sign for sign in typed if sign.isalnum())
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise BadInput(f"号码是 {LENGTH} 个字母或数字，请核对一遍")
    signs = [ALPHABET.index(sign) for sign in code]
    if _check(signs[:-1]) != signs[-1]:
        raise BadInput("号码里有一个字不对，请居民再念一遍")
    return code


def _check(signs: Sequence[int]) -> int:
    return sum(place * sign for place, sign in enumerate(signs, 2)) % len(ALPHABET)


def hand_over(
    db: Database, conversation: str, door: str, turns: Sequence[Mapping[str, Any]], state: Mapping[str, Any]
) -> str:
    """The conversation's code; one still good goes on, with what was said since. Masked here."""
    at = now()
    kept = {name: state[name] for name in _STATE if state.get(name)}
    if facts := {**(state.get("facts") or {}), **((state.get("interview") or {}).get("facts") or {})}:
        kept["facts"] = facts
    told = {"turns": json.dumps(_masked(turns), ensure_ascii=False), "state": json.dumps(kept, ensure_ascii=False)}
    with transaction(db):
        known = db.conn.execute(
            "SELECT code FROM handover WHERE conversation = ? AND ends_at > ?", [conversation, _iso(at)]
        ).fetchone()
        if known:
            db.table("handover").update(known[0], told)
            return str(known[0])
        code = new_code()
        while db.table("handover").count_where("code = ?", [code]):
            code = new_code()
        row = {"code": code, "conversation": conversation, "door": door, "at": _iso(at), "ends_at": _iso(at + KEPT)}
        db.table("handover").insert({**row, **told})
        return code


def opened(db: Database, code: str, who: str) -> Handover:
    """What is handed over under `code`, for `who` of the staff; the first to look is noted. Raises BadInput, NotFound."""
    code, at = read_code(code), now()
    with transaction(db):
        db.conn.execute(
            "UPDATE handover SET opened_by = ?, opened_at = ? WHERE code = ? AND opened_at IS NULL AND ends_at > ?",
            [who, _iso(at), code, _iso(at)],
        )
        found = list(db.query("SELECT * FROM handover WHERE code = ? AND ends_at > ?", [code, _iso(at)]))
    if not found:
        raise NotFound("没有这个号码，或者已经过了一天。请居民再说一次“转人工”，会有新的号码。")
    return _of(found[0])


def latest(db: Database, conversation: str) -> Handover | None:
    """What this conversation has handed over and is still good."""
    query = "SELECT * FROM handover WHERE conversation = ? AND ends_at > ?"
    return next((_of(row) for row in db.query(query, [conversation, _iso(now())])), None)


def forget(db: Database, conversation: str) -> None:
    """Whatever this conversation handed over."""
    db.conn.execute("DELETE FROM handover WHERE conversation = ?", [conversation])


def forget_old(db: Database) -> int:
    """Drop what a day has passed over; how many."""
    return int(db.conn.execute("DELETE FROM handover WHERE ends_at <= ?", [_iso(now())]).rowcount)


def _masked(turns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"at": turn["at"], "said": mask(str(turn["said"])), "answered": [mask(str(text)) for text in turn["answered"]]}
        for turn in turns
    ]


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _of(row: Mapping[str, Any]) -> Handover:
    opened_at = datetime.fromisoformat(row["opened_at"]) if row["opened_at"] else None
    at, ends_at = datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["ends_at"])
    turns, state = json.loads(row["turns"]), json.loads(row["state"])
    return Handover(row["code"], row["door"], at, ends_at, turns, state, row["opened_by"], opened_at)
