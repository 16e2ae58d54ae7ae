"""A local authority and its certificate: for this machine alone, renewed in time, keys kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import ssl
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from outcomes.errors import ConfigurationError
from outcomes.tls import Names, authority_of, local_certificate, names_of_machine
from outcomes.tls.authority import new_authority
from outcomes.tls.certificates import signed
from outcomes.tls.files import write_certificate, write_key

NOW = dt.datetime.now(dt.UTC)
"""The handshakes below ask the real clock."""
HOME = Names(
    ("clinic-pc", "clinic-pc.local", "localhost"),
    (ipaddress.ip_address("192.168.1.20"), ipaddress.ip_address("127.0.0.1")),
)
MOVED = Names(HOME.hosts, (ipaddress.ip_address("192.168.1.77"), HOME.addresses[1]))


def server(folder: Path, names: Names = HOME, *, at: dt.datetime = NOW):
    return local_certificate(folder / "tls", names, at=at)


def shake_hands(certificate: Path, key: Path, *, trusting: Path, host: str) -> str:
    """A whole TLS handshake in memory, as the client's library does it; the protocol agreed on."""
    far, near = ssl.MemoryBIO(), ssl.MemoryBIO()
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate, key)
    asking = ssl.create_default_context(cafile=trusting)
    client = asking.wrap_bio(near, far, server_hostname=host)
    waiting = {client, serving.wrap_bio(far, near, server_side=True)}
    for _ in range(10):
        for side in list(waiting):
            try:
                side.do_handshake()
                waiting.discard(side)
            except ssl.SSLWantReadError:
                pass
        if not waiting:
            return client.version()
    raise AssertionError("the handshake does not end")


@pytest.mark.parametrize(
    "host", ["192.168.1.20", "127.0.0.1", "clinic-pc", "clinic-pc.local", "localhost"]
)
def test_each_name_of_the_machine_is_trusted_once_the_authority_is(
    tmp_path: Path, host: str
) -> None:
    kept = server(tmp_path)
    trusting = tmp_path / "tls" / "authority.crt"
    assert shake_hands(kept.certificate, kept.key, trusting=trusting, host=host) == "TLSv1.3"


@pytest.mark.parametrize("host", ["192.168.1.21", "bank.example", "other.local"])
def test_another_name_is_refused(tmp_path: Path, host: str) -> None:
    kept = server(tmp_path)
    with pytest.raises(ssl.SSLCertVerificationError, match=r"mismatch|not valid for"):
        shake_hands(
            kept.certificate, kept.key, trusting=tmp_path / "tls" / "authority.crt", host=host
        )


def test_a_device_that_does_not_know_the_authority_refuses(tmp_path: Path) -> None:
    kept = server(tmp_path)
    server(tmp_path / "elsewhere")
    stranger = tmp_path / "elsewhere" / "tls" / "authority.crt"
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(kept.certificate, kept.key, trusting=stranger, host="localhost")


@pytest.mark.parametrize("stolen", ["bank.example", "other.local", "203.0.113.9"])
def test_stolen_authority_can_vouch_for_nobody_outside_the_house(
    tmp_path: Path, stolen: str
) -> None:
    """RFC 5280 4.2.1.10: a name outside the constraints makes the whole chain invalid."""
    authority = new_authority(HOME, at=NOW)
    is_address = stolen[0].isdigit()
    wanted = (
        Names(("localhost",), (ipaddress.ip_address(stolen),))
        if is_address
        else Names((stolen,), ())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    write_key(tmp_path / "stolen.key", key)
    forged = signed(authority, key.public_key(), wanted, at=NOW)
    write_certificate(tmp_path / "stolen.crt", forged)
    write_certificate(tmp_path / "authority.crt", authority.certificate)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shake_hands(
            tmp_path / "stolen.crt",
            tmp_path / "stolen.key",
            trusting=tmp_path / "authority.crt",
            host=stolen,
        )


def test_keys_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    server(tmp_path)
    folder = tmp_path / "tls"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("authority.key", "server.key"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["authority.key", "server.key"])
def test_key_that_others_can_read_is_refused(tmp_path: Path, name: str) -> None:
    server(tmp_path)
    (tmp_path / "tls" / name).chmod(0o640)
    with pytest.raises(ConfigurationError) as refused:
        server(tmp_path)
    assert f"chmod 600 {tmp_path / 'tls' / name}" in refused.value.problems[0]


def test_second_start_changes_nothing(tmp_path: Path) -> None:
    first = server(tmp_path)
    before = {file.name: file.read_bytes() for file in (tmp_path / "tls").iterdir()}
    again = server(tmp_path, at=NOW + dt.timedelta(days=300))
    assert {file.name: file.read_bytes() for file in (tmp_path / "tls").iterdir()} == before
    assert again.authority.fingerprint == first.authority.fingerprint


def test_certificate_lasts_as_long_as_browsers_accept(tmp_path: Path) -> None:
    server(tmp_path)
    names = ssl._ssl._test_decode_cert(str(tmp_path / "tls" / "server.crt"))
    begins, ends = (ssl.cert_time_to_seconds(names[key]) for key in ("notBefore", "notAfter"))
    assert (ends - begins) / 86400 == pytest.approx(397)
    assert {value for _, value in names["subjectAltName"]} == {
        "clinic-pc", "clinic-pc.local", "localhost", "192.168.1.20", "127.0.0.1",
    }  # fmt: skip


def test_certificate_is_renewed_near_its_end_and_the_devices_need_nothing_new(
    tmp_path: Path,
) -> None:
    first = server(tmp_path)
    later = server(tmp_path, at=NOW + dt.timedelta(days=340))
    assert later.until > first.until
    assert later.authority.fingerprint == first.authority.fingerprint


def test_new_address_makes_a_new_certificate_under_the_same_authority(tmp_path: Path) -> None:
    first = server(tmp_path)
    moved = server(tmp_path, MOVED)
    assert moved.authority.fingerprint == first.authority.fingerprint
    trusting = tmp_path / "tls" / "authority.crt"
    shake_hands(moved.certificate, moved.key, trusting=trusting, host="192.168.1.77")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(moved.certificate, moved.key, trusting=trusting, host="192.168.1.20")


def test_new_host_name_or_the_end_of_the_authority_makes_a_new_authority(tmp_path: Path) -> None:
    first = server(tmp_path).authority.fingerprint
    renamed = Names(("front-desk", "front-desk.local", "localhost"), HOME.addresses)
    second = server(tmp_path, renamed).authority.fingerprint
    third = server(tmp_path, renamed, at=NOW + dt.timedelta(days=3600)).authority.fingerprint
    assert len({first, second, third}) == 3


def test_what_a_stop_in_the_middle_left_behind_is_made_anew(tmp_path: Path) -> None:
    kept = server(tmp_path)
    write_key(kept.key, ec.generate_private_key(ec.SECP256R1()))
    mended = server(tmp_path)
    trusting = tmp_path / "tls" / "authority.crt"
    shake_hands(mended.certificate, mended.key, trusting=trusting, host="localhost")


def test_machine_without_a_private_address_is_named_singly(tmp_path: Path) -> None:
    public = Names(("clinic-pc", "localhost"), (ipaddress.ip_address("203.0.113.9"),))
    kept = server(tmp_path, public)
    trusting = tmp_path / "tls" / "authority.crt"
    shake_hands(kept.certificate, kept.key, trusting=trusting, host="203.0.113.9")


def test_fingerprint_is_that_of_the_file_that_is_installed(tmp_path: Path) -> None:
    authority = server(tmp_path).authority
    expected = hashlib.sha256(authority.der).hexdigest()
    assert authority.fingerprint.replace(" ", "").lower() == expected
    assert authority_of(tmp_path / "tls").fingerprint == authority.fingerprint
    assert authority_of(tmp_path / "nowhere") is None


def test_names_begin_with_what_is_told_to_people() -> None:
    assert HOME.all[0] == "192.168.1.20"
    assert HOME.all[-2:] == ("127.0.0.1", "localhost")
    assert names_of_machine("127.0.0.1").all == ("127.0.0.1", "localhost")
    assert names_of_machine("192.168.1.20").all[0] == "192.168.1.20"
    assert "clinic.example" in names_of_machine("clinic.example").hosts
