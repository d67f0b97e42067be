"""Residents' small words as spaCy reads them: one character a token, the longest phrase of `words.yml` wins.

What a message is made of is then a matter of which characters are covered by which label.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot import yaml_file
from bot.chinese.normalize import matching_key


@contextmanager
def _without(*modules: str) -> Iterator[None]:
    """thinc imports every deep-learning library it finds; nobody here needs one, and TensorFlow takes ten seconds."""
    absent = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


with _without("tensorflow", "torch", "mxnet", "cupy", "h5py"):
    import spacy
    from spacy.tokens import Doc

LONGEST = 60
# Labels of words that carry nothing by themselves.
SMALL = ("filler", "opener", "wanted")
_KEPT = 64


@dataclass(frozen=True)
class Said:
    """The phrases found in a message, the longest first, and what they leave over."""

    key: str
    spans: tuple[tuple[str, int, int], ...]

    def has(self, *labels: str) -> bool:
        """Does a phrase of one of `labels` (or of their kind: aspect for aspect.where) occur?"""
        return any(self._is(label, labels) for label, _, _ in self.spans)

    def first(self, kind: str) -> str | None:
        """The label of the longest phrase of this kind, without the kind: aspect → materials."""
        return next((label.removeprefix(f"{kind}.") for label, _, _ in self.spans if label.startswith(kind)), None)

    def leftover(self, *labels: str) -> str:
        """The characters that no phrase of `labels` covers."""
        covered = {at for label, start, end in self.spans if self._is(label, labels) for at in range(start, end)}
        return "".join(character for at, character in enumerate(self.key) if at not in covered)

    def is_only(self, *labels: str) -> bool:
        """Is the message nothing but phrases of `labels`, the first of them among them?"""
        return bool(self.key) and self.has(labels[0]) and not self.leftover(*labels)

    @staticmethod
    def _is(label: str, labels: tuple[str, ...]) -> bool:
        return label in labels or label.split(".", maxsplit=1)[0] in labels


class Lexicon:
    """`words.yml` ready to be found in messages."""

    def __init__(self, phrases: dict[str, list[str]]) -> None:
        self._language = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
        self._ruler = self._language.add_pipe(
            "span_ruler", config={"spans_key": "said", "spans_filter": None, "overwrite": True}
        )
        self._ruler.add_patterns(
            [{"label": label, "pattern": matching_key(text)} for label, texts in phrases.items() for text in texts]
        )
        # One message is read several times, with and without what it opens with.
        self._read_key = lru_cache(maxsize=_KEPT)(self._found_in)

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """Raises DataError."""
        document = yaml_file.read(path)
        return cls({label: [str(text) for line in lines for text in line] for label, lines in document.items()})

    def read_message(self, text: str) -> Said:
        """What `text` is made of, the longest phrases first; one within another does not count."""
        return self._read_key(matching_key(text))

    def _found_in(self, key: str) -> Said:
        if len(key) > LONGEST:
            return Said(key, ())
        doc: Doc = self._language(key)
        found = sorted(doc.spans["said"], key=lambda span: (span.start_char - span.end_char, span.start_char))
        spans = [(span.label_, span.start_char, span.end_char) for span in found]
        return Said(key, tuple(span for span in spans if not _within_a_longer(span, spans)))


def _within_a_longer(span: tuple[str, int, int], spans: list[tuple[str, int, int]]) -> bool:
    """好 of 你好 agrees to nothing."""
    _, start, end = span
    return any(first <= start and end <= last and last - first > end - start for _, first, last in spans)
