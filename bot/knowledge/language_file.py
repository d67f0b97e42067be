"""`data/matching` and the small talk of `data/nlu` → what the index knows besides the answers."""

from collections.abc import Iterator
from pathlib import Path

from bot import yaml_file
from bot.knowledge.calibration import Calibrations
from bot.knowledge.features import Synonyms
from bot.knowledge.index import Language

# Intents whose examples are nobody's topic.
NOBODYS = ("out_of_scope", "greet", "thanks", "bye", "about_bot", "hand_off", "affirm", "deny")


def read_language(matching: Path) -> Language:
    """Synonyms, calibration and nobody's talk. Raises DataError."""
    return Language(
        synonyms=Synonyms.read(matching / "synonyms.yml"),
        calibrations=Calibrations(**yaml_file.read(matching / "thresholds.yml")["calibrations"]),
        heads={word: topics[0] for word, topics in yaml_file.read(matching / "subjects.yml").items()},
        nobodys=[text for intent in NOBODYS for text in examples(matching.parent / "nlu" / f"{intent}.yml")],
    )


def examples(path: Path) -> Iterator[str]:
    """The examples of one of Rasa's training files."""
    if path.exists():
        for block in yaml_file.read(path)["nlu"]:
            yield from (line.strip().removeprefix("- ") for line in block["examples"].splitlines() if line.strip())
