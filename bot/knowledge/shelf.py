"""What was learned, kept in a file by what it was learned from: the next process, or the next start, need not learn.

Arrays are mapped from the file, not read: the processes of a machine hold them once together, and a start costs no time.
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
# A day's edits of phrasings and the trials before them; some 40 MB each. The encoder's is new with its package only.
KEPT = {"learned": 8, "encoder": 2}
_CODE = (
    "letters.py", "meaning.py", "unit_rows.py", "encoder.py", "packaged_encoder.py", "features.py", "../lookup.py",
    "../chinese/normalize.py", "../chinese/pinyin.py",
)  # fmt: skip
T = TypeVar("T")


class Shelf:
    """Learned things in `directory`; with none, nothing is kept."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def taken(self, made_of: Sequence[str], learn: Callable[[], T], kind: str = "learned") -> T:
        """What `learn` gives, from the file where it was learned from just this before; of each kind the newest are kept."""
        if self._directory is None:
            return learn()
        path = self._directory / f"{kind}-{_key(made_of)}.joblib"
        try:
            found: T = joblib.load(path, mmap_mode="r")
            path.touch()
        except Exception:
            found = learn()
            if self._put(path, found, kind):
                found = joblib.load(path, mmap_mode="r")
        return found

    def _put(self, path: Path, learned: object, kind: str) -> bool:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_suffix(f".{os.getpid()}")
            joblib.dump(learned, half)
            half.chmod(0o600)
            half.replace(path)
            by_age = sorted(path.parent.glob(f"{kind}-*.joblib"), key=lambda each: each.stat().st_mtime)
            for old in by_age[: -KEPT[kind]]:
                old.unlink(missing_ok=True)
            return True
        except OSError as wrong:
            logger.warning("学到的东西没能存下，下次启动要再学一遍：%s", wrong)
            return False


def _key(made_of: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name in _CODE:
        digest.update((Path(__file__).parent / name).read_bytes())
    for text in made_of:
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:24]
