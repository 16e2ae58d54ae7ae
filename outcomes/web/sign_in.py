"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from outcomes.access import Permission
from outcomes.actions import sign_in as signing_in
from outcomes.storage import db
from outcomes.storage.people import first_clinic
from outcomes.web import sessions
from outcomes.web.clock import hour_at, now
from outcomes.web.guards import is_local_path, public, requires
from outcomes.web.shell import start_page

blueprint = Blueprint("sign_in", __name__)


class SignInForm(FlaskForm):
    email = StringField(validators=[InputRequired("Write your work e-mail."), Length(max=254)])
    password = PasswordField(validators=[InputRequired("Write your password.")])


@blueprint.get("/sign-in")
@public
def page() -> str | Response:
    if current_user.is_authenticated:
        return redirect(start_page(current_user._get_current_object()), code=303)
    return _sign_in_page(SignInForm())


@blueprint.post("/sign-in")
@public
def sign_in() -> str | Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, problem=_first_problem(form)), 400
    try:
        staff = signing_in.sign_in(
            email=form.email.data,
            password=form.password.data,
            network=request.remote_addr or "",
            at=now(),
        )
    except signing_in.MustWait as wait:
        return _sign_in_page(form, problem=wait.message), 429
    except signing_in.SignInRefused as refused:
        return _sign_in_page(form, problem=refused.message), 401
    sessions.rotate(staff)
    target = request.values.get("next")
    return redirect(target if is_local_path(target) else start_page(staff), code=303)


@blueprint.post("/sign-out")
@requires(Permission.BE_STAFF)
def sign_out() -> Response:
    sessions.sign_out(current_user._get_current_object())
    return redirect(url_for("sign_in.page"), code=303)


@blueprint.get("/cannot-sign-in")
@public
def cannot_sign_in() -> str:
    return render_template("sign_in/cannot_sign_in.html")


def _sign_in_page(form: SignInForm, *, problem: str | None = None) -> str:
    clinic = db.session.execute(first_clinic()).scalar_one_or_none()
    return render_template(
        "sign_in/page.html",
        email=form.email.data or "",
        problem=problem,
        next=request.values.get("next", ""),
        clinic=clinic,
        greeting=_greeting(hour_at(clinic)),
        ended_idle=session.pop("ended_idle", False),
    )


def _greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return "Good morning."
    return "Good afternoon." if 12 <= hour < 18 else "Good evening."


def _first_problem(form: FlaskForm) -> str:
    return next(str(problem) for problems in form.errors.values() for problem in problems)
