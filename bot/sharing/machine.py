"""What the sharing process of a machine does, over and over: keep, or follow. A PostgreSQL that is away is waited for."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from bot import database, occupancy
from bot.errors import Unavailable
from bot.settings import Settings
from bot.sharing import notes, packed
from bot.sharing.meeting_point import MeetingPoint

logger = logging.getLogger(__name__)
EVERY_S = 0.3
_AWAY_S = 2.0


def keep(point: MeetingPoint, path: Path) -> None:
    """One round of the machine that keeps the knowledge: hand on what changed, take in what others noted."""
    point.lead()
    db = database.Connections(path).here()
    try:
        now = packed.state(db)
        if point.newest()[1] != now:
            logger.info("第 %d 版交出去了", point.publish(now, packed.packed(db)))
        while point.collect(lambda left: notes.adopt(db, left)):
            pass
    finally:
        db.conn.close()


def follow(point: MeetingPoint, path: Path, noted: Path) -> None:
    """One round of a machine that follows: the newest edition in place, its own notes sent."""
    edition, _ = point.newest()
    if edition and edition != packed.edition_of(path):
        packed.put_in_place(point.content(edition), edition, path)
        logger.info("换成了第 %d 版", edition)
    db = database.connect(noted)
    try:
        left, up_to = notes.waiting(db)
        if left:
            point.leave(left)
            notes.forget(db, up_to)
    finally:
        db.conn.close()


def first_copy(settings: Settings, seconds: float) -> None:
    """The knowledge of a machine that follows, before anything starts. Raises Unavailable where there is none to be had.

    A copy from before will do where the meeting point is away.
    """
    path, until = settings.path("database"), time.monotonic() + seconds
    database.connect(settings.notes()).conn.close()
    while True:
        try:
            follow(MeetingPoint(settings["shared_knowledge"]), path, settings.notes())
            problem = "还没有哪台机器交出知识；先启动管知识的那一台"
        except Unavailable as wrong:
            problem = str(wrong)
        if packed.edition_of(path):
            return
        if time.monotonic() > until:
            raise Unavailable(problem)
        time.sleep(EVERY_S)


def go_on(settings: Settings) -> None:
    """For ever. What goes wrong is logged when it begins and when it is over."""
    path, point = settings.path("database"), MeetingPoint(settings["shared_knowledge"])
    occupancy.share(path)
    _over_and_over(
        (lambda: keep(point, path)) if settings.keeps_knowledge else (lambda: follow(point, path, settings.notes()))
    )


def _over_and_over(work: Callable[[], None]) -> None:
    wrong_before = ""
    while True:
        try:
            work()
            if wrong_before:
                logger.warning("又通了")
            wrong_before = ""
        except Exception as wrong:
            if str(wrong) != wrong_before:
                logger.exception("知识这会儿没能和别的机器对上")
            wrong_before = str(wrong)
        time.sleep(_AWAY_S if wrong_before else EVERY_S)
