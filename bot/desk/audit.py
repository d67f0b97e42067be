"""Every change anyone makes at the desk: who, when, what before and after, why. The only writer of the table audit."""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from bot.clock import now

# What can happen, in the order the filter lists it.
ACTIONS = {
    "sign_in": "登录",
    "sign_in_failed": "登录失败",
    "sign_in_slowed": "登录输错太多，要等",
    "sign_in_locked": "登录锁定",
    "sign_out": "退出",
    "password": "改密码",
    "account_add": "建账号",
    "account_disable": "停用账号",
    "account_enable": "恢复账号",
    "answer_publish": "发布答案",
    "answer_undo": "撤销答案修改",
    "answer_hand_in": "交给同事发布",
    "answer_decline": "退回同事写的",
    "regression_keep": "存回归题",
    "regression_forget": "去掉回归题",
    "answer_stop": "停答",
    "answer_resume": "恢复回答",
    "answer_phrasing": "收件箱加问法",
    "answer_import": "导入答案",
    "answer_export": "导出答案",
    "figure_add": "录入数值",
    "figure_remove": "撤掉数值",
    "source_add": "登记文件",
    "place_save": "修改地点",
    "place_import": "导入地点",
    "place_export": "导出地点",
    "indicator": "填指标",
    "inbox_settle": "处理收件箱",
    "inbox_reopen": "放回收件箱",
    "handover": "打开来电人的对话",
    "words": "改词语",
    "review": "抽查",
    "review_phrasing": "抽查加问法",
    "review_undo": "撤销抽查",
}


@dataclass(frozen=True)
class Entry:
    """One change. `before` and `after` are JSON or plain text."""

    id: int
    at: str
    who: str
    action: str
    subject: str
    before: str | None
    after: str | None
    why: str

    @property
    def title(self) -> str:
        return ACTIONS.get(self.action, self.action)


def record(
    db: Database, who: str, action: str, subject: str, *, before: Any = None, after: Any = None, why: str = ""
) -> None:
    """Write one entry; inside a transaction it stands or falls with the change itself."""
    db.conn.execute(
        "INSERT INTO audit (at, who, action, subject, before, after, why) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [now().isoformat(timespec="seconds"), who, action, subject, _text(before), _text(after), why.strip()],
    )


def entries(db: Database, *, who: str = "", action: str = "", subject: str = "", limit: int = 200) -> list[Entry]:
    """The newest entries that fit."""
    rows = db.query(
        """SELECT * FROM audit WHERE (:who = '' OR who = :who) AND (:action = '' OR action = :action)
             AND (:subject = '' OR instr(subject, :subject) > 0) ORDER BY id DESC LIMIT :limit""",
        {"who": who, "action": action, "subject": subject, "limit": limit},
    )
    return [Entry(**row) for row in rows]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
