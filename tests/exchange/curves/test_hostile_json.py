"""Curve files and files of sums with any one value replaced: used, or refused in words."""

import copy
import json

import pytest

from outcomes.change.fitting import blended
from outcomes.errors import ImportProblems
from outcomes.exchange.curves.cells import shared_part
from outcomes.exchange.curves.courses import Asked, bands_record, curve_source
from outcomes.exchange.curves.curve_files import read_curve
from outcomes.exchange.curves.fits import Choice, fit_sums, sums_for
from outcomes.exchange.curves.records import curve_record
from outcomes.exchange.curves.statistics import Period, checksum, statistics_record
from outcomes.exchange.curves.sums_files import read_sums

VALUES = (-1e308, 1e-320, 10**400, 10**11, True, None, "x", [], {}, 0, 1.5)


def paths(content, path=()):
    """Every place of some JSON, two of each list."""
    if path:
        yield path
    inside = content.items() if isinstance(content, dict) else ()
    if isinstance(content, list):
        inside = list(enumerate(content))[:2]
    for key, each in inside:
        yield from paths(each, (*path, key))


def with_value(content, path, value):
    changed = copy.deepcopy(content)
    place = changed
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return changed


@pytest.fixture(scope="module")
def sums(clinic, wellbeing):
    return statistics_record(shared_part(clinic(120, 2)), wellbeing, smallest=10,
                               period=Period("a", None, None))  # fmt: skip


@pytest.mark.parametrize("choice", [Choice(), Choice("given-intake", "ml")], ids=["z", "points"])
def test_curve_file_with_one_value_replaced_never_breaks(clinic, wellbeing, tmp_path, choice):
    fitted = fit_sums(sums_for(choice, clinic(120, 2), wellbeing), choice)
    provenance = {"sentence": "Invented.", "files": []}
    content = curve_record(fitted, wellbeing, provenance=provenance)
    asked = Asked(18.0, (1, 2, 30), (1.0, 99.0), False)
    file = tmp_path / "curve.json"
    for path in paths(content):
        for value in VALUES:
            file.write_text(json.dumps(with_value(content, path, value)))
            try:
                found = read_curve(file, wellbeing)
            except ImportProblems:
                continue
            source = curve_source(found.curve, found.record)
            json.dumps(bands_record(found.curve, wellbeing, asked, source=source), allow_nan=False)


def test_file_of_sums_with_one_value_replaced_never_breaks(sums, wellbeing, tmp_path):
    file = tmp_path / "sums.json"
    for path in paths(sums | {"cells": sums["cells"][:2]}):
        for value in VALUES:
            content = with_value(sums, path, value)
            try:
                content["checksum"] = checksum(content)
            except ValueError:  # no canonical form, so no file
                continue
            file.write_text(json.dumps(content))
            try:
                found = read_sums(file, wellbeing)
            except ImportProblems:
                continue
            if path[0] == "cells":
                blended(found.sums)


@pytest.mark.parametrize("text", ["1e999", "-1e999", "NaN", "Infinity", "[" * 100_000, "9" * 5000])
def test_text_that_is_no_number_of_json_is_refused(tmp_path, wellbeing, text):
    for read in (read_curve, read_sums):
        (tmp_path / "file.json").write_text(f'{{"format": {text}}}')
        with pytest.raises(ImportProblems, match="cannot be read"):
            read(tmp_path / "file.json", wellbeing)


def test_file_in_another_encoding_is_refused(tmp_path, wellbeing):
    (tmp_path / "file.json").write_bytes('{"format": "café"}'.encode("utf-16"))
    with pytest.raises(ImportProblems, match="cannot be read"):
        read_curve(tmp_path / "file.json", wellbeing)
