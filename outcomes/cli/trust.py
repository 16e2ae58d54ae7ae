"""What stands in the terminal for whoever brings a tablet: address, QR, fingerprint."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace

import click
import segno

from outcomes.cli.starting import local_names
from outcomes.config import Settings
from outcomes.errors import ConfigurationError
from outcomes.tls import LocalCertificate, local_certificate
from outcomes.tls.settings import FOLDER

GUIDE = "/authority"
"""The page that says how a device is told to trust this clinic."""


@dataclass(frozen=True)
class Kept:
    """The settings to serve with, and the certificate they name."""

    settings: Settings
    certificate: LocalCertificate


def keep_local_certificate(how: Settings, *, at: dt.datetime) -> Kept:
    """Make or renew the certificate of this machine in the instance folder.

    Raises:
        click.ClickException: a key that others can read.
    """
    try:
        kept = local_certificate(how.instance / FOLDER, local_names(how), at=at)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None
    tls = replace(how.tls, certificate=kept.certificate, key=kept.key)
    return Kept(replace(how, tls=tls), kept)


def trust_words(kept: Kept) -> str:
    """How to bring a tablet, to stand under the greeting."""
    how = kept.settings
    others = [name for name in how.tls.names if f"//{name}:" not in how.origin]
    fingerprint = kept.certificate.authority.fingerprint
    return "\n".join(
        [
            "",
            "",
            f"On a tablet of the same network, scan this or type {how.origin}{GUIDE}",
            _qr(f"{how.origin}{GUIDE}"),
            "It says how the tablet is told to trust this clinic. Install the authority only if",
            "the tablet shows this fingerprint (SHA-256):",
            f"  {fingerprint[:47]}",
            f"  {fingerprint[48:]}",
            f"Also known as {', '.join(others)}. The certificate is good until "
            f"{kept.certificate.until:%Y-%m-%d}; a later start renews it.",
        ]
    )


def _qr(text: str) -> str:
    out = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out, compact=True, border=2)
    return out.getvalue().rstrip("\n")


@click.command()
def authority() -> None:
    """Renew this machine's certificate if it is due, and print how a tablet is told to trust it."""
    from outcomes.cli.starting import settings
    from outcomes.web.clock import system_clock

    how = settings()
    if not how.tls.is_local:
        raise click.ClickException(
            "There is no local authority: say HOST=0.0.0.0, or the certificate is a given one."
        )
    click.echo(trust_words(keep_local_certificate(how, at=system_clock())).strip())
