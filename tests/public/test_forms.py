"""Bodies that no form of ours sends: a 4xx in words, and nothing stored."""

from random import Random
from urllib.parse import quote_from_bytes, urlencode

import pytest

from tests.public.citizen import FORM_TYPE, Citizen


@pytest.fixture
def tap(citizen: Citizen) -> dict[str, str]:
    return {**citizen.open(citizen.sign()).fields, "nilai": "3"}


@pytest.mark.parametrize("value", ["0", "5", "", "3 ", "３", "-1", "3.0", "NaN", "x" * 500])
def test_a_value_that_is_no_face_is_asked_again(citizen: Citizen, tap: dict[str, str], value: str) -> None:
    again = citizen.post("/nilai", {**tap, "nilai": value})
    assert again.status == 422
    assert "Pilih salah satu dari empat jawaban" in again.text
    assert citizen.inbox() == []
    assert citizen.tap(again, 4).status == 303


@pytest.mark.parametrize(
    "extra", [{"lain": "1"}, {"nilai": "3\0"}, {"U1": "3"}, {"komentar": "tidak di sini"}, {"\0": "1"}, {"": "1"}]
)
def test_a_field_that_the_form_does_not_have_is_refused(
    citizen: Citizen, tap: dict[str, str], extra: dict[str, str]
) -> None:
    assert citizen.post("/nilai", {**tap, **extra}).status == 400
    assert citizen.inbox() == []


def test_a_field_said_twice_is_refused(citizen: Citizen, tap: dict[str, str]) -> None:
    body = urlencode(tap) + "&nilai=1"
    assert citizen.client.post("/nilai", data=body, content_type=FORM_TYPE).status_code == 400
    assert citizen.inbox() == []


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", "", "x/y/z"])
def test_another_content_type_is_refused(citizen: Citizen, tap: dict[str, str], kind: str) -> None:
    answer = citizen.client.post("/nilai", data=urlencode(tap), content_type=kind)
    assert answer.status_code == 415
    assert "Jenis kiriman tidak dikenal" in answer.text
    assert citizen.inbox() == []


@pytest.mark.parametrize("size", [70_000, 2_000_000])
def test_an_oversized_body_is_refused(citizen: Citizen, tap: dict[str, str], size: int) -> None:
    answer = citizen.post("/lanjut", {**tap, "komentar": "a" * size})
    assert answer.status == 413
    assert "Kiriman terlalu besar" in answer.text
    assert citizen.inbox() == []


def test_too_many_fields_are_refused(citizen: Citizen, tap: dict[str, str]) -> None:
    assert citizen.post("/nilai", {**tap, **{f"f{n}": "" for n in range(100)}}).status == 413


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("U1", "9", 422),
        ("U9", "satu", 422),
        ("profil_sex", "X", 422),
        ("pendamping", "ya", 422),
        ("U10", "1", 400),
        ("nilai", "1", 400),
        ("komentar", "a\0b", 400),
    ],
)
def test_a_tampered_second_screen_stores_nothing_of_itself(
    citizen: Citizen, name: str, value: str, status: int
) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    assert citizen.complete(second, **{"U2": "4", name: value}).status == status
    assert citizen.inbox()[0].answers == {}


@pytest.mark.parametrize("field", ["ganti", "kode"])
def test_a_second_screen_without_its_response_is_refused(citizen: Citizen, field: str) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    for value in ("", "tidak sah"):
        assert citizen.complete(second, **{field: value, "U1": "2"}).status == 400
    assert citizen.inbox()[0].answers == {}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "https://lain.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_our_own_pages_may_send_a_form(
    citizen: Citizen, tap: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert citizen.post("/nilai", tap, headers=headers).status == status
    assert len(citizen.inbox()) == (status == 303)


def test_get_does_not_send_a_form(citizen: Citizen, tap: dict[str, str]) -> None:
    for path in ("/nilai", "/lanjut"):
        assert citizen.get(f"{path}?{urlencode(tap)}").location == "/"
    assert citizen.inbox() == []


def _mangled(chance: Random, fields: dict[str, str]) -> bytes:
    """A body like those fields, broken in one of many ways."""
    body = bytearray(urlencode(fields).encode())
    way = chance.randrange(6)
    if way == 0:
        for _each in range(chance.randint(1, 8)):
            body[chance.randrange(len(body))] = chance.randrange(256)
    elif way == 1:
        del body[chance.randrange(len(body)) :]
    elif way == 2:
        body += b"&" + quote_from_bytes(chance.randbytes(9)).encode() + b"=" + chance.randbytes(5)
    elif way == 3:
        body = bytearray(chance.randbytes(chance.randint(0, 300)))
    elif way == 4:
        name = chance.choice(sorted(fields))
        value = chance.choice(["", "\ud7ff", "%", "\x00", "☃" * 50, "9" * 300, "-", "../..", "' OR 1=1 --"])
        body = bytearray(urlencode({**fields, name: value}).encode())
    else:
        body *= chance.randint(2, 30)
    return bytes(body)


def _opened(citizen: Citizen, path: str) -> dict[str, str]:
    page = citizen.open(citizen.sign())
    if path == "/nilai":
        return {**page.fields, "nilai": "3"}
    return citizen.follow(citizen.tap(page, 3)).fields | {"U1": "2", "komentar": "baik & cepat"}


def _stored(citizen: Citizen) -> list[tuple[object, ...]]:
    return [(row.key, row.opening, row.answers, row.comment, row.profile, row.channel) for row in citizen.inbox()]


@pytest.mark.parametrize("path", ["/nilai", "/lanjut"])
def test_no_broken_body_is_our_fault_or_leaves_a_trace(citizen: Citizen, path: str) -> None:
    chance = Random(20261103)
    fields = _opened(citizen, path)
    before, refused = _stored(citizen), 0
    for _each in range(200):
        body = _mangled(chance, fields)
        status = citizen.client.post(path, data=body, content_type=FORM_TYPE).status_code
        if status == 303:  # the dice broke nothing that matters
            fields, before = _opened(citizen, path), _stored(citizen)
        else:
            assert 400 <= status < 500, (status, body)
            refused += 1
    assert refused > 100
    assert _stored(citizen) == before
