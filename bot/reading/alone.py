"""What the few subjects a talk is about ask for by their bare words, looked up once as long as an index serves."""

from weakref import WeakKeyDictionary

from bot.knowledge.candidate import Candidate
from bot.knowledge.index import Index

_ALONE: WeakKeyDictionary[Index, dict[str, Candidate]] = WeakKeyDictionary()


def asked_by(subject: str, index: Index) -> Candidate:
    """The likeliest question of a subject's bare word."""
    known = _ALONE.setdefault(index, {})
    if subject not in known:
        known[subject] = index.rank(subject, 1)[0]
    return known[subject]
