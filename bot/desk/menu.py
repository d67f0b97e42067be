"""The menu: what is shown, where it leads, who sees it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    path: str
    title: str
    role: str


MENU = (
    Item("/hotline", "热线检索", "agent"),
    Item("/screening", "替来电人算", "agent"),
    Item("/review", "抽查", "editor"),
    Item("/inbox", "收件箱", "editor"),
    Item("/answers", "答案", "agent"),
    Item("/words", "词语", "editor"),
    Item("/batch", "批量试问", "editor"),
    Item("/figures", "数字", "agent"),
    Item("/places", "地点", "agent"),
    Item("/overview", "概览", "agent"),
    Item("/indicators", "规划指标", "agent"),
    Item("/exchange", "导入导出", "editor"),
    Item("/accounts", "账号", "admin"),
    Item("/audit", "留痕", "admin"),
)
