"""Sealing and opening with AES-256-GCM, as the WebCrypto of browsers does it. Pure: bytes only."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, NONCE_BYTES, TAG_BYTES = 32, 12, 16


class NotSealed(ValueError):
    """These bytes were not sealed with this key, this nonce and for this purpose."""


def new_key() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(KEY_BYTES)


def seal(plain: bytes, *, key: bytes, nonce: bytes, about: bytes) -> bytes:
    """The bytes encrypted, with the tag of 16 bytes behind them.

    Args:
        nonce: 12 random bytes, never used twice with one key.
        about: what it belongs to; it is not in the result, and opening needs the same.
    """
    return AESGCM(key).encrypt(nonce, plain, about)


def open_sealed(sealed: bytes, *, key: bytes, nonce: bytes, about: bytes) -> bytes:
    """What was sealed.

    Raises:
        NotSealed: another key, nonce or purpose, or a byte was changed; which, cannot be told.
    """
    if len(nonce) != NONCE_BYTES or len(sealed) < TAG_BYTES:
        raise NotSealed
    try:
        return AESGCM(key).decrypt(nonce, sealed, about)
    except InvalidTag:
        raise NotSealed from None
