"""One answer out of all the names found in a text: 广外红莲北里 is one place said twice, 从牛街到西单 is two."""

import re
from dataclasses import replace

from bot.places.located import DISTRICT, Entry, Hit, Located, Origin, rank

# Of several names in one text, the earlier kind says most exactly where.
_FINENESS = ("exit", "landmark", "community", "station", "road", "former_community", "subdistrict")
_LIVES = re.compile(r"(?:我?们?家?(?:住|在)(?:在|到)?|人在|离|从|家在|家里?|靠近|挨着|搬到)$")
_REGISTERED = re.compile(r"(?:户口|户籍|单位|公司|上班|学校|医院)都?(?:在|是)$")
_GOES = re.compile(r"(?:去|到|往|想上|上)$")


def weigh(said: str, hits: list[Hit]) -> Located:
    """One answer out of all names found: names that agree narrow one another, names that do not are asked about."""
    lives = [hit for hit in hits if _LIVES.search(said[: hit.start]) and not _REGISTERED.search(said[: hit.start])]
    goes = [hit for hit in hits if _GOES.search(said[: hit.start]) and hit not in lives]
    if lives and len(lives) < len(hits):
        hits = lives + [hit for hit in hits if hit not in lives and hit not in goes and _agree(hit, lives[0])]
    inside = [hit for hit in hits if any(entry.district == DISTRICT for entry in hit.entries)]
    if not inside:
        return _outside(said, hits[0])
    return _narrow(inside, said)


def _outside(said: str, hit: Hit) -> Located:
    entry = hit.entries[0]
    label = said[hit.start : hit.end] if hit.exact else entry.name
    place = Origin(label, entry.lon, entry.lat, entry.precision, None, None, entry.district)
    return Located("outside", place, (), (hit.start, hit.end), hit.exact, entry.note)


def _streets(hit: Hit) -> set[str]:
    return {street for entry in hit.entries for street in entry.subdistricts}


def _agree(one: Hit, other: Hit) -> bool:
    return bool(_streets(one) & _streets(other))


def _narrow(hits: list[Hit], said: str) -> Located:
    shared = set.intersection(*(_streets(hit) for hit in hits))
    exact = all(hit.exact for hit in hits)
    if not shared:
        candidates = tuple(
            origin for hit in hits for entry in hit.entries for origin in _origins(entry, set(entry.subdistricts))
        )
        return Located("ambiguous", None, _distinct(candidates), (hits[0].start, hits[-1].end), exact)
    named = min(hits, key=lambda hit: min(rank(_FINENESS, entry) for entry in hit.entries))
    span = (named.start, named.end)
    origins = _distinct(tuple(o for entry in named.entries for o in _origins(entry, shared)))
    note = named.entries[0].note
    if len(origins) == 1:
        return Located("found", _as_said(origins[0], named, said), (), span, exact, note)
    return Located("ambiguous", _common(named.entries), origins, span, exact, note)


def _as_said(origin: Origin, hit: Hit, said: str) -> Origin:
    """A road is called what he called it: one row holds several of a name (月坛南街, 月坛北街)."""
    is_road = hit.exact and hit.entries[0].kind == "road"
    return replace(origin, label=said[hit.start : hit.end]) if is_road else origin


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
