"""Texts to numbers in two arrays: 16 bytes an entry where a dict takes 200, and shared where the arrays are mapped.

A text is known by 64 bits of a hash of it: that two of a million texts share them happens once in 30 million tables.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b

import numpy as np

_FREE = -1


class Lookup:
    """Read-only; `get` as of a dict. `keys` (uint64) and `values` (int32, none below 0) are an open-addressed table."""

    def __init__(self, keys: np.ndarray, values: np.ndarray) -> None:
        self._mask = len(keys) - 1
        self._keys, self._values = memoryview(keys.data), memoryview(values.data)

    @classmethod
    def of(cls, entries: Mapping[str, int]) -> "Lookup":
        """The same entries, at most half of the places taken."""
        size = 1 << (2 * len(entries) + 1).bit_length()
        keys, values = np.zeros(size, dtype=np.uint64), np.full(size, _FREE, dtype=np.int32)
        table = cls(keys, values)
        for text, value in entries.items():
            table._put(_hash(text), value)
        return table

    def __reduce__(self) -> tuple[type["Lookup"], tuple[np.ndarray, np.ndarray]]:
        return Lookup, (np.asarray(self._keys), np.asarray(self._values))

    def get(self, text: str, default: int | None = None) -> int | None:
        wanted = _hash(text)
        place, keys, values = wanted & self._mask, self._keys, self._values
        while (value := values[place]) != _FREE:
            if keys[place] == wanted:
                return value
            place = (place + 1) & self._mask
        return default

    def counted(self, texts: Iterable[str]) -> Counter[int]:
        """How often each number occurs among `texts`; what is not here does not count."""
        return Counter(value for value in map(self.get, texts) if value is not None)

    def __contains__(self, text: str) -> bool:
        return self.get(text) is not None

    def __getitem__(self, text: str) -> int:
        """Raises KeyError."""
        value = self.get(text)
        if value is None:
            raise KeyError(text)
        return value

    def _put(self, key: int, value: int) -> None:
        place = key & self._mask
        while self._values[place] != _FREE and self._keys[place] != key:
            place = (place + 1) & self._mask
        self._keys[place], self._values[place] = key, value


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
