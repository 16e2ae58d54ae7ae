"""Age bands at their edges."""

from datetime import date

import pytest

from outcomes.measures import age_band, completed_years


@pytest.mark.parametrize(
    ("birth_date", "on", "years", "band"),
    [
        (date(2013, 5, 2), date(2026, 5, 1), 12, "child"),
        (date(2013, 5, 2), date(2026, 5, 2), 13, "youth"),
        (date(2008, 5, 2), date(2026, 5, 1), 17, "youth"),
        (date(2008, 5, 2), date(2026, 5, 2), 18, "adult"),
        (date(2026, 5, 2), date(2026, 5, 2), 0, "child"),
        (date(2008, 2, 29), date(2026, 2, 28), 17, "youth"),
        (date(2008, 2, 29), date(2026, 3, 1), 18, "adult"),
    ],
)
def test_age_bands_change_on_the_birthday(birth_date, on, years, band):
    assert completed_years(birth_date, on) == years
    assert age_band(birth_date, on) == band


def test_a_day_before_the_birth_date_is_a_mistyped_date():
    with pytest.raises(ValueError, match="before the birth date"):
        age_band(date(2030, 1, 1), date(2026, 1, 1))
