"""Sign in, sign out, change one's password."""

from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from bot.database import transaction
from bot.desk import account as accounts
from bot.desk import audit, lockout, session
from bot.desk.call import Call, Locked
from bot.desk.pages import after, page
from bot.errors import BadInput

# What each role comes for: the caller on the line, the questions answered wrongly, how it all goes.
FIRST_PAGES = {"agent": "/hotline", "editor": "/review", "admin": "/overview"}
WRONG = "账号或密码不对。"
LOCKED = "这个账号或这台电脑输错的次数太多，请 15 分钟后再试，或请管理员用 desk user password 重设。"


def show(call: Call) -> Response:
    if call.account:
        return RedirectResponse(FIRST_PAGES[call.account.role], 303)
    return page(call, "sign_in.html", wrong="", name="", next=_local(call.said("next")))


def sign_in(call: Call) -> Response:
    """A right password starts a new session, whatever cookie came along."""
    name, target = call.said("name").strip(), _local(call.said("next"))
    address = call.request.client.host if call.request.client else ""
    if not lockout.attempt(call.db, name, address):
        raise Locked(LOCKED)
    account = accounts.with_password(call.db, name, str(call.form.get("password") or ""))
    if account is None:
        known = _known(call, name)
        audit.record(call.db, known, "sign_in_failed", known, after=address)
        if lockout.is_locked(call.db, name, address):
            # Once, as it begins: what is tried while locked would fill the record.
            audit.record(call.db, known, "sign_in_locked", known, after=address)
        return page(call, "sign_in.html", status=403, wrong=WRONG, name=name, next=target)
    with transaction(call.db):
        lockout.forget(call.db, name, address)
        token = session.start(call.db, account.name, call.request.cookies.get(session.COOKIE))
        audit.record(call.db, account.name, "sign_in", account.name)
    return _with_cookie(call, RedirectResponse(target or FIRST_PAGES[account.role], 303), token)


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
    address = call.request.client.host if call.request.client else ""
    try:
        if new != again:
            raise BadInput("两次写的新密码不一样")
        if not lockout.attempt(call.db, call.who, address):
            raise Locked(LOCKED)
        if accounts.with_password(call.db, call.who, old) is None:
            raise BadInput("原来的密码不对")
        with transaction(call.db):
            lockout.forget(call.db, call.who, address)
            accounts.set_password(call.db, call.who, new)
            session.end_all(call.db, call.who)
            token = session.start(call.db, call.who)
            audit.record(call.db, call.who, "password", call.who)
    except BadInput as wrong:
        return page(call, "password.html", status=400, wrong=str(wrong), shortest=accounts.SHORTEST_PASSWORD)
    return _with_cookie(call, after("/password", "password"), token)


def _known(call: Call, name: str) -> str:
    """`name` where it is an account's; what else was typed there may be a password and is not kept."""
    return name if any(account.name == name for account in accounts.every(call.db)) else "（没有这个账号）"


def _with_cookie(call: Call, response: Response, token: str) -> Response:
    response.set_cookie(
        session.COOKIE, token, max_age=session.LONGEST_SECONDS, path="/", httponly=True, samesite="lax",
        secure=call.bench.is_secure,
    )  # fmt: skip
    return response


def _local(address: str) -> str:
    """`address` where it is one of our own pages, else none: nobody is sent elsewhere after signing in."""
    parts = urlsplit(address)
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if is_ours and "\\" not in address and address.isprintable() and address != "/" else ""
