"""Which standards are due: by the month they usually change in, else by a year gone by."""

from datetime import date

import pytest

from bot.policy import watch
from bot.policy.figure import Figure, Figures, Source, Value

NOTICE = Source("通知", "一号")


def standard(*values: tuple[str, float], **attributes: object) -> Figures:
    written = tuple(Value(date.fromisoformat(day), amount, "A", NOTICE) for day, amount in values)
    return Figures({"x.y": Figure("x.y", "某标准", "元", written, {"adjusted": "yearly", **attributes})})


JULY = standard(("2024-07-01", 1450), usual_month=7)
DUE = [
    (JULY, "2025-03-01", None), (JULY, "2025-05-01", None), (JULY, "2025-05-02", (watch.SOON, "2025-07-01")),
    (JULY, "2025-06-30", (watch.SOON, "2025-07-01")), (JULY, "2025-07-01", (watch.LATE, "2025-07-01")),
    (JULY, "2026-04-30", (watch.LATE, "2025-07-01")), (JULY, "2026-11-30", (watch.LATE, "2026-07-01")),
    (standard(("2026-01-01", 460), usual_month=1), "2026-10-01", None),
    (standard(("2026-01-01", 460), usual_month=1), "2026-11-30", (watch.SOON, "2027-01-01")),
    (standard(("2026-12-01", 1520), ("2024-07-01", 1450), usual_month=7), "2026-11-30", None),
    (standard(("2024-07-01", 1450)), "2025-07-01", None), (standard(("2024-07-01", 1450)), "2025-07-02", (watch.OLD, None)),
    (standard(("2024-07-01", 1450), adjusted="never"), "2026-11-30", None),
    (standard(("2030-07-01", 1450), usual_month=7), "2026-11-30", None),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "day", "expected"), DUE)
def test_a_standard_is_due(figures: Figures, day: str, expected: tuple[str, str | None] | None) -> None:
    found = [(each.state, each.expected and str(each.expected)) for each in watch.due(figures, date.fromisoformat(day))]
    assert found == ([expected] if expected else [])
