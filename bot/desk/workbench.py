"""What every page of the desk works with: the database, the matcher residents are answered by, places, figures."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from bot import clock, database
from bot.errors import Unavailable
from bot.knowledge import vectors
from bot.knowledge.answer import Answer
from bot.knowledge.check import Rules, Verbatim
from bot.knowledge.hotline_search import Board
from bot.knowledge.index import Index, asked
from bot.knowledge.matcher import Matcher, Snapshot
from bot.knowledge.regression import Told
from bot.knowledge.wording import Wording
from bot.places import store
from bot.places.amap import Amap
from bot.places.directory import Directory
from bot.places.geocode_cache import GeocodeCache
from bot.places.geocoder import Geocoder
from bot.places.sheet_row import Placer
from bot.settings import Settings

_TRIALS_KEPT = 4


class Workbench:
    """One per process; thread-safe. A database connection belongs to the thread that asked for it."""

    def __init__(self, current: Settings) -> None:
        self.path: Path = current.path("database")
        self.data: Path = current.path("data")
        self.needs_two = bool(current.integer("desk_two_people"))
        self.regression_blocks = bool(current.integer("desk_regression_blocks"))
        self.is_secure = bool(current.integer("desk_secure_cookie"))
        self._connections = threading.local()
        if not database.connect(self.path).table("answer").count:
            raise Unavailable(f"知识库 {self.path} 里还没有答案，请先运行 python -m bot db init")
        self._amap = (current.text("amap_key"), current.text("amap_url"))
        self.matcher = Matcher(self.path, self.data / "matching", vectors.from_settings(current))
        self._verbatim = Verbatim.read(self.data / "policy")
        self._directory: tuple[int, Directory] | None = None
        self._board = Board(self.matcher.snapshot())
        self._board_lock = threading.Lock()
        self._words: object = None
        self._words_lock = threading.Lock()
        self._wording: tuple[object, Wording] | None = None
        self._trials: OrderedDict[int, Index] = OrderedDict()
        self._trial_lock = threading.Lock()

    def db(self) -> Database:
        """This thread's connection."""
        if not hasattr(self._connections, "db"):
            self._connections.db = database.connect(self.path, migrated=False)
        db: Database = self._connections.db
        return db

    def snapshot(self) -> Snapshot:
        return self.matcher.snapshot()

    def directory(self) -> Directory:
        """The places as of the last commit; within a transaction, as it has them."""
        db = self.db()
        if db.conn.in_transaction:
            return store.directory(db)
        version, kept = database.content_version(db), self._directory
        if kept is None or kept[0] != version:
            self._directory = kept = (version, store.directory(db))
        return kept[1]

    def placer(self, db: Database) -> Placer | None:
        """Puts addresses of a list on the map; None without a key for AMap."""
        key, url = self._amap
        return Geocoder(Amap(key, url), GeocodeCache(db), clock.now).placer() if key else None

    def board(self, snapshot: Snapshot) -> Board:
        """The hotline's index for `snapshot`; the one before serves while a new one is made."""
        if self._board.is_of(snapshot) or not self._board_lock.acquire(blocking=False):
            return self._board
        threading.Thread(target=self._renew, args=[snapshot], name="board", daemon=True).start()
        return self._board

    def _renew(self, snapshot: Snapshot) -> None:
        try:
            self._board = Board(snapshot)
        finally:
            self._board_lock.release()

    def trial_index(self, answers: Mapping[str, Answer]) -> Index:
        """An index as it would be with `answers`; one is built at a time, the last few are kept."""
        key = asked(answers)
        with self._trial_lock:
            if key not in self._trials:
                self._trials[key] = self.matcher.trial_index(answers)
                while len(self._trials) > _TRIALS_KEPT:
                    self._trials.popitem(last=False)
            return self._trials[key]

    def told(self, texts: Iterable[str], snapshot: Snapshot) -> dict[str, Told]:
        """What residents who ask just these are answered with `snapshot`; the words it takes are read when first needed."""
        from bot.reading.ground import Ground, Words  # a second no other page needs
        from bot.walks import batch

        with self._words_lock:
            self._words = self._words or Words.read(self.data)
        thresholds = self.matcher.thresholds
        ground = Ground(self._words, snapshot, thresholds, self.directory(), self.today(), clock.now())  # type: ignore[arg-type]
        return batch.run(texts, ground)

    def drafted(self, answers: Mapping[str, Answer]) -> Snapshot:
        """The knowledge as it would be with `answers`."""
        return replace(self.snapshot(), answers=answers, index=self.trial_index(answers))

    def wording(self, snapshot: Snapshot) -> Wording:
        """Titles for codes, as of `snapshot`; made once for it."""
        kept = self._wording
        if kept is None or kept[0] is not snapshot.answers:
            self._wording = kept = (snapshot.answers, Wording(snapshot.figures, snapshot.answers, snapshot.sources))
        return kept[1]

    def rules(self, snapshot: Snapshot, day: date) -> Rules:
        """What an answer is checked against."""
        return Rules(snapshot.answers, snapshot.figures, dict(snapshot.sources), self._verbatim,
                     frozenset(snapshot.titles), day)  # fmt: skip

    def today(self) -> date:
        return clock.today()
