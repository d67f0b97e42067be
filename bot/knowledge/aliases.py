"""What staff say residents call a thing: 金点卡 is asked as 养老助残卡, at once and without learning anew."""

import re
from collections.abc import Iterable, Mapping

from bot.chinese.normalize import normalize


class Aliases:
    """word → what it is asked as. `take` changes all at one go; what reads meanwhile sees the old or the new."""

    def __init__(self, groups: Mapping[str, Iterable[str]] | None = None) -> None:
        self.take(groups or {})

    def take(self, groups: Mapping[str, Iterable[str]]) -> None:
        """`groups`: a word and the further words said for it."""
        meant = {normalize(word): head for head, words in groups.items() for word in words}
        longest_first = sorted(meant, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, longest_first))) if meant else None
        self._now = (pattern, meant)

    def meant(self, text: str) -> str:
        """`text` as it is looked up."""
        pattern, meant = self._now
        return pattern.sub(lambda match: meant[match[0]], normalize(text)) if pattern else text
