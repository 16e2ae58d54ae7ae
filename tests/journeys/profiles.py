"""A browser with a profile of its own on the disk, that can be killed and started again with it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Error as PlaywrightError

from tests.chromium import ARGUMENTS, chromium_path
from tests.journeys.devices import TABLET, Clinic, Device


class Profile:
    """What a device keeps when its browser ends. The shared browser of the suite keeps nothing."""

    def __init__(self, browser: Browser, clinic: Clinic, folder: Path) -> None:
        self.browser, self.clinic, self.folder = browser, clinic, folder
        self.context: BrowserContext | None = None
        self.devices: list[Device] = []

    def start(self, size: tuple[int, int] = TABLET) -> Device:
        """Start the browser with whatever the profile holds from before."""
        width, height = size
        self.context = self.browser.browser_type.launch_persistent_context(
            str(self.folder),
            executable_path=chromium_path(),
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"],
            viewport={"width": width, "height": height},
            screen={"width": width, "height": height},
            has_touch=True,
            reduced_motion="reduce",
        )
        self.devices.append(Device(self.context, self.clinic))
        return self.devices[-1]

    def kill(self) -> None:
        """kill -9: no page is told, nothing is tidied up."""
        for process in self._processes(main=True):
            os.kill(process, signal.SIGKILL)
        for _ in range(200):
            if not any(self._processes()):
                break
            time.sleep(0.05)
        self.close()

    def close(self) -> None:
        """End the browser, if it runs."""
        if self.context is None:
            return
        with contextlib.suppress(PlaywrightError):  # it was killed
            self.context.close()
        self.context = None

    def files(self) -> Iterator[tuple[Path, bytes]]:
        """Everything that stands on the disk."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.read_bytes()

    def holding(self, text: str) -> list[str]:
        """The files in which a text stands, in any of the ways in which browsers write text."""
        ways = [text.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be")]
        return [
            path.relative_to(self.folder).as_posix()
            for path, found in self.files()
            if any(way in found for way in ways)
        ]

    def _processes(self, *, main: bool = False) -> Iterator[int]:
        mine = f"--user-data-dir={self.folder}"
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if mine in words and not (main and any(word.startswith("--type=") for word in words)):
                yield int(entry.name)
