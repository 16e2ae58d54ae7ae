"""Sessions behind Flask's session interface: a random id in a cookie, all else in the database.

There are two realms. Under ``/rate/`` the cookie is the form's: it leads to one form and knows
nobody of the staff. Everywhere else it is the staff's. Neither cookie is ever looked at in the
other's realm, so a client holding the tablet has nothing that opens a staff page.

An enrolled tablet has a third cookie. While it is good the staff's is not looked at at all, and
every page but the tablet's own (``/kiosk/``) and the form's is not there (`guards`).
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from flask import Flask, Request, Response, current_app, g, request
from flask.globals import request_ctx
from flask.sessions import SecureCookieSession, SessionInterface
from flask.sessions import SessionMixin as FlaskSession

from outcomes.actions import devices, home_links, rating_codes
from outcomes.actions import sessions as stored
from outcomes.errors import NotStored
from outcomes.storage import Administration, Device, StaffMember, WebSession, db
from outcomes.storage.fence import enter
from outcomes.web.clock import now

STAFF_COOKIE = "__Host-outcomes"
TABLET_COOKIE = "__Host-outcomes-rate"
KIOSK_COOKIE = "__Host-outcomes-kiosk"
TABLET_PATH = "/rate/"
KIOSK_PATH = "/kiosk/"
FORM_SCOPES = ("tablet", "home")
"""Sessions that belong to one form: in the clinic, and by a link at home."""
WITHOUT_SESSION = ("/static/", "/healthz")
FORM_COOKIE_AT_HOME = dt.timedelta(days=14)
"""No longer than the longest link; on the server the session ends with the form's time."""
SEEN_AGAIN_AFTER = dt.timedelta(seconds=30)
"""A page a second must not mean a write a second; the idle end is exact to this span."""


class ServerSession(SecureCookieSession):
    """The contents of one session, and what the server knows about it.

    `contents` are small things such as the form token; who it belongs to stands in columns.
    """

    def __init__(self, *, scope: str, token: str | None = None, row: WebSession | None = None):
        super().__init__(dict(row.contents) if row else None)
        self.scope = scope
        self.token = token if row else None
        self.staff_id = row.staff_id if row else None
        self.administration_id = row.administration_id if row else None
        self.device_id = row.device_id if row else None
        """The enrolled tablet: its own session, or that of a form on it."""
        self.last_seen_at = row.last_seen_at if row else None
        self.expires_at = row.expires_at if row else None
        self.ended = False
        self.extends = True
        """Whether this request counts as use; background questions do not."""

    def become(self, token: str, *, staff_id: int, expires_at: dt.datetime) -> None:
        """Go on as another session, with nothing of the old one in it."""
        self.clear()
        self.token, self.staff_id, self.administration_id = token, staff_id, None
        self.last_seen_at, self.expires_at = now(), expires_at
        self.modified = False
        g.set_cookies = {self.cookie: token}

    @property
    def cookie(self) -> str:
        return {"staff": STAFF_COOKIE, "kiosk": KIOSK_COOKIE}.get(self.scope, TABLET_COOKIE)


class ServerSessions(SessionInterface):
    """Reads the session at the start of a request and stores what changed at its end."""

    def __init__(self, *, idle: dt.timedelta, absolute: dt.timedelta) -> None:
        self.idle, self.absolute = idle, absolute

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        in_form = request.path.startswith(TABLET_PATH)
        nobody = ServerSession(scope="tablet" if in_form else "staff")
        if request.path.startswith(WITHOUT_SESSION):
            return nobody
        enter(None)  # the thread may still name the clinic of the request before
        kiosk = _stored(request, KIOSK_COOKIE, ("kiosk",))
        g.kiosk_device_id = None if kiosk is None else kiosk.device_id
        # A session without contents is an empty dictionary, so `or` would pass it over.
        if in_form:
            found = _stored(request, TABLET_COOKIE, FORM_SCOPES)
        else:
            found = self._staff(request) if kiosk is None else kiosk
        return nobody if found is None else found

    def _staff(self, request: Request) -> ServerSession | None:
        session = _stored(request, STAFF_COOKIE, ("staff",))
        if session is None or session.last_seen_at + self.idle > now():
            return session
        stored.end(session.token)
        ended = ServerSession(scope="staff")
        if session.staff_id is not None:
            ended["ended_idle"] = True  # for the sentence on the sign-in page
        return ended

    def save_session(self, app: Flask, session: FlaskSession, response: Response) -> None:
        assert isinstance(session, ServerSession)
        if not session.ended and not request.path.startswith(WITHOUT_SESSION):
            # On a full disk a page is still shown; its session only ends a little earlier.
            with suppress(NotStored):
                self._store(session)
        for name, token in g.pop("set_cookies", {}).items():
            _set_cookie(response, name, token)
        if not request.path.startswith(WITHOUT_SESSION):
            response.headers.add("Vary", "Cookie")

    def _store(self, session: ServerSession) -> None:
        contents = dict(session) if session.modified else None
        if session.token is None:
            # A visitor before sign-in gets a session only when there is something to remember.
            if contents and session.scope == "staff":
                g.set_cookies = {STAFF_COOKIE: stored.begin_anonymous(contents=contents, at=now())}
            return
        seen = _counts_as_use(session)
        if contents is not None or seen:
            stored.keep(
                id_hash=stored.hash_of(session.token), at=now(), contents=contents, seen=seen
            )


def _stored(request: Request, cookie: str, scopes: tuple[str, ...]) -> ServerSession | None:
    token = request.cookies.get(cookie)
    row = stored.session_of(token, scopes=scopes, at=now()) if token else None
    if row is None:
        return None
    enter(row.clinic_id)
    return ServerSession(scope=row.scope, token=token, row=row)


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.session_interface = ServerSessions(
        idle=dt.timedelta(minutes=settings.idle_minutes),
        absolute=dt.timedelta(hours=settings.absolute_hours),
    )


def current_session() -> ServerSession:
    """The session of this request."""
    return request_ctx.session


def staff_of_session() -> StaffMember | None:
    """Who is signed in; asked anew on every request, so a disabled account is out at once."""
    session = current_session()
    if session.scope != "staff" or session.staff_id is None or session.ended:
        return None
    staff = db.session.get(StaffMember, session.staff_id)
    return staff if staff is not None and staff.is_active else None


def administration_of_session() -> Administration | None:
    """The one form that this session may show; None outside the form's realm."""
    session = current_session()
    if session.scope not in FORM_SCOPES or session.administration_id is None or session.ended:
        return None
    # Held on to: the database session forgets what nobody holds, and would read it again.
    g.administration = db.session.get(Administration, session.administration_id)
    return g.administration


def is_at_home() -> bool:
    """Whether a link for home began this session."""
    return current_session().scope == "home"


def kiosk_device() -> Device | None:
    """The enrolled tablet that asks, on whichever page; None for every other browser."""
    device_id = g.get("kiosk_device_id")
    return None if device_id is None else db.session.get(Device, device_id)


def on_kiosk() -> bool:
    """Whether an enrolled tablet asks."""
    return g.get("kiosk_device_id") is not None


def become_kiosk(token: str) -> None:
    """Make this browser an enrolled tablet by the link of its enrolment; nobody is signed in.

    Raises:
        NotFound: the link cannot be used (any more).
    """
    kiosk = devices.enrol(token=token, at=now(), replaces=_device_tokens())
    current_session().ended = True
    g.set_cookies = {STAFF_COOKIE: None, TABLET_COOKIE: None, KIOSK_COOKIE: kiosk}


def open_by_code(code: str, device: Device) -> None:
    """Begin the session of the form that a code stands for, on an enrolled tablet.

    Raises:
        CodeRefused: the code opens nothing.
    """
    token = rating_codes.use_code(code=code, device=device, at=now(), replaces=_form_tokens())
    g.set_cookies = {TABLET_COOKIE: token}


def start_at_home(token: str) -> None:
    """Begin the form of a link in this browser.

    Raises:
        NotFound, LinkNotOpen: the link cannot be started (any more).
    """
    begun = home_links.start_link(token=token, at=now(), replaces=_form_tokens())
    # This request began outside the form; what it began with must not be stored over it.
    current_session().ended = True
    g.set_cookies = {TABLET_COOKIE: begun}
    g.keep_form_cookie = True


def end_form() -> None:
    """End the form's session of this browser; what was sent stays."""
    session = current_session()
    stored.end(session.token)
    session.ended = True
    g.set_cookies = {TABLET_COOKIE: None}


def lock_kiosk() -> None:
    """End the form's session on this tablet, if there is one, and let its own last."""
    for token in _form_tokens():
        stored.end(token)
        g.set_cookies = {TABLET_COOKIE: None}
    kiosk = current_session()
    if stored.renew_kiosk(kiosk.token, at=now()):
        g.setdefault("set_cookies", {})[KIOSK_COOKIE] = kiosk.token


def rotate(staff: StaffMember) -> None:
    """Give a person who has just proved who they are a session under a fresh id.

    The visitor's session before it is dead at once, and so is a tablet's session on this device:
    staff have taken the device back.
    """
    session = current_session()
    life = _interface().absolute
    token = stored.begin_staff(by=staff, at=now(), life=life, replaces=_device_tokens())
    session.become(token, staff_id=staff.id, expires_at=now() + life)
    g.set_cookies[TABLET_COOKIE] = None


def hand_over(administration: Administration, *, by: StaffMember) -> None:
    """Turn this device into the client's: the staff session ends, the form's session begins.

    The answer to this request sets both cookies. Send the browser on to a page under ``/rate/``
    with `location.replace` (or a redirect); going back leads to the sign-in page.
    """
    token = stored.hand_over(
        administration=administration, by=by, at=now(), replaces=_device_tokens()
    )
    current_session().ended = True
    g.set_cookies = {STAFF_COOKIE: None, TABLET_COOKIE: token}


def sign_out(staff: StaffMember) -> None:
    """End the session of this request."""
    session = current_session()
    stored.sign_out(token=session.token, by=staff, at=now())
    session.ended = True
    g.set_cookies = {STAFF_COOKIE: None}


def seconds_left() -> int:
    """Until the session ends by itself, by idleness or by its absolute end; asking is not use."""
    session = current_session()
    if session.last_seen_at is None or session.expires_at is None:
        return 0
    seen = now() if _counts_as_use(session) else session.last_seen_at
    ends = min(seen + _interface().idle, session.expires_at)
    return max(int((ends - now()).total_seconds()), 0)


def extend() -> int:
    """Count this request as use at once, whatever the last one was; returns the seconds left."""
    session = current_session()
    stored.keep(id_hash=stored.hash_of(session.token), at=now(), seen=True)
    session.last_seen_at = now()
    return seconds_left()


def _counts_as_use(session: ServerSession) -> bool:
    """Whether this request will be stored as use of the session at its end."""
    return session.extends and session.last_seen_at + SEEN_AGAIN_AFTER <= now()


def _interface() -> ServerSessions:
    return current_app.session_interface


def _device_tokens() -> tuple[str, ...]:
    return _tokens(STAFF_COOKIE, TABLET_COOKIE, KIOSK_COOKIE)


def _form_tokens() -> tuple[str, ...]:
    return _tokens(TABLET_COOKIE)


def _tokens(*names: str) -> tuple[str, ...]:
    cookies = (request.cookies.get(name) for name in names)
    return tuple(token for token in cookies if token)


def _set_cookie(response: Response, name: str, token: str | None) -> None:
    keep: dict[str, Any] = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/"}
    if token is None:
        response.delete_cookie(name, **keep)
    elif name == KIOSK_COOKIE:
        # Only the enrolment outlasts the browser: a restarted tablet is enrolled and locked.
        response.set_cookie(name, token, max_age=stored.KIOSK_LIFE, **keep)
    elif name == TABLET_COOKIE and g.pop("keep_form_cookie", False):
        # At home the device is the client's own: a phone that ends its browser keeps the form.
        response.set_cookie(name, token, max_age=FORM_COOKIE_AT_HOME, **keep)
    else:
        response.set_cookie(name, token, **keep)
