"""How the connection is encrypted: not at all on this machine alone, else by one of two ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outcomes.errors import ConfigurationError
from outcomes.tls.files import check_private
from outcomes.tls.names import is_loopback

CHOICES = ("auto", "on", "off")
FOLDER = "tls"
"""Of the instance folder: the local authority, the certificate, their keys."""


@dataclass(frozen=True, kw_only=True)
class Tls:
    """`is_local` where devices have to be told to trust this clinic's own authority.

    Its files are known once they are made; a given certificate's are from the start. `names` are
    what a local certificate is for, as they stand in an address; the first is told to people.
    """

    is_on: bool = False
    is_local: bool = False
    certificate: Path | None = None
    key: Path | None = None
    names: tuple[str, ...] = ()


def tls_from(env: Mapping[str, str], *, host: str, problems: list[str]) -> Tls:
    """Read ``TLS`` (auto, on, off) and ``OUTCOMES_TLS_CERTIFICATE`` with ``OUTCOMES_TLS_KEY``.

    Left alone, the connection is encrypted wherever it leaves this machine.
    """
    choice = env.get("TLS", "").strip().casefold() or "auto"
    if choice not in CHOICES:
        problems.append(f"TLS must be {', '.join(CHOICES[:-1])} or {CHOICES[-1]}, not {choice!r}.")
    given = {name: env.get(f"OUTCOMES_TLS_{name}", "").strip() for name in ("CERTIFICATE", "KEY")}
    if bool(given["CERTIFICATE"]) is not bool(given["KEY"]):
        problems.append("OUTCOMES_TLS_CERTIFICATE and OUTCOMES_TLS_KEY go together.")
        return Tls()
    if choice == "off" or (choice == "auto" and not given["KEY"] and is_loopback(host)):
        return Tls()
    if not given["KEY"]:
        return Tls(is_on=True, is_local=True)
    certificate, key = Path(given["CERTIFICATE"]), Path(given["KEY"])
    problems += _file_problems(certificate, key)
    return Tls(is_on=True, certificate=certificate, key=key)


def tls_problems(tls: Tls, *, hsts: bool) -> list[str]:
    """What does not go together."""
    if tls.is_local and hsts:
        return [
            "OUTCOMES_HSTS is for a publicly trusted certificate only: with the local authority "
            "a device could be locked out for a year."
        ]
    return []


def _file_problems(certificate: Path, key: Path) -> list[str]:
    missing = [f"{file} does not exist." for file in (certificate, key) if not file.is_file()]
    if missing:
        return missing
    try:
        check_private(key)
    except ConfigurationError as error:
        return list(error.problems)
    return []
