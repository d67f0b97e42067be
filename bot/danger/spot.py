"""Is somebody in danger now? Signs, less what only looks like them, less the past, the supposed, the told and the asked."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.danger import language, learner
from bot.danger.heard import heard
from bot.danger.language import SIGN, START, Cue, Idea, Kind, Language
from bot.danger.learner import Learner
from bot.danger.sieve import Sieve
from bot.errors import DataError

# Shorter texts tell the learner nothing, and little.
_SHORTEST, _SHORT = 4, 6
# Variants of a reply where nobody foresaw the words: by the kind the learner finds next.
_RUNNER_UP = {
    **dict.fromkeys(("violence", "child_abuse", "missing"), "unforeseen_police"),
    **dict.fromkeys(("fire", "gas", "drowning"), "unforeseen_rescue"),
}
# A kind of its own only where no other is told of.
_REST = "other_danger"
# A wish to die is heard in anything: it never pushes aside what a sign tells.
_VEILED = "self_harm"
# Told of in the very words of every day.
_ON_ERRANDS = "missing"
# What no sign tells, only the learner, as `answers` of data/danger/cues.yml names it.
UNSIGNED = "unsigned"
# So many powers of e likelier a kind must be than that of the sign.
_FAR = 3.0
# More than any probability.
_NEVER = 2.0

T = TypeVar("T")


@dataclass(frozen=True)
class Danger:
    """What is the matter (`kind`), with `self` or `other` (`person`), and the `words` that told.

    `reply` is the variant of the kind's reply that fits (`act` of self_harm), or empty. `likely` is the learner's
    probability where nothing else told, and nobody is missing; otherwise 1.
    """

    kind: str
    person: str
    words: str
    reply: str = ""
    likely: float = 1.0


class Spotter:
    """The signs of `data/danger`, ready to be looked for."""

    def __init__(self, spoken: Language, learnt: Learner) -> None:
        self._learner, self._odds = learnt, spoken.odds
        self._answers = spoken.answers
        self._cues = {cue.name: cue for cue in spoken.cues}
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
        """The sign that stands, and whether one was excused, so that nothing more need be asked."""
        likely, elsewhere = _once(lambda: self._learner.danger(said)), _once(lambda: self._tells("elsewhere", said))
        standing: dict[str, Danger] = {}
        settled = False
        for match, (kind, idea) in self._found(self._signs, said):
            if kind.name in standing:
                continue
            marked = _marked(match)
            enough = excused = self._excused(kind, idea, marked, asked)
            if not idea.sure:
                doubted = "business" not in kind.despite and elsewhere() and not self._tells("now", marked)
                enough = max(excused, self._odds["with_doubt" if doubted else "with_sign"])
            if not enough or likely() >= enough:
                standing[kind.name] = Danger(kind.name, self._person(idea, match), match[0], idea.reply)
            settled = settled or 0 < excused <= 1
        return self._likeliest(standing, said), settled

    def _likeliest(self, standing: Mapping[str, Danger], said: str) -> Danger | None:
        """Where signs of several kinds stand, that of the kind the learner finds likeliest of those that have a name.

        Where it hears quite another kind than any that a sign stands for, that other.
        """
        if not standing:
            return None
        if len(standing) > 1:
            standing = {kind: danger for kind, danger in standing.items() if kind != _REST}
        ranked = self._learner.ranked(said)
        likeliest, chosen = next(iter(ranked)), next(kind for kind in ranked if kind in standing)
        danger = standing[chosen]
        if likeliest != _VEILED and ranked[likeliest] - ranked[chosen] >= _FAR:
            return self._unforeseen(said, danger.person, danger.words)
        return danger

    def _by_learner(self, said: str, asked: str | None) -> Danger | None:
        """What the learner hears beside a weak sign, or alone."""
        if len(said) < _SHORTEST or not self._learner.worth_hearing(said):
            return None
        likely = self._learner.danger(said)
        if likely < self._least(said) or self._learner.low_spirits(said) > likely:
            return None
        for match, (kind, idea) in self._found(self._weak_signs, said):
            excused = self._excused(kind, idea, _marked(match), asked)
            if likely >= max(idea.odds, excused):
                return self._unforeseen(said, self._person(idea, match), match[0])
            if likely < excused <= 1:
                return None
        return self._alone(said, asked, likely)

    def _least(self, said: str) -> float:
        """How sure the learner must be of anything it hears without a sign; surer among the matters of every day.

        Not of the missing: people vanish from buses, shops and walks.
        """
        if next(iter(self._learner.ranked(said))) == _ON_ERRANDS:
            return self._odds["alone_missing"]
        return self._odds["alone_daily" if self._tells("daily", said) else "alone"]

    def _alone(self, said: str, asked: str | None, likely: float) -> Danger | None:
        """What only the learner hears: never where death, age or illness is mentioned, nor in answer to how hard life is."""
        if UNSIGNED in self._answers.get(asked or "", ()):
            return None
        enough = max(
            self._least(said),
            self._odds["alone_in_answer"] if asked else 0,
            self._odds["alone_in_little"] if len(said) < _SHORT else 0,
            self._odds["alone_in_latin"] if said.isascii() else 0,
            self._odds["alone_elsewhere"] if self._tells("elsewhere", said) else 0,
        )
        if likely < enough or self._tells("grave", said):
            return None
        found = self._unforeseen(said, "other" if self._tells("somebody_else", said) else "self", said)
        return found if found.kind == _ON_ERRANDS else replace(found, likely=likely)

    def _unforeseen(self, said: str, person: str, words: str) -> Danger:
        """The likeliest kind; the runner-up tells who is called first where the kind alone does not."""
        kind, next_kind = list(self._learner.ranked(said))[:2]
        return Danger(kind, person, words, _RUNNER_UP.get(next_kind, "unforeseen"))

    def _tells(self, cue: str, text: str) -> bool:
        return self._cues[cue].tells(text)

    def low_spirits(self, text: str) -> bool:
        """Does somebody say now that he is low? Never of what is a danger, which `spot` tells."""
        said = heard(text)
        for match, (kind, idea) in self._found(self._low_spirits, said):
            if not self._excused(kind, idea, _marked(match), None):
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

    def _excused(self, kind: Kind, idea: Idea, marked: str, asked: str | None) -> float:
        """How sure the learner must be that this sign is one all the same, 0 where nothing excuses it."""
        now = self._tells("now", marked)
        if idea.needs and not self._tells(idea.needs, marked):
            return _NEVER
        answers = bool(asked) and not now and kind.name in self._answers.get(asked or "", ())
        cues = (cue.odds for cue in self._excuses if self._may_excuse(cue, kind, idea, now) and cue.tells(marked))
        return 1.0 if answers else max(cues, default=0.0)

    @staticmethod
    def _may_excuse(cue: Cue, kind: Kind, idea: Idea, now: bool) -> bool:
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


def _marked(match: re.Match[str]) -> str:
    """The text with marks before and behind what matched, as the lines of cues have it."""
    start, end, said = match.start(), match.end(), match.string
    return f"{said[:start]}{START}{said[start:end]}{SIGN}{said[end:]}"


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
