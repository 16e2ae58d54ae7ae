"""The director's page of languages: what can be given in which, how far each translation has come,
and the clinic's help text in each."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from outcomes.access import Permission
from outcomes.actions.help_texts import keep_help_texts
from outcomes.errors import Refused
from outcomes.storage import StaffMember
from outcomes.web.clock import now
from outcomes.web.guards import requires
from outcomes.web.pages.forms import BLANK, FormState, refused
from outcomes.web.pages.translations import help_field, translations_page

blueprint = Blueprint("translations", __name__)
MANAGE = Permission.MANAGE_PEOPLE


@blueprint.get("/languages")
@requires(MANAGE)
def overview() -> str:
    return _overview(BLANK)


@blueprint.post("/languages/help")
@requires(MANAGE)
def keep_help() -> Response | tuple[str, int]:
    codes = [field.code for field in translations_page(_me().clinic, BLANK).help_texts]
    texts = {code: request.form.get(help_field(code), "") for code in codes}
    try:
        keep_help_texts(
            texts=texts, language=request.form.get("help_language", ""), by=_me(), at=now()
        )
    except Refused as error:
        problems = refused(error, at=help_field(codes[0]))
        return _overview(FormState("help", request.form.to_dict(), problems)), 400
    flash("The help texts are kept.", "done")
    return redirect(url_for("translations.overview"), code=303)


def _me() -> StaffMember:
    return current_user._get_current_object()


def _overview(form: FormState) -> str:
    page = translations_page(_me().clinic, form)
    return render_template("translations/overview.html", page=page)
