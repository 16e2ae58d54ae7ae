"""The import direction is the law of the house; this is its table, checked on the source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "outcomes"
EVERYTHING = {
    "access",
    "actions",
    "change",
    "charts",
    "config",
    "errors",
    "exchange",
    "languages",
    "measures",
    "reports",
    "storage",
    "tls",
    "wording",
}

MAY_IMPORT_OF_OURS = {
    "errors": set(),
    "measures": {"errors"},
    "languages": {"errors", "measures"},
    "change": {"errors", "measures"},
    "wording": {"errors", "measures", "change"},
    "charts": {"errors", "measures", "change", "wording"},
    "storage": {"errors", "measures", "change"},
    "access": {"errors", "measures", "change", "storage"},
    "actions": {"errors", "languages", "measures", "change", "storage", "access"},
    "reports": {
        "errors",
        "languages",
        "measures",
        "change",
        "storage",
        "access",
        "charts",
        "wording",
    },
    "exchange": {"errors", "measures", "change", "storage", "access", "charts", "wording"},
    "tls": {"errors"},
    "config": {"errors", "tls"},
    "mail": {"errors", "config", "languages"},
    "web": EVERYTHING | {"mail"},
    "wiring": EVERYTHING | {"web"},
    "demo": EVERYTHING,
    "cli": EVERYTHING | {"web", "mail", "demo", "create_app"},
    "__init__": {"config", "wiring"},
}
"""By part of `outcomes/`. A part always may import itself, and the version of `outcomes`."""

MAY_NOT_IMPORT = {
    "change": {"flask", "sqlalchemy", "plotly"},
    "wording": {"flask", "sqlalchemy"},
    "charts": {"flask", "sqlalchemy"},
    "storage": {"flask"},
    "access": {"flask"},
    "actions": {"flask", "plotly", "weasyprint"},
    "reports": {"flask"},
    "exchange": {"flask"},
    "web": {"sqlalchemy", "pandas", "weasyprint"},
}
STANDARD_LIBRARY_ONLY = {"errors", "languages", "measures"}
EXCEPTIONS = {
    ("reports/pdf.py", "flask"),
    ("reports/pdf_worker.py", "weasyprint"),
}
MAY_COMMIT = ("actions/", "cli/")
MAY_ASK_THE_TIME = ("actions/", "web/", "cli/")
CLOCKS = {"now", "today", "utcnow"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file.relative_to(PACKAGE).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def part_of(name: str) -> str:
    return name.split("/")[0].removesuffix(".py")


def imports_of(tree: ast.Module) -> Iterator[str]:
    """Dotted names of everything a module imports at run time, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            # `from outcomes import charts` imports the part; `from outcomes.charts import x` too.
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.ImportFrom):
            yield f".{node.module}"


def without_type_checking(tree: ast.Module) -> ast.Module:
    class Drop(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            named = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
            return None if named else self.generic_visit(node)

    return Drop().visit(tree)


MODULES = dict(modules())


def test_every_part_of_the_package_has_its_row() -> None:
    parts = {part_of(name) for name in MODULES}
    assert parts <= set(MAY_IMPORT_OF_OURS), "add the new part to the table, from the top down"


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_downwards_only(name: str) -> None:
    part = part_of(name)
    allowed = MAY_IMPORT_OF_OURS[part]
    for imported in imports_of(without_type_checking(MODULES[name])):
        assert not imported.startswith("."), f"{name}: write imports in full"
        ours, _, rest = imported.partition(".")
        other = rest.split(".")[0]
        if ours != "outcomes" or other in (part, "__version__"):
            continue
        assert other in allowed, f"{name} ({part}) must not import {imported}"


@pytest.mark.parametrize("name", MODULES)
def test_forbidden_libraries_stay_out(name: str) -> None:
    part = part_of(name)
    for imported in imports_of(without_type_checking(MODULES[name])):
        library = imported.split(".")[0]
        if (name, library) in EXCEPTIONS or library == "outcomes":
            continue
        assert library not in MAY_NOT_IMPORT.get(part, set()), f"{name} imports {library}"
        if part in STANDARD_LIBRARY_ONLY:
            assert library in sys.stdlib_module_names, f"{name} imports {library}"


@pytest.mark.parametrize("name", MODULES)
def test_only_actions_and_the_console_commit(name: str) -> None:
    if name.startswith(MAY_COMMIT):
        return
    calls = (node.func for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call))
    commits = [call for call in calls if isinstance(call, ast.Attribute) and call.attr == "commit"]
    assert not commits, f"{name}: change things through an action"


@pytest.mark.parametrize("name", MODULES)
def test_only_actions_web_and_console_ask_the_time(name: str) -> None:
    if name.startswith(MAY_ASK_THE_TIME):
        return
    calls = (node.func for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call))
    asked = [call.attr for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCKS]
    assert not asked, f"{name}: take the moment as an argument"


@pytest.mark.parametrize("name", MODULES)
def test_only_what_resolves_curves_knows_the_starter_by_name(name: str) -> None:
    """Elsewhere it would be a curve that nobody has decided for; files have no clinic."""
    if name.startswith(("change/", "cli/", "exchange/")) or name == "storage/curves_in_use.py":
        return
    assert "outcomes.change.STARTER" not in set(imports_of(MODULES[name])), name


def test_a_forbidden_import_would_be_found() -> None:
    tree = ast.parse("def f():\n    from flask import request\n")
    assert list(imports_of(tree)) == ["flask.request"]
