"""Talk of suicide, violence at home and child abuse: caught by its words before any learner runs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.chinese.pinyin import syllables

_WORDS = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Crisis:
    """One kind of crisis: the topic that answers it, or its own `text` and `sources`.

    `pattern` tells it surely, as `sounds` do whatever the characters; `about` only tells it from the other kinds.
    """

    kind: str
    topic: str
    pattern: re.Pattern[str]
    sounds: re.Pattern[str]
    unless: re.Pattern[str]
    about: re.Pattern[str]
    text: str | None = None
    sources: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def without_look_alikes(self, key: str) -> str:
        """`key` with a line break, which no pattern crosses, where something only looked like this crisis."""
        return self.unless.sub("\n", key)

    def spoken_in(self, key: str) -> bool:
        """Does the text with this matching key speak of it?"""
        plain = self.without_look_alikes(key)
        return bool(self.pattern.search(plain) or self.sounds.search(" ".join(syllables(plain))))


def read(path: Path) -> list[Crisis]:
    """`data/matching/crisis.yml`, most urgent first. Raises DataError."""
    document = yaml_file.read(path)
    words: dict[str, str] = {}
    for name, spellings in document["words"].items():
        words[name] = _alternatives(spellings, words)
    return [
        Crisis(
            kind=entry["kind"],
            topic=entry["topic"],
            pattern=_any_of(entry["patterns"], words),
            **{key: _any_of(entry.get(key, ()), words) for key in ("sounds", "unless", "about")},
            text=document["texts"].get(entry["kind"]),
            sources=tuple(document["sources"].get(entry["kind"], ())),
        )
        for entry in document["crises"]
    ]


def read_care(path: Path) -> str:
    """The sentence of `data/matching/crisis.yml` for talk that may only be a crisis."""
    return str(yaml_file.read(path)["care"])


def spoken_in(text: str, crises: Sequence[Crisis]) -> Crisis | None:
    """The first crisis `text` speaks of, or None."""
    key = matching_key(text)
    return next((crisis for crisis in crises if crisis.spoken_in(key)), None)


def closest(text: str, crises: Sequence[Crisis]) -> Crisis:
    """The crisis of a text that is known to speak of one, be it only by the learner's judgement."""
    key = matching_key(text)
    touched = (crisis for crisis in crises if crisis.about.search(key))
    return spoken_in(text, crises) or next(touched, crises[0])


def without_look_alikes(text: str, crises: Sequence[Crisis]) -> str:
    """The matching key of `text` without what only looks like a crisis."""
    key = matching_key(text)
    for crisis in crises:
        key = crisis.without_look_alikes(key)
    return key


def _any_of(patterns: Sequence[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern of all; of none, one that matches nothing."""
    return re.compile(_alternatives(patterns, words) if patterns else r"(?!)")


def _alternatives(patterns: Sequence[str], words: Mapping[str, str]) -> str:
    """The source of a pattern that matches what any of these does; `<name>` stands for what `words` has of this name."""
    spelled_out = (_WORDS.sub(lambda found: words[found[1]], pattern) for pattern in patterns)
    return "(?:" + "|".join(f"(?:{pattern})" for pattern in spelled_out) + ")"
