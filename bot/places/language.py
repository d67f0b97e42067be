"""How residents speak of places and how we answer: phrasings, descriptions, sentences, thresholds, as data.

From asks.yml, descriptions.yml, sentences.yml and trust.yml of data/places, kept in the database; see bot/places/store.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Ask = Literal["where", "near", "phone", "hours", "whose", "coverage", "list", "which_kind"]
ASKS: tuple[Ask, ...] = ("where", "near", "phone", "hours", "whose", "coverage", "list", "which_kind")
Turn = Literal["", "more", "elsewhere", "other_kind"]
FILES = ("asks", "descriptions", "sentences", "trust")


@dataclass(frozen=True)
class Trust:
    """Sizes and ages a list of places is judged by; see data/places/trust.yml for each."""

    complete_share: float
    near_m: int
    old_years: int
    expires_years: int
    few: int
    page: int
    listed: int
    beside_m: int


@dataclass(frozen=True)
class Language:
    """The documents by name of file; patterns are compiled once, at first use."""

    documents: Mapping[str, Any]

    @cached_property
    def asks(self) -> dict[Ask, re.Pattern[str]]:
        return {ask: _either(self._asks["asks"][ask]) for ask in ASKS}

    @cached_property
    def about(self) -> re.Pattern[str]:
        """Asks for the answers' walk: what it is, who may, what it costs."""
        return _either(self._asks["about"])

    @cached_property
    def turns(self) -> dict[str, Turn]:
        return {said: turn for turn, all_said in self._asks["turns"].items() for said in all_said}

    @cached_property
    def picks(self) -> dict[str, int]:
        """How one of several is picked → which, the last being -1."""
        return {said: int(number) for number, all_said in self._asks["picks"].items() for said in all_said}

    def pattern(self, name: str) -> re.Pattern[str]:
        """One of the single patterns of asks.yml by its name."""
        if name not in self._patterns:
            self._patterns[name] = re.compile(self._asks[name])
        return self._patterns[name]

    @cached_property
    def unknown_names(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(each) for each in self._asks["unknown_name"])

    @cached_property
    def trust(self) -> Trust:
        return Trust(**self.documents["trust"])

    def say(self, name: str, /, **filled: object) -> str:
        """A sentence of sentences.yml with its gaps filled. Raises KeyError for one that does not exist."""
        return str(self.documents["sentences"][name]).format(**filled)

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {}

    @property
    def areas(self) -> list[str]:
        """The subdistricts in groups of neighbours, each as a resident could type it."""
        return list(self.documents["sentences"]["areas"])

    @property
    def _asks(self) -> Any:
        return self.documents["asks"]


def described(document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Category → its descriptions as regular expressions, <words> written out."""
    words = {name: f"(?:{value})" if "|" in value else value for name, value in document["words"].items()}

    def whole(line: str) -> str:
        return re.sub(r"<(\w+)>", lambda found: words[found[1]], line)

    return {category: tuple(whole(line) for line in lines) for category, lines in document["kinds"].items()}


def _either(lines: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in lines))
