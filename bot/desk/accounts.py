"""Administrators see who has an account, stop and restore them. Accounts are made on the command line."""

from starlette.responses import Response

from bot.database import transaction
from bot.desk import account, audit, session, slowdown
from bot.desk.call import Call
from bot.desk.pages import after, page
from bot.errors import BadInput


def show(call: Call) -> Response:
    return page(call, "accounts.html", accounts=account.every(call.db))


def change(call: Call) -> Response:
    """Disable (ending every session), enable, or end a slow-down."""
    name, how = call.said("name"), call.said("how")
    if how not in ("disable", "enable"):
        raise BadInput("请选停用还是恢复")
    if name == call.who:
        raise BadInput("不能停用自己的账号")
    with transaction(call.db):
        account.set_enabled(call.db, name, how == "enable")
        slowdown.forget(call.db, name)
        if how == "disable":
            session.end_all(call.db, name)
        audit.record(call.db, call.who, f"account_{how}", name, why=call.said("why"))
    return after("/accounts", "account")
