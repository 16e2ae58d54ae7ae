"""Keys and certificates on disk: keys readable by their owner only, and nobody sees half a file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from outcomes.errors import ConfigurationError


def read_certificate(file: Path) -> x509.Certificate | None:
    """The (first) certificate of a file; None where there is none that can be read."""
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0]
    except (FileNotFoundError, ValueError):
        return None


def read_key(file: Path) -> ec.EllipticCurvePrivateKey | None:
    """The private key of a file; None where there is none that can be read.

    Raises:
        ConfigurationError: others may read it, so it is no secret any more.
    """
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return None
    check_private(file)
    try:
        key = serialization.load_pem_private_key(raw, password=None)
    except (ValueError, TypeError):
        return None
    return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def check_private(file: Path) -> None:
    """Refuse a key file that others can read.

    Raises:
        ConfigurationError: saying which, and what to do.
    """
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        problem = f"{file} can be read by others (mode {mode:o}); say chmod 600 {file}."
        raise ConfigurationError("A key is not kept secret.", problems=[problem])


def write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a key, mode 0600 from its first moment."""
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write(file, text, mode=0o600)


def write_certificate(file: Path, *certificates: x509.Certificate) -> None:
    """Write certificates one after the other, the server's own first."""
    texts = [each.public_bytes(serialization.Encoding.PEM) for each in certificates]
    _write(file, b"".join(texts), mode=0o644)


def _write(file: Path, raw: bytes, *, mode: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(raw)
    new.replace(file)
