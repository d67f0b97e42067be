"""Templates into pages. Everything a template shows is escaped; there is no way around it in them."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.clock import chinese_date
from bot.desk import menu as menus
from bot.desk.call import Call
from bot.knowledge import unanswered
from bot.knowledge.stopped import Stop
from bot.policy.figure import plain_number
from bot.settings import drill_day

HERE = Path(__file__).parent
STATIC = {
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "hotline.js": "text/javascript",
    "review.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# What a page says after something was done; `?done=` names one.
DONE = {
    "published": "已发布，居民端一秒内生效。",
    "undone": "已恢复，居民端一秒内生效。",
    "stopped": "已停答，居民一秒内只看到您写的话和 12345。",
    "resumed": "已恢复，居民端一秒内照常回答。",
    "handed_in": "已交给同事，等别人看过发布。",
    "declined": "已退回。",
    "regression_kept": "已存为回归题，以后每次发布前都会试。",
    "regression_forgotten": "已去掉。",
    "drafted": "草稿已存好，只有您看得到。",
    "draft_dropped": "草稿已删掉。",
    "unchanged": "内容没有变化，没有发布。",
    "figure_added": "已录入，到那一天自动生效。",
    "figure_removed": "已撤掉。",
    "source_added": "文件已登记。",
    "place_saved": "已保存，居民端一秒内生效。",
    "place_same": "内容没有变化。",
    "phrasing": "已加为问法，几秒内生效。",
    "settled": "已处理。",
    "reopened": "已放回收件箱；加过的问法也拿掉了。",
    "reviewed": "记下了。",
    "words_saved": "已保存，居民端一秒内生效。",
    "words_undone": "已恢复，居民端一秒内生效。",
    "review_undone": "已撤销；加过的问法也拿掉了，居民端一秒内生效。",
    "imported": "已导入。",
    "import_undone": "这次导入已撤销，居民端一秒内生效。",
    "indicator": "已记下。",
    "password": "密码已改，其他地方的登录都已退出。",
    "account": "账号已改。",
    "signed_out": "已退出。",
}

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip
_templates.filters["number"] = plain_number
_templates.filters["day"] = chinese_date
_templates.filters["moment"] = lambda text: str(text or "")[:16].replace("T", " ")


def page(call: Call, template: str, /, status: int = 200, **shown: Any) -> Response:
    """A whole page."""
    return HTMLResponse(_templates.get_template(template).render(**_common(call), **shown), status)


def fragment(call: Call, template: str, /, status: int = 200, **shown: Any) -> Response:
    """A piece of a page, for our script."""
    return HTMLResponse(_templates.get_template(template).render(call=call, today=call.bench.today(), **shown), status)


def after(address: str, done: str) -> Response:
    """On to `address`, where the page says what was done."""
    return RedirectResponse(f"{address}{'&' if '?' in address else '?'}done={done}", 303)


def _common(call: Call) -> dict[str, Any]:
    account = call.account
    return {
        "call": call,
        "account": account,
        "today": call.bench.today(),
        "is_drill": drill_day() is not None,
        "notice": DONE.get(call.request.query_params.get("done", "")),
        "menu": [item for item in menus.MENU if account and account.may(item.role)],
        "here": call.request.url.path,
        "stops": _stops(call),
        "waiting": unanswered.count_waiting(call.db) if account and account.may("editor") else 0,
    }


def _stops(call: Call) -> list[Stop]:
    """What is not answered today (停答)."""
    snapshot = call.bench.snapshot()
    found = (snapshot.stop_of(topic, call.bench.today()) for topic in snapshot.stops)
    return [stop for stop in found if stop]
