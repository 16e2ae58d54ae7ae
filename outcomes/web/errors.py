"""Errors as pages: what happened, what is lost (mostly nothing), what to do, and a number.

Errors become pages here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask, current_app, render_template, request
from flask.globals import request_ctx
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from outcomes import errors
from outcomes.web.guards import record_refusal
from outcomes.web.languages import language_here
from outcomes.web.requests_log import log_failure, reference
from outcomes.web.sessions import KIOSK_PATH, TABLET_PATH, is_at_home, on_kiosk

NOTHING_LOST = "Nothing is lost: what was stored before is still there."


@dataclass(frozen=True)
class ErrorPage:
    """Everything an error page shows."""

    status: int
    title: str
    happened: str
    lost: str = NOTHING_LOST
    to_do: str = "Go back and try again."
    reference: str = ""
    problems: tuple[str, ...] = ()
    on_tablet: bool = False


PAGES = {
    400: ErrorPage(
        400,
        "That could not be read",
        "The page sent something this software does not understand.",
        lost="Nothing was changed.",
    ),
    403: ErrorPage(
        403,
        "That is not open to you",
        "Your role does not include this page, or the request did not come from it.",
        lost="Nothing was changed.",
        to_do="Go back to your start page. If you need this page, ask your director.",
    ),
    404: ErrorPage(
        404,
        "There is nothing here",
        "This page does not exist, or it is not one of yours.",
        to_do="Go to your start page and look from there.",
    ),
    405: ErrorPage(
        405,
        "That cannot be opened like this",
        "This address only takes what a form sends.",
        to_do="Go to your start page and look from there.",
    ),
    409: ErrorPage(
        409,
        "Somebody else changed this",
        "It was changed in another window since you opened it.",
        lost="What is stored is the other version. Yours was not stored.",
        to_do="Go back: your text is still on the page. Copy it, reload, and put it in again.",
    ),
    413: ErrorPage(
        413,
        "That is too much at once",
        "More was sent than this page takes (1 MB).",
        lost="Nothing was stored.",
        to_do="Go back and send less.",
    ),
    429: ErrorPage(
        429,
        "A little too fast",
        "More was sent in one minute than a person usually sends.",
        lost="The last request was not stored.",
        to_do="Wait a minute, go back and send it again.",
    ),
    500: ErrorPage(
        500,
        "Something went wrong here",
        "This is a fault of the software, not yours.",
        lost="What you did last was not stored. Everything before is.",
        to_do="Go back and try again. If it stays, tell whoever runs this the number below.",
    ),
    503: ErrorPage(
        503,
        "That could not be stored just now",
        "The database could not take it at this moment.",
        lost="Nothing of it was stored. Everything before is.",
        to_do="Go back: what you typed is still on the page. Wait a minute and send it again. If "
        "it stays, tell whoever runs this the number below.",
    ),
    507: ErrorPage(
        507,
        "The disk of the server is full",
        "There is no room to store anything, so nothing is changed until there is.",
        lost="Nothing of it was stored. Everything before is.",
        to_do="Tell whoever runs this now, with the number below. Go back: what you typed is still "
        "on the page and can be sent again once there is room.",
    ),
}
SAID = dict.fromkeys((400, 403, 405, 411, 413), "not_read") | {429: "too_fast"}
"""What a client is told, by status; of everything else, that no form is open."""
EXPIRED = replace(
    PAGES[400],
    title="This page was open for too long",
    happened="It belongs to a time before you last signed in or out.",
    lost="Nothing was stored. What you typed is kept on the page.",
    to_do="Go back, reload the page and send it again.",
)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _error: _page(EXPIRED))
    app.register_error_handler(errors.NotFound, _not_found)
    app.register_error_handler(errors.Conflict, _conflict)
    app.register_error_handler(errors.AnswerError, _answers)
    app.register_error_handler(errors.NotStored, _not_stored)
    app.register_error_handler(errors.Refused, _refused)
    app.register_error_handler(InternalServerError, _failed)


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    if request_ctx.url_adapter is None:
        # A request for a host that is not ours: no address can be made, so no page either.
        return "This server does not answer for that name.", code
    known = PAGES.get(code) or replace(PAGES[400 if code < 500 else 500], status=code)
    return _page(known)


def _not_found(_error: errors.NotFound) -> tuple[str, int]:
    if current_user.is_authenticated:
        record_refusal(current_user._get_current_object(), status=404)
    return _page(PAGES[404])


def _conflict(error: errors.Conflict) -> tuple[str, int]:
    return _page(replace(PAGES[409], happened=error.message or PAGES[409].happened))


def _refused(error: errors.Refused) -> tuple[str, int]:
    page = ErrorPage(
        409,
        "That was not done",
        error.message,
        lost="Nothing was changed.",
        problems=error.problems,
    )
    return _page(page)


def _answers(error: errors.AnswerError) -> tuple[str, int]:
    return _page(replace(PAGES[400], problems=error.problems or (error.message,)))


def _not_stored(error: errors.NotStored) -> tuple[str, int]:
    note_not_stored(error)
    return _page(PAGES[status_of(error)])


def _failed(error: InternalServerError) -> tuple[str, int]:
    # What is written after a view has answered, a look into a record for instance, fails here.
    if isinstance(error.original_exception, errors.NotStored):
        return _page(PAGES[status_of(error.original_exception)])
    return _page(PAGES[500])


def status_of(error: errors.NotStored) -> int:
    """507 where there is no room, 503 for everything that passes by itself."""
    return 507 if isinstance(error, errors.DiskFull) else 503


def note_not_stored(error: errors.NotStored) -> None:
    """Log it, for whoever runs the server: the page alone would not tell them."""
    log_failure(current_app._get_current_object(), error)


def _page(page: ErrorPage) -> tuple[str, int]:
    page = replace(page, reference=reference())
    if _on_tablet():
        page = _on_client_page(page)
    return render_template("errors/error.html", page=page), page.status


def _on_client_page(page: ErrorPage) -> ErrorPage:
    """A client can mend none of it: a few plain words in their language, and the tablet goes back;
    except where waiting helps."""
    spoken = language_here()
    too_fast = page.status == 429
    what = "failed" if page.status >= 500 else SAID.get(page.status, "no_form")
    return replace(
        page,
        title=spoken.say(f"problem.{what}"),
        happened=spoken.say(f"problem.{what}_why"),
        lost=spoken.say("problem.lost"),
        to_do=spoken.say(_what_to_do(too_fast=too_fast)),
        problems=(),
        on_tablet=True,
    )


def _what_to_do(*, too_fast: bool) -> str:
    if too_fast:
        return "problem.wait"
    return "home.new_link" if is_at_home() else "thanks.give_back"


def _on_tablet() -> bool:
    return on_kiosk() or request.path.startswith((TABLET_PATH, KIOSK_PATH))
