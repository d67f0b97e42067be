"""Seals and signatures against wechatpy's; whatever is not sealed for us is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from bot.errors import BadInput
from bot.wechat.message import fields_of
from bot.wechat.seal import Seal, Unsealed, is_signed, signature

TOKEN, APP_ID = "令牌token", "wx0123456789abcdef"
KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
SEAL, THEIRS = Seal(TOKEN, KEY, APP_ID), WeChatCrypto(TOKEN, KEY, APP_ID)
STAMP = ("1800000000", "nonce")
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=300)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_what_wechatpy_seals_we_open(text: str) -> None:
    fields = fields_of(THEIRS.encrypt_message(text, STAMP[1], STAMP[0]))
    assert SEAL.open(fields["Encrypt"], fields["MsgSignature"], *STAMP) == text


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_what_we_seal_wechatpy_opens(text: str) -> None:
    sealed = SEAL.close(text)
    assert THEIRS.decrypt_message({"Encrypt": sealed}, SEAL.sign(sealed, *STAMP), *STAMP) == text


def test_signatures_are_wechatpys() -> None:
    signer = WeChatSigner()
    signer.add_data(TOKEN, *STAMP)
    assert signature(TOKEN, *STAMP) == signer.signature
    assert is_signed(signer.signature, TOKEN, *STAMP)
    assert not is_signed("", TOKEN, *STAMP)
    assert not is_signed("签名", TOKEN, *STAMP)


@given(st.one_of(st.text(max_size=80), st.binary(max_size=80).map(lambda raw: raw.hex())))
@settings(max_examples=100, deadline=None)
def test_anything_else_even_rightly_signed_is_refused(sealed: str) -> None:
    with pytest.raises(Unsealed):
        SEAL.open(sealed, signature(TOKEN, *STAMP, sealed), *STAMP)


@pytest.mark.parametrize(
    "other",
    [Seal("another", KEY, APP_ID), Seal(TOKEN, KEY[::-1], APP_ID), Seal(TOKEN, KEY, "wx-somebody-else")],
    ids=["token", "key", "receiver"],
)
def test_a_message_for_somebody_else_is_refused(other: Seal) -> None:
    sealed = other.close("你好")
    with pytest.raises(Unsealed):
        SEAL.open(sealed, other.sign(sealed, *STAMP), *STAMP)


@pytest.mark.parametrize("key", ["", "short", KEY + "x", "！" * 43])
def test_a_key_of_the_wrong_length_is_told_of_when_it_is_set(key: str) -> None:
    with pytest.raises(BadInput, match="43 个"):
        Seal(TOKEN, key, APP_ID)
