"""What a message says about places: where, which kind, what is asked. Read once; pure.

`locate` runs once a message. Which walk a message belongs to in a conversation is decided elsewhere, from this.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from bot.chinese.normalize import matching_key, normalize
from bot.places.asked_time import AskedTime, asked_time
from bot.places.category import Kind
from bot.places.directory import OFFICE, Directory
from bot.places.errand import Errand, what_for
from bot.places.language import ASKS, Ask, Language, Turn
from bot.places.located import Located
from bot.places.service_point import ServicePoint

# Said after a list of places, a message this long says something of its own.
_LONGEST_TURN = 16
_SPARE = 1
# A place and a kind in a text this long, with no question, is a story and no search.
_LONGEST_SEARCH = 40
_FINDS: frozenset[Ask] = frozenset({"where", "near", "phone", "hours", "list", "whose", "coverage"})


@dataclass(frozen=True)
class Where:
    """One message as `read` understood it.

    `is_place_walk`: asks for a place by itself, whatever was said before. `also_asks`: what it is, who may, what it
    costs is asked too. `bare`: nothing but a corner ("place") or a kind ("kind") was said. `points` are places named.
    `pick` is which of several offered is meant, the last being -1.
    """

    text: str
    located: Located
    kind: Kind | None = None
    asks: frozenset[Ask] = frozenset()
    is_place_walk: bool = False
    also_asks: bool = False
    turn: Turn = ""
    bare: str = ""
    when: AskedTime | None = None
    open_only: bool = False
    points: tuple[ServicePoint, ...] = ()
    errand: Errand | None = None
    unknown_name: str = ""
    pick: int | None = None
    is_short: bool = field(default=False)

    @property
    def category(self) -> str | None:
        """The kind of place asked for: that of a place named, the one the words tell, the office where whose is asked."""
        if "whose" in self.asks and self.is_placed:
            return OFFICE
        if self.points and (self.kind is None or self.kind.how in ("generic", "errand")):
            return self.points[0].category
        return self.kind.category if self.kind else None

    @property
    def is_placed(self) -> bool:
        """Whether a corner of the city was named or shared, in the district or not."""
        return self.located.status != "none"


def read(text: str, directory: Directory, now: datetime, shared: tuple[float, float, str] | None = None) -> Where:
    """`now` is Beijing time; `shared` is a location sent along: longitude, latitude, datum.

    Raises BadInput for a shared location that is no point on Earth.
    """
    language, said = directory.language, normalize(text)
    asks = asked(said, language)
    located = directory.locate_point(*shared) if shared else directory.locate(_asked_about(said, asks, language))
    kind = directory.kind_of(said)
    points = directory.points_named(said, kind.category if kind else None)
    when = asked_time(text, now)
    if "whose" in asks and located.status == "none":
        asks -= {"whose"}
    if kind is None and not points and located.status != "none" and language.asks["which_kind"].search(said):
        asks |= {"which_kind"}
    about = bool(language.about.search(said))
    where = Where(
        text, located, kind, asks,
        turn=language.turns.get(matching_key(said), ""),
        when=when,
        open_only=bool(language.pattern("open_only").search(said)),
        points=points,
        errand=what_for(said, kind.category, directory.errands) if kind else None,
        unknown_name=_unknown_name(said, language) if located.status == "none" else "",
        pick=language.picks.get(matching_key(said)),
        is_short=len(matching_key(said)) <= _LONGEST_TURN,
    )  # fmt: skip
    bare = _bare(where, said, directory)
    return _with(where, bare, about and not bare, bool(shared), said, language)


def asked(said: str, language: Language) -> frozenset[Ask]:
    """What the words of normalised text ask about a place."""
    return frozenset(ask for ask in ASKS if ask != "which_kind" and language.asks[ask].search(said))


def goes_on(where: Where, category: str | None, seeking: str | None, offered: int = 0) -> bool:
    """Does a message that is no place walk by itself go on with one, where `category` was shown or is being sought?

    `offered` is how many places one was asked to choose from.
    """
    if offered and where.pick and where.pick <= offered:
        return True
    if where.is_place_walk or (where.turn and category):
        return True
    if seeking:
        return where.bare != "" or (where.is_placed and not where.also_asks) or bool(where.unknown_name)
    if category is None:
        return where.bare == "place"
    asks_on = where.is_short and not where.also_asks and bool(where.asks & _FINDS or where.when)
    return where.bare != "" or (asks_on and where.kind is None)


def _with(where: Where, bare: str, about: bool, shared: bool, said: str, language: Language) -> Where:
    found = {**where.__dict__, "bare": bare, "also_asks": about}
    found["is_place_walk"] = shared or bare == "place" or _looks_for_a_place(where, about, said, language)
    return Where(**found)


def _looks_for_a_place(where: Where, about: bool, said: str, language: Language) -> bool:
    """A place named together with a kind, or where/phone/hours/near about a concrete kind."""
    if where.asks & {"whose", "which_kind"} or ("coverage" in where.asks and where.kind and not about):
        return True
    finds = where.asks & _FINDS
    if where.points and (finds or not about):
        return True
    if where.kind is None:
        return False
    if where.kind.how == "errand":
        asks_door = bool(language.pattern("door").search(said))
        return "near" in finds or (not about and (asks_door or (where.is_placed and bool(finds))))
    if about and not finds - {"hours", "list", "coverage"}:
        return False
    if finds:
        return True
    is_somewhere = where.is_placed or bool(language.pattern("ends_as_place").search(where.unknown_name))
    return is_somewhere and len(said) <= _LONGEST_SEARCH


def _asked_about(said: str, asks: frozenset[Ask], language: Language) -> str:
    """The part of a text that names the corner asked about: 六铺炕 of 六铺炕算德胜还是什刹海."""
    if "whose" not in asks:
        return said
    first = language.pattern("whose_splits").split(said, maxsplit=1)[0]
    return first if len(first) >= 2 else language.pattern("either").sub("", said)


def _bare(where: Where, said: str, directory: Directory) -> str:
    """`place` or `kind` where the message says that and nothing else."""
    if not where.is_short or where.asks & {"whose", "coverage"}:
        return ""
    language, span = directory.language, where.located.span
    if where.located.status in ("found", "ambiguous") and span is not None and where.kind is None:
        rest = language.pattern("around_a_corner").sub("", matching_key(said[: span[0]] + said[span[1] :]))
        return "place" if len(rest) <= _SPARE else ""
    if where.kind and where.kind.how != "described" and where.located.status == "none":
        rest = matching_key(directory.without_category(said))
        return "kind" if len(language.pattern("around_a_kind").sub("", rest)) <= _SPARE else ""
    return ""


def _unknown_name(said: str, language: Language) -> str:
    """A name somebody gave for where he is that the gazetteer does not know."""
    for pattern in language.unknown_names:
        found: re.Match[str] | None = pattern.search(said)
        if found and not language.pattern("not_a_name").search(found["name"]):
            return found["name"]
    return ""
