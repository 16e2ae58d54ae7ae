"""What a curve expects as a table, against the worked percentiles of the facts (section 3)."""

from outcomes.change import STARTER
from outcomes.measures import catalogue
from outcomes.reports.expected_courses import expected_table


def test_starter_on_the_phq9_from_an_average_start() -> None:
    """PHQ-9 from 16, 10th, 50th and 90th: 19.5 14.7 9.9 at session 2, 18.3 13.0 7.7 at 4, 17.9
    11.2 4.6 at 8, 17.9 10.2 2.6 at 12. The average intake is 16.41, so 16 in whole points."""
    table = expected_table(STARTER, catalogue()["phq9"].yardstick("adult"))
    average = next(row for row in table.rows if row[0] == "16, average")
    assert average[1:] == (
        "14.7 (19.5 to 9.9)",
        "13.0 (18.3 to 7.7)",
        "11.2 (17.9 to 4.6)",
        "10.2 (17.9 to 2.6)",
    )


def test_severe_starts_are_high_where_lower_is_better_and_low_where_higher_is() -> None:
    phq9 = expected_table(STARTER, catalogue()["phq9"].yardstick("adult"))
    wellbeing = expected_table(STARTER, catalogue()["wellbeing"].yardstick("adult"))
    # 16.41 + 5.65 = 22.06 and 18.5 - 7.75 = 10.75.
    assert phq9.rows[0][0] == "22, severe"
    assert wellbeing.rows[0][0] == "11, severe"
