"""Stories in headless Chromium, against a served clinic with the cast in it.

A story fails when the browser complains of anything: an error in the console, a break of the
content security policy, a request to anywhere else. Without Chromium each story is skipped by its
name; with OUTCOMES_REQUIRE_JOURNEYS=1 (as CI says) it fails instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.chromium import chromium_path
from tests.journeys.devices import TABLET, Clinic, Device, served


@pytest.hookimpl(tryfirst=True)  # before `-m journey` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = chromium_path() is None
    required = os.environ.get("OUTCOMES_REQUIRE_JOURNEYS") == "1"
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.journey)
        if missing and not required:
            item.add_marker(pytest.mark.skip(reason=f"{item.name}: Chromium is missing"))


@pytest.fixture
def clinic(tmp_path: Path, cast_database: Path) -> Iterator[Clinic]:
    """Harbour Street Practice with its cast, for one story to change."""
    with served(tmp_path, cast_database) as found:
        yield found


@pytest.fixture(scope="module")
def standing_clinic(
    tmp_path_factory: pytest.TempPathFactory, cast_database: Path
) -> Iterator[Clinic]:
    """The same clinic for all the tests of a file, which only look."""
    with served(tmp_path_factory.mktemp("standing"), cast_database) as found:
        yield found


@pytest.fixture
def device(browser: Browser, clinic: Clinic) -> Iterator[Callable[..., Device]]:
    """Makes devices: ``device(TABLET, touch=True)``. What they complain of fails the story."""
    devices: list[Device] = []

    def make(size: tuple[int, int] = TABLET, *, touch: bool = False, **more: object) -> Device:
        devices.append(Device.made(browser, clinic, size, has_touch=touch, **more))
        return devices[-1]

    yield make
    complaints = [each for one in devices for each in one.unexpected]
    for one in devices:
        one.context.close()
    assert complaints == []


@pytest.fixture
def tablet(device: Callable[..., Device]) -> Device:
    """The clinic's tablet, upright, touched with a finger."""
    return device(TABLET, touch=True)
