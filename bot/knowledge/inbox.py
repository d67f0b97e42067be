"""Unanswered questions gathered into what staff can settle at one go."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.chinese.normalize import matching_key

REASONS = {"none": "没有答上来", "close": "给了选项没选", "thumbs_down": "点了没用", "hotline": "坐席没找到"}
_ALIKE = 0.5
# Questions for which the same topic came nearest need be less alike.
_ALIKE_WITH_TOPIC = 0.3


@dataclass
class Cluster:
    """Questions alike; `rows` newest first, `text` the one asked most."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    grams: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return Counter(row["text"] for row in self.rows).most_common(1)[0][0]

    @property
    def texts(self) -> list[tuple[str, int]]:
        """Each wording with how often it came, the commonest first."""
        return Counter(row["text"] for row in self.rows).most_common()

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


def clusters(rows: Iterable[Mapping[str, Any]]) -> list[Cluster]:
    """The largest first, then the newest. Each question joins the first cluster it is like enough to."""
    found: list[Cluster] = []
    for row in rows:
        grams = _bigrams(row["text"])
        home = next((cluster for cluster in found if _belongs(row, grams, cluster)), None)
        if home is None:
            found.append(home := Cluster(grams=grams))
        home.rows.append(dict(row))
    return sorted(found, key=lambda cluster: (-len(cluster.rows), -max(cluster.ids)))


def _belongs(row: Mapping[str, Any], grams: set[str], cluster: Cluster) -> bool:
    shared = len(grams & cluster.grams)
    alike = 2 * shared / (len(grams) + len(cluster.grams))
    leader = cluster.rows[0]
    same_topic = bool(row["candidates"]) and row["candidates"][:1] == leader["candidates"][:1]
    return alike >= (_ALIKE_WITH_TOPIC if same_topic else _ALIKE)


def _bigrams(text: str) -> set[str]:
    key = matching_key(text)
    return {key[at : at + 2] for at in range(len(key) - 1)} or {key}
