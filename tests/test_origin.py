"""A form that another site makes a browser send is refused, whatever it claims."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/nilai", "/lanjut", "/staf/masuk"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://[not-an-address"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
)
def test_a_foreign_form_is_refused(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    assert client.post(path, data={"kode": "X"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_our_own_is_read(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post("/nilai", data={"kode": "X"}, headers=headers)
    assert answer.status_code == 400
    assert "Kode tidak dikenal" in answer.text


@pytest.mark.parametrize("path", ["/nilai", "/lanjut"])
def test_an_address_that_only_takes_forms_leads_a_lost_phone_home(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, "/")


def test_refusals_speak_to_whoever_reads_them(client: FlaskClient) -> None:
    foreign = {"Origin": "https://evil.example"}
    assert "Akun Anda" not in client.post("/nilai", headers=foreign).text
    assert "pindai ulang" in client.get("/nowhere").text
    assert "pindai ulang" not in client.get("/staf/nowhere").text
