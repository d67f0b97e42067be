"""The shipped figures, and the day the cases are written for."""

from datetime import date
from pathlib import Path

import pytest

from bot.policy.figure import Figures
from bot.policy.policy_file import read_figures

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def figures() -> Figures:
    return read_figures(ROOT / "data" / "policy")
