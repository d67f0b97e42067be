"""What is asked about danger: texts with the kind they tell of, `none` or `care`."""

import csv
from pathlib import Path

import pytest

from bot.danger import reply
from bot.danger.reply import Replies
from bot.danger.spot import Spotter
from bot.settings import ROOT

HERE = Path(__file__).parent
DATA = ROOT / "data/danger"


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="session")
def spotter() -> Spotter:
    return Spotter.read(DATA)


@pytest.fixture(scope="session")
def replies() -> Replies:
    return reply.read(DATA)
