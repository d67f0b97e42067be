"""What a door needs of the knowledge database, never in the event loop: the secret, the choices, counts, feedback.

Answers never wait for it: a count that cannot be written is lost, not the reply it counts.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from bot import database, occupancy
from bot.afterwards import Afterwards
from bot.knowledge import faq, turns, unanswered

Topics = frozenset[str]
Written = TypeVar("Written")


@dataclass(frozen=True)
class Thumb:
    """Up or down for a topic's answer or a question's; the message it answered, and a sentence of why."""

    helpful: bool
    topic: str | None = None
    question: str | None = None
    text: str = ""
    comment: str = ""


class Knowledge:
    """The database at `path`, opened when first needed and again after the file was replaced. Thread-safe.

    `notes`: where counts and feedback go, if elsewhere.
    """

    def __init__(self, path: Path, notes: Path | None = None) -> None:
        occupancy.share(path)
        self._path = path
        self._connections = database.Connections(path)
        self._choices: tuple[object, Topics] | None = None
        self._reading = ThreadPoolExecutor(4, thread_name_prefix="knowledge")
        self._notes = database.Connections(notes or path)
        self._counts = Afterwards(self._notes.here)

    def db(self) -> Database:
        """This thread's connection. Raises Unavailable where there is no file."""
        return self._connections.here()

    async def ask(self, question: Callable[[Database], Written]) -> Written:
        """`question` of the database, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, lambda: question(self.db()))

    def choices(self, db: Database) -> Topics:
        """Every `topic` and `topic#question` there is, as of the last commit."""
        version = (self._path.stat().st_ino, database.content_version(db))
        if self._choices is None or self._choices[0] != version:
            self._choices = (version, faq.choices(db))
        return self._choices[1]

    def problem(self, db: Database) -> str | None:
        """Why there is nothing to answer with, or None."""
        return None if self.choices(db) else "知识库是空的"

    def count(self, door: str, kind: str, topic: str | None, milliseconds: int) -> None:
        """One reply went out. Never raises, never waits."""
        self._counts.do(lambda db: turns.record(db, door, kind, topic, milliseconds))

    def settle(self) -> None:
        """Wait until every count so far is written or lost."""
        self._counts.settle()

    async def feedback(self, thumb: Thumb, door: str) -> None:
        """Keeps it; what was not of use also for the inbox. Raises Unavailable, sqlite3.Error where it could not."""

        def keep(_: Database) -> None:
            db = self._notes.here()
            with database.transaction(db):
                turns.rate(db, thumb.topic, thumb.helpful, thumb.comment, thumb.question)
                if thumb.text and not thumb.helpful:
                    unanswered.record(db, thumb.text, "thumbs_down", [thumb.topic] if thumb.topic else [], door)

        await self.ask(keep)
