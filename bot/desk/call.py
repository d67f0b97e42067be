"""One request as a page's function sees it: who asks, what they typed, what to work with."""

import re
from dataclasses import dataclass, field
from datetime import date

from sqlite_utils import Database
from starlette.datastructures import FormData
from starlette.requests import Request

from bot.desk.account import Account
from bot.desk.workbench import Workbench
from bot.errors import BadInput, XiaoxiError
from bot.sheet.day import read_day

FRAGMENT_HEADER = "x-desk-fragment"
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class SignInNeeded(XiaoxiError):
    """Nobody is signed in, or no longer."""

    code = "sign_in_needed"


class NotAllowed(XiaoxiError):
    """Signed in, but this is for another role, or the request did not come from our own page."""

    code = "not_allowed"


class Locked(XiaoxiError):
    """Too many failed sign-ins."""

    code = "locked"


@dataclass
class Call:
    """`form` is empty for a GET. `account` is None only on pages open to everyone."""

    bench: Workbench
    request: Request
    db: Database
    account: Account | None = None
    form: FormData = field(default_factory=FormData)

    @property
    def who(self) -> str:
        """The signed-in person's name. Raises SignInNeeded."""
        if self.account is None:
            raise SignInNeeded("请先登录")
        return self.account.name

    @property
    def is_fragment(self) -> bool:
        """True where our script asks for a piece of a page."""
        return FRAGMENT_HEADER in self.request.headers

    def part(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def said(self, name: str, default: str = "") -> str:
        """What was typed into field `name`: of the form, else of the address."""
        value = self.form.get(name, self.request.query_params.get(name, default))
        return clean(value) if isinstance(value, str) else default

    def every(self, name: str) -> list[str]:
        """All values of a repeated form field."""
        return [clean(value) for value in self.form.getlist(name) if isinstance(value, str)]

    def fields(self) -> list[tuple[str, str]]:
        """The form as it was sent, in order, without files."""
        return [(name, clean(value)) for name, value in self.form.multi_items() if isinstance(value, str)]

    def day(self, name: str = "day") -> date:
        """A day typed in; today where none was. Raises BadInput."""
        text = self.said(name).strip()
        return read_day(text) if text else self.bench.today()

    def whole_number(self, name: str, default: int = 0) -> int:
        """Raises BadInput."""
        text = self.said(name).strip()
        if not re.fullmatch(r"-?\d{1,12}", text or str(default)):
            raise BadInput(f"“{text[:20]}”不是数字")
        return int(text or default)


def clean(text: str) -> str:
    """Line ends as one, and nothing that is no text."""
    return _NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
