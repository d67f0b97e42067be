"""Place names in a text: which corner of the city a resident means.

Names are matched on characters, longest first, because a segmenter glues 离牛街 together. A name that is
also an ordinary word (公安, 团结) counts only where the text makes a place of it. When no name is written
right, the closest by sound is taken. Everything found at one go is then weighed together: 广外红莲北里 is
one place said twice, 从牛街到西单 is two.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from bot.chinese.normalize import simplified
from bot.places.sound import SoundIndex

Kind = Literal[
    "subdistrict", "landmark", "community", "former_community", "station", "exit", "road",
    "former_district", "outside", "not_place",
]  # fmt: skip
Status = Literal["found", "ambiguous", "outside", "none"]
DISTRICT = "西城区"

# When one name belongs to several, the earlier kind is what people mean by it.
_SAME_NAME = ("exit", "landmark", "subdistrict", "road", "community", "station", "former_community")
# Of several names in one text, the earlier kind says most exactly where.
_FINENESS = ("exit", "landmark", "community", "station", "road", "former_community", "subdistrict")
_UNHEARD = ("not_place", "exit", "outside")
_STATION_SAID = re.compile(r"^(?:地铁)?站|^地铁")
_LIVES = re.compile(r"(?:我?们?家?(?:住|在)(?:在|到)?|人在|离|从|家在|家里?|靠近|挨着|搬到)$")
_REGISTERED = re.compile(r"(?:户口|户籍|单位|公司|上班|学校|医院)都?(?:在|是)$")
_GOES = re.compile(r"(?:去|到|往|想上|上)$")
_PLACE_AFTER = re.compile(r"^(?:社区|居委会|小区|家属院|街道|办事处|地区)")
_WEAK_AFTER = re.compile(r"^(?:社区|居委会|小区|地区|站|那边|这边|那儿|这儿|那里|这里|附近|旁边|一带|周边|对面|路口)")
_WEAK_BEFORE = re.compile(r"(?:住在?|家在|人在|我在|住到|搬到)$")
_BEFORE_NAME = frozenset(
    "，。！？、,.!?~ 在住离去到从是的找靠我们家区城市县街道往搬于和跟、铁线京边近儿那这呢来内外里站附老原号"
)
_AFTER_NAME = frozenset(
    "，。！？、,.!?~ 街社地那这附旁边周一站的有哪最里东南西北口路养敬驿老婚救民公医餐想要离到和没怎住人呢啊吧吗，小院大胡派环桥门"
)
# A place is named in a sentence, not in an essay.
_LONGEST_TEXT = 500
_PROVINCE_BEFORE = re.compile(r"[山陕江广]$")
_ASIDE = re.compile(
    r"^(?:你好|您好|请问|我家?在|我们?家?住在?|我住|住在?|在|就在|离|那)+|(?:呢|啊|吧|这边|那边|附近|旁边|这儿|那儿|这里|那里|一带|的|了|呀|[。，,.!！?？~\s])+$"
)


@dataclass(frozen=True)
class Entry:
    """One place with its names. `subdistricts` holds several for a corner where they meet; GCJ-02 degrees.

    `note` is what a resident who used the name should know.
    """

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    subdistricts: tuple[str, ...] = ()
    community: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = "subdistrict"
    district: str = DISTRICT
    note: str = ""


@dataclass(frozen=True)
class Origin:
    """Where distances are measured from; GCJ-02 degrees, None when only the name is known.

    `subdistrict` is None outside the district and where it could be one of several.
    """

    label: str
    lon: float | None
    lat: float | None
    precision: str
    subdistrict: str | None = None
    community: str | None = None
    district: str = DISTRICT


@dataclass(frozen=True)
class Located:
    """What `locate` understood. `span` is where in the text the name stood; `exact` is False when it was guessed by sound."""

    status: Status
    place: Origin | None = None
    candidates: tuple[Origin, ...] = ()
    span: tuple[int, int] | None = None
    exact: bool = True
    note: str = ""


@dataclass(frozen=True)
class _Name:
    text: str
    entry: Entry
    weak: bool


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    entries: tuple[Entry, ...]
    exact: bool = True


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """`text` in half width, lower case and simplified characters, character for character, so that positions stay."""
    one_by_one = "".join(
        folded if len(folded := unicodedata.normalize("NFKC", character).lower()) == 1 else character
        for character in text
    )
    simple = simplified(one_by_one)
    return simple if len(simple) == len(text) else "".join(_one(c) for c in one_by_one)


@lru_cache(maxsize=8192)
def _one(character: str) -> str:
    simple = simplified(character)
    return simple if len(simple) == 1 else character


@dataclass(frozen=True)
class Gazetteer:
    """All entries, indexed by the first two characters of every name."""

    entries: tuple[Entry, ...]
    _by_head: dict[str, list[tuple[str, list[_Name]]]] = field(default_factory=dict, repr=False, compare=False)
    _sounds: SoundIndex = field(default_factory=SoundIndex, repr=False, compare=False)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Gazetteer":
        gazetteer = cls(tuple(entries))
        gazetteer._index()
        return gazetteer

    def _index(self) -> None:
        by_text: dict[str, list[_Name]] = {}
        for entry in self.entries:
            for text, weak in _names_of(entry):
                by_text.setdefault(fold(text), []).append(_Name(fold(text), entry, weak))
        for text, names in by_text.items():
            self._by_head.setdefault(text[:2], []).append((text, names))
            strong = [name.entry for name in names if not name.weak and name.entry.kind not in _UNHEARD]
            if strong:
                self._sounds.add(text, strong)
        for group in self._by_head.values():
            group.sort(key=lambda pair: -len(pair[0]))

    def locate(self, text: str) -> Located:
        """The place `text` names, if any; several when it could be several; outside when not in the district."""
        said, positions = _squeeze(fold(text[:_LONGEST_TEXT]))
        hits = self._exact_hits(said)
        if not any(hit.entries for hit in hits):
            hits = self._hits_by_sound(_blank(said, hits))
        hits = [hit for hit in hits if hit.entries]
        return _in_text(_weigh(said, hits), positions) if hits else Located("none")

    def named(self, name: str, *kinds: Kind) -> list[Entry]:
        """Entries of these kinds that carry exactly this name."""
        wanted = fold(name)
        found = [pair for pair in self._by_head.get(wanted[:2], []) if pair[0] == wanted]
        return [n.entry for _, names in found for n in names if not kinds or n.entry.kind in kinds]

    def _exact_hits(self, said: str) -> list[_Hit]:
        hits, at = [], 0
        while at < len(said):
            hit = self._longest_at(said, at)
            if hit:
                hits.append(hit)
            at = hit.end if hit else at + 1
        return hits

    def _longest_at(self, said: str, at: int) -> _Hit | None:
        for text, names in self._by_head.get(said[at : at + 2], ()):
            if said.startswith(text, at):
                end = at + len(text)
                if all(name.entry.kind == "not_place" for name in names):
                    return _Hit(at, end, ())
                if at and text[0] == "西" and _PROVINCE_BEFORE.search(said[:at]):
                    continue
                if len(text) == 2 and not _may_begin(said, at) and not _may_end(said, end):
                    continue
                entries = [name.entry for name in names if not name.weak or _makes_a_place(said, at, end)]
                if entries:
                    return _Hit(at, end, _preferred(entries, said, at, end))
        return None

    def _hits_by_sound(self, said: str) -> list[_Hit]:
        core = _ASIDE.sub("", said)
        return [
            _Hit(start, end, _preferred(list(entries), said, start, end), exact=False)
            for start, end, entries in self._sounds.find(said, core)
        ]


def _squeeze(said: str) -> tuple[str, list[int]]:
    """`said` without the blanks beside Chinese characters, and where each character stood."""
    kept = [m.span() for m in re.finditer(r"(?<=[a-z0-9'’]) (?=[a-z0-9])|\S", said)]
    positions = [start for start, _ in kept]
    return "".join(said[start] for start in positions), positions


def _blank(said: str, hits: list[_Hit]) -> str:
    """`said` with known look-alikes blotted out, so that no name is heard in them either."""
    for hit in hits:
        said = said[: hit.start] + "，" * (hit.end - hit.start) + said[hit.end :]
    return said


def _in_text(located: Located, positions: list[int]) -> Located:
    if located.span is None:
        return located
    start, end = located.span
    return replace(located, span=(positions[start], positions[end - 1] + 1))


def _names_of(entry: Entry) -> Iterable[tuple[str, bool]]:
    """(name, weak) for every way the entry is written."""
    names = {name: False for name in (entry.name, *entry.aliases)} | {name: True for name in entry.weak_aliases}
    for name, weak in names.items():
        for spelling in _number_spellings(name):
            yield spelling, weak


def _number_spellings(name: str) -> set[str]:
    """三里河一区 is also typed 三里河1区, 十五号院 15号院."""
    digits = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7"}
    arabic = re.sub(r"十五(?=号院)", "15", name)
    arabic = re.sub(r"第?([一二三四五六七])(?=区|号院|条|社区|里区)", lambda m: digits[m[1]], arabic)
    return {name, arabic}


def _makes_a_place(said: str, start: int, end: int) -> bool:
    """Whether the words around an everyday word make it a place name here."""
    if _PLACE_AFTER.match(said[end:]):
        return True
    alone = _ASIDE.sub("", said) == said[start:end]
    return alone or bool(_WEAK_BEFORE.search(said[:start])) or bool(_WEAK_AFTER.match(said[end:]))


def _may_begin(said: str, start: int) -> bool:
    """Whether a two-character name can start here, rather than end a longer word (岁月坛城)."""
    return start == 0 or said[start - 1] in _BEFORE_NAME


def _may_end(said: str, end: int) -> bool:
    return end == len(said) or said[end] in _AFTER_NAME


def _preferred(entries: list[Entry], said: str, start: int, end: int) -> tuple[Entry, ...]:
    """Of the places sharing a name, the one the surrounding words point to."""
    if _STATION_SAID.match(said[end:]) or said[:start].endswith(("地铁", "号线", "站")):
        stations = [entry for entry in entries if entry.kind in ("station", "exit")]
        corners = [entry for entry in entries if len(entry.subdistricts) > 1]
        if stations:
            return tuple(corners or stations)
    if re.match(r"街道|办事处|地区", said[end:]):
        offices = [entry for entry in entries if entry.kind == "subdistrict"]
        if offices:
            return tuple(offices)
    inside = [entry for entry in entries if entry.district == DISTRICT and entry.subdistricts] or entries
    best = min(_rank(_SAME_NAME, entry) for entry in inside)
    return tuple(entry for entry in inside if _rank(_SAME_NAME, entry) == best)


def _rank(order: tuple[str, ...], entry: Entry) -> int:
    return order.index(entry.kind) if entry.kind in order else len(order)


def _weigh(said: str, hits: list[_Hit]) -> Located:
    """One answer out of all names found: names that agree narrow one another, names that do not are asked about."""
    lives = [hit for hit in hits if _LIVES.search(said[: hit.start]) and not _REGISTERED.search(said[: hit.start])]
    goes = [hit for hit in hits if _GOES.search(said[: hit.start]) and hit not in lives]
    if lives and len(lives) < len(hits):
        hits = lives + [hit for hit in hits if hit not in lives and hit not in goes and _agree(hit, lives[0])]
    inside = [hit for hit in hits if any(entry.district == DISTRICT for entry in hit.entries)]
    if not inside:
        return _outside(said, hits[0])
    return _narrow(inside)


def _outside(said: str, hit: _Hit) -> Located:
    entry = hit.entries[0]
    label = said[hit.start : hit.end] if hit.exact else entry.name
    place = Origin(label, entry.lon, entry.lat, entry.precision, None, None, entry.district)
    return Located("outside", place, (), (hit.start, hit.end), hit.exact, entry.note)


def _streets(hit: _Hit) -> set[str]:
    return {street for entry in hit.entries for street in entry.subdistricts}


def _agree(one: _Hit, other: _Hit) -> bool:
    return bool(_streets(one) & _streets(other))


def _narrow(hits: list[_Hit]) -> Located:
    shared = set.intersection(*(_streets(hit) for hit in hits))
    exact = all(hit.exact for hit in hits)
    if not shared:
        candidates = tuple(
            origin for hit in hits for entry in hit.entries for origin in _origins(entry, set(entry.subdistricts))
        )
        return Located("ambiguous", None, _distinct(candidates), (hits[0].start, hits[-1].end), exact)
    named = min(hits, key=lambda hit: min(_rank(_FINENESS, entry) for entry in hit.entries))
    span = (named.start, named.end)
    origins = _distinct(tuple(o for entry in named.entries for o in _origins(entry, shared)))
    note = named.entries[0].note
    if len(origins) == 1:
        return Located("found", origins[0], (), span, exact, note)
    return Located("ambiguous", _common(named.entries), origins, span, exact, note)


def _origins(entry: Entry, streets: set[str]) -> list[Origin]:
    """The entry once for each of its subdistricts among `streets`."""
    mine = [street for street in entry.subdistricts if street in streets]
    base = Origin(entry.name, entry.lon, entry.lat, entry.precision, None, entry.community, entry.district)
    if len(entry.subdistricts) == 1:
        return [replace(base, subdistrict=entry.subdistricts[0])]
    if entry.kind == "former_district":
        return [replace(base, label=street, subdistrict=street) for street in mine]
    return [replace(base, label=f"{entry.name}（{street}一侧）", subdistrict=street) for street in mine] or [base]


def _common(entries: tuple[Entry, ...]) -> Origin | None:
    """The point shared by all candidates, when it is one corner whose side alone is open."""
    if len(entries) != 1 or entries[0].lon is None or entries[0].kind in ("former_district", "road"):
        return None
    entry = entries[0]
    return Origin(entry.name, entry.lon, entry.lat, entry.precision)


def _distinct(origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origins))
