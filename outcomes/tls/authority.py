"""The local authority: a certificate of one's own that a clinic's tablets are told to trust.

It can sign for this machine's names and for addresses of private networks only (name constraints,
RFC 5280 4.2.1.10): whoever steals its key can stand in for nobody outside the house.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from outcomes.tls.files import read_certificate, read_key, write_certificate, write_key
from outcomes.tls.names import LOCAL_NETWORKS, Names, is_local

CERTIFICATE, KEY = "authority.crt", "authority.key"
LIFE = dt.timedelta(days=3650)
RENEW_BEFORE = dt.timedelta(days=60)


@dataclass(frozen=True)
class Authority:
    """The authority's certificate, and its key where it was read for signing."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate in pairs of hexadecimal digits, as devices show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(" ").upper()

    @property
    def der(self) -> bytes:
        """The certificate as the file that a device installs."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def until(self) -> dt.datetime:
        return self.certificate.not_valid_after_utc


def authority_of(folder: Path) -> Authority | None:
    """The authority kept in a folder, without its key; None where there is none."""
    certificate = read_certificate(folder / CERTIFICATE)
    return None if certificate is None else Authority(certificate)


def kept_authority(folder: Path, names: Names, *, at: dt.datetime) -> Authority:
    """The authority of a folder, made where there is none that can sign for these names.

    A new one has to be installed on every device again, so it is made only when the old one is
    gone, near its end, or not allowed to sign for a name this machine has now.
    """
    certificate, key = read_certificate(folder / CERTIFICATE), read_key(folder / KEY)
    if certificate is not None and key is not None:
        kept = Authority(certificate, key)
        if _can_sign(kept, names, at=at):
            return kept
    made = new_authority(names, at=at)
    write_key(folder / KEY, made.key)
    write_certificate(folder / CERTIFICATE, made.certificate)
    return made


def new_authority(names: Names, *, at: dt.datetime) -> Authority:
    """A fresh authority that may sign for these hosts and for private addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    host = next((each for each in names.hosts if each != "localhost"), "this machine")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "outcomes"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"outcomes on {host}"[:64]),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A tablet's clock may be behind by some hours.
        .not_valid_before(at - dt.timedelta(days=1))
        .not_valid_after(at + LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(SIGNS_ONLY, critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def key_usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    """What a key is for; of all the uses there are, one here."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        encipher_only=False,
        decipher_only=False,
    )


SIGNS_ONLY = key_usage(key_cert_sign=True)


def _permitted(names: Names) -> list[x509.GeneralName]:
    # A machine without a private address (some universities) has its own addresses named singly.
    outside = [each for each in names.addresses if not is_local(each)]
    networks = [*LOCAL_NETWORKS, *(ipaddress.ip_network(str(each)) for each in outside)]
    hosts = dict.fromkeys((*names.hosts, "localhost"))
    return [*(x509.DNSName(host) for host in hosts), *(x509.IPAddress(each) for each in networks)]


def _can_sign(kept: Authority, names: Names, *, at: dt.datetime) -> bool:
    own_key = kept.certificate.public_key() == kept.key.public_key()
    in_time = kept.certificate.not_valid_before_utc <= at < kept.until - RENEW_BEFORE
    return own_key and in_time and _permits(kept.certificate, names)


def _permits(certificate: x509.Certificate, names: Names) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return False
    allowed = [each.value for each in constraints.permitted_subtrees or ()]
    networks = [each for each in allowed if not isinstance(each, str)]
    hosts = all(host in allowed for host in names.hosts)
    return hosts and all(
        any(address in network for network in networks if network.version == address.version)
        for address in names.addresses
    )
