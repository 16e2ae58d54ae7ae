"""What is loaded when: heavy libraries only once somebody needs them."""

import subprocess
import sys

import pytest

HEAVY = ("pandas", "plotly", "weasyprint")


def loaded_after(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter has after a statement."""
    program = f"{statement}\nimport sys\nprint(*sorted(n for n in sys.modules if '.' not in n))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def wired() -> set[str]:
    return loaded_after(
        "import outcomes.wiring, outcomes.web as web\nfrom flask import Flask\n"
        "web.register_blueprints(Flask('x'))"
    )


@pytest.mark.parametrize("library", HEAVY)
def test_application_starts_without(library: str, wired: set[str]) -> None:
    assert library not in wired


@pytest.mark.parametrize("library", ["flask", "sqlalchemy", *HEAVY])
def test_console_starts_without(library: str) -> None:
    assert library not in loaded_after("import outcomes.cli")
