"""What answers about another time say around their figures, from the part `as_of` of `data/sentences.yml`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot import settings, yaml_file


@cache
def document() -> Mapping[str, Any]:
    """The sentences, and the words that hold today only."""
    read: Mapping[str, Any] = yaml_file.read(settings.current().path("data") / "sentences.yml")["as_of"]
    return read


def say(name: str, /, **filled: object) -> str:
    """The sentence `name` with its gaps filled. Raises KeyError for one that does not exist."""
    return str(document()[name]).format(**filled)
