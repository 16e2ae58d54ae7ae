"""Pages that are sent compressed: those of the client's form, which come over a telephone.

The length of a compressed page tells what repeats in it. A page that held a secret (the form's
token) and beside it words that somebody else may choose could give the secret away, try after try
(BREACH). So nothing is compressed but the answer to a GET without a query, by a view that is marked
`@squeezed`: it puts nothing of the request into its page. A form that comes back with what was
typed is an answer to a POST, and stays as it is.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
LEVEL = 6


def squeezed(view: View) -> View:
    """Send the pages of this view compressed; they hold nothing of the request's own."""
    view.squeezed = True
    return view


def init_app(app: Flask) -> None:
    app.after_request(_squeeze)


def _squeeze(response: Response) -> Response:
    if not getattr(current_app.view_functions.get(request.endpoint), "squeezed", False):
        return response
    response.vary.add("Accept-Encoding")
    is_plain_look = request.method == "GET" and not request.query_string
    if response.status_code == 200 and is_plain_look and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
