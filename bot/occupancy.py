"""Who is at work on a file: locks of the operating system, which go with the process however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import Unavailable

_held: dict[Path, int] = {}


def share(path: Path) -> None:
    """This process works on `path` until it ends, beside others. Raises Unavailable while somebody has it alone."""
    if path not in _held:
        _held[path] = _locked(path, fcntl.LOCK_SH, f"{path} 正在被恢复，请过一会儿再启动")


@contextmanager
def alone(path: Path, why_not: str) -> Iterator[None]:
    """Nobody else works on `path` meanwhile. Raises Unavailable, saying `why_not`, where somebody does."""
    held = _locked(path, fcntl.LOCK_EX, why_not)
    try:
        yield
    finally:
        os.close(held)


def keep_alone(path: Path, why_not: str) -> None:
    """`path` is this process's until it ends, also where it becomes another program. Raises Unavailable."""
    _held[path] = _locked(path, fcntl.LOCK_EX, why_not)
    os.set_inheritable(_held[path], True)


def _locked(path: Path, how: int, why_not: str) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    held = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise Unavailable(why_not) from None
    return held
