"""One answer: what a topic says, to whom, on whose authority, and how people ask for it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

# Keys of `details`, in the order they are offered, with the heading a resident sees.
ASPECTS = {
    "who": "谁可以",
    "amount": "多少",
    "materials": "要带什么",
    "steps": "怎么办",
    "where": "在哪儿办",
    "how_long": "要多久",
    "cost": "费用",
    "refused": "没批下来怎么办",
    "note": "请留意",
}
# What kind of thing a question wants to know; a `yesno` is answered with a yes or a no first.
QUESTION_KINDS = (
    "yesno", "amount", "deadline", "where", "who", "papers", "how", "cost", "refusal", "stop", "change", "proxy",
    "online", "past_future", "other",
)  # fmt: skip
TIER_KEYS = (
    "age_from", "age_below", "disability_level", "disability_kind", "household", "hukou", "disabled", "care_level", "sex",
)  # fmt: skip


@dataclass(frozen=True)
class Tier:
    """A line of an answer that holds only `when` the resident's facts are such."""

    when: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class Citation:
    """A document by its ref in sources.yml, and the clause."""

    ref: str
    clause: str | None = None


@dataclass(frozen=True)
class LookAlike:
    """A phrasing that sounds like this topic and belongs to another."""

    text: str
    topic: str


@dataclass(frozen=True)
class Question:
    """One thing people want to know about a topic, and its own direct answer.

    `basis` empty: nothing decides it, and `says` tells whom to ask. `short`: at most two more lines shown at once.
    """

    name: str
    ask: str
    kind: str
    says: str
    basis: tuple[Citation, ...] = ()
    short: tuple[str, ...] = ()
    verified: bool = True
    shows_tier: bool = True
    asked_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """See docs/answers.md for what each field means. All prose is a template over figures."""

    topic: str
    domain: str
    question: str
    answer: str
    sources: tuple[Citation, ...]
    review_by: date
    verified: bool = False
    confirm: str | None = None
    short: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    details: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    series: tuple[str, ...] = ()
    follow_up: Mapping[str, str] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    service: str | None = None
    audience: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()
    not_asked_as: tuple[LookAlike, ...] = ()

    def templates(self) -> list[str]:
        """Every piece of prose that may carry figures."""
        pieces = [self.answer, self.confirm or "", *self.short, *(tier.text for tier in self.tiers)]
        for value in self.details.values():
            pieces.extend([value] if isinstance(value, str) else value)
        return pieces

    def question_templates(self) -> list[str]:
        """The same of the questions."""
        return [piece for question in self.questions for piece in (question.says, *question.short)]

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Every phrasing of the topic: those of the topic as a whole, then each question's."""
        return (*self.asked_as, *(text for question in self.questions for text in question.asked_as))

    def to_json(self) -> str:
        """The whole answer as JSON, in the order it was written; equal answers give equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    def fingerprint(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]


def from_mapping(entry: Mapping[str, Any]) -> Answer:
    """An Answer from YAML or JSON. Raises KeyError or TypeError where a field has the wrong shape."""
    review_by = entry["review_by"]
    return Answer(
        topic=entry["topic"],
        domain=entry["domain"],
        question=entry["question"],
        answer=entry["answer"].strip(),
        sources=tuple(_citation(cited) for cited in entry["sources"]),
        review_by=review_by if isinstance(review_by, date) else date.fromisoformat(review_by),
        verified=bool(entry.get("verified")),
        confirm=entry.get("confirm"),
        short=tuple(line.strip() for line in entry.get("short") or ()),
        questions=tuple(_question(question) for question in entry.get("questions") or ()),
        details={key: _prose(value) for key, value in (entry.get("details") or {}).items()},
        tiers=tuple(Tier(dict(tier["when"]), tier["text"].strip()) for tier in entry.get("tiers") or ()),
        series=tuple(entry.get("series") or ()),
        follow_up=dict(entry.get("follow_up") or {}),
        related=tuple(entry.get("related") or ()),
        service=entry.get("service"),
        audience=tuple(entry.get("audience") or ()),
        asked_as=tuple(str(phrasing) for phrasing in entry.get("asked_as") or ()),
        not_asked_as=tuple(LookAlike(str(like["text"]), like["topic"]) for like in entry.get("not_asked_as") or ()),
    )


def _question(entry: Mapping[str, Any]) -> Question:
    return Question(
        name=entry["name"],
        ask=entry["ask"],
        kind=entry["kind"],
        says=entry["says"].strip(),
        basis=() if entry["basis"] == "ask" else tuple(_citation(cited) for cited in entry["basis"]),
        short=tuple(line.strip() for line in entry.get("short") or ()),
        verified=bool(entry.get("verified", True)),
        shows_tier=bool(entry.get("shows_tier", True)),
        asked_as=tuple(str(phrasing) for phrasing in entry.get("asked_as") or ()),
    )


def _citation(entry: Mapping[str, Any]) -> Citation:
    return Citation(entry["ref"], str(entry["clause"]) if entry.get("clause") else None)


def from_json(text: str) -> Answer:
    return from_mapping(json.loads(text))


def _prose(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value.strip()
    return tuple(str(item).strip() for item in value)
