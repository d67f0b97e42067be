"""A small library of answers and figures for tests, and the one that ships, built once."""

import tempfile
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import database, settings
from bot.knowledge import faq, vectors
from bot.knowledge.answer import Answer, Citation
from bot.knowledge.matcher import Matcher
from bot.policy import figure_store
from bot.policy.figure import Figure, Figures, Source, Value
from bot.settings import Settings

DATA = settings.ROOT / "data"
DAY = date(2024, 10, 1)
NOTICE = Source("关于调整低保标准的通知", "京一号", None, "https://example.gov.cn/1")
SOURCES = {"一号": NOTICE, "民法典": Source("中华人民共和国民法典")}


def value(day: str, amount: float, confidence: str = "A", until: str | None = None, **more: bool) -> Value:
    return Value(
        date.fromisoformat(day), amount, confidence, NOTICE, until=date.fromisoformat(until) if until else None, **more
    )


def figure(name: str, title: str, unit: str, *values: Value, **attributes: str) -> Figure:
    return Figure(name, title, unit, values, attributes)


FIGURES = Figures(
    {
        one.name: one
        for one in (
            figure("x.standard", "低保标准", "元/人·月", value("2024-07-01", 1450), value("2023-07-01", 1395, "B"),
                   value("2022-07-01", 1320, "C"), adjusted="yearly"),
            figure("x.days", "审核期限", "天", value("2020-01-01", 30)),
            figure("x.guess", "记得的数", "元", value("2020-01-01", 99, "C")),
            figure("x.second_hand", "转述的数", "元", value("2020-01-01", 66, "B")),
            figure("x.ended", "停发的补助", "元", value("2020-01-01", 300, until="2023-12-31")),
            figure("x.later", "以后才有的", "元", value("2030-01-01", 5)),
            figure("x.age_young", "起领年龄", "周岁", value("2020-01-01", 80)),
            figure("x.age_old", "高一档年龄", "周岁", value("2020-01-01", 90)),
            figure("x.target", "计划站点", "个", value("2023-12-31", 15, is_target=True), adjusted="yearly"),
        )
    }
)  # fmt: skip

PHRASINGS = (
    "低保多少钱", "低保一个月给几个钱", "底保标准", "家里揭不开锅了国家管吗", "穷得吃不上饭了", "最低生活保障金额",
    "低保是按什么数发", "今年低保涨了没", "我爸没收入能领多少低保", "低保線是多少", "困难户每月补到多少", "低保户一月能有多少",
    "收入低于多少算低保", "低保标准别跟我打官腔", "听说低保又提高了",
)  # fmt: skip
ANSWER = Answer(
    topic="assistance.dibao_standard",
    domain="社会救助",
    question="低保标准是多少",
    answer='低保标准是每人每月{{ figure("x.standard") }}。',
    sources=(Citation("一号", "第一条"),),
    review_by=date(2030, 1, 1),
    verified=True,
    asked_as=PHRASINGS,
)


def answer(**changes: Any) -> Answer:
    """A good, verified answer, changed where the test needs it."""
    return replace(ANSWER, **changes)


@lru_cache(maxsize=1)
def shipped() -> Matcher:
    """A matcher over everything in data/, in a database of its own."""
    directory = tempfile.TemporaryDirectory(prefix="xiaoxi-tests-")
    path = Path(directory.name) / "xiaoxi.db"
    db = database.connect(path)
    figure_store.import_files(db, DATA / "policy")
    faq.import_files(db, DATA / "faq")
    matcher = Matcher(path, DATA / "matching", vectors.from_settings(Settings({})))
    _kept.append(directory)
    return matcher


_kept: list[tempfile.TemporaryDirectory[str]] = []
