"""What a message is read against: the knowledge, the places, the words, the day. Nothing of it changes in a turn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.danger import reply as danger_reply
from bot.danger.reply import Replies
from bot.danger.spot import Spotter
from bot.knowledge import scope
from bot.knowledge.matcher import Snapshot, Thresholds
from bot.knowledge.scope import Department
from bot.places.directory import Directory
from bot.places.geocoder import Geocoder
from bot.reading.lexicon import Lexicon


@dataclass(frozen=True)
class Words:
    """The data files a message is read by, read once a process."""

    lexicon: Lexicon
    spotter: Spotter
    replies: Replies
    departments: tuple[Department, ...]
    sentences: dict[str, Any]
    chances: dict[str, float]

    @classmethod
    def read(cls, data: Path) -> "Words":
        """Raises DataError."""
        return cls(
            lexicon=Lexicon.read(data / "matching" / "words.yml"),
            spotter=Spotter.read(data / "danger"),
            replies=danger_reply.read(data / "danger"),
            departments=tuple(scope.read(data / "matching" / "departments.yml")),
            sentences=dict(yaml_file.read(data / "sentences.yml")),
            chances=dict(yaml_file.read(data / "matching" / "decisions.yml")),
        )

    def edited(self, departments: Mapping[str, Any], sentences: Mapping[str, str]) -> "Words":
        """With what staff made of other departments and of fixed sentences (bot.wording)."""
        return replace(
            self,
            departments=tuple(scope.with_edits(self.departments, departments)),
            sentences={**self.sentences, **{name: text for name, text in sentences.items() if name in self.sentences}},
        )


@dataclass(frozen=True)
class Ground:
    """`day` and `now` are Beijing's."""

    words: Words
    snapshot: Snapshot
    thresholds: Thresholds
    directory: Directory
    day: date
    now: datetime
    geocoder: Geocoder | None = None

    def on(self, day: date) -> "Ground":
        """The same on another day, at the same hour."""
        moment = self.now.replace(year=day.year, month=day.month, day=day.day)
        return replace(self, day=day, now=moment)
