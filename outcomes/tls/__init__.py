"""TLS for a clinic's own network: a local authority, and the certificate it signs for this machine.

    local_certificate(folder, names, at=...)   both, made or renewed where that is due
    names_of_machine(host)                     what this machine is called on its network
    authority_of(folder)                       the authority to install on a tablet, if there is one

Nothing here asks a network or a clock.
"""

from outcomes.tls.authority import Authority, authority_of
from outcomes.tls.certificates import LocalCertificate, local_certificate
from outcomes.tls.names import Names, names_of_machine

__all__ = [
    "Authority",
    "LocalCertificate",
    "Names",
    "authority_of",
    "local_certificate",
    "names_of_machine",
]
