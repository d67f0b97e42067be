"""How far a denial reaches: 没有X和Y, X没有Y有, X、Y都没有, 除了X都没有, 不算X的话, 以前有X.

The reader knows the places where things are named, not what they are. It says of each whether it
is said, denied or only named, and whether it is of the past, of somebody else, or set aside. The
words that deny are data (`data/eligibility/words.yml`).
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from bot.eligibility.words import pattern, word

Place = tuple[int, int]


class Sense(Enum):
    """What is said of a named thing. BARE: named, with neither 有 nor 没有."""

    SAID = "said"
    DENIED = "denied"
    BARE = "bare"


@dataclass(frozen=True)
class Standing:
    """How a named thing stands in a message; `alone` where it is all that is excepted: 除了X都没有."""

    sense: Sense
    past: bool = False
    others: bool = False
    aside: bool = False


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    sense: Sense | None = None
    only_after: bool = False


def standings(text: str, places: Sequence[Place]) -> list[Standing]:
    """One standing for each place (start, end) of a normalised text, in order."""
    clauses, signs = _clauses(text), _signs(text)
    aside, kept = _inside(word("set_aside"), "aside", text), _inside(word("except"), "kept", text)
    found = []
    for place in places:
        start, end = next(clause for clause in clauses if clause[0] <= place[0] < clause[1])
        clause = text[start : max(end, place[1])]
        sense = (
            Sense.SAID
            if _covers(kept, place) and denies_rest(text)
            else _sense(text, place, (start, end), places, signs)
        )
        past = bool(word("past").search(clause)) and not word("still").search(clause)
        others = word("others").match(clause) or word("of_another").match(text, end)
        found.append(Standing(sense, past, bool(others), _covers(aside, place)))
    return found


def denies_rest(text: str) -> bool:
    """都没有, 别的没有, 除了X都没有: whatever is not named is denied."""
    text = word("lost_all").sub("", text)
    excepted = word("except").search(text)
    after = text[excepted.end() - 1 :] if excepted else ""
    return bool(denies_all(text) or word("rest_denied").search(text) or word("deny").search(after))


def denies_all(text: str) -> bool:
    """车、商铺，都没有: even what was only named."""
    return bool(word("all_denied").search(text))


def denies_for_ourselves(text: str) -> bool:
    """儿子有车，我们没有: a denial without its object, of the thing just named of somebody else."""
    return bool(_ours().search(text))


@cache
def _ours() -> re.Pattern[str]:
    ours = word("ours").pattern
    gone = word("gone").pattern
    return pattern(
        rf"(?:^|[,。])(?:{gone})|(?:^|[,。])(?:{ours})+(?:自己|倒|却|可|是|就|都|现在|这边)*(?:没有?|无|不是)[的了呢啊。!]*(?:$|[,。])|(?:^|[,。])现在(?:早)?(?:没有?|不在|不是)了?(?:$|[,。])"
    )


def _clauses(text: str) -> list[Place]:
    ends = sorted({0, len(text), *(edge for cut in word("clause").finditer(text) for edge in cut.span())})
    return list(itertools.pairwise(ends)) or [(0, len(text))]


def _signs(text: str) -> list[_Token]:
    """Every word that affirms or denies; an affirmation covers a denial inside it (不是没有)."""
    signs = [_Token(*sign.span(), Sense.SAID) for sign in word("affirm").finditer(text)]
    taken = [(sign.start, sign.end) for sign in signs]
    denials = [_Token(*sign.span(), Sense.DENIED) for sign in word("deny").finditer(text)]
    # 没有: the 有 in it affirms nothing
    signs = [sign for sign in signs if not any(d.start <= sign.start and sign.end <= d.end for d in denials)]
    signs += [d for d in denials if not any(s <= d.start and d.end <= e and e - s > d.end - d.start for s, e in taken)]
    signs += [
        _Token(*sign.span(), Sense.DENIED, only_after=True)
        for sign in word("denied_after").finditer(text)
        if not any(d.start < sign.end() and sign.start() < d.end for d in denials)
    ]
    return signs


def _inside(words: re.Pattern[str], group: str, text: str) -> list[Place]:
    return [match.span(group) for match in words.finditer(text)]


def _covers(outer: Sequence[Place], place: Place) -> bool:
    return any(start <= place[0] < end for start, end in outer)


def _sense(text: str, place: Place, clause: Place, places: Sequence[Place], signs: Sequence[_Token]) -> Sense:
    """The clause read left to right: a sign holds for what follows, or for the things just named."""
    named = [_Token(*other) for other in {place, *(p for p in places if p[1] <= place[0] or p[0] >= place[1])}]
    outside = [s for s in signs if not any(n.start <= s.start and s.end <= n.end for n in named)]
    tokens = sorted((t for t in (*named, *outside) if clause[0] <= t.start < clause[1]), key=lambda t: (t.start, t.end))
    return dict(_read(text, tokens)).get(place, Sense.BARE)


def _read(text: str, tokens: Sequence[_Token]) -> Iterator[tuple[Place, Sense]]:
    """(place, sense) in reading order; a later one of the same place holds."""
    force: _Token | None = None  # the sign in force for what follows
    behind = False  # it already spoke of what stands before it
    waiting: list[_Token] = []
    last: _Token | None = None
    for at, token in enumerate(tokens):
        if token.sense is None:
            last = token
            if force is not None and _speaks_of_another(text, force, token):
                force = None
            yield (token.start, token.end), force.sense if force and force.sense else Sense.BARE
            if force is None or behind:
                waiting.append(token)
            continue
        adjoins = last is not None and _adjoins(text, last, token) and _looks_back(text, tokens, at)
        if adjoins:
            final = token is tokens[-1]
            for named in waiting or ([last] if final and last else []):
                yield (named.start, named.end), token.sense
        if not token.only_after:
            force, behind = token, adjoins
        waiting = []


def _adjoins(text: str, named: _Token, sign: _Token) -> bool:
    return word("filler").fullmatch(text, named.end, sign.start) is not None


def _looks_back(text: str, tokens: Sequence[_Token], at: int) -> bool:
    """车没有: nothing follows the sign, or (车没有商铺有) what follows has a sign of its own."""
    sign, after = tokens[at], tokens[at + 1 : at + 3]
    if sign.only_after or word("closes").match(text, sign.end):
        return True
    return len(after) == 2 and after[0].sense is None and after[1].sense is not None and _adjoins(text, *after)


def _speaks_of_another(text: str, sign: _Token, named: _Token) -> bool:
    """没工作的儿子得了癌症: the denial belongs to another word before it."""
    return bool(_another().search(text, sign.end, named.start))


@cache
def _another() -> re.Pattern[str]:
    return pattern("(?:的(?:我)?(?:<kin>)|(?<=[\u4e00-\u9fff])(?:得了|患了|查出))")
