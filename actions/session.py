"""The premises of this process. Not an action."""

from functools import lru_cache

from bot import settings
from bot.afterwards import Afterwards
from bot.database import Connections
from bot.walks.premises import Premises


@lru_cache(maxsize=1)
def premises() -> Premises:
    """Loaded at the first call: `python -m actions` makes it before it serves."""
    return Premises(settings.current())


@lru_cache(maxsize=1)
def afterwards() -> Afterwards:
    """What is noted for staff once the reply has gone."""
    return Afterwards(Connections(settings.current().notes()).here)
