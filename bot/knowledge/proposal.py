"""Answers one person has drafted for another to publish. The only writer of the table proposal."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlite_utils import Database

from bot.clock import now
from bot.database import transaction
from bot.errors import BadInput, Conflict, NotFound
from bot.knowledge import faq, phrasing, revision
from bot.knowledge.answer import Answer, from_json
from bot.knowledge.phrasing import Phrased


@dataclass(frozen=True)
class Given:
    """A wording that becomes a phrasing, with the inbox rows and the reviewed turn it comes from."""

    phrased: Phrased
    inbox: tuple[int, ...] = ()
    turn: int | None = None


@dataclass(frozen=True)
class Proposal:
    """`base` is the revision it changes, None for a new answer; `settles` the inbox rows it answers."""

    id: int
    topic: str
    base: int | None
    answer: Answer
    why: str
    settles: str
    who: str
    at: str
    outcome: str | None
    closed_by: str | None
    closed_at: str | None
    reason: str | None
    given: tuple[Given, ...] = ()

    @property
    def stands(self) -> list[Given]:
        """The wordings of `given` that ask what they should in this answer."""
        answers = {self.topic: self.answer}
        return [each for each in self.given if phrasing.home_of(each.phrased.text, answers) == each.phrased.home]


def changes(found: Proposal, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that change once `found` is published: its own, and those its wordings leave for it. Pure."""
    changed = {found.topic: found.answer}
    for each in found.stands:
        others = {topic: answer for topic, answer in {**answers, **changed}.items() if topic != found.topic}
        changed |= phrasing.taken(each.phrased.text, others)
    return changed


def hand_in(
    db: Database,
    answer: Answer,
    *,
    base: int | None,
    who: str,
    why: str,
    settles: str = "",
    given: Sequence[Given] = (),
) -> int:
    """Lay `answer` before the others; one's own of the same topic gives way, its wordings go along. Raises Conflict, BadInput."""
    if not why.strip():
        raise BadInput("请写一句修改原因，以后查得到")
    with transaction(db):
        waiting = next((each for each in waiting_for_another(db) if each.topic == answer.topic), None)
        if waiting and waiting.who != who:
            raise Conflict(
                f"{waiting.who}已经交了一份“{waiting.answer.question}”的修改，还没有发布；请先请人发布或退回那一份"
            )
        if waiting:
            _close(db, waiting.id, "replaced", who)
        kept = json.dumps([asdict(each) for each in (*(waiting.given if waiting else ()), *given)], ensure_ascii=False)
        row = [
            answer.topic,
            base,
            answer.to_json(),
            why.strip(),
            settles,
            who,
            now().isoformat(timespec="seconds"),
            kept,
        ]
        columns = "topic, base, answer, why, settles, who, at, given"
        done = db.conn.execute(f"INSERT INTO proposal ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return int(done.lastrowid or 0)


def waiting_for_another(db: Database) -> list[Proposal]:
    """What nobody has published or declined, oldest first."""
    return [_read(row) for row in db.query("SELECT * FROM proposal WHERE outcome IS NULL ORDER BY id")]


def given(db: Database) -> list[Given]:
    """The wordings that become phrasings once somebody publishes what waits."""
    return [wording for each in waiting_for_another(db) for wording in each.stands]


def waits(db: Database, topic: str) -> bool:
    """Is a change of `topic` waiting for somebody to publish it?"""
    return any(each.topic == topic for each in waiting_for_another(db))


def get(db: Database, number: int) -> Proposal:
    """Raises NotFound."""
    row = next(db.query("SELECT * FROM proposal WHERE id = ?", [number]), None)
    if row is None:
        raise NotFound("没有这一份待发布的修改")
    return _read(row)


def publish(db: Database, number: int, who: str) -> Proposal:
    """Make it live, by somebody who did not write it. Raises NotFound, BadInput, Conflict (changed meanwhile)."""
    with transaction(db):
        found = _waiting(db, number)
        if found.who == who:
            raise BadInput("自己写的要请另一位同事发布")
        both = f"{found.who}写、{who}发布"
        for topic, answer in changes(found, faq.load(db)).items():
            base = found.base if topic == found.topic else faq.get(db, topic)[1]
            revision.publish(db, answer, base=base, who=both, why=found.why)
        _close(db, number, "published", who)
    return found


def decline(db: Database, number: int, who: str, reason: str) -> Proposal:
    """Give it back with a reason. Raises NotFound, BadInput."""
    if not reason.strip():
        raise BadInput("请写一句为什么退回")
    with transaction(db):
        found = _waiting(db, number)
        _close(db, number, "declined", who, reason.strip())
    return found


def _waiting(db: Database, number: int) -> Proposal:
    found = get(db, number)
    if found.outcome:
        raise Conflict("这一份刚刚已经有人处理了")
    return found


def _close(db: Database, number: int, outcome: str, who: str, reason: str | None = None) -> None:
    db.conn.execute(
        "UPDATE proposal SET outcome = ?, closed_by = ?, closed_at = ?, reason = ? WHERE id = ?",
        [outcome, who, now().isoformat(timespec="seconds"), reason, number],
    )


def _read(row: dict) -> Proposal:  # type: ignore[type-arg]
    wordings = tuple(
        Given(Phrased(**each["phrased"]), tuple(each["inbox"]), each["turn"]) for each in json.loads(row["given"])
    )
    return Proposal(**{**row, "answer": from_json(row["answer"]), "given": wordings})
