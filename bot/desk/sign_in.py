"""Sign in, sign out, change one's password."""

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from bot.database import transaction
from bot.desk import account as accounts
from bot.desk import audit, session, slowdown
from bot.desk.call import Call, Locked
from bot.desk.pages import after, page
from bot.errors import BadInput

# What each role comes for: the caller on the line, the questions answered wrongly, how it all goes.
FIRST_PAGES = {"agent": "/hotline", "editor": "/review", "admin": "/overview"}
WRONG = "账号或密码不对。"
WAIT = "从这台电脑输错的次数太多，请过 {wait}再试；忘了密码，请管理员用 desk user password 重设。"


def show(call: Call) -> Response:
    if call.account:
        return RedirectResponse(FIRST_PAGES[call.account.role], 303)
    return page(call, "sign_in.html", wrong="", name="", next=_local(call.said("next")))


def sign_in(call: Call) -> Response:
    """A right password starts a new session, whatever cookie came along."""
    name, target = call.said("name").strip(), _local(call.said("next"))
    source = _source(call, slowdown.browser_in(call.db, name, call.request.cookies.get(slowdown.cookie_name(name))))
    _may_try(call, name, source)
    account = accounts.with_password(call.db, name, str(call.form.get("password") or ""))
    if account is None:
        known = _known(call, name)
        audit.record(call.db, known, "sign_in_failed", known, after=source.address)
        if slowdown.has_begun(call.db, name, source):
            # Once, as it begins: what is tried later would fill the record.
            audit.record(call.db, known, "sign_in_slowed", known, after=source.address)
        return page(call, "sign_in.html", status=403, wrong=WRONG, name=name, next=target)
    with transaction(call.db):
        slowdown.forget(call.db, name, source)
        token = session.start(call.db, account.name, call.request.cookies.get(session.COOKIE))
        audit.record(call.db, account.name, "sign_in", account.name)
    response = _with_cookie(call, RedirectResponse(target or FIRST_PAGES[account.role], 303), token)
    known = slowdown.known_browser(call.db, account.name)
    return _cookie(call, response, slowdown.cookie_name(account.name), known, slowdown.KNOWN_SECONDS)


def sign_out(call: Call) -> Response:
    token = call.request.cookies.get(session.COOKIE, "")
    with transaction(call.db):
        session.end(call.db, token)
        audit.record(call.db, call.who, "sign_out", call.who)
    response = after("/sign-in", "signed_out")
    response.delete_cookie(session.COOKIE, path="/")
    return response


def show_password(call: Call) -> Response:
    return page(call, "password.html", wrong="", shortest=accounts.SHORTEST_PASSWORD)


def change_password(call: Call) -> Response:
    """The old password is asked again; other sessions of the account end."""
    old, new, again = (str(call.form.get(name) or "") for name in ("old", "new", "again"))
    # Whoever is signed in waits for nobody's mistakes but his own.
    source = _source(call, call.request.cookies.get(session.COOKIE, ""))
    try:
        if new != again:
            raise BadInput("两次写的新密码不一样")
        _may_try(call, call.who, source)
        if accounts.with_password(call.db, call.who, old) is None:
            raise BadInput("原来的密码不对")
        with transaction(call.db):
            slowdown.forget(call.db, call.who, source)
            accounts.set_password(call.db, call.who, new)
            session.end_all(call.db, call.who)
            token = session.start(call.db, call.who)
            audit.record(call.db, call.who, "password", call.who)
    except BadInput as wrong:
        return page(call, "password.html", status=400, wrong=str(wrong), shortest=accounts.SHORTEST_PASSWORD)
    return _with_cookie(call, after("/password", "password"), token)


def _source(call: Call, own: str) -> slowdown.Source:
    return slowdown.Source(call.request.client.host if call.request.client else "", own)


def _may_try(call: Call, name: str, source: slowdown.Source) -> None:
    """Raises Locked while `source` has to wait."""
    if seconds := slowdown.attempt(call.db, name, source):
        raise Locked(WAIT.format(wait=f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"))


def _known(call: Call, name: str) -> str:
    """`name` where it is an account's; what else was typed there may be a password and is not kept."""
    return name if any(account.name == name for account in accounts.every(call.db)) else "（没有这个账号）"


def _with_cookie(call: Call, response: Response, token: str) -> Response:
    return _cookie(call, response, session.COOKIE, token, session.LONGEST_SECONDS)


def _cookie(call: Call, response: Response, name: str, value: str, seconds: int) -> Response:
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=call.bench.is_secure
    )
    return response


def _local(address: str) -> str:
    """`address` where it is one of our own pages, else none: nobody is sent elsewhere after signing in."""
    parts = urlsplit(address)
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if is_ours and "\\" not in address and address.isprintable() and address != "/" else ""
