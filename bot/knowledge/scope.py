"""Business of other departments: which words tell it, and where to send the resident."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import yaml_file
from bot.chinese.normalize import matching_key


@dataclass(frozen=True)
class Department:
    """Whose business it is, told by `pattern`; `say` is the sentence for the resident."""

    name: str
    pattern: re.Pattern[str]
    say: str


def read(path: Path) -> list[Department]:
    """`data/matching/departments.yml`, first match wins. Raises DataError."""
    return [
        Department(entry["name"], re.compile(entry["pattern"]), entry["say"])
        for entry in yaml_file.read(path)["departments"]
    ]


def other_department(text: str, departments: Sequence[Department]) -> str | None:
    """The sentence that sends the resident on, or None where we do not know whose business it is."""
    key = matching_key(text)
    return next((department.say for department in departments if department.pattern.search(key)), None)
