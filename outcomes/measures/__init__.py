"""Measures: questionnaires as files, and from answers to scores. Pure, standard library only.

    catalogue()                     every packaged measure by id
    catalogue_with(texts)           these and the files of a clinic
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
from outcomes.measures.packaged import catalogue, catalogue_with
from outcomes.measures.scoring import RiskAnswer, Score, score, score_total
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
    "Wording",
    "Yardstick",
    "age_band",
    "catalogue",
    "catalogue_with",
    "completed_years",
    "load_measure",
    "score",
    "score_total",
]
