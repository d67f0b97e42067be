"""Is somebody in danger now? Signs, less what only looks like them, less the past, the supposed, the told and the asked."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.danger import language, learner
from bot.danger.heard import heard
from bot.danger.language import Cue, Idea, Kind, Language
from bot.danger.learner import Learner
from bot.danger.sieve import Sieve
from bot.errors import DataError

# Stand in the text before and behind the sign, for the lines of cues.
_START, _SIGN = "‹", "※"
# Shorter texts tell the learner nothing, and little.
_SHORTEST, _SHORT = 4, 6
# The kinds in which only the police are right to call first.
_POLICE = frozenset({"violence", "child_abuse", "missing"})
# A kind of its own only where no other is told of.
_REST = "other_danger"
# The excuse of what answers our own question.
_ANSWER = "answer"

T = TypeVar("T")


@dataclass(frozen=True)
class Danger:
    """What is the matter (`kind`), with `self` or `other` (`person`), and the `words` that told.

    `reply` is the variant of the kind's reply that fits (`act` of self_harm), or empty.
    """

    kind: str
    person: str
    words: str
    reply: str = ""


class Spotter:
    """The signs of `data/danger`, ready to be looked for."""

    def __init__(self, spoken: Language, learnt: Learner) -> None:
        self._learner, self._odds = learnt, spoken.odds
        self._answers = spoken.answers
        self._cues = {cue.name: cue for cue in spoken.cues}
        self._final = frozenset({_ANSWER, *(cue.name for cue in spoken.cues if cue.final)})
        self._excuses = tuple(cue for cue in spoken.cues if cue.excuses)
        self._signs = _sieve(spoken.kinds, learnt.characters, weak=False)
        self._weak_signs = _sieve(spoken.kinds, learnt.characters, weak=True)
        self._low_spirits = _sieve((spoken.low_spirits,), learnt.characters, weak=False)
        self._unless = {kind.name: _any(kind.unless) for kind in (*spoken.kinds, spoken.low_spirits)}

    @classmethod
    def read(cls, directory: Path) -> "Spotter":
        """`data/danger`. Raises DataError."""
        return cls(language.read(directory), learner.read(directory))

    def spot(self, text: str, asked: str | None = None) -> Danger | None:
        """The first danger that `text` tells of as happening now; `asked` is the fact a screening asked for last."""
        said = heard(text)
        found, settled = self._by_sign(said, asked)
        return found if found or settled else self._by_learner(said, asked)

    def _by_sign(self, said: str, asked: str | None) -> tuple[Danger | None, bool]:
        """The sign that stands, and whether a final cue excused one, so that nothing more need be asked.

        Where signs of several kinds stand, that of the kind the learner finds likeliest of those that have a name.
        """
        likely, elsewhere = _once(lambda: self._learner.danger(said)), _once(lambda: self._tells("elsewhere", said))
        standing: dict[str, Danger] = {}
        settled = False
        for match, (kind, idea) in self._found(self._signs, said):
            marked = _marked(match)
            if kind.name in standing:
                continue
            if excuse := self._excuse(kind, idea, marked, asked):
                settled = settled or excuse in self._final
                continue
            doubted = "business" not in kind.despite and elsewhere() and not self._tells("now", marked)
            if idea.sure or likely() >= self._odds["with_doubt" if doubted else "with_sign"]:
                standing[kind.name] = Danger(kind.name, self._person(idea, match), match[0], idea.reply)
        return self._likeliest(standing, said), settled

    def _likeliest(self, standing: Mapping[str, Danger], said: str) -> Danger | None:
        if len(standing) > 1:
            standing = {kind: danger for kind, danger in standing.items() if kind != _REST}
            return next(standing[kind] for kind in self._learner.ranked(said) if kind in standing)
        return next(iter(standing.values()), None)

    def _by_learner(self, said: str, asked: str | None) -> Danger | None:
        """What the learner hears beside a weak sign, or alone."""
        if len(said) < _SHORTEST or not self._learner.worth_hearing(said):
            return None
        likely = self._learner.danger(said)
        if likely < self._odds["alone"] or self._learner.low_spirits(said) > likely:
            return None
        for match, (kind, idea) in self._found(self._weak_signs, said):
            excuse = self._excuse(kind, idea, _marked(match), asked)
            if excuse in self._final:
                return None
            if excuse is None and likely >= idea.odds:
                return self._unforeseen(said, self._person(idea, match), match[0])
        return self._alone(said, asked, likely)

    def _alone(self, said: str, asked: str | None, likely: float) -> Danger | None:
        """What only the learner hears: never where death, age or illness is mentioned."""
        enough = max(
            self._odds["alone"],
            self._odds["alone_in_answer"] if asked else 0,
            self._odds["alone_in_little"] if _is_little(said) else 0,
            self._odds["alone_elsewhere"] if self._tells("elsewhere", said) else 0,
        )
        if likely < enough or self._tells("grave", said):
            return None
        person = "other" if self._tells("somebody_else", said) else "self"
        return self._unforeseen(said, person, said)

    def _unforeseen(self, said: str, person: str, words: str) -> Danger:
        """Where it is a wish to die or else a matter for the police, these are called first; else who saves lives."""
        kind, next_kind = self._learner.ranked(said)[:2]
        return Danger(kind, person, words, "unforeseen_police" if next_kind in _POLICE else "unforeseen")

    def _tells(self, cue: str, text: str) -> bool:
        return self._cues[cue].tells(text)

    def low_spirits(self, text: str) -> bool:
        """Does somebody say now that he is low? Never of what is a danger, which `spot` tells."""
        said = heard(text)
        for match, (kind, idea) in self._found(self._low_spirits, said):
            if self._excuse(kind, idea, _marked(match), None) is None:
                return True
        elsewhere = self._tells("elsewhere", said)
        return not elsewhere and self._learner.low_spirits(said) >= self._odds["low_spirits"]

    def _found(self, sieve: "Sieve[_Sign]", said: str) -> "Iterator[tuple[re.Match[str], _Sign]]":
        """Matches that stand once what only looks like a sign of their kind was taken out."""
        without: dict[str, str] = {}
        for pattern, (kind, idea) in sieve.candidates(said):
            if not pattern.search(said):
                continue
            if kind.name not in without:
                without[kind.name] = self._unless[kind.name].sub("＿", said)
            for match in pattern.finditer(without[kind.name]):
                yield match, (kind, idea)

    def _excuse(self, kind: Kind, idea: Idea, marked: str, asked: str | None) -> str | None:
        """The name of what makes this sign none, or None where it stands."""
        now = self._tells("now", marked)
        if idea.needs and not self._tells(idea.needs, marked):
            return "needs"
        if asked and not now and kind.name in self._answers.get(asked, ()):
            return _ANSWER
        return next((c.name for c in self._excuses if self._excused(c, kind, idea, now) and c.tells(marked)), None)

    @staticmethod
    def _excused(cue: Cue, kind: Kind, idea: Idea, now: bool) -> bool:
        """May this cue excuse such a sign at all?"""
        about = not cue.kinds or kind.name in cue.kinds
        return about and cue.name not in idea.despite | kind.despite and not (cue.yields and now)

    def _person(self, idea: Idea, match: re.Match[str]) -> str:
        if idea.person:
            return idea.person
        before = match.string[max(0, match.start() - 12) : match.end()]
        return "other" if self._tells("somebody_else", before) else "self"


_Sign = tuple[Kind, Idea]


def _once(ask: Callable[[], T]) -> Callable[[], T]:
    """`ask`, answered at most once."""
    answers: list[T] = []

    def answer() -> T:
        if not answers:
            answers.append(ask())
        return answers[0]

    return answer


def _is_little(said: str) -> bool:
    """Short, or in Latin letters, of which the examples know few."""
    return len(said) < _SHORT or said.isascii()


def _marked(match: re.Match[str]) -> str:
    """The text with marks before and behind what matched, as the lines of cues have it."""
    start, end, said = match.start(), match.end(), match.string
    return f"{said[:start]}{_START}{said[start:end]}{_SIGN}{said[end:]}"


def _sieve(kinds: tuple[Kind, ...], common: Mapping[str, int], *, weak: bool) -> "Sieve[_Sign]":
    patterns: list[tuple[re.Pattern[str], _Sign]] = [
        (pattern, (kind, idea))
        for kind in kinds
        for idea in kind.ideas
        for pattern in idea.patterns
        if bool(idea.odds) is weak
    ]
    try:
        return Sieve(patterns, common)
    except ValueError as wrong:
        raise DataError("data/danger", None, str(wrong)) from wrong


def _any(ideas: tuple[Idea, ...]) -> re.Pattern[str]:
    sources = [pattern.pattern for idea in ideas for pattern in idea.patterns]
    return re.compile("|".join(sources) if sources else "(?!)")
