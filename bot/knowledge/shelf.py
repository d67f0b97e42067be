"""What was learned, kept in a file by what it was learned from: the next process, or the next start, need not learn.

Files live beside the vectors (`learned-….joblib`) and may be deleted. They are pickles: whoever can write that
directory can run code, as with the model archive in models/.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import joblib

logger = logging.getLogger(__name__)
# A day's edits of phrasings and the trials before them; some 40 MB each.
KEPT = 8
_CODE = ("letters.py", "features.py", "../chinese/normalize.py", "../chinese/pinyin.py")
T = TypeVar("T")


class Shelf:
    """Learned things in `directory`; with none, nothing is kept."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def taken(self, made_of: Sequence[str], learn: Callable[[], T]) -> T:
        """What `learn` gives, from the file where it was learned from just this before."""
        if self._directory is None:
            return learn()
        path = self._directory / f"learned-{_key(made_of)}.joblib"
        try:
            found: T = joblib.load(path)
            path.touch()
        except Exception:
            found = learn()
            self._put(path, found)
        return found

    def _put(self, path: Path, learned: object) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_suffix(f".{os.getpid()}")
            joblib.dump(learned, half)
            half.chmod(0o600)
            half.replace(path)
            by_age = sorted(path.parent.glob("learned-*.joblib"), key=lambda each: each.stat().st_mtime)
            for old in by_age[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError as wrong:
            logger.warning("学到的东西没能存下，下次启动要再学一遍：%s", wrong)


def _key(made_of: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update((Path(__file__).parent / name).read_bytes())
    for text in made_of:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:24]
