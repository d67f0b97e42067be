"""Talk of suicide, violence at home and child abuse: caught by its words before any learner runs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.chinese.normalize import matching_key


@dataclass(frozen=True)
class Crisis:
    """One kind of crisis: the topic that answers it, or its own `text` and `sources`."""

    kind: str
    topic: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    text: str | None = None
    sources: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def read(path: Path) -> list[Crisis]:
    """`data/matching/crisis.yml`, most urgent first. Raises DataError."""
    document = yaml_file.read(path)
    return [
        Crisis(
            kind=entry["kind"],
            topic=entry["topic"],
            pattern=re.compile("|".join(f"(?:{pattern})" for pattern in entry["patterns"])),
            unless=re.compile(entry["unless"]) if entry.get("unless") else None,
            text=document["texts"].get(entry["kind"]),
            sources=tuple(document["sources"].get(entry["kind"], ())),
        )
        for entry in document["crises"]
    ]


def spoken_in(text: str, crises: Sequence[Crisis]) -> Crisis | None:
    """The first crisis `text` speaks of, or None."""
    key = matching_key(text)
    for crisis in crises:
        without = crisis.unless.sub("", key) if crisis.unless else key
        if crisis.pattern.search(without):
            return crisis
    return None
