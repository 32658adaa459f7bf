"""What phones ask for so that they can do without us for a while."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

import clock
from tests import factories
from tests.public.citizen import Citizen, Screen

QUEUE = {"Accept": "application/json"}


def form_of_the_copy(citizen: Citizen, code: str, purpose: str = "nilai") -> dict[str, str]:
    """The hidden fields of a form filled in on the phone's own copy, once it has its nonce."""
    nonce = citizen.get(f"/formulir/{purpose}/{code}").response.json
    return {"kode": code, **(nonce or {})}


def sent(citizen: Citizen, path: str, fields: dict[str, str]) -> Screen:
    """A form sent by the queue of a phone."""
    return citizen.post(path, fields, headers=QUEUE)


def release(citizen: Citizen) -> dict[str, str]:
    """What the worker keeps, and under which version."""
    [line] = re.findall(r"^const RELEASE = (.*);$", citizen.get("/sw.js").response.text, re.MULTILINE)
    told: dict[str, str] = json.loads(line)
    return told


def test_the_copy_holds_both_forms_and_no_nonce(citizen: Citizen) -> None:
    page = citizen.get(f"/luring/{citizen.ticket()}")
    assert page.status == 200
    assert "KTP-el" in page.text
    assert "Loket 1" in page.text
    assert 'action="/nilai"' in page.text
    assert 'action="/lanjut"' in page.text
    assert "formulir" not in page.fields
    assert page.response.headers["Cache-Control"] == "no-cache"


def test_the_copy_for_any_counter_names_none(citizen: Citizen) -> None:
    page = citizen.get("/luring")
    assert page.fields["kode"] == ""
    assert "Loket 1" not in page.text
    assert "data-code" in page.text


@pytest.mark.parametrize("path", ["/luring", "/sw.js"])
def test_what_has_not_changed_is_not_sent_again(citizen: Citizen, path: str) -> None:
    mark = citizen.get(path).response.headers["ETag"]
    again = citizen.client.get(path, headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")


def test_a_rating_on_a_copy_gets_its_nonce_when_it_is_sent_and_is_stored_once(citizen: Citizen) -> None:
    code = citizen.ticket()
    form = {**form_of_the_copy(citizen, code), "nilai": "4"}
    first, again = (sent(citizen, "/nilai", form) for _time in range(2))
    assert (first.status, again.status) == (201, 200)
    assert first.response.json == again.response.json
    assert again.response.headers["Idempotent-Replayed"] == "true"
    rest = {**form_of_the_copy(citizen, code, "lanjut"), "ganti": form["formulir"], "luring": "1", "U6": "3"}
    done = sent(citizen, "/lanjut", rest)
    assert done.status == 200
    assert citizen.get((done.response.json or {})["next"]).text.count("Tanda terima") > 0
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers, stored.details_seconds) == (4, {"U6": 3}, None)


def test_the_queue_and_the_form_of_the_same_page_count_once(citizen: Citizen) -> None:
    form = {**citizen.open(citizen.sign()).fields, "nilai": "2"}
    assert sent(citizen, "/nilai", form).status == 201
    assert citizen.post("/nilai", form).status == 303
    assert len(citizen.inbox()) == 1


def test_many_senders_of_one_waiting_rating_store_it_once(app: Flask, citizen: Citizen) -> None:
    form = {**form_of_the_copy(citizen, citizen.ticket()), "nilai": "4"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _sender: sent(Citizen(app), "/nilai", form), range(16)))
    assert sorted(answer.status for answer in answers) == [200] * 15 + [201]
    assert len(citizen.inbox()) == 1


def test_the_day_is_that_of_the_nonce_for_a_sign_and_that_of_the_visit_for_a_ticket(citizen: Citizen) -> None:
    sign, ticket = citizen.sign(), citizen.ticket()
    clock.move_to(factories.NOW + timedelta(days=3))
    for code in (sign, ticket):
        assert sent(citizen, "/nilai", {**form_of_the_copy(citizen, code), "nilai": "3"}).status == 201
    days = {stored.has_ticket: stored.service_day for stored in citizen.inbox()}
    assert days == {False: factories.TODAY + timedelta(days=3), True: factories.TODAY}


@pytest.mark.parametrize("code", ["XXXX", "0" * 16, "0" * 36])
def test_nothing_is_given_for_a_code_that_is_not_ours(citizen: Citizen, code: str) -> None:
    assert citizen.get(f"/formulir/nilai/{code}").status == 400
    assert citizen.get(f"/luring/{code}").status == 400


def test_a_nonce_serves_its_own_purpose_and_code_only(citizen: Citizen) -> None:
    form = form_of_the_copy(citizen, citizen.sign(), "lanjut")
    assert sent(citizen, "/nilai", {**form, "nilai": "3"}).status == 400
    form = form_of_the_copy(citizen, citizen.sign(2))
    assert sent(citizen, "/nilai", {**form, "kode": citizen.sign(1), "nilai": "3"}).status == 400
    assert citizen.get(f"/formulir/hapus/{citizen.sign()}").status == 404
    assert citizen.inbox() == []


def test_the_worker_is_a_new_one_when_what_it_keeps_has_changed(citizen: Citizen) -> None:
    before = release(citizen)
    assert release(citizen) == before
    assert citizen.get(before["script"]).status == 200
    assert citizen.get(before["shell"]).status == 200
    citizen.change_agency(help_line="(021) 555-0199")
    assert release(citizen)["version"] != before["version"]


def test_the_switch_replaces_the_worker_by_one_that_goes(citizen: Citizen) -> None:
    (citizen.house.config.data / "tanpa-luring").touch()
    text = citizen.get("/sw.js").response.text
    assert "unregister" in text
    assert "respondWith" not in text
    (citizen.house.config.data / "tanpa-luring").unlink()
    assert "respondWith" in citizen.get("/sw.js").response.text


def test_the_script_speaks_the_language_in_its_address(citizen: Citizen) -> None:
    script = citizen.get("/antrean-id.js").response
    assert script.mimetype == "text/javascript"
    assert "Menunggu jaringan" in script.text
    assert not re.search(r"^\s*//", script.text, re.MULTILINE)
    assert "immutable" in script.headers["Cache-Control"]
    assert citizen.get("/antrean-xx.js").status == 404


def test_script_and_copy_are_light(citizen: Citizen) -> None:
    compressed = {
        path: len(citizen.client.get(path, headers={"Accept-Encoding": "gzip"}).data)
        for path in ("/antrean-id.js", "/luring", "/sw.js")
    }
    assert compressed["/antrean-id.js"] < 7 * 1024, compressed
    assert compressed["/luring"] < 6 * 1024, compressed
    assert compressed["/sw.js"] < 4 * 1024, compressed
