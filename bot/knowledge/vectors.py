"""Vectors of phrasings, computed once and kept by what was said and by whom it was encoded.

A file of its own (`vectors.db` beside the knowledge), which may be deleted: it fills itself again.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from sqlite_utils import Database

from bot.knowledge.encoder import BUILD_SECONDS, Encoder, plain
from bot.knowledge.encoder import from_settings as encoder_from
from bot.settings import Settings

BATCH = 256
_TOGETHER = 500
Progress = Callable[[int, int], None]


class Vectors:
    """`encoder`'s vectors of texts, kept in the file at `path` (None: in memory only)."""

    def __init__(self, encoder: Encoder, path: Path | None = None) -> None:
        self.encoder, self._path = encoder, path
        self._kept: dict[str, np.ndarray] = {}

    @property
    def directory(self) -> Path | None:
        """Where they are kept, and what else was learned beside them."""
        return self._path.parent if self._path else None

    def of(self, texts: Sequence[str], progress: Progress = lambda done, of: None) -> np.ndarray:
        """One unit vector a row, those not met before computed now. Raises Unavailable where the encoder fails."""
        keys = [self._key(text) for text in texts]
        self._read([key for key in dict.fromkeys(keys) if key not in self._kept])
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        fresh = list(missing.items())
        for start in range(0, len(fresh), BATCH):
            batch = fresh[start : start + BATCH]
            self._keep([key for key, _ in batch], self.encoder.encode([text for _, text in batch], BUILD_SECONDS))
            progress(min(start + BATCH, len(fresh)), len(fresh))
        return np.stack([self._kept[key] for key in keys]).astype(np.float32)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self.encoder.name}\n{plain(text)}".encode()).hexdigest()[:32]

    def _keep(self, keys: Sequence[str], vectors: np.ndarray) -> None:
        self._kept.update(zip(keys, vectors.astype(np.float16), strict=True))
        if (db := self._db()) is not None:
            rows = [{"key": key, "vector": self._kept[key].tobytes()} for key in keys]
            db.table("vector").insert_all(rows, pk="key", ignore=True)
            db.conn.close()

    def _read(self, keys: Sequence[str]) -> None:
        if not keys or (db := self._db()) is None:
            return
        for key, vector in _rows(db, keys):
            self._kept[key] = np.frombuffer(vector, dtype=np.float16)
        db.conn.close()

    def _db(self) -> Database | None:
        """The file; None where there is none to be had, for then the vectors live in memory."""
        if self._path is None:
            return None
        try:
            db = Database(sqlite3.connect(self._path, timeout=30))
            db.table("vector").create({"key": str, "vector": bytes}, pk="key", if_not_exists=True)
        except sqlite3.Error:
            return None
        return db


def _rows(db: Database, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(keys), _TOGETHER):
        some = keys[start : start + _TOGETHER]
        marks = ",".join("?" * len(some))
        yield from db.conn.execute(f"SELECT key, vector FROM vector WHERE key IN ({marks})", some)


def from_settings(settings: Settings) -> Vectors | None:
    """The encoder the settings name, its vectors kept in the file of setting `vectors`; None without an encoder."""
    encoder = encoder_from(settings)
    return Vectors(encoder, settings.path("vectors")) if encoder else None
