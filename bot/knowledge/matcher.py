"""The one function residents and hotline agents are answered by: text → sure, close or none.

Serves at once on letters. In the background it learns what changed and computes the vectors of new phrasings; the
old index serves meanwhile, and knows new phrasings word for word.
"""

import ctypes
import gc
import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from bot import database, wording, yaml_file
from bot.chinese.normalize import has_words, matching_key
from bot.errors import Unavailable
from bot.knowledge import faq, stopped
from bot.knowledge.answer import Answer
from bot.knowledge.candidate import Candidate
from bot.knowledge.index import Index, Language, asked
from bot.knowledge.language_file import read_language
from bot.knowledge.shelf import Shelf
from bot.knowledge.stopped import Stop
from bot.knowledge.vectors import Vectors
from bot.policy import figure_store
from bot.policy.figure import Figures, Source

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Thresholds:
    """When a match counts: see data/matching/thresholds.yml."""

    sure: float
    close: float
    favoured_sure: float = 1.0
    question: float = 0.5
    word: int = 0
    short: int = 0
    short_sure: float = 1.0
    agent: float = 0.0

    @classmethod
    def read(cls, path: Path) -> "Thresholds":
        document = yaml_file.read(path)
        names = ("sure", "close", "favoured_sure", "question", "word", "short", "short_sure", "agent")
        return cls(**{name: document[name] for name in names})


@dataclass(frozen=True)
class Match:
    """`status` sure, close or none; `candidates` best first (up to three where close)."""

    status: str
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def topic(self) -> str | None:
        return self.candidates[0].topic if self.candidates else None


@dataclass(frozen=True)
class Snapshot:
    """Everything an answer needs, as of one moment of the database; `titles` names each kind of place by its id."""

    version: int
    answers: Mapping[str, Answer]
    figures: Figures
    sources: Mapping[str, Source]
    titles: Mapping[str, str]
    index: Index
    stops: Mapping[str, Stop] = field(default_factory=dict)

    def stop_of(self, topic: str, day: date) -> Stop | None:
        """The stop in force on `day`, where staff stopped answering `topic` (停答)."""
        stop = self.stops.get(topic)
        return stop if stop and stop.holds(day) else None


class Matcher:
    """Thread-safe. Answers and figures are always those of the last commit; the index follows within a rebuild."""

    def __init__(self, path: Path, matching: Path, vectors: Vectors | None = None) -> None:
        if not path.exists():
            raise Unavailable(f"还没有知识库 {path}；请先运行 python -m bot db init")
        self._path = path
        self._language: Language = read_language(matching)
        self._vectors = vectors
        self._shelf = Shelf(vectors.directory if vectors else None)
        self.progress = (0, 0)
        self.thresholds = Thresholds.read(matching / "thresholds.yml")
        self._connections = threading.local()
        self._lock = threading.Lock()
        self._builder: threading.Thread | None = None
        self._is_building = False
        self._language.aliases.take(wording.edits(self._db(), "synonym"))
        read = self._read()
        self._snapshot = replace(read, index=Index.of(read.answers, self._language, self._shelf))
        if self._vectors:
            self._build()

    def _db(self) -> Database:
        if not hasattr(self._connections, "db"):
            self._connections.db = database.connect(self._path, migrated=False)
        db: Database = self._connections.db
        return db

    def _read(self) -> Snapshot:
        """Everything of one moment, with an index that knows nothing yet; readers wait for no writer."""
        db = self._db()
        db.conn.execute("BEGIN")
        try:
            version = database.content_version(db)
            titles = dict(db.conn.execute("SELECT id, title FROM place_category ORDER BY position").fetchall())
            answers, figures, sources = faq.load(db), figure_store.load(db), figure_store.sources(db)
            nothing = Index([], self._language)
            return Snapshot(version, answers, figures, sources, titles, nothing, stopped.load(db))
        finally:
            db.conn.execute("COMMIT")

    def snapshot(self) -> Snapshot:
        """Answers, figures and index to answer one message with; new phrasings count word for word at once."""
        if database.content_version(self._db()) == self._snapshot.version:
            return self._snapshot
        self._language.aliases.take(wording.edits(self._db(), "synonym"))
        with self._lock:
            old = self._snapshot
            read = self._read()
            wanted = asked(read.answers)
            # Also an edit taken back before it was learned: what is known word for word is that of the last commit.
            index = old.index if wanted == asked(old.answers) else old.index.knowing(read.answers)
            self._snapshot = replace(read, index=index)
            if wanted != old.index.asked and not self._is_building:
                self._build()
        return self._snapshot

    def _build(self) -> None:
        self._is_building = True
        self._builder = threading.Thread(target=self._rebuild, name="index", daemon=True)
        self._builder.start()

    def _rebuild(self) -> None:
        """Learn until what was learned is what stands; whether it goes on is settled under the lock."""
        while True:
            before = self._snapshot
            try:
                index = before.index
                if index.asked != asked(before.answers):
                    index = Index.of(before.answers, self._language, self._shelf)
                index = self._with_meaning(index)
            except Exception:
                with self._lock:
                    self._is_building = False
                raise
            with self._lock:
                if asked(self._snapshot.answers) == index.asked:
                    self._snapshot = replace(self._snapshot, index=index)
                    self._is_building = False
                    break
        del index, before
        give_back()

    def trial_index(self, answers: Mapping[str, Answer]) -> Index:
        """An index close to what it would be with `answers`, every scorer at work; before an edit is published."""
        try:
            return self.snapshot().index.amended(answers)
        except Unavailable:
            return self._with_meaning(Index.of(answers, self._language, self._shelf))

    def _with_meaning(self, index: Index) -> Index:
        """`index` with the encoder's vectors; as it is where there is none, or it does not answer now."""
        if self._vectors is None:
            return index
        try:
            return index.with_meaning(self._vectors, self._report)
        except Unavailable:
            return index

    def _report(self, done: int, of: int) -> None:
        self.progress = (done, of)
        logger.info("句向量：%d/%d", done, of)

    def scorers(self) -> tuple[str, ...]:
        """What is at work in matching: letters, meaning."""
        return self._snapshot.index.scorers

    def settled(self, seconds: float = 30.0) -> Snapshot:
        """The snapshot once no rebuild is under way; for the desk's preview and for tests."""
        snapshot = self.snapshot()
        if self._builder:
            self._builder.join(seconds)
        return self.snapshot() if self._builder else snapshot

    def match(self, text: str, snapshot: Snapshot | None = None) -> Match:
        """What `text` asks about."""
        snapshot = snapshot or self.snapshot()
        if not has_words(text):
            return Match("none")
        return judge(text, snapshot.index, self.thresholds)


def give_back() -> None:
    """To the operating system what building took and needs no longer: some 60 MB. Nothing where there is no glibc."""
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def judge(
    text: str, index: Index, thresholds: Thresholds, favoured: Mapping[str, float] | None = None, stressed: str = ""
) -> Match:
    """`text` ranked and decided, the `stressed` part of it counting more. A bare word (低保) is asked back unless it is a phrasing word for word, and a few
    characters (老人补贴) must be surer than a sentence, unless the conversation favours what they seem to mean.
    """
    ranked = index.rank(text, favoured=favoured, stressed=stressed)
    length = len(matching_key(text))
    if length <= thresholds.word and ranked and not index.is_phrasing(text):
        return Match("close", ranked[:3])
    if ranked and ranked[0].topic in (favoured or {}):
        thresholds = replace(thresholds, sure=min(thresholds.sure, thresholds.favoured_sure))
    elif length <= thresholds.short and ranked:
        thresholds = replace(thresholds, sure=max(thresholds.sure, thresholds.short_sure))
    return decide(ranked, thresholds)


def decide(ranked: list[Candidate], thresholds: Thresholds) -> Match:
    """sure: answer it; close: offer up to three; none: say honestly that we do not know."""
    if not ranked or ranked[0].score < thresholds.close:
        return Match("none", ranked[:3])
    if ranked[0].score >= thresholds.sure:
        return Match("sure", ranked[:3])
    near = [candidate for candidate in ranked[:3] if candidate.score >= thresholds.close / 4]
    return Match("close", near)
