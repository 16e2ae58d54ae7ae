"""Whether a folder lies on a network file system, where SQLite's locks do not hold (security F6).

The mount table is Linux's; elsewhere there is none to read, and nothing is said.
"""

from __future__ import annotations

import re
from pathlib import Path

from outcomes.errors import ConfigurationError

MOUNT_TABLE = Path("/proc/self/mounts")
NETWORK = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs2", "fuse.gcsfuse",
        "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "gfs2", "glusterfs", "gpfs",
        "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf",
    }
)  # fmt: skip
"""Types of file systems that other machines write to as well; the last ones share a host's."""


def check_on_this_machine(database: Path) -> None:
    """Refuse a database file on a network file system.

    Raises:
        ConfigurationError: saying what to do instead.
    """
    table = MOUNT_TABLE.read_text(encoding="utf-8") if MOUNT_TABLE.exists() else ""
    kind = network_file_system(database.resolve(), table)
    if kind is None:
        return
    raise ConfigurationError(
        f"The database is to lie on a network file system ({kind}), in {database.parent}. SQLite's "
        "locks do not hold there, and ratings could be lost. Put it on a disk of this machine "
        "(OUTCOMES_INSTANCE), or use PostgreSQL (OUTCOMES_DATABASE_URL)."
    )


def network_file_system(path: Path, table: str) -> str | None:
    """The type of the network file system that holds a path; None for a disk of this machine.

    Args:
        path: absolute, without symbolic links.
        table: lines as in ``/proc/self/mounts``: device, mount point, type, options.
    """
    kind = file_system(path, table)
    return kind if kind in NETWORK else None


def file_system(path: Path, table: str) -> str | None:
    """The type of the innermost mount above a path, the latest where several share its place."""
    found: tuple[int, str] | None = None
    for line in table.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        place, kind = Path(_unescaped(parts[1])), parts[2]
        if path.is_relative_to(place) and (found is None or len(place.parts) >= found[0]):
            found = len(place.parts), kind
    return found[1] if found else None


def _unescaped(text: str) -> str:
    r"""Spaces stand as ``\040`` in the table."""
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)
