"""Business of other departments: which words tell it, and where to send the resident."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import yaml_file
from bot.chinese.normalize import matching_key

_NUMBER = re.compile(r"(?<!\d)(?:1\d{2}|12\d{3}|9[56]\d{3})(?!\d)")


@dataclass(frozen=True)
class Department:
    """Whose business it is: told by `pattern` unless one of our words (`ours`) is there, by `surely` always.

    `say` is the sentence for the resident.
    """

    name: str
    pattern: re.Pattern[str]
    surely: re.Pattern[str] | None
    ours: re.Pattern[str]
    say: str

    @property
    def phone(self) -> str | None:
        """The department's own number, the first that its sentence names."""
        found = _NUMBER.search(self.say)
        return found[0] if found else None

    def claims(self, key: str) -> bool:
        """Is the question with this matching key theirs?"""
        if self.surely and self.surely.search(key):
            return True
        return bool(self.pattern.search(key)) and not self.ours.search(key)


def read(path: Path) -> list[Department]:
    """`data/matching/departments.yml`, first match wins. Raises DataError."""
    document = yaml_file.read(path)
    ours = _any_of(document["ours"])
    return [
        Department(
            name=entry["name"],
            pattern=_any_of(entry["patterns"]),
            surely=_any_of(entry["surely"]) if entry.get("surely") else None,
            ours=ours,
            say=entry["say"],
        )
        for entry in document["departments"]
    ]


def with_edits(stock: Sequence[Department], edits: Mapping[str, Mapping[str, Any]]) -> list[Department]:
    """With what staff made of them: `words` claim a question besides the patterns, `say` is said instead.

    A department the files do not know comes after theirs.
    """
    ours = stock[0].ours if stock else _any_of(["(?!)"])
    new = [Department(name, _any_of(["(?!)"]), None, ours, "") for name in edits if name not in {d.name for d in stock}]
    return [_edited(each, edits[each.name]) if each.name in edits else each for each in (*stock, *new)]


def _edited(department: Department, edit: Mapping[str, Any]) -> Department:
    words = [re.escape(matching_key(word)) for word in edit.get("words", ())]
    pattern = _any_of([department.pattern.pattern, *words]) if words else department.pattern
    return replace(department, pattern=pattern, say=edit.get("say") or department.say)


def claimed_by(text: str, departments: Sequence[Department]) -> Department | None:
    """The department whose business `text` is, or None where it is ours or nobody's we know."""
    key = matching_key(text)
    return next((department for department in departments if department.claims(key)), None)


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
