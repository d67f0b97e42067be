"""`data/danger` read: signs by kind, what only looks like one, and the cues of tense, person and purpose.

`words.yml` are lists, `cues.yml` the cues, `low_spirits.yml` the signs of low spirits, `replies.yml` is read by
`bot.danger.reply`; every other file is a kind of danger, named after it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.danger import notation
from bot.danger.heard import STOPS
from bot.errors import DataError

# Stand in the text before and behind a sign, for the lines of cues.
START, SIGN = "‹", "※"
# Where two kinds are told of, the earlier one is answered.
KINDS = (
    "self_harm", "drowning", "gas", "fire", "child_abuse", "violence", "missing", "illness", "other_danger",
)  # fmt: skip


@dataclass(frozen=True)
class Idea:
    """Some ways of saying one thing, with examples from both sides. `line` is where its file has it."""

    path: Path
    line: int
    patterns: tuple[re.Pattern[str], ...]
    written: tuple[str, ...]
    hits: tuple[str, ...]
    spares: tuple[str, ...]
    # Cues that do not matter to it, or one that it is nothing without.
    despite: frozenset[str] = frozenset()
    needs: str | None = None
    # The variant of the reply, and whom it is about where the words themselves do not tell.
    reply: str = ""
    person: str | None = None
    # Stands also where the learner hears nothing.
    sure: bool = False
    # A weak sign: how sure the learner must be beside it.
    odds: float = 0.0


@dataclass(frozen=True)
class Kind:
    """A kind of danger: its ideas, what is no sign of it, and the cues that excuse none of it."""

    name: str
    ideas: tuple[Idea, ...]
    unless: tuple[Idea, ...]
    despite: frozenset[str]


@dataclass(frozen=True)
class Cue:
    """A circumstance of a sign, which stands as ※ in its lines: `excuses` it (the past, a play), or only tells of it.

    A cue with `yields` does not excuse what is said to happen now, one with `near` only what is said in its own clause.
    `odds`: where the learner is so sure, it is a danger all the same. `kinds` are those it is about; none means all.
    """

    name: str
    ideas: tuple[Idea, ...]
    excuses: bool
    yields: bool
    near: bool
    odds: float
    kinds: frozenset[str]

    def tells(self, marked: str) -> bool:
        heard = _clause(marked) if self.near else marked
        return any(each.search(heard) for idea in self.ideas for each in idea.patterns)


@dataclass(frozen=True)
class Language:
    """All of `data/danger` but the replies and the examples.

    `answers`: asked fact → kinds its answer may sound like. `odds`: how sure the learner must be (bot.danger.spot).
    """

    kinds: tuple[Kind, ...]
    low_spirits: Kind
    cues: tuple[Cue, ...]
    answers: Mapping[str, frozenset[str]]
    odds: Mapping[str, float]


def _clause(marked: str) -> str:
    """From the last pause before the sign to the first behind it."""
    start, end = marked.find(START), marked.find(SIGN)
    before = max((marked.rfind(stop, 0, start) for stop in STOPS), default=-1) if start >= 0 else -1
    after = (
        min((at for stop in STOPS if (at := marked.find(stop, end)) >= 0), default=len(marked)) if end >= 0 else None
    )
    return marked[before + 1 : after]


def read(directory: Path) -> Language:
    """Raises DataError with file and line."""
    words = _words(directory / "words.yml")
    cues = yaml_file.read(directory / "cues.yml")
    return Language(
        kinds=tuple(read_kind(directory / f"{name}.yml", words) for name in KINDS),
        low_spirits=read_kind(directory / "low_spirits.yml", words),
        cues=tuple(_cue(directory / "cues.yml", entry, words) for entry in cues["cues"]),
        answers={asked: frozenset(kinds) for asked, kinds in cues["answers"].items()},
        odds=cues["odds"],
    )


def taught(spoken: Language) -> dict[str, str]:
    """The examples beside the signs, which teach the learner too: text → kind, or `none` of what is spared."""
    kinds = {hit: kind.name for kind in spoken.kinds for idea in kind.ideas for hit in idea.hits}
    spared = {text: "none" for kind in spoken.kinds for idea in kind.ideas for text in idea.spares}
    look_alikes = {hit: "none" for kind in spoken.kinds for idea in kind.unless for hit in idea.hits}
    return kinds | look_alikes | spared


def _words(path: Path) -> dict[str, str]:
    """Each list as one pattern; a list may use those above it."""
    lists: dict[str, str] = {}
    document = yaml_file.read(path)
    for name, spellings in document.items():
        line = document.lines[name]
        lists[name] = notation.alternatives([_checked(path, line, notation.pattern, spellings, lists)])
    return lists


def read_kind(path: Path, words: Mapping[str, str]) -> Kind:
    document = yaml_file.read(path)
    ideas, unless = (
        tuple(_idea(path, entry, words) for entry in document.get(key) or ()) for key in ("signs", "unless")
    )
    return Kind(path.stem, ideas, unless, frozenset(document.get("despite") or ()))


def _cue(path: Path, entry: Any, words: Mapping[str, str]) -> Cue:
    return Cue(
        name=entry["cue"],
        ideas=tuple(_idea(path, idea, words) for idea in entry["ideas"]),
        excuses=entry.get("excuses", False),
        yields=entry.get("yields", False),
        near=entry.get("near", False),
        odds=entry.get("odds", 1.0),
        kinds=frozenset(entry.get("kinds", ())),
    )


def _idea(path: Path, entry: Any, words: Mapping[str, str]) -> Idea:
    known = {"say", "english", "sound", "hits", "spares", "despite", "needs", "reply", "person", "sure", "odds"}
    if unknown := entry.keys() - known:
        raise DataError(path, entry.line, f"不认识“{'、'.join(sorted(unknown))}”这一项")
    ways: Sequence[tuple[str, Callable[..., str], tuple[Any, ...]]] = (
        ("say", notation.pattern, (words,)),
        ("english", notation.english, (words,)),
        ("sound", notation.sounding, ()),
    )
    written = [(line, way, more) for key, way, more in ways for line in _lines(entry.get(key, ()))]
    sources = [_checked(path, entry.line, way, line, *more) for line, way, more in written]
    return Idea(
        path=path,
        line=entry.line,
        patterns=tuple(re.compile(source) for source in sources),
        written=tuple(line for line, _, _ in written),
        hits=_examples(entry.get("hits", ())),
        spares=_examples(entry.get("spares", ())),
        despite=frozenset(entry.get("despite", ())),
        needs=entry.get("needs"),
        reply=entry.get("reply", ""),
        person=entry.get("person"),
        sure=entry.get("sure", False),
        odds=entry.get("odds", 0.0),
    )


def _lines(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else [str(line) for line in value]


def _examples(value: str | list[str]) -> tuple[str, ...]:
    """A list, or one line with `；` between the examples."""
    return tuple(value.split("；") if isinstance(value, str) else value)


def _checked(path: Path, line: int, way: Callable[..., str], *arguments: Any) -> str:
    try:
        return way(*arguments)
    except ValueError as wrong:
        raise DataError(path, line, str(wrong)) from wrong
