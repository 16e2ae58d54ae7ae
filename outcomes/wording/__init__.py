"""Every sentence that states a clinical finding. Pure: results in, sentences out.

Corrections by clinicians belong here and in `tests/test_wording.py`, which is a table of results
and the sentences they become.
"""

from outcomes.wording.explanation import CANNOT_SAY, definitions, how_worked_out
from outcomes.wording.findings import (
    chart_title,
    course_title,
    curve_note,
    expected_sentence,
    fate_sentence,
    finding,
    for_client,
    main_reason,
    no_rating_reason,
    prompt_sentence,
    status_limits,
    status_sentence,
    summary,
    why_sentence,
)
from outcomes.wording.labels import (
    change_label,
    class_label,
    fate_label,
    limit_marks,
    pattern_label,
    status_label,
    sub_mark_label,
)
from outcomes.wording.numbers import (
    counted,
    limit_text,
    number_word,
    percent,
    plain,
    points,
    rounded,
    share_words,
    signed,
)
from outcomes.wording.rates import (
    CANNOT_TELL,
    comparison_sentence,
    interval_words,
    rate_sentence,
    rate_words,
    verdict,
)
from outcomes.wording.reasons import curve_words, curves_words, reason_sentence

__all__ = [
    "CANNOT_SAY",
    "CANNOT_TELL",
    "change_label",
    "chart_title",
    "class_label",
    "comparison_sentence",
    "counted",
    "course_title",
    "curve_note",
    "curve_words",
    "curves_words",
    "definitions",
    "expected_sentence",
    "fate_label",
    "fate_sentence",
    "finding",
    "for_client",
    "how_worked_out",
    "interval_words",
    "limit_marks",
    "limit_text",
    "main_reason",
    "no_rating_reason",
    "number_word",
    "pattern_label",
    "percent",
    "plain",
    "points",
    "prompt_sentence",
    "rate_sentence",
    "rate_words",
    "reason_sentence",
    "rounded",
    "share_words",
    "signed",
    "status_label",
    "status_limits",
    "status_sentence",
    "sub_mark_label",
    "summary",
    "verdict",
    "why_sentence",
]
