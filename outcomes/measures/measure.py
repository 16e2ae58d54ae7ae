"""The nouns of a measure file: measure, item, wording, band, subscale, risk rule."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from outcomes.errors import NotFound
from outcomes.measures.translation import Translation
from outcomes.measures.yardstick import Threshold, Yardstick

Kind = Literal["outcome", "alliance", "goals", "screen"]
ItemKind = Literal["line", "likert", "faces", "number"]
KINDS: tuple[Kind, ...] = ("outcome", "alliance", "goals", "screen")
ITEM_KINDS: tuple[ItemKind, ...] = ("line", "likert", "faces", "number")
RATERS = ("self", "caregiver", "therapist", "other")

TOTAL = "total"
"""The one answer a measure without items has: its total, entered."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `text`, the labels and `options` are None or empty where no wording ships.

    Answers run from `minimum` to `maximum` in steps of `step` and are stored as given: a
    `reversed` item is turned round when scoring, never when storing. `options` pairs each
    answer with its label, in the order shown. An `optional` item (a client's second goal) counts
    only in ratings where it was asked.
    """

    id: str
    minimum: float
    maximum: float
    step: float
    kind: ItemKind
    text: str | None = None
    low_label: str | None = None
    high_label: str | None = None
    options: tuple[tuple[float, str], ...] = ()
    reversed: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a form in one language, for some age bands and raters.

    `translation` says where the words come from; None where the file does not say.

    `paper_prompt` stands on a printed form in place of `prompt`, where that speaks of touching.
    """

    language: str
    age_bands: tuple[str, ...]
    raters: tuple[str, ...]
    title: str
    prompt: str
    items: tuple[Item, ...]
    text_direction: Literal["ltr", "rtl"] = "ltr"
    translation: Translation | None = None
    paper_prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A named range of totals: from `low` up to, not including, the next band's `low`."""

    low: float
    name: str


@dataclass(frozen=True, slots=True)
class Subscale:
    """A sum of some of the items, with its own range, cut-off and bands."""

    id: str
    name: str
    item_ids: tuple[str, ...]
    minimum: float
    maximum: float
    clinical: Threshold | None = None
    bands: tuple[Band, ...] = ()
    bands_provenance: str | None = None
    bands_verified: bool = False


@dataclass(frozen=True, slots=True)
class RiskRule:
    """An answer of at least `at_least` to this item is handled at once and apart from scores."""

    item_id: str
    at_least: float
    meaning: str
    provenance: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class MissingRule:
    """How many answers may be missing (`at_most`), and where the rule comes from."""

    at_most: int = 0
    provenance: str = "Convention of this project: complete answers only."
    verified: bool = False


@dataclass(frozen=True, slots=True)
class AllianceRules:
    """When an alliance rating asks to be talked about. All in points.

    `fall`: the level (median of the previous totals, at most `level_window` of them, from the
    `level_from`-th total on) minus the latest total is this much or more. `line`: an item is this
    or less.
    `total`: the total is below this. `ceiling`: `ceiling_run` totals in a row are this or more,
    so that they no longer inform.
    """

    fall: float
    line: float
    total: float
    ceiling: float
    ceiling_run: int
    level_window: int
    level_from: int
    provenance: str
    provisional: bool = True


@dataclass(frozen=True, slots=True)
class Licence:
    """On what terms the measure is used. `expires` is None where the terms have no end."""

    name: str
    statement: str
    attribution: str
    holder: str | None = None
    url: str | None = None
    expires: date | None = None

    def expired(self, *, on: date) -> bool:
        """True after the last day of the licence."""
        return self.expires is not None and on > self.expires


@dataclass(frozen=True, slots=True)
class Measure:
    """Everything one measure file says. Frozen; made by `load_measure` only.

    `items` carry the first wording's texts and are empty for a measure entered as a total.
    `minimum`, `maximum` and `step` describe a complete total, after `multiplier`.
    """

    id: str
    version: str
    name: str
    kind: Kind
    direction: Literal[1, -1]
    minimum: float
    maximum: float
    step: float
    items: tuple[Item, ...]
    combine: Literal["sum", "mean"]
    multiplier: int
    missing: MissingRule
    recall: str | None
    wordings: tuple[Wording, ...]
    why_no_wording: str | None
    wording_source: str | None
    yardsticks: tuple[Yardstick, ...]
    subscales: tuple[Subscale, ...]
    bands: tuple[Band, ...]
    bands_provenance: str | None
    bands_verified: bool
    risk_rules: tuple[RiskRule, ...]
    alliance: AllianceRules | None
    scored_into_curve: bool
    licence: Licence
    citation: str
    notes: tuple[str, ...] = ()
    origin: str = ""

    @property
    def title(self) -> str:
        """The form's heading in its first wording; the name where there is none."""
        return self.wordings[0].title if self.wordings else self.name

    @property
    def prompt(self) -> str:
        """The sentence above the items in the first wording; empty where there is none."""
        return self.wordings[0].prompt if self.wordings else ""

    @property
    def attribution(self) -> str:
        """The line that must stand under every form and report that shows the wording."""
        return self.licence.attribution

    @property
    def wording_shipped(self) -> bool:
        """True when a form can be shown to a client."""
        return bool(self.wordings)

    @property
    def total_only(self) -> bool:
        """True when there are no items: the total itself is entered, under the name `total`."""
        return not self.items

    @property
    def languages(self) -> tuple[str, ...]:
        """Language codes with a wording, in the order of the file."""
        return tuple(dict.fromkeys(wording.language for wording in self.wordings))

    @property
    def variants(self) -> tuple[tuple[str, str], ...]:
        """(age band, rater) pairs that have a wording or numbers, in the order of the file."""
        worded = [(a, r) for w in self.wordings for a in w.age_bands for r in w.raters]
        measured = [(y.age_band, y.rater) for y in self.yardsticks]
        return tuple(dict.fromkeys(worded + measured))

    @property
    def half_step(self) -> float:
        """Half a step of whole-number totals, 0 for finer ones; see `Yardstick.half_step`."""
        return self.step / 2 if self.step >= 1 else 0.0

    def item(self, item_id: str) -> Item:
        """The item of that id, or NotFound."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise NotFound(f"{self.name} has no item {item_id}.")

    def band(self, total: float) -> Band | None:
        """The named range a total lies in; None where the measure has no bands."""
        reached = [band for band in self.bands if total >= band.low]
        return reached[-1] if reached else None

    def yardstick(self, age_band: str = "adult", rater: str = "self") -> Yardstick:
        """The numbers for an age band and rater.

        Always answers: without numbers for this pair the cut-off, reliable change and norms are
        None, each with its reason, so that a score can still be stored and shown.
        """
        for yardstick in self.yardsticks:
            if (yardstick.age_band, yardstick.rater) == (age_band, rater):
                return yardstick
        why = f"{self.name} has no numbers for this age band and rater ({age_band}, {rater})."
        return Yardstick(
            measure_id=self.id,
            measure_version=self.version,
            measure_name=self.name,
            direction=self.direction,
            minimum=self.minimum,
            maximum=self.maximum,
            step=self.step,
            age_band=age_band,
            rater=rater,
            curve_allowed=self.scored_into_curve,
            why_no_clinical=why,
            why_no_reliable_change=why,
            why_no_norms=why,
        )

    def has_wording(
        self, language: str = "en", *, age_band: str = "adult", rater: str = "self"
    ) -> bool:
        """Whether a form exists in this language for this age band and rater."""
        return self._worded(language, age_band, rater) is not None

    def wording(
        self, language: str = "en", *, age_band: str = "adult", rater: str = "self"
    ) -> Wording:
        """The words of the form, or NotFound with the reason.

        There is no falling back to another language, age band or rater: a person must not be
        asked in words that were not made for them.
        """
        found = self._worded(language, age_band, rater)
        if found is not None:
            return found
        if not self.wordings:
            raise NotFound(self.why_no_wording or f"{self.name} has no wording.")
        asked_for = f"{language}, {age_band}, {rater}"
        raise NotFound(f"{self.name} has no wording for {asked_for}.")

    def _worded(self, language: str, age_band: str, rater: str) -> Wording | None:
        for wording in self.wordings:
            for_whom = age_band in wording.age_bands and rater in wording.raters
            if wording.language == language and for_whom:
                return wording
        return None
