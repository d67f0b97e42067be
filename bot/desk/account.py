"""Who may use the desk. The only writer of the table desk_account."""

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlite_utils import Database

from bot.clock import now
from bot.errors import BadInput, Conflict, NotFound

ROLES = {"agent": "坐席", "editor": "编辑", "admin": "管理员"}
_RANK = {role: rank for rank, role in enumerate(ROLES)}
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_NAME = re.compile(r"[\w.\-]{1,40}")
_hasher = PasswordHasher()
# One hash takes 64 MiB; this many may be worked out at once.
_at_once = threading.BoundedSemaphore(4)


@dataclass(frozen=True)
class Account:
    """One person's account."""

    name: str
    role: str
    enabled: bool = True
    made_at: str = ""
    signed_in_at: str | None = None

    def may(self, role: str) -> bool:
        """True where this account can do what `role` can."""
        return _RANK[self.role] >= _RANK[role]

    @property
    def title(self) -> str:
        return ROLES[self.role]


def add(db: Database, name: str, role: str, password: str) -> None:
    """Make an account. Raises BadInput, Conflict."""
    if not _NAME.fullmatch(name):
        raise BadInput("账号要用 1 到 40 个汉字、字母、数字、点、横线或下划线")
    if role not in ROLES:
        raise BadInput(f"角色只能是 {'、'.join(ROLES)}，没有“{role}”")
    if db.table("desk_account").count_where("name = ?", [name]):
        raise Conflict(f"账号“{name}”已经有了；改密码用 desk user password")
    db.table("desk_account").insert(
        {"name": name, "role": role, "password_hash": hashed(password), "made_at": now().isoformat(timespec="seconds")}
    )


def every(db: Database) -> list[Account]:
    """All accounts by name."""
    return [_read(row) for row in db.query("SELECT * FROM desk_account ORDER BY name")]


def get(db: Database, name: str) -> Account:
    """Raises NotFound."""
    row = next(db.query("SELECT * FROM desk_account WHERE name = ?", [name]), None)
    if row is None:
        raise NotFound(f"没有账号“{name}”；desk user list 列出全部账号")
    return _read(row)


def set_password(db: Database, name: str, password: str) -> None:
    """Raises NotFound, BadInput."""
    get(db, name)
    db.conn.execute("UPDATE desk_account SET password_hash = ? WHERE name = ?", [hashed(password), name])


def set_enabled(db: Database, name: str, enabled: bool) -> None:
    """Raises NotFound."""
    get(db, name)
    db.conn.execute("UPDATE desk_account SET enabled = ? WHERE name = ?", [enabled, name])


def with_password(db: Database, name: str, password: str) -> Account | None:
    """The enabled account `name` if `password` is its own, else None; equally slow either way."""
    row = next(db.query("SELECT * FROM desk_account WHERE name = ?", [name]), None)
    stored = row["password_hash"] if row else _nobody()
    if not _verified(stored, password[:LONGEST_PASSWORD]) or row is None or not row["enabled"]:
        return None
    if _hasher.check_needs_rehash(stored):
        db.conn.execute("UPDATE desk_account SET password_hash = ? WHERE name = ?", [_hasher.hash(password), name])
    db.conn.execute(
        "UPDATE desk_account SET signed_in_at = ? WHERE name = ?", [now().isoformat(timespec="seconds"), name]
    )
    return _read(row)


def hashed(password: str) -> str:
    """Raises BadInput for a password too short or too long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput(f"密码要 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符；一句好记的话就行，不用特殊符号")
    if len(set(password)) < 5:
        raise BadInput("密码里不同的字符太少，换一句长一点的话")
    with _at_once:
        return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Checked when there is no such account, so that the answer takes as long."""
    return _hasher.hash("nobody's password, never accepted")


def _verified(stored: str, password: str) -> bool:
    try:
        with _at_once:
            return _hasher.verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def _read(row: dict) -> Account:  # type: ignore[type-arg]
    return Account(row["name"], row["role"], bool(row["enabled"]), row["made_at"], row["signed_in_at"])
