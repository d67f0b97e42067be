"""Signatures and the sealing of messages, as WeChat and WeCom document them (消息加解密说明).

A signature is the SHA-1 of the sorted parts. A sealed message is AES-256-CBC over: 16 random bytes, the length of the
text (4 bytes, network order), the text, the id of the receiving account; padded PKCS#7 to 32, in Base64.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.errors import BadInput

_RANDOM, _BLOCK = 16, 32


class Unsealed(BadInput):
    """No message of this account: wrong signature, wrong key, wrong receiver, or broken."""

    code = "not_wechat"


def signature(*parts: str) -> str:
    """Of the token, the timestamp, the nonce, and for a sealed message its text."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(signature(*parts).encode(), given.encode())


@dataclass(frozen=True)
class Seal:
    """`aes_key`: the account's EncodingAESKey, 43 characters. `receiver`: its AppID or CorpID."""

    token: str
    aes_key: str
    receiver: str

    def __post_init__(self) -> None:
        if len(self._key()) != _BLOCK:
            raise BadInput("EncodingAESKey 要是 43 个字母或数字，请从公众平台原样抄来")

    def open(self, sealed: str, given: str, timestamp: str, nonce: str) -> str:
        """The text within. Raises Unsealed."""
        if not is_signed(given, self.token, timestamp, nonce, sealed):
            raise Unsealed("签名不对")
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
            text, receiver = _unpacked(_unpadded(padded))
        except (ValueError, struct.error, IndexError):
            raise Unsealed("解不开，密钥可能不对") from None
        if not hmac.compare_digest(receiver, self.receiver.encode()):
            raise Unsealed("不是发给这个账号的")
        return text.decode("utf-8", "replace")

    def close(self, text: str) -> str:
        """`text` sealed."""
        content = text.encode()
        packed = b"".join(
            [secrets.token_bytes(_RANDOM), struct.pack("!I", len(content)), content, self.receiver.encode()]
        )
        missing = _BLOCK - len(packed) % _BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(packed + bytes([missing]) * missing) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def sign(self, sealed: str, timestamp: str, nonce: str) -> str:
        """The signature that goes with a sealed message."""
        return signature(self.token, timestamp, nonce, sealed)

    def _key(self) -> bytes:
        try:
            return base64.b64decode(self.aes_key + "=")
        except ValueError:
            return b""

    def _cipher(self) -> Cipher:  # type: ignore[type-arg]
        key = self._key()
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _unpadded(padded: bytes) -> bytes:
    count = padded[-1]
    if not 1 <= count <= _BLOCK or padded[-count:] != bytes([count]) * count:
        raise ValueError("padding")
    return padded[:-count]


def _unpacked(packed: bytes) -> tuple[bytes, bytes]:
    """Text and receiver."""
    (length,) = struct.unpack("!I", packed[_RANDOM : _RANDOM + 4])
    content = packed[_RANDOM + 4 :]
    if length > len(content):
        raise ValueError("length")
    return content[:length], content[length:]
