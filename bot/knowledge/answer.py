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
TIER_KEYS = (
    "age_from", "age_below", "disability_level", "disability_kind", "household", "hukou", "disabled", "care_level",
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
        pieces = [self.answer, self.confirm or "", *(tier.text for tier in self.tiers)]
        for value in self.details.values():
            pieces.extend([value] if isinstance(value, str) else value)
        return pieces

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
        sources=tuple(Citation(c["ref"], str(c["clause"]) if c.get("clause") else None) for c in entry["sources"]),
        review_by=review_by if isinstance(review_by, date) else date.fromisoformat(review_by),
        verified=bool(entry.get("verified")),
        confirm=entry.get("confirm"),
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


def from_json(text: str) -> Answer:
    return from_mapping(json.loads(text))


def _prose(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value.strip()
    return tuple(str(item).strip() for item in value)
