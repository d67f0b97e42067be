"""Place names in a text: which corner of the city a resident means.

Names are matched on characters, longest first, because a segmenter glues 离牛街 together. A name that is
also an ordinary word (公安, 团结) counts only where the text makes a place of it. When no name is written
right, the closest by sound is taken. `weigh` makes one answer of everything found.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bot.chinese.normalize import simplified
from bot.places.located import DISTRICT, Entry, Hit, Kind, Located, Origin, Status, rank
from bot.places.sound import SoundIndex
from bot.places.weigh import weigh

__all__ = ["DISTRICT", "Entry", "Gazetteer", "Kind", "Located", "Origin", "Status", "fold"]

# When one name belongs to several, the earlier kind is what people mean by it.
_SAME_NAME = ("exit", "landmark", "subdistrict", "road", "community", "station", "former_community")
_UNHEARD = ("not_place", "exit", "outside")
_STATION_SAID = re.compile(r"^(?:地铁)?站|^地铁")
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
class _Name:
    text: str
    entry: Entry
    weak: bool


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
        return _in_text(weigh(said, hits), positions) if hits else Located("none")

    def named(self, name: str, *kinds: Kind) -> list[Entry]:
        """Entries of these kinds that carry exactly this name."""
        wanted = fold(name)
        found = [pair for pair in self._by_head.get(wanted[:2], []) if pair[0] == wanted]
        return [n.entry for _, names in found for n in names if not kinds or n.entry.kind in kinds]

    def _exact_hits(self, said: str) -> list[Hit]:
        hits, at = [], 0
        while at < len(said):
            hit = self._longest_at(said, at)
            if hit:
                hits.append(hit)
            at = hit.end if hit else at + 1
        return hits

    def _longest_at(self, said: str, at: int) -> Hit | None:
        for text, names in self._by_head.get(said[at : at + 2], ()):
            if said.startswith(text, at):
                end = at + len(text)
                if all(name.entry.kind == "not_place" for name in names):
                    return Hit(at, end, ())
                if at and text[0] == "西" and _PROVINCE_BEFORE.search(said[:at]):
                    continue
                if len(text) == 2 and not _may_begin(said, at) and not _may_end(said, end):
                    continue
                entries = [name.entry for name in names if not name.weak or _makes_a_place(said, at, end)]
                if entries:
                    return Hit(at, end, _preferred(entries, said, at, end))
        return None

    def _hits_by_sound(self, said: str) -> list[Hit]:
        core = _ASIDE.sub("", said)
        return [
            Hit(start, end, _preferred(list(entries), said, start, end), exact=False)
            for start, end, entries in self._sounds.find(said, core)
        ]


def _squeeze(said: str) -> tuple[str, list[int]]:
    """`said` without the blanks beside Chinese characters, and where each character stood."""
    kept = [m.span() for m in re.finditer(r"(?<=[a-z0-9'’]) (?=[a-z0-9])|\S", said)]
    positions = [start for start, _ in kept]
    return "".join(said[start] for start in positions), positions


def _blank(said: str, hits: list[Hit]) -> str:
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
    if _STATION_SAID.match(said[end:]) or said[:start].endswith(("地铁", "号线", "地铁站")):
        stations = [entry for entry in entries if entry.kind in ("station", "exit")]
        corners = [entry for entry in entries if len(entry.subdistricts) > 1]
        if stations:
            return tuple(corners or stations)
    if re.match(r"街道|办事处|地区", said[end:]):
        offices = [entry for entry in entries if entry.kind == "subdistrict"]
        if offices:
            return tuple(offices)
    inside = [entry for entry in entries if entry.district == DISTRICT and entry.subdistricts] or entries
    best = min(rank(_SAME_NAME, entry) for entry in inside)
    return tuple(entry for entry in inside if rank(_SAME_NAME, entry) == best)
