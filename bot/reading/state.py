"""What a conversation knows. One record; one way to forget."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True)
class State:
    """All of it is plain JSON.

    topic, question: answered last, `earlier` those before, newest first. asked: what was asked then, masked.
    unnamed: a question of nothing named, just asked back. choices: payloads offered last. period: ISO days the last answer was about. facts: what was told of a person.
    whom: of whom. interview, places: where those walks stand (bot.eligibility.interview, bot.places.walk).
    """

    topic: str | None = None
    question: str | None = None
    asked: str = ""
    unnamed: str = ""
    earlier: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    period: tuple[str, str] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    whom: str = ""
    interview: Mapping[str, Any] | None = None
    places: Mapping[str, Any] | None = None

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> "State":
        """What `to_json` gave; a field of another edition of the program is left out."""
        known = {each.name for each in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in (kept or {}).items()
        }
        return cls(**{name: value for name, value in values.items() if name in known})

    def to_json(self) -> dict[str, Any]:
        """Only what differs from nothing."""
        empty = State()
        return {name: value for name, value in asdict(self).items() if value != getattr(empty, name)}

    def answered(self, topic: str, question: str | None, asked: str, period: tuple[str, str] | None = None) -> "State":
        """After an answer: what was offered before is no longer on the table, another walk is left."""
        before = f"{self.topic}#{self.question}" if self.question else self.topic
        earlier = self.earlier if topic == self.topic or before is None else (before, *self.earlier)[:3]
        return replace(
            self, topic=topic, question=question, asked=asked, earlier=earlier, choices=(), period=period, unnamed=""
        )

    def offered(self, choices: tuple[str, ...], asked: str, unnamed: str = "") -> "State":
        """After choices were offered."""
        return replace(self, choices=choices, asked=asked, unnamed=unnamed, period=None)

    def forgotten(self) -> "State":
        """Nothing is kept of a person, household or place; what was spoken about stays."""
        return State(topic=self.topic, question=self.question, asked=self.asked, earlier=self.earlier)
