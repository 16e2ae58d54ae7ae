"""What the director's page of languages shows."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.languages import Language, catalogue
from outcomes.measures import Measure, Translation, Wording
from outcomes.measures import catalogue as measures
from outcomes.reports.dates import long_day
from outcomes.storage import Clinic
from outcomes.web.pages.forms import FormState
from outcomes.wording import counted

STATES = {
    "original": "Original",
    "draft": "Draft, checked by nobody but its translator",
    "reviewed": "Reviewed",
    "official": "Official wording of its owner",
}
WHOM = {
    ("adult", "self"): "adults",
    ("youth", "self"): "young people",
    ("child", "self"): "children",
}
RATERS = {"caregiver": "caregivers", "therapist": "therapists", "other": "others"}


@dataclass(frozen=True)
class LanguageRow:
    """One language of the client's pages. `names_language` is its own name for itself."""

    code: str
    name: str
    own_name: str
    direction: str
    usable: str
    state: str
    address: str


@dataclass(frozen=True)
class WordingRow:
    """One measure in one language."""

    language: str
    whom: str
    state: str


@dataclass(frozen=True)
class MeasureRows:
    """A measure with its languages; `why_none` where it has no words at all."""

    name: str
    rows: tuple[WordingRow, ...]
    why_none: str


@dataclass(frozen=True)
class HelpField:
    """The clinic's help text in one language."""

    name: str
    code: str
    label: str
    text: str


@dataclass(frozen=True)
class TranslationsPage:
    """Everything the page shows."""

    form: FormState
    languages: tuple[LanguageRow, ...]
    measures: tuple[MeasureRows, ...]
    help_texts: tuple[HelpField, ...]
    help_language: str
    help_choices: tuple[tuple[str, str], ...]


def translations_page(clinic: Clinic, form: FormState) -> TranslationsPage:
    """The page, with help texts as they are kept or as they came back."""
    usable = [each for each in catalogue().values() if each.is_complete]
    kept = clinic.help_texts | {clinic.help_language: clinic.help_text}
    return TranslationsPage(
        form=form,
        languages=tuple(_language(each) for each in catalogue().values()),
        measures=tuple(_measure(each) for each in measures().values()),
        help_texts=tuple(_help(each, kept, form) for each in usable),
        help_language=form.value("help_language", clinic.help_language),
        help_choices=tuple((each.code, each.english_name) for each in usable),
    )


def help_field(code: str) -> str:
    """Name of the field of a language."""
    return f"help-{code}"


def state_words(translation: Translation | None) -> str:
    """How far a translation has come, by whom and when.

    >>> state_words(None)
    'The file does not say'
    """
    if translation is None:
        return "The file does not say"
    return f"{STATES[translation.state]}: {translation.by}, {long_day(translation.on)}"


def _language(each: Language) -> LanguageRow:
    missing = len(each.missing)
    return LanguageRow(
        code=each.code,
        name=each.english_name,
        own_name=each.name,
        direction=each.direction,
        usable="complete" if not missing else f"not usable: {counted(missing, 'sentence')} missing",
        state=state_words(each.translation),
        address=each.address,
    )


def _measure(measure: Measure) -> MeasureRows:
    rows = []
    for code in measure.languages:
        worded = [each for each in measure.wordings if each.language == code]
        known = catalogue().get(code)
        rows.append(
            WordingRow(
                language=known.english_name if known else f"{code} (no pages in this language)",
                whom=_whom(worded),
                state=_state(worded, first=code == measure.languages[0]),
            )
        )
    return MeasureRows(measure.name, tuple(rows), measure.why_no_wording or "")


def _state(worded: list[Wording], *, first: bool) -> str:
    """The first language of a file is the one its measure was written in, unless it says."""
    states = dict.fromkeys(each.translation for each in worded)
    if first and set(states) == {None}:
        return STATES["original"]
    return "; ".join(state_words(each) for each in states)


def _whom(worded: list[Wording]) -> str:
    """``adults, young people, caregivers``"""
    pairs = [(age, rater) for each in worded for rater in each.raters for age in each.age_bands]
    return ", ".join(dict.fromkeys(WHOM.get(pair) or RATERS[pair[1]] for pair in pairs))


def _help(each: Language, kept: dict[str, str], form: FormState) -> HelpField:
    name = help_field(each.code)
    text = form.value(name, kept.get(each.code, ""))
    return HelpField(name, each.code, each.english_name, text)
