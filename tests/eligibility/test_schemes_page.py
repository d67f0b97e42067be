"""docs/schemes.md says what the code and the cases say; `python -m tests.eligibility.test_schemes_page` writes it anew."""

import re
from datetime import date
from pathlib import Path

from bot import yaml_file
from bot.eligibility import report
from bot.eligibility.catalogue import SCHEMES
from bot.policy.figure import Figures
from bot.policy.policy_file import read_figures

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "schemes.md"
CASES = Path(__file__).parent / "cases"


def case_counts() -> dict[str, int]:
    return {path.stem: len(yaml_file.read(path)["例子"]) for path in CASES.glob("*.yml")}


def test_the_page_is_as_generated(figures: Figures) -> None:
    written = PAGE.read_text(encoding="utf-8")
    day = date.fromisoformat(re.search(r"\d{4}-\d\d-\d\d", written)[0])  # type: ignore[index]
    assert written == report.page(figures, day, case_counts()), "请重新生成 docs/schemes.md"


def test_the_page_has_every_scheme(figures: Figures) -> None:
    written = report.page(figures, date(2026, 11, 24), case_counts())
    assert all(f"## {scheme.title}" in written for scheme in SCHEMES)


if __name__ == "__main__":
    PAGE.write_text(report.page(read_figures(ROOT / "data" / "policy"), date.today(), case_counts()), encoding="utf-8")
