"""Every way to rate in a browser, from the client's first page to the open form.

What staff do before it is done by the actions that their pages call; those pages have stories of
their own. Each form belongs to a client made for it, so that one clinic serves many stories.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from outcomes.actions import devices, home_links, rating_codes, ratings, sessions, treatment
from outcomes.actions.writing import writing
from outcomes.languages import say
from outcomes.storage import Administration, Episode, StaffMember
from outcomes.web.sessions import KIOSK_COOKIE, TABLET_COOKIE
from tests import cast as story
from tests.journeys.devices import Clinic, Device

ADULT, YOUTH = dt.date(1984, 6, 2), dt.date(2011, 3, 14)
NAME = "Jonas"


@dataclass
class Ways:
    """Begins forms of one clinic; each for a client of its own."""

    clinic: Clinic
    numbers: itertools.count = field(default_factory=itertools.count)

    def begin(self, way: str, device: Device, language: str) -> int:
        """Lead a device to an open form by one of `WAYS`; returns the id of the administration."""
        return WAYS[way](self, device, language)

    def hand_over(self, device: Device, language: str, *, rater: str = "self") -> int:
        """Staff hand their own device over; they cannot be seen any more."""
        with self.clinic.app.app_context():
            form = self._form(language, rater=rater)
            by = _therapist()
            token = sessions.hand_over(administration=form, by=by, at=story.NOW)
            number = form.id
        device.keep_cookie(TABLET_COOKIE, token)
        _start(device.open("/rate/"), language)
        return number

    def caregiver(self, device: Device, language: str) -> int:
        """The device is handed to somebody who answers about a young client."""
        return self.hand_over(device, language, rater="caregiver")

    def kiosk(self, device: Device, language: str) -> int:
        """The clinic's own tablet takes a code."""
        code, number = self.code(device, language)
        page = device.open("/kiosk/")
        page.get_by_role("link", name=say(language, "kiosk.enter_code"), exact=True).tap()
        page.get_by_label(say(language, "kiosk.code_label")).fill(code)
        page.get_by_role("button", name=say(language, "kiosk.open"), exact=True).tap()
        _start(page, language)
        return number

    def home(self, device: Device, language: str) -> int:
        """A link that the client opens on a device of their own."""
        with self.clinic.app.app_context():
            made = self._link(language)
            number, path = made.link.administration_id, f"/rate/link/{made.token}"
        _start(device.open(path), language)
        return number

    def code(self, device: Device, language: str) -> tuple[str, int]:
        """Make a device the clinic's; returns a code for it, and the form that it opens."""
        with self.clinic.app.app_context():
            form = self._form(language)
            code = rating_codes.show_code(form=form, by=_therapist(), at=story.NOW).code
            token = self._enrolled()
            number = form.id
        device.keep_cookie(KIOSK_COOKIE, token)
        return code, number

    def link(self, language: str) -> str:
        """The path of a link for home that nobody has opened."""
        with self.clinic.app.app_context():
            return f"/rate/link/{self._link(language).token}"

    def enrolment(self) -> str:
        """The path of a link that makes a browser one of the clinic's tablets."""
        with self.clinic.app.app_context():
            return f"/kiosk/enrol/{self._tablet()}"

    def _link(self, language: str) -> home_links.MadeLink:
        return home_links.make_link(
            episode=self._episode(),
            kind="outcome",
            held_on=story.TODAY,
            language=language,
            by=_therapist(),
            at=story.NOW,
            on=story.TODAY,
        )

    def _form(self, language: str, *, rater: str = "self") -> Administration:
        return ratings.open_rating(
            episode=self._episode(born=ADULT if rater == "self" else YOUTH),
            kind="outcome",
            rater=rater,
            language=language,
            by=_therapist(),
            at=story.NOW,
            on=story.TODAY,
        )

    def _episode(self, *, born: dt.date = ADULT) -> Episode:
        by = _therapist()
        code = f"J{next(self.numbers):03}"
        with writing():
            client = treatment.add_client(
                code=code, name=f"{NAME} {code}", birth_date=born, by=by, at=story.NOW
            )
            return treatment.open_episode(
                client=client,
                therapist=by,
                opened_on=story.TODAY,
                outcome_measure_id="wellbeing",
                by=by,
                at=story.NOW,
            )

    def _enrolled(self) -> str:
        """The id that the cookie of one more tablet of the clinic's holds."""
        return devices.enrol(token=self._tablet(), at=story.NOW)

    def _tablet(self) -> str:
        """The token of a link that enrols one more tablet."""
        director = story.Cast().staff("director")
        name = f"J{next(self.numbers):03}"
        return devices.add_device(name=name, by=director, at=story.NOW).token


WAYS: dict[str, Callable[[Ways, Device, str], int]] = {
    "hand-over": Ways.hand_over,
    "kiosk": Ways.kiosk,
    "home": Ways.home,
    "caregiver": Ways.caregiver,
}


def _therapist() -> StaffMember:
    return story.Cast().staff("miriam")


def _start(page: Page, language: str) -> None:
    page.get_by_role("button", name=say(language, "opening.start"), exact=True).tap()
    page.wait_for_url("**/rate/form")
