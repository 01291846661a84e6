"""How something is kept for a while so that erasing a key erases it: AES-256-GCM."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
# Padded to whole blocks, so that the length does not tell a comment from a number.
BLOCK_BYTES = 4096


def new_key() -> bytes:
    """A random key for one round, or one note."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, owner: str, text: str) -> bytes:
    """Encrypt a text that does not end in spaces; only `unseal` with the same owner opens it."""
    plain = text.encode()
    padded = plain.ljust(-(-len(plain) // BLOCK_BYTES) * BLOCK_BYTES)
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, padded, owner.encode())


def unseal(key: bytes, owner: str, sealed: bytes) -> str:
    """The text that was sealed. Raises InvalidTag where key, owner or bytes are not the same."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return AESGCM(key).decrypt(nonce, rest, owner.encode()).decode().rstrip(" ")
