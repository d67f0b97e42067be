"""What every turn stands on, loaded once a process: the matcher, the places, the words, the connections.

Not an action.
"""

import threading
from functools import lru_cache

from sqlite_utils import Database

from bot import database, settings
from bot.clock import now, today
from bot.knowledge.encoder import from_settings
from bot.knowledge.matcher import Matcher
from bot.places import store
from bot.places.amap import Amap
from bot.places.directory import Directory
from bot.places.geocode_cache import GeocodeCache
from bot.places.geocoder import Geocoder
from bot.reading.ground import Ground, Words


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    current = settings.current()
    return Matcher(current.path("database"), current.path("data") / "matching", from_settings(current))


@lru_cache(maxsize=1)
def words() -> Words:
    return Words.read(settings.current().path("data"))


_connections = threading.local()


def db() -> Database:
    """This thread's connection, opened once."""
    if not hasattr(_connections, "db"):
        _connections.db = database.connect(settings.current().path("database"), migrated=False)
    opened: Database = _connections.db
    return opened


class _Kept:
    """The directory last read and the content version it was read at."""

    version = -1
    loaded: Directory | None = None


_directory = _Kept()


def directory() -> Directory:
    """The service directory as of the last commit."""
    current = db()
    version = database.content_version(current)
    if _directory.version != version:
        _directory.version, _directory.loaded = version, store.directory(current)
    assert _directory.loaded
    return _directory.loaded


def geocoder() -> Geocoder | None:
    """AMap behind the local gazetteer; None without a key."""
    current = settings.current()
    if not current["amap_key"]:
        return None
    return Geocoder(Amap(current["amap_key"], current["amap_url"]), GeocodeCache(db()), now)


def ground() -> Ground:
    """What a message that has just come is read against."""
    found = matcher()
    return Ground(words(), found.snapshot(), found.thresholds, directory(), today(), now(), geocoder())
