"""What one request may hold."""

import pytest
from flask.testing import FlaskClient

from tests.browsing import form_token


def post(client: FlaskClient, body: str, **headers: str) -> int:
    token = form_token(client.get("/account"))
    return client.post(
        "/session/extend",
        data=f"csrf_token={token}{body}",
        content_type="application/x-www-form-urlencoded",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    ).status_code


@pytest.mark.parametrize(("fields", "status"), [(1, 200), (499, 200), (500, 413)])
def test_form_has_at_most_500_fields(miriam: FlaskClient, fields: int, status: int) -> None:
    assert post(miriam, "&a=1" * fields) == status


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 200), (1_048_576, 413)])
def test_body_has_at_most_one_megabyte(miriam: FlaskClient, size: int, status: int) -> None:
    assert post(miriam, "&a=" + "x" * size) == status


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=b", "application/json", "text/csv"]
)
def test_body_shorter_than_its_length_is_refused(miriam: FlaskClient, kind: str) -> None:
    token = form_token(miriam.get("/account"))
    answer = miriam.post(
        "/session/extend",
        data=b"--b",
        content_type=kind,
        headers={"X-CSRFToken": token},
        environ_overrides={"CONTENT_LENGTH": "9", "wsgi.input_terminated": True},
    )
    assert answer.status_code == 400


def test_body_without_a_length_is_refused(miriam: FlaskClient) -> None:
    assert post(miriam, "&a=1", Transfer_Encoding="chunked") == 411
