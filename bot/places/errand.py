"""What a kind of place is gone to for: the topic that explains it, and what was meant when the place was asked for."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Errand:
    """`topic` of topics.tsv, `title` its question, explains `category`.

    `what_for` (办低保) and `words`, how a message says so, stand where one goes there for just this.
    """

    category: str
    topic: str
    title: str
    what_for: str = ""
    words: tuple[str, ...] = ()

    def as_choice(self) -> dict[str, str]:
        """To tap: the topic's answer."""
        return {"title": self.title, "payload": f"topic:{self.topic}", "topic": self.topic}


def what_for(said: str, category: str, errands: Iterable[Errand]) -> Errand | None:
    """The errand the words of `said` name among those of `category`: 低保窗口 is asked for to 办低保."""
    mine = (errand for errand in errands if errand.category == category)
    named = ((max(map(len, words)), errand) for errand in mine if (words := [w for w in errand.words if w in said]))
    return max(named, key=lambda pair: pair[0], default=(0, None))[1]
