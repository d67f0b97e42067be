"""Talk of suicide, violence at home and child abuse: caught by its words before any learner runs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.chinese.normalize import matching_key

_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Crisis:
    """One kind of crisis: the topic that answers it, or its own `text` and `sources`."""

    kind: str
    topic: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    text: str | None = None
    sources: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def without_look_alikes(self, key: str) -> str:
        """`key` with a line break, which no pattern crosses, where something only looked like this crisis."""
        return self.unless.sub("\n", key)

    def spoken_in(self, key: str) -> bool:
        """Does the text with this matching key speak of it?"""
        return bool(self.pattern.search(self.without_look_alikes(key)))


def read(path: Path) -> list[Crisis]:
    """`data/matching/crisis.yml`, most urgent first. Raises DataError."""
    document = yaml_file.read(path)
    return [
        Crisis(
            kind=entry["kind"],
            topic=entry["topic"],
            pattern=_any_of(entry["patterns"]),
            unless=_any_of(entry["unless"]) if entry.get("unless") else _NOTHING,
            text=document["texts"].get(entry["kind"]),
            sources=tuple(document["sources"].get(entry["kind"], ())),
        )
        for entry in document["crises"]
    ]


def spoken_in(text: str, crises: Sequence[Crisis]) -> Crisis | None:
    """The first crisis `text` speaks of, or None."""
    key = matching_key(text)
    return next((crisis for crisis in crises if crisis.spoken_in(key)), None)


def without_look_alikes(text: str, crises: Sequence[Crisis]) -> str:
    """The matching key of `text` without what only looks like a crisis."""
    key = matching_key(text)
    for crisis in crises:
        key = crisis.without_look_alikes(key)
    return key


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
