"""What a message is read against: the knowledge, the places, the words, the day. Nothing of it changes in a turn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.chinese.normalize import matching_key
from bot.chinese.pinyin import by_sound
from bot.danger import reply as danger_reply
from bot.danger.reply import Replies
from bot.danger.spot import Spotter
from bot.knowledge import scope
from bot.knowledge.matcher import Snapshot, Thresholds
from bot.knowledge.scope import Department
from bot.places.directory import Directory
from bot.places.geocoder import Geocoder
from bot.reading.lexicon import Lexicon

# Words of menus that name no subject of their own once one was spoken of.
ASPECTS = frozenset(
    {
        "材料",
        "带什么",
        "要什么材料",
        "证件",
        "手续",
        "电话",
        "电话号码",
        "联系电话",
        "联系方式",
        "打电话",
        "领钱",
        "要钱",
        "发钱",
        "登记",
    }
)


def read_subjects(path: Path) -> dict[str, str]:
    """topic → the word for what it is about. Raises DataError."""
    return {topic: word for word, topics in yaml_file.read(path).items() for topic in topics}


def read_spelled(matching: Path, words: Iterable[str]) -> list[str]:
    """Words that residents spell in pinyin: those of the small words' file, `words` and synonyms. Raises DataError."""
    groups = yaml_file.read(matching / "synonyms.yml")["synonyms"]
    return [*yaml_file.read(matching / "spelled.yml"), *words, *(word for group in groups for word in group)]


def read_menus(path: Path) -> dict[str, tuple[str, ...]]:
    """The matching key of a bare word → the topics it may stand for. Raises DataError."""
    return {matching_key(word): tuple(line["offers"]) for line in yaml_file.read(path) for word in line["words"]}


@dataclass(frozen=True)
class Words:
    """The data files a message is read by, read once a process."""

    lexicon: Lexicon
    spotter: Spotter
    replies: Replies
    departments: tuple[Department, ...]
    sentences: dict[str, Any]
    chances: dict[str, float]
    subjects: dict[str, str]
    menus: dict[str, tuple[str, ...]]
    kinds: dict[str, str]
    of_facts: dict[str, list[str]]
    subject_words: frozenset[str]
    # Words for a group of people, by the service area that is theirs.
    groups: dict[str, list[str]]
    spelled: dict[str, str]
    elsewhere: frozenset[str]

    @classmethod
    def read(cls, data: Path) -> "Words":
        """Raises DataError."""
        subjects = read_subjects(data / "matching" / "subjects.yml")
        menus = read_menus(data / "matching" / "menus.yml")
        return cls(
            lexicon=Lexicon.read(data / "matching" / "words.yml"),
            spotter=Spotter.read(data / "danger"),
            replies=danger_reply.read(data / "danger"),
            departments=tuple(scope.read(data / "matching" / "departments.yml")),
            sentences=dict(yaml_file.read(data / "sentences.yml")),
            chances=dict(yaml_file.read(data / "matching" / "decisions.yml")),
            subjects=subjects,
            spelled=by_sound(read_spelled(data / "matching", [*subjects.values(), *menus])),
            groups=dict(yaml_file.read(data / "matching" / "groups.yml")),
            subject_words=frozenset(map(matching_key, subjects.values()))
            | {word for word in menus if len(word) >= 2} - ASPECTS,
            elsewhere=frozenset(yaml_file.read(data / "matching" / "elsewhere.yml")),
            of_facts=dict(yaml_file.read(data / "matching" / "of_facts.yml")),
            kinds=dict(yaml_file.read(data / "matching" / "kinds.yml")),
            menus=menus,
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
