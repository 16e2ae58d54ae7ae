"""The server's certificate, signed by the local authority and renewed before it runs out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from outcomes.tls.authority import Authority, kept_authority, key_usage
from outcomes.tls.files import read_certificate, read_key, write_certificate, write_key
from outcomes.tls.names import Names

CERTIFICATE, KEY = "server.crt", "server.key"
LIFE = dt.timedelta(days=397)
"""The longest that browsers accept from any authority."""
RENEW_BEFORE = dt.timedelta(days=60)
CLOCK_BEHIND = dt.timedelta(days=1)
"""How far the clock of a tablet may be behind."""


@dataclass(frozen=True)
class LocalCertificate:
    """Files to serve with, and the authority that a device has to trust first."""

    certificate: Path
    key: Path
    authority: Authority
    until: dt.datetime


def local_certificate(folder: Path, names: Names, *, at: dt.datetime) -> LocalCertificate:
    """The certificate for these names from a folder; made, or renewed where that is due.

    It is due when the certificate has less than `RENEW_BEFORE` left, is for other names, was
    signed by another authority, or its key is gone.

    Raises:
        ConfigurationError: others can read one of the keys.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = kept_authority(folder, names, at=at)
    certificate, key = read_certificate(folder / CERTIFICATE), read_key(folder / KEY)
    good = certificate is not None and key is not None
    if not good or not _is_good(certificate, key, authority=authority, names=names, at=at):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = signed(authority, key.public_key(), names, at=at)
        write_key(folder / KEY, key)
        write_certificate(folder / CERTIFICATE, certificate, authority.certificate)
    until = certificate.not_valid_after_utc
    return LocalCertificate(folder / CERTIFICATE, folder / KEY, authority, until)


def signed(
    authority: Authority, key: ec.EllipticCurvePublicKey, names: Names, *, at: dt.datetime
) -> x509.Certificate:
    """A server's certificate for these names, at most `LIFE` long."""
    begins = at - CLOCK_BEHIND
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names.hosts[0][:64])])
    issuer_key = authority.certificate.extensions.get_extension_for_class(
        x509.SubjectKeyIdentifier
    ).value
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(min(begins + LIFE, authority.until))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key),
            critical=False,
        )
        .sign(authority.key, hashes.SHA256())
    )


def _alternatives(names: Names) -> list[x509.GeneralName]:
    hosts = [x509.DNSName(host) for host in names.hosts]
    return [*hosts, *(x509.IPAddress(address) for address in names.addresses)]


def _is_good(
    certificate: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    *,
    authority: Authority,
    names: Names,
    at: dt.datetime,
) -> bool:
    try:
        certificate.verify_directly_issued_by(authority.certificate)
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:  # whatever is wrong with it, it is made anew
        return False
    in_time = certificate.not_valid_before_utc <= at < certificate.not_valid_after_utc
    lasts = at < certificate.not_valid_after_utc - RENEW_BEFORE
    # Near the authority's own end the certificate cannot last longer; that is renewed as well.
    own_key = certificate.public_key() == key.public_key()
    return in_time and lasts and own_key and set(found) == set(_alternatives(names))
