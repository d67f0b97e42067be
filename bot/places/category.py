"""The sixteen kinds of place, and the words residents use for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.chinese.normalize import normalize
from bot.chinese.pinyin import fuzzy_syllables, syllables
from bot.places.sound import is_slip

How = Literal["named", "described", "generic", "heard", "errand"]
# Words this long are also known by their sound, or with one character wrong.
_LONG = 4
_LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Category:
    """One kind of place. `scope` says whether one counter serves the district or each subdistrict has its own.

    `words` and `generic_words` name the place (养老驿站, 驿站), `descriptions` are regular expressions that tell it by
    what it is for, `errands` name what one goes there for (低保, 领证) and mean the place only where one is asked for.
    """

    id: str
    title: str
    scope: Literal["district", "subdistrict"]
    words: tuple[str, ...]
    generic_words: tuple[str, ...]
    look_alikes: tuple[str, ...]
    advice: str
    errands: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """The category a text speaks of, how it was told, and the word that told it (empty for a description)."""

    category: str
    how: How
    word: str = ""


class Kinds:
    """All categories, ready to be found in a text. Immutable."""

    def __init__(self, categories: Iterable[Category]) -> None:
        kinds = tuple(categories)
        self._look_alikes = _any(word for kind in kinds for word in kind.look_alikes)
        self._named = {word: kind.id for kind in kinds for word in kind.words}
        self._generic = {word: kind.id for kind in kinds for word in kind.generic_words}
        self._errands = {word: kind.id for kind in kinds for word in kind.errands}
        self._described = [(kind.id, re.compile(line)) for kind in kinds for line in kind.descriptions]
        long = {word: category for word, category in self._named.items() if len(word) >= _LONG}
        self._sounds = {tuple(fuzzy_syllables(word)): (word, category) for word, category in long.items()}
        self._letters = {"".join(syllables(word)): (word, c) for word, c in self._named.items() if len(word) > 2}
        self._by_length = {n: [w for w in long if len(w) == n] for n in {len(word) for word in long}}
        self._every = _any((*self._named, *self._generic, *self._errands))

    def find(self, text: str) -> Kind | None:
        """The kind of place `text` speaks of.

        A name (养老驿站) beats a description, that a generic word (办事处), that a name misspelt, that an errand;
        among words the later wins, as the head of a Chinese phrase comes last, and then the longer.
        """
        said = self._look_alikes.sub("，", normalize(text))
        return (
            _last(said, self._named, "named")
            or self._by_description(said)
            or _last(said, self._generic, "generic")
            or self._by_sound(said)
            or _last(said, self._errands, "errand")
        )

    def without(self, text: str) -> str:
        """`text` with every word for a kind of place taken out: 乐府江南的养老驿站 → 乐府江南的."""
        return self._every.sub("", text)

    def _by_description(self, said: str) -> Kind | None:
        return next((Kind(category, "described") for category, line in self._described if line.search(said)), None)

    def _by_sound(self, said: str) -> Kind | None:
        letters = "".join(_LATIN.findall(said))
        spelt = [name for name in self._letters if name in letters]
        if spelt:
            word, category = self._letters[max(spelt, key=len)]
            return Kind(category, "heard", word)
        sounds = fuzzy_syllables(said)
        for length in sorted(self._by_length, reverse=True):
            for start in range(len(said) - length + 1):
                heard = self._sounds.get(tuple(sounds[start : start + length])) or self._slip(
                    said[start : start + length], length
                )
                if heard:
                    return Kind(heard[1], "heard", heard[0])
        return None

    def _slip(self, typed: str, length: int) -> tuple[str, str] | None:
        # With one character wrong, the first or the last is right.
        near = (word for word in self._by_length[length] if word[0] == typed[0] or word[-1] == typed[-1])
        word = next((word for word in near if is_slip(typed, word)), None)
        return (word, self._named[word]) if word else None


def by_name(name: str, categories: Iterable[Category]) -> str | None:
    """The id of the kind a spreadsheet calls `name`: its id, its title or one of its words."""
    kinds = tuple(categories)
    said = normalize(name)
    for category in kinds:
        if said in (category.id, normalize(category.title)) or said in category.words:
            return category.id
    found = kinds_of(kinds).find(name)
    return found.category if found else None


@lru_cache(maxsize=4)
def kinds_of(categories: tuple[Category, ...]) -> Kinds:
    return Kinds(categories)


def _last(said: str, words: dict[str, str], how: How) -> Kind | None:
    places = ((at + len(word), len(word), word) for word in words if (at := said.rfind(word)) >= 0)
    best = max(places, default=None)
    return Kind(words[best[2]], how, best[2]) if best else None


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; matches nothing where there are none."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")
