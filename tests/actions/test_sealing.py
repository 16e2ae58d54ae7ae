"""AES-256-GCM against the published test case 16 of McGrew and Viega, "The Galois/Counter Mode of
Operation (GCM)", and the promises that answers at rest lean on."""

import pytest

from outcomes.actions.sealing import NotSealed, new_key, open_sealed, seal

KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
NONCE = bytes.fromhex("cafebabefacedbaddecaf888")
ABOUT = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
PLAIN = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b"
)


def flipped(some: bytes, at: int) -> bytes:
    changed = bytearray(some)
    changed[at] ^= 1
    return bytes(changed)


def test_sealing_is_the_published_standard():
    assert seal(PLAIN, key=KEY, nonce=NONCE, about=ABOUT) == SEALED
    assert open_sealed(SEALED, key=KEY, nonce=NONCE, about=ABOUT) == PLAIN


@pytest.mark.parametrize(
    "changes",
    [
        {"key": flipped(KEY, 0)},
        {"nonce": flipped(NONCE, 11)},
        {"nonce": NONCE[:11]},
        {"nonce": b""},
        {"about": flipped(ABOUT, 5)},
        {"about": b""},
    ],
    ids=["key", "nonce", "short nonce", "no nonce", "purpose", "no purpose"],
)
def test_anything_else_opens_nothing(changes):
    right = {"key": KEY, "nonce": NONCE, "about": ABOUT}
    with pytest.raises(NotSealed):
        open_sealed(SEALED, **right | changes)


@pytest.mark.parametrize(
    "sealed",
    [flipped(SEALED, 0), flipped(SEALED, -1), SEALED[:-1], SEALED[1:], SEALED + b"x", b"", b"x"],
    ids=["first byte", "tag", "cut", "begun later", "longer", "nothing", "too short"],
)
def test_changed_bytes_open_nothing(sealed):
    with pytest.raises(NotSealed):
        open_sealed(sealed, key=KEY, nonce=NONCE, about=ABOUT)


def test_keys_have_256_bits_and_are_not_given_twice():
    keys = {new_key() for _ in range(50)}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 50
