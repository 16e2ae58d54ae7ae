"""The rendered components in a browser: no complaint, no sideways scrolling, focus to be seen."""

import importlib.util
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.chromium import chromium_path

HERE = Path(__file__).parent


def beside(name):
    """A module of this folder; the tests run without packages."""
    spec = importlib.util.spec_from_file_location(f"design_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


browser_module = beside("browser")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(chromium_path() is None, reason="chromium is not installed"),
]
NAMES = ("components", "caseload", "client", "reflection", "sign_in", "form", "thanks", "wait")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("components")
    beside("render_components").main(target)
    return target


@pytest.mark.parametrize("name", NAMES)
def test_no_page_scrolls_sideways_and_no_rule_is_broken(browser, folder, name):
    with browser_module.opened(browser, folder, name) as page:
        for width in (320, 390, 820, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.complaints == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, folder, name, scheme):
    with browser_module.opened(browser, folder, name, color_scheme=scheme) as page:
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_one_heading_and_its_landmarks(browser, folder, name):
    with browser_module.opened(browser, folder, name) as page:
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1


def test_the_figure_replaces_the_drawing_and_follows_the_scheme(browser, folder):
    with browser_module.opened(browser, folder, "client", color_scheme="dark") as page:
        page.locator(".chart-figure .main-svg").first.wait_for()
        strokes = page.locator(".chart-figure path.js-line").evaluate_all(
            "lines => lines.map(line => getComputedStyle(line).stroke)"
        )
        assert "rgb(217, 182, 205)" in strokes  # damson of the dark scheme, #D9B6CD
        assert page.complaints == []


def test_without_scripts_the_drawing_stays(browser, folder):
    with browser_module.opened(browser, folder, "client", java_script_enabled=False) as page:
        assert page.locator(".chart-wide svg.drawing").is_visible()


def test_focus_is_a_ring_of_three_pixels(browser, folder):
    with browser_module.opened(browser, folder, "caseload") as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "3px" in style


def test_clinic_tablets_stay_light(browser, folder):
    with browser_module.opened(browser, folder, "form", color_scheme="dark") as page:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(247, 242, 237)"
