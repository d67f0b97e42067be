"""What is written after a reply has gone out, by a thread of its own: counts, traces, questions for staff.

No reply waits for it and none is lost by it: a database that is locked, full or gone costs the notes, not the answer.
"""

import logging
import queue
import threading
from collections.abc import Callable

from sqlite_utils import Database

logger = logging.getLogger(__name__)
_MOST_WAITING = 2_000
Note = Callable[[Database], object]


class Afterwards:
    """`db` gives the writing thread its connection; the thread begins with the first note."""

    def __init__(self, db: Callable[[], Database]) -> None:
        self._db = db
        self._notes: queue.Queue[Note] = queue.Queue(_MOST_WAITING)
        self._writer: threading.Thread | None = None
        self._starting = threading.Lock()
        self.lost = 0

    def do(self, note: Note) -> None:
        """`note`, soon. Never raises, never waits."""
        with self._starting:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="afterwards", daemon=True)
                self._writer.start()
        try:
            self._notes.put_nowait(note)
        except queue.Full:
            self.lost += 1

    def settle(self) -> None:
        """Wait until everything noted so far is written or lost."""
        self._notes.join()

    def _write(self) -> None:
        while True:
            note = self._notes.get()
            try:
                note(self._db())
            except Exception:
                self.lost += 1
                logger.exception("a note was lost")
            finally:
                self._notes.task_done()
