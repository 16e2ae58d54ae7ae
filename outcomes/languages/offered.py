"""In which languages a form can be given: its own words and everything around them."""

from outcomes.languages.language import Language
from outcomes.languages.packaged import catalogue
from outcomes.measures import Measure


def languages_for(measure: Measure, *, age_band: str, rater: str = "self") -> tuple[Language, ...]:
    """Complete languages with a wording of the measure for this age band and rater.

    Nothing is made up of two languages: a wording without the sentences around it, or the other
    way round, is not offered.
    """
    return tuple(
        each
        for each in catalogue().values()
        if each.is_complete and measure.has_wording(each.code, age_band=age_band, rater=rater)
    )
