"""What is said to clients about their own ratings: no word that judges, in any language."""

import re

import pytest

from outcomes.languages import catalogue

JUDGING = {
    # failed, deteriorated, worse, at risk, not responding, abnormal, off track, alarm
    "en": r"fail|deteriorat|worse|risk|respond|abnormal|track|alarm",
    "de": r"versag|gescheitert|verschlechter|schlimmer|risiko|gefahr|abnorm|auffällig|alarm",
    "es": r"fracas|empeor|peor|riesgo|peligro|anormal|alarma",
    "fr": r"échou|échec|aggrav|détérior|pire|risque|danger|anormal|alarme",
    "nb": r"mislyk|forverr|verre|risiko|fare|unormal|alarm",
    "ar": r"فشل|تدهور|أسوأ|خطر|شاذ|إنذار",
}
OWN = [key for key in catalogue()["en"].sentences if key.startswith("own.")]


def said(code: str, key: str) -> str:
    return " ".join(catalogue()[code].sentences[key].forms.values())


@pytest.mark.parametrize("code", tuple(catalogue()))
def test_no_sentence_judges(code):
    found = {key: said(code, key) for key in OWN}
    assert [key for key, text in found.items() if re.search(JUDGING[code], text, re.I)] == []


@pytest.mark.parametrize("code", tuple(catalogue()))
def test_each_finding_is_a_sentence_of_its_own(code):
    findings = [
        said(code, f"own.{name}")
        for name in ("higher_better", "lower_worse", "lower_better", "higher_worse", "same")
    ]
    assert len(set(findings)) == 5
    assert all(each.endswith(".") for each in findings)


def test_the_words_of_the_product():
    assert said("en", "own.title") == "Your ratings over time"
    assert "higher than when you started" in said("en", "own.higher_better")
    assert "about the same" in said("en", "own.same")
    worth = "lower than when you started – worth talking about together"
    assert worth in said("en", "own.lower_worse")
    assert "which means better" in said("en", "own.lower_better")
