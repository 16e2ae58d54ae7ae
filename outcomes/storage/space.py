"""How much room the disk of the records has, and what is given up first (security F8)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024 * 1024
LOW = 500 * MEGABYTE
"""Below this people are told."""
VERY_LOW = 200 * MEGABYTE
"""Below this reports are not made any more, so that ratings can go on being stored."""


@dataclass(frozen=True)
class Space:
    """Room left on a disk, in bytes."""

    free: int

    @property
    def is_low(self) -> bool:
        return self.free < LOW

    @property
    def is_very_low(self) -> bool:
        return self.free < VERY_LOW

    @property
    def megabytes(self) -> int:
        return self.free // MEGABYTE


def space_of(folder: Path) -> Space:
    """The room that is left on the disk of a folder."""
    return Space(shutil.disk_usage(folder).free)
