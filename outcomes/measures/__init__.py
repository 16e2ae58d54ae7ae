"""Measures: questionnaires as files, and from answers to scores. Pure, standard library only.

    catalogue()                     every measure in use by id
    use_measures_of_clinic(texts)   a clinic's own beside the packaged ones, from now on
    catalogue_with(texts)           both together, without using them yet
    load_measure(text, origin=...)  a measure file of a clinic's own
    score(measure, answers)         answers to Score
    score_total(measure, total)     an entered or imported total to Score
    age_band(birth_date, on)        child, youth or adult

`docs/measures.md` says how a measure file is written.
"""

from outcomes.measures.age import AGE_BANDS, AgeBand, age_band, completed_years
from outcomes.measures.loading import load_measure
from outcomes.measures.measure import (
    RATERS,
    TOTAL,
    AllianceRules,
    Band,
    Item,
    Licence,
    Measure,
    MissingRule,
    RiskRule,
    Subscale,
    Wording,
)
from outcomes.measures.packaged import catalogue, catalogue_with, use_measures_of_clinic
from outcomes.measures.scoring import RiskAnswer, Score, score, score_total
from outcomes.measures.translation import Translation
from outcomes.measures.yardstick import Threshold, Yardstick

__all__ = [
    "AGE_BANDS",
    "RATERS",
    "TOTAL",
    "AgeBand",
    "AllianceRules",
    "Band",
    "Item",
    "Licence",
    "Measure",
    "MissingRule",
    "RiskAnswer",
    "RiskRule",
    "Score",
    "Subscale",
    "Threshold",
    "Translation",
    "Wording",
    "Yardstick",
    "age_band",
    "catalogue",
    "catalogue_with",
    "completed_years",
    "load_measure",
    "score",
    "score_total",
    "use_measures_of_clinic",
]
