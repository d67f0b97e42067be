"""What turns stand on, loaded once a process: matcher, places, words, the database, AMap where there is a key.

For the action server, `bot ask`, replays and the desk's batches alike.
"""

from sqlite_utils import Database

from bot import database, occupancy, wording
from bot.clock import now, today
from bot.errors import Unavailable
from bot.knowledge import faq, vectors
from bot.knowledge.matcher import Matcher
from bot.places import store
from bot.places.amap import Amap
from bot.places.directory import Directory
from bot.places.geocode_cache import GeocodeCache
from bot.places.geocoder import Geocoder
from bot.reading.ground import Ground, Words
from bot.settings import Settings


class Premises:
    """Thread-safe. Raises Unavailable where there is no knowledge yet, DataError where a data file is wrong."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.path("database")
        occupancy.share(self._path)
        self._connections = database.Connections(self._path)
        if not faq.choices(self._connections.here()):
            raise Unavailable(f"知识库 {self._path} 是空的。请用备份恢复，或运行 python -m bot db init。")
        self.matcher = Matcher(self._path, settings.path("data") / "matching", vectors.from_settings(settings))
        self._stock = Words.read(settings.path("data"))
        self._words: tuple[int, Words] | None = None
        self._directory: tuple[int, Directory] | None = None

    def db(self) -> Database:
        """This thread's connection, opened once."""
        return self._connections.here()

    def directory(self) -> Directory:
        """The places as of the last commit."""
        version, kept = database.content_version(self.db()), self._directory
        if kept is None or kept[0] != version:
            self._directory = kept = (version, store.directory(self.db()))
        return kept[1]

    @property
    def words(self) -> Words:
        """The files' words with staff's edits as of the last commit."""
        db, kept = self.db(), self._words
        version = database.content_version(db)
        if kept is None or kept[0] != version:
            edited = self._stock.edited(wording.edits(db, "department"), wording.edits(db, "sentence"))
            self._words = kept = (version, edited)
        return kept[1]

    def geocoder(self) -> Geocoder | None:
        """AMap behind the local gazetteer; None without a key."""
        key = self._settings["amap_key"]
        return Geocoder(Amap(key, self._settings["amap_url"]), GeocodeCache(self.db()), now) if key else None

    def ground(self) -> Ground:
        """What a message that has just come is read against."""
        return Ground(
            self.words,
            self.matcher.snapshot(),
            self.matcher.thresholds,
            self.directory(),
            today(),
            now(),
            self.geocoder(),
        )
