"""What the dialogue model is made of: one list, for whoever trains it and whoever asks whether it is stale."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT

_CODE = (
    "config.yml",
    "domain.yml",
    "bot/nlu/*.py",
    "bot/chinese/*.py",
    "bot/lookup.py",
    "bot/knowledge/features.py",
    "bot/knowledge/scope.py",
)
_DATA = (
    "nlu/*.yml", "rules/*.yml", "faq/*.yml", "matching/synonyms.yml", "matching/departments.yml",
    "places/subdistricts.csv", "places/communities.csv", "places/landmarks.csv", "places/roads.csv", "places/stations.csv",
)  # fmt: skip


def files(data: Path) -> Iterator[Path]:
    """Every file a change of which makes the model stale, in a fixed order; `data` is the setting of that name."""
    for directory, patterns in ((ROOT, _CODE), (data, _DATA)):
        for pattern in patterns:
            yield from sorted(directory.glob(pattern))


def fingerprint(data: Path) -> str:
    """Twelve hex digits over all of them."""
    digest = hashlib.sha256()
    for path in files(data):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
