"""Unanswered questions gathered by what they mean into what staff can settle at one go. Pure.

Never across what the candidates tell apart: 怎么申请低保 and 怎么申请结婚 are alike as sentences and ask two things.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bot.chinese.normalize import matching_key
from bot.chinese.numbers import to_number

REASONS = {"none": "没有答上来", "close": "给了选项没选", "thumbs_down": "点了没用", "hotline": "坐席没找到"}
# How alike two questions must be (cosine of their vectors, by scorer), for which the same topic came nearest ...
ALIKE = {"meaning": 0.6, "letters": 0.45}
# ... and for which different ones did, none of them near enough to tell anything.
ALIKE_ELSEWHERE = {"meaning": 0.8, "letters": 0.72}
# Here what came nearest was offered or answered: it tells what was asked.
_TELLING = ("close", "thumbs_down")
Among = Callable[[Sequence[str]], tuple[str, np.ndarray]]


@dataclass
class Cluster:
    """Questions alike; `rows` newest first, `text` the one asked most."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return Counter(row["text"] for row in self.rows).most_common(1)[0][0]

    @property
    def texts(self) -> list[tuple[str, int]]:
        """Each wording with how often it came, the commonest first."""
        return Counter(row["text"] for row in self.rows).most_common()

    @property
    def wordings(self) -> list[tuple[str, list[int]]]:
        """Each wording with the ids of its rows, the commonest first."""
        return [(text, [row["id"] for row in self.rows if row["text"] == text]) for text, _ in self.texts]

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.rows]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        return [(REASONS[reason], n) for reason, n in Counter(row["reason"] for row in self.rows).most_common()]

    @property
    def candidates(self) -> list[str]:
        """Topics that came nearest, the likeliest first; at most four."""
        votes: Counter[str] = Counter()
        for row in self.rows:
            for place, topic in enumerate(row["candidates"]):
                votes[topic] += 3 - min(place, 2)
        return [topic for topic, _ in votes.most_common(4)]

    @property
    def first_at(self) -> str:
        return str(min(row["at"] for row in self.rows))

    @property
    def last_at(self) -> str:
        return str(max(row["at"] for row in self.rows))


def worth_a_look(text: str) -> bool:
    """A bare number, a single character or none is no question."""
    key = matching_key(text)
    return len(key) > 1 and to_number(key) is None


def clusters(rows: Iterable[Mapping[str, Any]], among: Among) -> list[Cluster]:
    """The largest first, then the newest. Each question joins the nearest cluster it is like enough to.

    `among` tells how alike each two of some texts are (bot.knowledge.index).
    """
    kept = [dict(row) for row in rows]
    texts = list(dict.fromkeys(row["text"] for row in kept))
    scorer, alike = among(texts)
    place = {text: number for number, text in enumerate(texts)}
    found: list[Cluster] = []
    for row in kept:
        near = [(_likeness(row, cluster.rows[0], alike, place, scorer), cluster) for cluster in found]
        best = max(near, key=lambda pair: pair[0], default=(0.0, None))
        home = best[1] if best[0] > 0 else None
        if home is None:
            found.append(home := Cluster())
        home.rows.append(row)
    return sorted(found, key=lambda cluster: (-len(cluster.rows), -max(cluster.ids)))


def _likeness(
    row: Mapping[str, Any], leader: Mapping[str, Any], alike: np.ndarray, place: Mapping[str, int], scorer: str
) -> float:
    """The cosine where the two belong together, else 0."""
    if matching_key(row["text"]) == matching_key(leader["text"]):
        return 2.0
    cosine = float(alike[place[row["text"]], place[leader["text"]]])
    same = row["candidates"][:1] == leader["candidates"][:1]
    telling = row["reason"] in _TELLING or leader["reason"] in _TELLING
    if telling and not same and row["candidates"] and leader["candidates"]:
        return 0.0
    return cosine if cosine >= (ALIKE if same else ALIKE_ELSEWHERE)[scorer] else 0.0
