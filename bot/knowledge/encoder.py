"""Bring your own encoder: sentence vectors as one more scorer of the matcher. Off unless a setting names one.

`XIAOXI_EMBEDDINGS_URL` names a server that speaks OpenAI's `POST {url}/embeddings`
(platform.openai.com/docs/api-reference/embeddings); `XIAOXI_SPACY_MODEL` a spaCy model with vectors.
"""

import logging
from collections.abc import Callable, Sequence

import numpy as np
import requests

from bot.errors import Unavailable
from bot.settings import Settings

logger = logging.getLogger(__name__)
BATCH = 64
BUILD_SECONDS, ASK_SECONDS = 30.0, 1.0
Encode = Callable[[Sequence[str], float], np.ndarray]


class Encoder:
    """Unit vectors of sentences. A failure is logged once and then the encoder stays out of the way."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._kept: dict[str, np.ndarray] = {}
        self._is_down = False

    def of_phrasings(self, texts: Sequence[str]) -> np.ndarray | None:
        """One unit vector a row; those met before are not asked for again. None while it fails."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._kept]
        for start in range(0, len(fresh), BATCH):
            batch = fresh[start : start + BATCH]
            vectors = self._tried(batch, BUILD_SECONDS)
            if vectors is None:
                return None
            self._kept.update(zip(batch, vectors, strict=True))
        return np.stack([self._kept[text] for text in texts]) if texts else None

    def of_question(self, text: str) -> np.ndarray | None:
        """The unit vector of what a resident typed; never kept. None while it fails."""
        vectors = self._tried([text], ASK_SECONDS)
        return None if vectors is None else vectors[0]

    def _tried(self, texts: Sequence[str], seconds: float) -> np.ndarray | None:
        try:
            vectors = self._encode(texts, seconds)
        except Unavailable as wrong:
            if not self._is_down:
                logger.warning("句向量用不上，先不用它：%s", wrong)
            self._is_down = True
            return None
        self._is_down = False
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def from_settings(settings: Settings) -> Encoder | None:
    """The encoder the settings name, or None."""
    if settings["embeddings_url"]:
        return Encoder(over_http(settings["embeddings_url"], settings["embeddings_model"]))
    if settings["spacy_model"]:
        return Encoder(with_spacy(settings["spacy_model"]))
    return None


def over_http(url: str, model: str) -> Encode:
    """An encoder behind `POST {url}/embeddings`."""

    def encode(texts: Sequence[str], seconds: float) -> np.ndarray:
        try:
            answer = requests.post(
                f"{url.rstrip('/')}/embeddings", json={"input": list(texts), "model": model}, timeout=seconds
            )
            answer.raise_for_status()
            rows = sorted(answer.json()["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (requests.RequestException, ValueError, KeyError, TypeError) as wrong:
            raise Unavailable(f"句向量服务没有给出可用的答复：{type(wrong).__name__}") from wrong
        if vectors.ndim != 2 or len(vectors) != len(texts):
            raise Unavailable("句向量服务给的向量数目不对")
        return vectors

    return encode


def with_spacy(name: str) -> Encode:
    """A spaCy model with vectors, loaded here. Raises Unavailable when it is not installed or has none."""
    import spacy

    try:
        language = spacy.load(name, exclude=["tagger", "parser", "ner", "attribute_ruler"])
    except OSError as wrong:
        raise Unavailable(f"没有装 spaCy 模型 {name}") from wrong
    if not language.vocab.vectors_length:
        raise Unavailable(f"spaCy 模型 {name} 没有词向量")

    def encode(texts: Sequence[str], seconds: float) -> np.ndarray:
        return np.stack([document.vector for document in language.pipe(texts)])

    return encode
