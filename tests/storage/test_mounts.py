"""A database file on a network file system keeps the software from starting (security F6)."""

from pathlib import Path

import pytest

from outcomes import create_app
from outcomes.errors import ConfigurationError
from outcomes.storage import mounts
from outcomes.storage.mounts import file_system, network_file_system
from tests.conftest import settings_for

TABLE = """\
/dev/vda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
server:/export /srv nfs4 rw,vers=4.2 0 0
/dev/vdb1 /srv/disk xfs rw 0 0
//files/clinic /mnt/Our\\040files cifs rw 0 0
user@host:/ /home/ada/far fuse.sshfs rw 0 0
/dev/vdc1 /twice ext4 rw 0 0
server:/twice /twice nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/outcomes/outcomes.sqlite", "nfs4"),
        ("/mnt/Our files/outcomes.sqlite", "cifs"),
        ("/home/ada/far/outcomes.sqlite", "fuse.sshfs"),
        ("/twice/outcomes.sqlite", "nfs"),
        ("/srv/disk/outcomes.sqlite", None),
        ("/srvother/outcomes.sqlite", None),
        ("/home/ada/outcomes.sqlite", None),
        ("/run/outcomes.sqlite", None),
    ],
)
def test_innermost_mount_decides(path: str, kind: str | None) -> None:
    assert network_file_system(Path(path), TABLE) == kind


def test_without_a_mount_table_nothing_is_known() -> None:
    assert file_system(Path("/srv/outcomes.sqlite"), "") is None


def mounted_at(place: Path, kind: str, folder: Path) -> Path:
    table = folder / "mounts"
    table.write_text(f"/dev/vda1 / ext4 rw 0 0\nserver:/export {place} {kind} rw 0 0\n")
    return table


def test_start_is_refused_on_a_network_file_system(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(mounts, "MOUNT_TABLE", mounted_at(tmp_path, "nfs4", tmp_path))
    with pytest.raises(ConfigurationError, match=r"network file system \(nfs4\)"):
        create_app(settings_for(tmp_path))


def test_start_is_refused_through_a_link_to_one(tmp_path: Path, monkeypatch) -> None:
    far, near = tmp_path / "far", tmp_path / "near"
    far.mkdir()
    near.symlink_to(far)
    monkeypatch.setattr(mounts, "MOUNT_TABLE", mounted_at(far, "cifs", tmp_path))
    with pytest.raises(ConfigurationError, match="cifs"):
        create_app(settings_for(near))


def test_a_disk_of_this_machine_is_fine(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(mounts, "MOUNT_TABLE", mounted_at(tmp_path, "xfs", tmp_path))
    assert create_app(settings_for(tmp_path))
