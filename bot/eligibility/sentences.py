"""What the screening says, from `data/eligibility/sentences.yml`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot import settings, yaml_file


@cache
def document() -> Mapping[str, Any]:
    """Every sentence of the walk."""
    read: Mapping[str, Any] = yaml_file.read(settings.current().path("data") / "eligibility" / "sentences.yml")
    return read


def say(name: str, whom: str = "您", **filled: object) -> str:
    """The sentence `name` (`part.name` for those of a part), to or about `whom`."""
    part, _, key = name.rpartition(".")
    text = str((document()[part] if part else document())[key]).replace("{您}", whom)
    for hole, value in filled.items():
        text = text.replace("{" + hole + "}", str(value))
    return text
