"""The model card of a curve: figures in, sentences out. Written to be corrected by clinicians.

The figures are made up for the sentences; where they come from is tested in change/validation.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest

from outcomes.change import STARTER
from outcomes.change.validation import (
    BETTER,
    NO_BETTER,
    NO_RELIABLE_IMPROVEMENT,
    OUTCOMES,
    PREDICTORS,
    TOO_FEW,
    WORSE,
    Alarms,
    Bin,
    Calibration,
    Coverage,
    CoverageGroup,
    Discrimination,
    Estimate,
    Evaluation,
    Forewarning,
    HoldOut,
    Landmark,
    Stage,
    Third,
    Verdict,
)
from outcomes.measures import catalogue
from outcomes.wording.curves import (
    CANNOT_SAY_OF_CURVE,
    MEANINGS,
    model_card,
    stage_sentence,
    verdict_sentence,
)

DIFFERENCE = Estimate(0.021, 0.007, 0.0361, 561)
LOCAL = dataclasses.replace(
    STARTER, id="phq9", version="3", stage="blended", n_episodes=128,
    provenance="Fitted on 128 closed episodes with 702 modelled scores",
)  # fmt: skip


def _share(count, n, low=None, high=None):
    return Estimate(count / n, low, high, n, count)


def _rule(name):
    auc = {"raw_change": 0.810, "band": 0.764, "posterior": 0.831}.get(name)
    return Discrimination(
        predictor=name,
        auc=Estimate(auc, auc - 0.03, auc + 0.03, 561) if auc else None,
        alarms=107,
        sensitivity=_share(86, 147, 0.50, 0.66),
        specificity=_share(172, 193, 0.85, 0.93),
        ppv=_share(86, 107, 0.73, 0.88),
        npv=_share(3, 7, 0.16, 0.75),
        why_null={},
    )


def _calibration(predicted=0.48, slope=(0.97, 0.81, 1.15)):
    return Calibration(
        predicted=Estimate(predicted, predicted - 0.01, predicted + 0.01, 561),
        observed=_share(267, 561, 0.43, 0.52),
        slope=Estimate(*slope, 561) if slope else None,
        intercept=Estimate(0.1, -0.1, 0.3, 561) if slope else None,
        brier=Estimate(0.1712, 0.16, 0.18, 561),
        brier_of_share=0.2494,
        bins=(Bin(0.02, 0.2, 0.124, _share(4, 40, 0.04, 0.23)),),
        why_null={},
    )


def _landmark(scores=4, outcome=NO_RELIABLE_IMPROVEMENT, verdict=BETTER, calibration=None):
    return Landmark(
        scores, outcome, 561, 267, tuple(_rule(name) for name in PREDICTORS), DIFFERENCE, verdict,
        calibration or _calibration(), {},
    )  # fmt: skip


def _group(name, share, low=None, high=None, *, n=1000):
    below = tuple(
        Estimate(p / 100, p / 100 - 0.02, p / 100 + 0.02, n) for p in (10, 25, 50, 75, 90)
    )
    central = Estimate(share, share - 0.02, share + 0.02, n) if n else None
    return CoverageGroup(name, low, high, 150, n, below if n else (), central)


COVERAGE = Coverage(
    percentiles=(10, 25, 50, 75, 90),
    whole=_group("all", 0.791, n=5103),
    by_session=(_group("2", 0.80, 2, 2), _group("3-4", 0.8, 3, 4), _group("9+", 0.8, 9)),
    by_intake=(
        _group("worst", 0.743, 19, 27),
        _group("middle", 0.80, 14, 18),
        _group("best", 0.82, 13, 13),
    ),
    error=0.0112,
    error_by_chance=0.0098,
    mid_point=_group("mid_point", 0.79, n=5103),
    error_mid_point=0.01,
)
WARNED = Forewarning(
    NO_RELIABLE_IMPROVEMENT, 700, 300, _share(180, 300, 0.5, 0.7), _share(300, 400, 0.7, 0.8),
    _share(180, 280, 0.6, 0.7), Estimate(5.0, 4.0, 6.0, 180), 2, 10, {},
)  # fmt: skip
ALARMS = Alarms(
    "not_on_track", 5561, 380, Estimate(6.83, 6.1, 7.66, 5561), Estimate(15.0, 13.0, 17.0, 5561),
    (WARNED, dataclasses.replace(WARNED, outcome=OUTCOMES[1], lead_time=None)),
)  # fmt: skip
BY_CLIENT = HoldOut(
    "by_client", 789, 789, 5892, 10, None, None, 0, (_landmark(),), (ALARMS,), COVERAGE, {}
)
BY_DATE = dataclasses.replace(
    BY_CLIENT, how="by_closing_date", folds=None, first_day=dt.date(2026, 2, 13), n_courses=236,
    n_fitted=553,
)  # fmt: skip


def _evaluation(code=BETTER, **changes):
    values = {
        "measure_id": "phq9",
        "measure_version": "1",
        "software": "0.1.0",
        "rules_version": "1",
        "curve": LOCAL,
        "n_courses": 956,
        "n_closed": 789,
        "seed": 1,
        "draws": 1000,
        "verdict": Verdict(code, 4, 561, 267, DIFFERENCE),
        "stage": Stage("blended", 128, "not_yet_200"),
        "by_client": BY_CLIENT,
        "by_date": BY_DATE,
        "why_null": {},
    }
    return Evaluation(**values | changes)


def _card(*arguments, **changes):
    return model_card(_evaluation(*arguments, **changes), catalogue()["phq9"].yardstick())


def _row(term, **changes):
    return dict(_card(**changes).rows)[term]


FIGURES = (
    "After four ratings it puts 83 of 100 pairs of clients the right way round, raw change 81 "
    "(difference +2.1, interval +0.7 to +3.6; 561 closed episodes, 267 of them without reliable "
    "improvement)."
)


@pytest.mark.parametrize(
    ("verdict", "line"),
    [
        (Verdict(BETTER, 4, 561, 267, DIFFERENCE), f"Predicts better than raw change. {FIGURES}"),
        (
            Verdict(NO_BETTER, 4, 561, 267, DIFFERENCE),
            f"Predicts no better than raw change. {FIGURES}",
        ),
        (Verdict(WORSE, 4, 561, 267, DIFFERENCE), f"Predicts worse than raw change. {FIGURES}"),
        (
            Verdict(TOO_FEW, 3, 28, 4, why="too_few"),
            "Too few to say whether it predicts better than raw change. That takes 10 closed "
            "episodes without reliable improvement and 10 with it, rated twice or more after the "
            "prediction. After three ratings there are 4 and 24.",
        ),
        (
            Verdict(TOO_FEW, 3, 0, 0, why="too_few"),
            "Too few to say whether it predicts better than raw change. That takes 10 closed "
            "episodes without reliable improvement and 10 with it, rated twice or more after the "
            "prediction. There are none.",
        ),
        (
            Verdict(TOO_FEW, 4, 90, 40, why="no_interval"),
            "Whether it predicts better than raw change cannot be said without intervals.",
        ),
        (
            Verdict(TOO_FEW, why="no_limit"),
            "The measure has no reliable change, so that nothing is to be foreseen.",
        ),
    ],
)
def test_first_line_is_the_verdict(verdict, line):
    evaluation = _evaluation(verdict=verdict)
    assert verdict_sentence(evaluation) == line
    assert model_card(evaluation, catalogue()["phq9"].yardstick()).verdict == line


def test_card_says_what_the_curve_is_and_who_it_rests_on():
    assert _row("What it is") == (
        "phq9-3 for the PHQ-9: starter curve blended with local clients, n = 128. Fitted on 128 "
        "closed episodes with 702 modelled scores. It says what clients with the same first "
        "rating went on to score at each session, and how far apart they were."
    )
    assert _row("Who it rests on") == (
        "It rests on 128 closed episodes. For this test 789 of 956 closed episodes could be used: "
        "a start by session 3, and a rating after it."
    )
    assert _row("Who it rests on", curve=STARTER).startswith(
        "It rests on no client of this clinic. "
    )
    assert _row("What it is", curve=None) == "No curve for the PHQ-9 could be made."


def test_card_says_how_it_was_tested():
    assert _row("How it was tested") == (
        "Each client was predicted by a curve made without that client, in 10 parts: 5,892 "
        "ratings of 789 clients."
    )
    fixed = dataclasses.replace(BY_CLIENT, how="fixed_curve", folds=None)
    words = "As it stands. Nothing was fitted for this test, so that nobody was held out."
    assert _row("How it was tested", by_client=fixed, curve=STARTER) == words
    assert _row("How it was tested", by_client=fixed) == (
        f"{words} If it was made from these clients, every figure is too good."
    )


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("assessments", "These are assessment visits, not therapy sessions."),
        ("no_courses", "No closed episode has a start by session 3 and a rating after it."),
        ("one_client", "There is one client only, so that nobody is left to make a curve from."),
        ("fit_failed", "The episodes without those held out do not carry a curve."),
    ],
)
def test_card_says_why_nothing_was_tested(reason, words):
    card = _card(
        verdict=Verdict(TOO_FEW, why="too_few"),
        by_client=None,
        by_date=None,
        why_null={"by_client": reason, "by_date": "no_dates"},
    )
    rows = dict(card.rows)
    assert rows["How it was tested"] == f"It was not tested. {words}"
    assert rows["Episodes closed later"] == "Not tested. The closing dates are not known."
    assert card.tables == ()


def test_card_says_how_often_the_band_held():
    assert _row("How often the band held") == (
        "The band that is to hold 80 of 100 later ratings held 79 (interval 77 to 81; 5,103 "
        "ratings of 150 clients): 74 after the most severe starts (19 to 27), 80 after those in "
        "the middle (14 to 18), 82 after the mildest (13). Its percentiles were off by 1.1 in 100 "
        "on average, of which about 1.0 would come by chance."
    )


@pytest.mark.parametrize(
    ("calibration", "words"),
    [
        (
            _calibration(),
            "High and low chances lie as far apart as they should, as far as can be told (slope "
            "0.97, interval 0.81 to 1.15).",
        ),
        (
            _calibration(slope=(0.60, 0.45, 0.80)),
            "Its chances are too extreme (slope 0.60, interval 0.45 to 0.80): high ones too high, "
            "low ones too low.",
        ),
        (
            _calibration(slope=(1.40, 1.10, 1.80)),
            "Its chances are too timid (slope 1.40, interval 1.10 to 1.80): high ones too low, low "
            "ones too high.",
        ),
        (_calibration(slope=None), "Whether high and low chances are right cannot be told yet."),
        (_calibration(predicted=0.56), "On average it was too gloomy."),
        (_calibration(predicted=0.40), "On average it was too hopeful."),
    ],
)
def test_card_names_a_fault_of_the_chances_only_when_the_interval_does(calibration, words):
    found = dataclasses.replace(BY_CLIENT, landmarks=(_landmark(calibration=calibration),))
    sentence = _row("Its chances", by_client=found)
    assert words in sentence
    assert "; 267 of 561 (48 %) did not." in sentence
    assert ("On average" in sentence) == words.startswith("On average")


def test_card_says_what_became_of_those_not_on_track():
    assert _row("Not on track") == (
        "After four ratings 107 of 561 were not on track. In the end 86 of 107, 80 % (73 to 88), "
        "of these had not improved reliably. Of all who had not, 86 of 147, 59 % (50 to 66), were "
        "not on track by then."
    )


def test_card_says_how_often_and_how_early():
    assert _row("How often, how early") == (
        "Not on track began 6.8 times in 100 rated sessions (interval 6.1 to 7.7; 5,561 sessions). "
        "Where a client did not improve and had been not on track before the last rating, that "
        "began 5 sessions before it in the middle case (quartiles 2 and 10; 180 episodes)."
    )


def test_card_tells_of_later_closings():
    assert _row("Episodes closed later") == (
        "236 episodes closed from 2026-02-13 on, predicted by a curve made from the 553 closed "
        f"before. The 80 % band held 79 of 100. {FIGURES}"
    )
    few = dataclasses.replace(BY_DATE, landmarks=(_landmark(verdict=TOO_FEW),))
    assert _row("Episodes closed later", by_date=few).endswith(
        "They are too few to say whether it predicts better than raw change."
    )
    assert "Episodes closed later" not in dict(
        _card(by_date=None, why_null={"by_date": "nothing_fitted"}).rows
    )


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (None, ""),
        (
            Stage("starter", 12, "few_episodes"),
            "Starter: fewer than 30 closed episodes with two ratings.",
        ),
        (
            Stage("blended", 64, "not_yet_200"),
            "Blended with the starter: fewer than 200 closed episodes with two ratings.",
        ),
        (
            Stage("local", 412, None),
            "Local: from 200 closed episodes on, and the band held 75 to 85 of 100 ratings in "
            "each third of the starts.",
        ),
        (
            Stage(
                "blended", 300, "coverage_off",
                (Third("worst", 19, 27, 800, 0.713), Third("best", None, None, 0, None)),
            ),
            "Blended with the starter: from 200 closed episodes on a local curve must hold 75 to "
            "85 of 100 ratings in its 80 % band, and this one held 71 after the most "
            "severe starts and had none after the mildest.",
        ),
    ],
)  # fmt: skip
def test_stage_says_what_keeps_it_from_the_next(stage, sentence):
    assert stage_sentence(stage) == sentence


@pytest.mark.parametrize("code", [WORSE, NO_BETTER, BETTER, TOO_FEW])
def test_card_says_what_the_verdict_means(code):
    assert _row("What it means", verdict=Verdict(code, 4, 561, 267, DIFFERENCE)) == MEANINGS[code]


def test_table_shows_each_figure_with_what_it_rests_on():
    table = _card().tables[0]
    assert table.title == (
        "No reliable improvement, foreseen after four ratings, held out by client: 561 episodes, "
        "267 with the outcome"
    )
    assert table.columns == ("Rule", "Pairs", "Sensitivity", "Specificity", "PPV", "NPV")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Raw change"][0] == "81.0 (78.0 to 84.0)"
    # Seven are too few for a percentage.
    assert rows["Not on track"] == (
        "–",
        "86 of 147, 59 % (50 to 66)",
        "172 of 193, 89 % (85 to 93)",
        "86 of 107, 80 % (73 to 88)",
        "3 of 7",
    )
    assert rows["Predicted chance less raw change"][0] == "+2.1 (+0.7 to +3.6)"


def test_rule_without_any_figure_has_no_row():
    empty = Discrimination("posterior_70", None, None, None, None, None, None, {})
    rules = tuple(empty if name == "posterior_70" else _rule(name) for name in PREDICTORS)
    landmark = dataclasses.replace(_landmark(), predictors=rules)
    table = _card(by_client=dataclasses.replace(BY_CLIENT, landmarks=(landmark,))).tables[0]
    assert len(table.rows) == len(PREDICTORS) - 1 + 1
    assert "Predicted chance (alarm from 70 %)" not in [row[0] for row in table.rows]


def test_tables_of_chances_alarms_and_bands():
    tables = {table.title: table for table in _card().tables}
    chances = next(t for title, t in tables.items() if "chances told and seen" in title)
    assert chances.rows == (("2 to 20", "12.4", "4 of 40, 10 % (4 to 23)"),)
    assert "Brier score 0.171; 0.249 if all were told the share seen here." in chances.note
    alarms = next(t for title, t in tables.items() if title.startswith("Alarms ahead of no"))
    assert alarms.rows[0][0:2] == ("Not on track", "6.8 (6.1 to 7.7)")
    assert alarms.rows[0][-1] == "5 (2 to 10), n = 180"
    bands = next(t for title, t in tables.items() if title.startswith("What the bands held, held"))
    assert [row[0] for row in bands.rows] == [
        "All",
        "Session 2",
        "Sessions 3 to 4",
        "Session 9 and later",
        "Most severe starts (19 to 27)",
        "Middle (14 to 18)",
        "Mildest starts (13)",
        "All, mid-point rule",
    ]
    assert bands.rows[0][1:4] == ("5,103", "150", "10.0 (8 to 12)")


def test_every_row_of_a_table_has_all_its_columns():
    for table in _card().tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert table.note.endswith(".")


def test_card_speaks_plainly():
    card = _card()
    texts = [card.verdict, *(words for _, words in card.rows), *card.cannot_say]
    texts += [text for table in card.tables for text in (table.title, table.note)]
    for text in texts:
        assert not re.search(r"!|will fail|\bflag|\balert|\brank", text)
    assert card.cannot_say == CANNOT_SAY_OF_CURVE
    assert card.cannot_say[0] == (
        "What will become of one person. It describes clients with such ratings."
    )
