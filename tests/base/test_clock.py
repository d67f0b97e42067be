"""Days and hours are Beijing's, wherever the server stands."""

import os
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

import pytest

from bot import clock
from bot.settings import ROOT


def test_now_is_eight_hours_ahead_of_utc() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert abs(clock.now() - datetime.now(timezone.utc)) < timedelta(seconds=5)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
def test_today_is_beijings_day_on_a_server_set_to_another_zone(zone: str) -> None:
    program = "from bot import clock; print(clock.now().isoformat(), clock.today())"
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "TZ": zone}, capture_output=True, text=True
    )
    now, today = shown.stdout.split()
    assert now.endswith("+08:00")
    assert today == now[:10]


def test_a_drill_sets_the_day_and_leaves_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOXI_DAY", "2027-07-01")
    now = clock.now()
    assert clock.today() == date(2027, 7, 1) and now.utcoffset() == timedelta(hours=8)
    assert abs(
        now.replace(year=2000, month=1, day=1) - datetime.now(clock.BEIJING).replace(year=2000, month=1, day=1)
    ) < (timedelta(seconds=5))


def test_a_date_is_spoken_without_leading_zeros() -> None:
    assert clock.chinese_date(date(2024, 7, 1)) == "2024年7月1日"
    assert clock.chinese_date(date(2025, 12, 31)) == "2025年12月31日"
