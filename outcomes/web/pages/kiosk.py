"""What an enrolled tablet shows between two clients. Nothing on it is about anybody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from outcomes.actions.rating_codes import CodeRefused, DevicePauses, plain
from outcomes.storage import Device
from outcomes.web.languages import language_here
from outcomes.web.pages.help_words import Said, help_words


@dataclass(frozen=True)
class KioskPage:
    """A page of the tablet; `device` is the name that also stands on its back."""

    clinic: str
    device: str
    help: tuple[Said, ...]


@dataclass(frozen=True)
class CodePage(KioskPage):
    """The field for a code, with what was typed and why it did not open anything."""

    code: str
    problem: str


@dataclass(frozen=True)
class Enrolling:
    """For the director who stands at the new tablet."""

    clinic: str
    device: str
    url: str


def waiting(device: Device) -> KioskPage:
    """Locked, until a code is typed."""
    return KioskPage(device.clinic.name, device.name, help_words(device.clinic, language_here()))


def help_page(device: Device) -> KioskPage:
    """Where help is; the same words as at the end of every form."""
    return waiting(device)


def code_page(device: Device, typed: str, refused: CodeRefused | None) -> CodePage:
    """The field for a code."""
    return CodePage(
        clinic=device.clinic.name,
        device=device.name,
        help=(),
        code=plain(typed),
        problem=_problem(refused),
    )


def not_enrolled() -> KioskPage:
    """A browser that is none of the clinic's tablets, or not any more."""
    return KioskPage("", "", ())


def enrolling(device: Device, token: str) -> Enrolling:
    """The one page of setting a tablet up on itself."""
    return Enrolling(device.clinic.name, device.name, url_for("kiosk.enrol", token=token))


def _problem(refused: CodeRefused | None) -> str:
    if refused is None:
        return ""
    spoken = language_here()
    if isinstance(refused, DevicePauses):
        return spoken.say("kiosk.pause", count=refused.minutes)
    return spoken.say("kiosk.wrong_code")
