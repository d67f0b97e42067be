"""A day as people write it in a form or a cell."""

import re
from datetime import date

from bot.errors import BadInput

_WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def read_day(text: str, what: str = "") -> date:
    """`2026-07-01`, `2026/7/1`, `2026.7.1`, `2026年7月1日`. Raises BadInput, naming the field where `what` does."""
    found = _WRITTEN.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise BadInput(f"{what}“{text.strip()[:20]}”不是日期，要写成 2026-07-01 这样") from None
