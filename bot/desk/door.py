"""The way in: one route's guards in order, its function, and every failure in the one error shape.

Order: the page it comes from → who is signed in → their role → the form → the function.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from sqlite_utils import Database
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot import journal, metrics
from bot.desk import origin, session
from bot.desk.account import Account
from bot.desk.call import Call, Locked, NotAllowed, SignInNeeded
from bot.desk.pages import fragment, page
from bot.desk.route import Entry
from bot.desk.workbench import Workbench
from bot.errors import BadInput, Conflict, NotFound, NotInForce, Unavailable, XiaoxiError

MOST_FIELDS = 3000
LARGEST_FIELD = 512_000
_STATUS: tuple[tuple[type[XiaoxiError], int], ...] = (
    (SignInNeeded, 401), (NotAllowed, 403), (Locked, 429), (NotFound, 404), (Conflict, 409), (Unavailable, 503),
    (BadInput, 400), (NotInForce, 400),
)  # fmt: skip
_HTTP = {404: "没有这个地址", 405: "这个地址不支持这种请求", 413: "送来的内容太大了，请分几次"}
_log = logging.getLogger(__name__)


def endpoint(entry: Entry, bench: Workbench) -> Callable[[Request], Awaitable[Response]]:
    """`entry` as Starlette calls it."""

    async def answer(request: Request) -> Response:
        began, request.state.id = time.monotonic(), journal.request_id(request.headers.get(journal.HEADER))
        status = 500
        try:
            response = await admitted(request)
            status = response.status_code
            return response
        finally:
            took = time.monotonic() - began
            metrics.took("desk", took)
            # The address as it is declared: what stands in its place may be what a caller said.
            journal.note(
                "desk", request.state.id, method=entry.method, path=entry.path, status=status, ms=round(took * 1000)
            )

    async def admitted(request: Request) -> Response:
        try:
            if not origin.is_own(request.method, request.headers):
                raise NotAllowed("这次请求不是从工作台自己的页面发出的，没有执行。请在工作台里重新操作。")
            if request.method != "POST":
                return await run_in_threadpool(_guarded, entry, bench, request)
            account = await run_in_threadpool(_permitted, entry, bench, request)
            form = await _form(request)
            return await run_in_threadpool(_run, entry, bench, request, form, account)
        except XiaoxiError as wrong:
            return await run_in_threadpool(refused, bench, request, wrong)

    return answer


def _guarded(entry: Entry, bench: Workbench, request: Request) -> Response:
    return _run(entry, bench, request, FormData(), _permitted(entry, bench, request))


def _permitted(entry: Entry, bench: Workbench, request: Request) -> Account | None:
    """Who is signed in. Raises SignInNeeded, NotAllowed."""
    account = session.holder(bench.db(), request.cookies.get(session.COOKIE))
    if entry.role is None:
        return account
    if account is None:
        raise SignInNeeded("请先登录")
    if not account.may(entry.role):
        raise NotAllowed(f"“{entry.title}”不归{account.title}办，请找管理员")
    return account


def _run(entry: Entry, bench: Workbench, request: Request, form: FormData, account: Account | None) -> Response:
    return entry.handler(Call(bench, request, bench.db(), account, form))


async def _form(request: Request) -> FormData:
    """Raises BadInput for what is no form."""
    try:
        return await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD)
    except HTTPException as wrong:
        if wrong.status_code == 413:
            raise
        raise BadInput("送来的内容读不懂，或者栏目太多、太长") from wrong


def refused(bench: Workbench, request: Request, wrong: XiaoxiError) -> Response:
    """An expected failure as page, fragment or JSON; sign-in is offered where that is what is missing."""
    status = next((status for kind, status in _STATUS if isinstance(wrong, kind)), 400)
    if isinstance(wrong, SignInNeeded) and request.method == "GET" and not _wants_piece(request):
        return RedirectResponse(f"/sign-in?next={_here(request)}", 303)
    return error(bench, request, status, wrong.code, str(wrong))


def error(bench: Workbench, request: Request, status: int, code: str, message: str) -> Response:
    """The one error shape: `{"error": {"code", "message"}}`, or a page with the same two."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": {"code": code, "message": message}}, status)
    db: Database = bench.db()
    call = Call(bench, request, db, session.holder(db, request.cookies.get(session.COOKIE)))
    show = fragment if call.is_fragment else page
    template = "error_fragment.html" if call.is_fragment else "error.html"
    return show(call, template, status=status, code=code, message=message, title=_title(status))


def http_error(bench: Workbench) -> Callable[[Request, Exception], Awaitable[Response]]:
    """404, 405, 413 from the framework, in our shape."""

    async def answer(request: Request, wrong: Exception) -> Response:
        assert isinstance(wrong, HTTPException)
        message = _HTTP.get(wrong.status_code, "请求无法处理")
        response = await run_in_threadpool(
            error, bench, request, wrong.status_code, f"http_{wrong.status_code}", message
        )
        response.headers.update(wrong.headers or {})
        return response

    return answer


def unexpected(bench: Workbench) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What nobody foresaw: logged whole under a number, told without detail."""

    async def answer(request: Request, wrong: Exception) -> Response:
        number = getattr(request.state, "id", None) or journal.request_id()
        _log.error("desk failure %s at %s %s", number, request.method, request.url.path, exc_info=wrong)
        message = f"工作台出了故障，没有保存。请再试一次；还不行就把编号 {number} 告诉管理员。"
        return await run_in_threadpool(error, bench, request, 500, "failure", message)

    return answer


def _wants_piece(request: Request) -> bool:
    return "x-desk-fragment" in request.headers or "application/json" in request.headers.get("accept", "")


def _here(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(f"{request.url.path}{query}", safe="")


def _title(status: int) -> str:
    titles = {401: "需要登录", 403: "不能这样做", 404: "没有找到", 409: "别人刚改过", 429: "请等一会儿"}
    return titles.get(status, "出了故障" if status >= 500 else "没有做成")
