"""Who may call which view. Every view declares it; what is not declared is refused.

``@requires(Permission.X)``   signed-in staff whose role carries the permission (any of several)
``@tablet_only``              the session of one form, in the clinic or at home
``@kiosk_only``               an enrolled tablet
``@client_side``              anybody, enrolled tablets too
``@public``                   anybody but enrolled tablets

For an enrolled tablet all but the first four is not there: 404, whatever it asks for.

The permission opens the door only; the records inside come from `access.visible` and
`access.fetch`, which ask for a relationship.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from outcomes.access import Permission, may, take_sightings
from outcomes.actions import audit
from outcomes.errors import ConfigurationError
from outcomes.storage import StaffMember
from outcomes.web.clock import now
from outcomes.web.listed import take_listed
from outcomes.web.sessions import administration_of_session, current_session, on_kiosk

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Policy:
    """What a view asks of whoever calls it."""

    kind: str
    any_of: tuple[Permission, ...] = ()


PUBLIC = Policy("public")
TABLET = Policy("tablet")
KIOSK = Policy("kiosk")
CLIENT_SIDE = Policy("client_side")
ON_KIOSKS = (TABLET, KIOSK, CLIENT_SIDE)


def requires(*any_of: Permission) -> Callable[[View], View]:
    """Only signed-in staff whose role carries (at least one of) the permission."""

    def declare(view: View) -> View:
        view.policy = Policy("staff", any_of)
        return view

    return declare


def public(view: View) -> View:
    """Anybody, signed in or not; no enrolled tablet."""
    view.policy = PUBLIC
    return view


def tablet_only(view: View) -> View:
    """Only the session that a browser was given for one administration."""
    view.policy = TABLET
    return view


def kiosk_only(view: View) -> View:
    """Only an enrolled tablet."""
    view.policy = KIOSK
    return view


def client_side(view: View) -> View:
    """Anybody, and an enrolled tablet too."""
    view.policy = CLIENT_SIDE
    return view


def quiet(view: View) -> View:
    """Calling this view is not use of the session: background questions never keep it open."""
    view.quiet = True
    return view


def init_app(app: Flask) -> None:
    app.view_functions["static"].policy = CLIENT_SIDE
    app.before_request(_refuse_other_sites)
    app.before_request(_enforce_policy)
    app.after_request(_hand_sightings_to_audit)


def check_policies(app: Flask) -> None:
    """Refuse to start while an endpoint has no policy.

    Raises:
        ConfigurationError: naming every such endpoint.
    """
    undeclared = [name for name, view in app.view_functions.items() if policy_of(view) is None]
    if undeclared:
        problems = [f"{name}: add @requires(...), @public or another policy" for name in undeclared]
        raise ConfigurationError("Endpoints without a policy.", problems=problems)


def policy_of(view: Callable[..., Any] | None) -> Policy | None:
    """The policy a view has declared, or None."""
    return getattr(view, "policy", None)


def is_local_path(target: str | None) -> bool:
    """Whether a place to go on to is a path of our own, not another site in disguise."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and target.isprintable() and "\\" not in target


def record_refusal(staff: StaffMember, *, status: int) -> None:
    """Write to the audit that somebody was refused a page or a record."""
    ids = {name: value for name, value in (request.view_args or {}).items() if type(value) is int}
    facts = {"endpoint": request.endpoint, "status": status, "ids": ids}
    audit.record("access_refused", by=staff, at=now(), facts=facts)


def _refuse_other_sites() -> None:
    """Refuse changing requests that another site made the browser send (beside the form token)."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        foreign = origin is not None and not _is_here(origin)
    if foreign:
        abort(403, "This request came from another site.")


def _is_here(origin: str) -> bool:
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:
        return False  # such as "http://["


def _enforce_policy() -> Response | None:
    if request.endpoint is None:
        if on_kiosk():
            abort(404)  # a 405 would say that there is such a page for others
        return None  # no such page: the 404 or 405 of routing follows
    view = current_app.view_functions[request.endpoint]
    policy = policy_of(view)
    if policy is None:
        abort(403)
    if getattr(view, "quiet", False):
        current_session().extends = False
    if on_kiosk() and policy not in ON_KIOSKS:
        abort(404)
    if policy == KIOSK and not on_kiosk():
        abort(404)
    if policy == TABLET:
        return _enforce_tablet()
    if policy.kind == "staff":
        return _enforce_staff(policy)
    return None


def _enforce_tablet() -> None:
    if administration_of_session() is None:
        abort(404)


def _enforce_staff(policy: Policy) -> Response | None:
    if not current_user.is_authenticated:
        return _to_sign_in()
    staff = current_user._get_current_object()
    if not any(may(staff, permission) for permission in policy.any_of):
        record_refusal(staff, status=403)
        abort(403)
    return None


def _to_sign_in() -> Response:
    target = _page_to_return_to()
    return redirect(url_for("sign_in.page", next=target), code=303)


def _page_to_return_to() -> str:
    """The page to see after signing in; for a form that was sent, the page it stands on.

    Forms are sent to their own page or to a place below it, so the nearest path upwards that can
    be read is the page. `draft` tells the browser's script to bring back what was typed.
    """
    if request.method in SAFE:
        return request.full_path.rstrip("?")
    path = request.path.rstrip("/")
    while path:
        if _can_be_read(path):
            return f"{path}?draft=1"
        path = path.rpartition("/")[0]
    return "/?draft=1"


def _can_be_read(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        adapter.match(path, method="GET")
    except HTTPException:
        return False
    return True


def _hand_sightings_to_audit(response: Response) -> Response:
    sightings, listed = take_sightings(), take_listed()
    if (sightings or listed) and current_user.is_authenticated:
        staff, at = current_user._get_current_object(), now()
        audit.record_sightings(sightings, by=staff, at=at, endpoint=request.endpoint)
        audit.record_list(listed, by=staff, at=at, endpoint=request.endpoint)
    return response
