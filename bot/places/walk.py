"""Walk B, where: what is answered to a message about places, and what the next one may lean on. Pure.

Asks for what it does not know yet, the place first, then the kind. A reply is (text, payload of docs/reply.schema.json).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from bot.places import coverage, known, questions, told
from bot.places.amap import Deadline
from bot.places.directory import OFFICE, Directory
from bot.places.errand import Errand
from bot.places.gazetteer import DISTRICT, Located, Origin
from bot.places.geocoder import Geocoder
from bot.places.where import Where

Reply = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Memory:
    """What the conversation knows of Walk B.

    `seeking` is what was asked for last (`place` or `category`), `shown` how many places were shown, `what_for` the
    topic the place is gone to for, kept while the place is being asked for, `offered` the corners to choose from.
    """

    category: str | None = None
    origin: Origin | None = None
    shown: int = 0
    seeking: str | None = None
    what_for: str | None = None
    offered: tuple[Origin, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> "Memory":
        """The other way round; None and {} are an empty memory."""
        if not kept:
            return cls()
        origin, offered = kept.get("origin"), tuple(Origin(**each) for each in kept.get("offered", ()))
        return cls(**{**kept, "origin": Origin(**origin) if origin else None, "offered": offered})


@dataclass(frozen=True)
class _Turn:
    """One message with all that is needed to answer it."""

    where: Where
    located: Located
    memory: Memory
    directory: Directory
    now: datetime
    category: str | None
    origin: Origin | None
    errand: Errand | None
    geocoder: Geocoder | None
    deadline: Deadline | None

    def remembers(self, **more: Any) -> Memory:
        topic = self.errand.topic if self.errand else None
        return replace(Memory(self.category, self.origin, what_for=topic), **more)


def answer(
    where: Where, memory: Memory, directory: Directory, now: datetime, geocoder: Geocoder | None = None
) -> tuple[list[Reply], Memory]:
    """The replies to one message, and what to remember. `now` is Beijing time; `geocoder` is AMap, where configured."""
    turn = _turn(where, memory, directory, now, geocoder)
    if where.turn == "elsewhere":
        return _ask_place(replace(turn, origin=None))
    if where.turn == "other_kind":
        return _ask_kind(turn)
    if turn.located.status == "ambiguous":
        return _ask_which(turn)
    if "whose" in where.asks and turn.located.status == "found":
        return _whose(turn)
    if "whose" in where.asks and turn.located.status == "outside":
        return _outside(replace(turn, category=turn.category or OFFICE))
    if turn.category is None:
        return _ask_kind(turn) if turn.origin else _ask_place(turn)
    if "coverage" in where.asks:
        return _coverage(turn)
    if turn.origin and turn.origin.district != DISTRICT:
        return _outside(turn)
    if turn.origin is None and _needs_origin(turn):
        return _ask_place(turn)
    return _places(turn)


def _turn(where: Where, memory: Memory, directory: Directory, now: datetime, geocoder: Geocoder | None) -> _Turn:
    deadline = geocoder.deadline() if geocoder else None
    located = _picked(where, memory) or where.located
    if geocoder and located.status == "none":
        located = geocoder.locate_unknown(where.text, directory, deadline)
    category = where.category or memory.category
    kept = memory.what_for if category == memory.category else None
    errand = where.errand or next(
        (each for each in directory.errands if each.topic == kept and each.category == category), None
    )
    origin = located.place or memory.origin
    if located.place is None and where.points and "list" not in where.asks:
        origin = _origin_of_named(where, memory)
    return _Turn(where, located, memory, directory, now, category, origin, errand, geocoder, deadline)


def _picked(where: Where, memory: Memory) -> Located | None:
    """The corner picked by its number, of those offered."""
    if not memory.offered or not where.pick or where.pick > len(memory.offered):
        return None
    return Located("found", memory.offered[where.pick - 1 if where.pick > 0 else -1])


def _origin_of_named(where: Where, memory: Memory) -> Origin | None:
    """Somebody who names a place asks about it wherever he is; without a word of where, its subdistrict is his."""
    streets = {place.subdistrict for place in where.points if place.subdistrict}
    if memory.origin or len(streets) != 1:
        return memory.origin
    street = streets.pop()
    return Origin(street, None, None, "subdistrict", street)


def _needs_origin(turn: _Turn) -> bool:
    """Whether knowing where the resident is changes what can be shown."""
    assert turn.category
    if turn.where.points or "list" in turn.where.asks:
        return False
    mine = known.known(turn.directory, turn.category, turn.now.date())
    return not mine.is_for_all(turn.directory.language.trust)


def _ask_place(turn: _Turn) -> tuple[list[Reply], Memory]:
    asked = questions.ask_place(turn.directory, turn.category, turn.errand, turn.where.unknown_name)
    return [asked], turn.remembers(seeking="place")


def _ask_kind(turn: _Turn) -> tuple[list[Reply], Memory]:
    asked = questions.ask_kind(turn.directory, turn.located.place)
    return [asked], replace(turn.remembers(seeking="category"), category=None, what_for=None)


def _ask_which(turn: _Turn) -> tuple[list[Reply], Memory]:
    asked = questions.ask_which(turn.directory, turn.located, turn.category, turn.errand)
    offered = turn.located.candidates[: questions.MOST]
    return [asked], replace(turn.remembers(seeking="place", offered=offered), origin=None)


def _whose(turn: _Turn) -> tuple[list[Reply], Memory]:
    """The subdistrict a corner belongs to, with its office."""
    found = known.found(turn.directory, OFFICE, turn.origin, turn.now, turn.where.when or turn.now)
    turn = replace(turn, category=OFFICE)
    return [told.whose(found, turn.located, turn.directory, turn.now)], turn.remembers()


def _outside(turn: _Turn) -> tuple[list[Reply], Memory]:
    assert turn.origin
    assert turn.category
    reply = told.outside(turn.directory, turn.category, turn.origin, turn.located.note)
    return [reply], replace(turn.remembers(), origin=None)


def _coverage(turn: _Turn) -> tuple[list[Reply], Memory]:
    assert turn.category
    mine = known.known(turn.directory, turn.category, turn.now.date())
    measured = coverage.coverage(turn.directory, turn.category)
    return [told.coverage_asked(turn.directory, mine, measured)], turn.remembers()


def _places(turn: _Turn) -> tuple[list[Reply], Memory]:
    assert turn.category
    where, trust = turn.where, turn.directory.language.trust
    same = turn.category == turn.memory.category and where.turn == "more"
    skip = turn.memory.shown if same else 0
    found = known.found(
        turn.directory, turn.category, turn.origin, turn.now, where.when or turn.now,
        named=where.points, everything="list" in where.asks, open_only=where.open_only, skip=skip,
    )  # fmt: skip
    if turn.geocoder and turn.deadline and turn.origin:
        found = replace(found, places=turn.geocoder.walked(found.places, turn.origin, turn.deadline))
    guess = None if turn.located.exact or not turn.located.place else turn.located.place.label
    asked = told.Asked(where.asks, where.when, guess, turn.located.note, turn.errand)
    reply = told.places(found, asked, turn.directory, turn.now)
    return [reply], turn.remembers(shown=skip + (len(found.places) or trust.page))
