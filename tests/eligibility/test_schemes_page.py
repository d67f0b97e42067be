"""docs/schemes.md says what the code and the cases say; `python -m bot docs` writes it anew."""

import re
from datetime import date

from bot import settings
from bot.cli import docs
from bot.eligibility.catalogue import SCHEMES


def test_the_page_is_as_generated() -> None:
    written = docs.SCHEMES_PAGE.read_text(encoding="utf-8")
    found = re.search(r"\d{4}-\d\d-\d\d", written)
    assert found, "docs/schemes.md 没有写日期：运行 python -m bot docs，再提交"
    day = date.fromisoformat(found[0])
    page = docs.schemes_page(settings.ROOT / "data", day)
    assert written == page, "docs/schemes.md 过期了：运行 python -m bot docs，再提交"


def test_the_page_has_every_scheme() -> None:
    page = docs.schemes_page(settings.ROOT / "data", date(2026, 11, 24))
    assert all(f"## {scheme.title}" in page for scheme in SCHEMES)
