"""Vectors of phrasings, computed once and kept by what was said and by whom it was encoded.

A file of its own (`vectors.db` beside the knowledge), which may be deleted: it fills itself again.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from sqlite_utils import Database

from bot.knowledge.encoder import BUILD_SECONDS, Encoder, plain
from bot.knowledge.encoder import from_settings as encoder_from
from bot.knowledge.shelf import Shelf
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
        kept = self._read(list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        fresh = list(missing.items())
        for start in range(0, len(fresh), BATCH):
            batch = fresh[start : start + BATCH]
            encoded = self.encoder.encode([text for _, text in batch], BUILD_SECONDS).astype(np.float16)
            made = dict(zip([key for key, _ in batch], encoded, strict=True))
            self._keep(made)
            kept.update(made)
            progress(min(start + BATCH, len(fresh)), len(fresh))
        return np.stack([kept[key] for key in keys]).astype(np.float32)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self.encoder.name}\n{plain(text)}".encode()).hexdigest()[:32]

    def _keep(self, made: Mapping[str, np.ndarray]) -> None:
        if (db := self._db()) is None:
            self._kept.update(made)
            return
        rows = [{"key": key, "vector": vector.tobytes()} for key, vector in made.items()]
        db.table("vector").insert_all(rows, pk="key", ignore=True)
        db.conn.close()

    def _read(self, keys: Sequence[str]) -> dict[str, np.ndarray]:
        """Those met before, by key."""
        if (db := self._db()) is None:
            return {key: self._kept[key] for key in keys if key in self._kept}
        found = {key: np.frombuffer(vector, dtype=np.float16) for key, vector in _rows(db, keys)}
        db.conn.close()
        return found

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
    path = settings.path("vectors")
    encoder = encoder_from(settings, Shelf(path.parent))
    return Vectors(encoder, path) if encoder else None
