"""Passwords: how they are hashed, and which ones are refused with what reason.

Length and a list of common passwords protect better than rules about characters, so there are no
such rules: any character may be used, pasting is fine, nothing expires.
"""

from __future__ import annotations

import base64
import functools
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from importlib import resources

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 15, 256
"""Characters. 15 because there is no second factor yet (security A1)."""
PRODUCT = "outcomes"

_slots = threading.BoundedSemaphore(4)
# Each hash holds 64 MiB; without a limit a flood of sign-ins would fill the memory.

_hasher = argon2.PasswordHasher(memory_cost=64 * 1024, time_cost=3, parallelism=4)


def configure(hasher: argon2.PasswordHasher) -> None:
    """Set the argon2id parameters of this process; older hashes go on working."""
    global _hasher
    _hasher = hasher


def hash_of(password: str) -> str:
    """The argon2id hash to store, with its parameters in it."""
    with _slots:
        return _hasher.hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether the password belongs to the stored hash; costs one hash in every case.

    Args:
        stored: None where there is nobody (or nothing) to compare with: the same work is done, so
            that the time of the answer does not tell whether an account exists.
    """
    with _slots:
        try:
            _hasher.verify(stored or _nobody(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def problems_with(password: str, *, names: Iterable[str] = ()) -> list[str]:
    """Why a new password is refused, as sentences; empty when it may be used.

    Args:
        names: of the clinic, the person, the address; passwords made of them are refused.
    """
    if len(password) < SHORTEST:
        return [
            f"It has {len(password)} characters; it needs at least {SHORTEST}. "
            "Four or five words make a good one."
        ]
    if len(password) > LONGEST:
        return [f"It has {len(password)} characters; it can have up to {LONGEST}."]
    if len(set(password)) < 5:
        return ["It repeats very few characters, so it is easy to guess."]
    if _is_common(password):
        return ["It is one of the most common passwords, or close to one."]
    if _is_made_of(password, [PRODUCT, *names]):
        return ["It is mostly the name of the clinic, the software or yourself."]
    return []


def _normal(password: str) -> str:
    # The same letters typed on another system can arrive as other code points.
    return unicodedata.normalize("NFC", password)


def _nobody() -> str:
    """A well-formed hash of today's parameters that no password belongs to."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_hasher.salt_len, _hasher.hash_len)
    )
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


LOOKALIKES = str.maketrans("013457@$!", "oieastasi")


def _skeleton(text: str) -> str:
    """The letters behind a disguise: ``P@ssw0rd-2024`` becomes ``password``."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text.casefold())
    return re.sub(r"[\W_]+", "", core.translate(LOOKALIKES))


@functools.cache
def _common() -> frozenset[str]:
    """About 20,000 passwords from public leaks; source and licence in common_passwords.md."""
    source = resources.files(__package__).joinpath("common_passwords.txt")
    return frozenset(source.read_text(encoding="utf-8").split())


@functools.cache
def _common_skeletons() -> frozenset[str]:
    skeletons = (_skeleton(word) for word in _common())
    return frozenset(word for word in skeletons if len(word) >= 4)


def _is_common(password: str) -> bool:
    plain = password.casefold()
    return _in_two(plain, _common()) or _in_two(_skeleton(password), _common_skeletons())


def _in_two(text: str, words: frozenset[str]) -> bool:
    """Whether the text is one listed word, one repeated, or two of them one after the other."""
    if text in words:
        return True
    for cut in range(4, len(text) - 2):
        head, tail = text[:cut], text[cut:]
        if head in words and (tail in words or not tail.replace(head, "")):
            return True
    return False


def _is_made_of(password: str, names: Iterable[str]) -> bool:
    rest = _skeleton(password)
    parts = {_skeleton(part) for name in names for part in (name, *re.split(r"[\W_]+", name))}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= 4:
            rest = rest.replace(part, "")
    return len(rest) < 8 and rest != _skeleton(password)
