"""The sixteen kinds of place, and the words residents use for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.chinese.normalize import normalize


@dataclass(frozen=True)
class Category:
    """One kind of place. `scope` says whether one counter serves the district or each subdistrict has its own."""

    id: str
    title: str
    scope: Literal["district", "subdistrict"]
    words: tuple[str, ...]
    generic_words: tuple[str, ...]
    look_alikes: tuple[str, ...]
    advice: str


def category_of(text: str, categories: Iterable[Category]) -> str | None:
    """The id of the kind of place `text` asks for, or None.

    A specific word (养老驿站) beats a generic one (办事处) wherever it stands; among equals the
    later wins, as the head of a Chinese phrase comes last, and then the longer.
    """
    said = normalize(text)
    for look_alike in (word for category in categories for word in category.look_alikes):
        said = said.replace(look_alike, "，")
    best: tuple[bool, int, int] | None = None
    found = None
    for category in categories:
        for specific, words in ((True, category.words), (False, category.generic_words)):
            for word in words:
                at = said.rfind(word)
                if at >= 0 and (best is None or (specific, at + len(word), len(word)) > best):
                    best, found = (specific, at + len(word), len(word)), category.id
    return found


def by_name(name: str, categories: Iterable[Category]) -> str | None:
    """The id of the kind a spreadsheet calls `name`: its id, its title or one of its words."""
    said = normalize(name)
    for category in categories:
        if said in (category.id, normalize(category.title)) or said in category.words:
            return category.id
    return category_of(name, categories)
