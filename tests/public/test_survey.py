"""The survey from the first tap to the receipt."""

from datetime import timedelta

import pytest
from flask import Flask

import clock
from models import seals, units
from tests import factories
from tests.public.citizen import OTHER_COUNTER, Citizen


def later(**span: int) -> None:
    clock.move_to(factories.NOW + timedelta(**span))


def seal(citizen: Citizen) -> None:
    with citizen.house.database.writing() as session:
        for _sealed in seals.seal_unit(session, units.get(session, 1), chance=seals.seeded(1), now=clock.now()):
            session.commit()


def test_the_first_screen_names_unit_service_counter_and_sign_words(citizen: Citizen) -> None:
    page = citizen.open(citizen.sign())
    assert page.status == 200
    for words in ("Dinas Kependudukan dan Pencatatan Sipil", "KTP-el", "Loket 1", "melati biru", "Bukan loket ini?"):
        assert words in page.text


def test_opening_a_code_stores_nothing_and_spends_nothing(citizen: Citizen) -> None:
    ticket = citizen.ticket()
    for _again in range(3):
        assert citizen.open(ticket).status == 200
    assert citizen.client.head(f"/T/{ticket}").status_code == 200
    assert citizen.inbox() == []
    assert citizen.tap(citizen.open(ticket), 4).status == 303


def test_one_tap_is_a_whole_response(citizen: Citizen) -> None:
    answer = citizen.tap(citizen.open(citizen.ticket()), 4)
    assert answer.status == 303
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers, stored.details_seconds) == (4, {}, None)
    assert (stored.has_ticket, stored.shift, stored.wait_band, stored.channel) == (True, 1, 2, "own_phone")
    assert (stored.unit_id, stored.counter_id, stored.service_id) == (1, 1, 1)


def test_the_second_screen_completes_the_same_response(citizen: Citizen) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.ticket()), 2))
    later(seconds=40)
    thanks = citizen.follow(
        citizen.complete(second, U1="3", U7="4", U2="", komentar=" Cepat sekali. ", profil_sex="P", pendamping="1")
    )
    assert "Terima kasih" in thanks.text
    [stored] = citizen.inbox()
    assert stored.opening == 2
    assert stored.answers == {"U1": 3, "U7": 4}
    assert stored.comment == "Cepat sekali."
    assert stored.profile == {"sex": "P"}
    assert stored.channel == "assisted"
    assert stored.details_seconds == pytest.approx(40, abs=2)


def test_a_second_screen_left_empty_is_no_fast_answer(citizen: Citizen) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.ticket()), 2))
    assert citizen.complete(second).status == 303
    assert citizen.inbox()[0].details_seconds is None


def test_the_receipt_is_the_same_for_every_face_and_state(citizen: Citizen) -> None:
    pages = []
    for value in (1, 4):
        second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), value))
        pages.append(citizen.follow(citizen.complete(second)).text)
    receipts = [page.partition("<strong>")[2][:19] for page in pages]
    assert pages[0].replace(receipts[0], "") == pages[1].replace(receipts[1], "")


def test_the_receipt_tells_what_became_of_the_response(citizen: Citizen) -> None:
    thanks = citizen.follow(citizen.complete(citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))))
    receipt = thanks.text.partition("<strong>")[2][:19]
    assert "Menunggu segel" in citizen.get(f"/tanda-terima?kode={receipt.lower()}").text
    later(days=1)
    seal(citizen)
    assert "Terhitung" in citizen.get(f"/tanda-terima?kode={receipt}").text
    assert "Tidak dikenal" in citizen.get("/tanda-terima?kode=0000000000000000").text


def test_the_same_form_sent_twice_counts_once(citizen: Citizen) -> None:
    page = citizen.open(citizen.sign())
    first, second = citizen.tap(page, 3), citizen.tap(page, 3)
    assert (first.status, second.status, first.location) == (303, 303, second.location)
    assert "Idempotent-Replayed" not in first.response.headers
    assert second.response.headers["Idempotent-Replayed"] == "true"
    assert len(citizen.inbox()) == 1


def test_the_same_form_with_another_face_offers_to_replace_the_first(citizen: Citizen) -> None:
    page = citizen.open(citizen.ticket())
    citizen.tap(page, 1)
    offer = citizen.tap(page, 4)
    assert offer.status == 422
    assert "Ganti dengan Sangat puas" in offer.text
    assert citizen.inbox()[0].opening == 1
    replaced = citizen.post("/nilai", offer.fields)
    assert replaced.status == 303
    [stored] = citizen.inbox()
    assert stored.opening == 4


def test_a_change_keeps_the_receipt(citizen: Citizen) -> None:
    code = citizen.sign()
    page = citizen.open(code)
    citizen.tap(page, 1)
    first = page.fields["formulir"]
    before = citizen.get(f"/terima-kasih/{code}/{first}").text
    later(seconds=30)
    change = citizen.get(f"/ubah/{code}/{first}")
    after = citizen.follow(citizen.tap(change, 4))
    assert after.status == 200
    assert citizen.get(f"/terima-kasih/{code}/{first}").text == before
    assert [stored.opening for stored in citizen.inbox()] == [4]


def test_a_ticket_used_elsewhere_is_refused_and_leads_on(citizen: Citizen) -> None:
    ticket = citizen.ticket()
    citizen.tap(citizen.open(ticket), 4)
    refused = citizen.tap(citizen.open(ticket), 1)
    assert refused.status == 409
    assert "Tiket ini sudah dipakai" in refused.text
    assert f"/L/{citizen.sign()}" in refused.text
    assert len(citizen.inbox()) == 1
    assert citizen.post("/nilai", refused.fields).status == 303
    disputed = [stored for stored in citizen.inbox() if stored.disputed]
    assert [(stored.opening, stored.has_ticket) for stored in disputed] == [(1, False)]


def test_a_completion_before_its_tap_is_asked_to_come_again(citizen: Citizen) -> None:
    code = citizen.sign()
    page, other = citizen.open(code), citizen.open(code)
    second = citizen.follow(citizen.tap(page, 3))
    early = citizen.post("/lanjut", {**second.fields, "ganti": other.fields["formulir"], "U1": "2"})
    assert early.status == 425
    assert int(early.response.headers["Retry-After"]) > 0
    citizen.tap(other, 2)
    assert citizen.post("/lanjut", early.fields).status == 303
    assert sorted((row.opening or 0, len(row.answers)) for row in citizen.inbox()) == [(2, 1), (3, 0)]


def test_after_the_seal_nothing_changes_any_more(citizen: Citizen) -> None:
    page = citizen.open(citizen.ticket())
    answer = citizen.tap(page, 3)
    second = citizen.follow(answer)
    later(days=1)
    seal(citizen)
    assert citizen.complete(second, U1="1").status == 410
    assert citizen.get(answer.location).status == 410
    assert citizen.tap(page, 3).status == 303, "a replay is answered as before"
    assert citizen.inbox() == []


def test_a_continuation_of_a_form_never_sent_leads_to_the_form(citizen: Citizen) -> None:
    code = citizen.sign()
    nonce = citizen.open(code).fields["formulir"]
    for path in ("lanjut", "ubah", "terima-kasih"):
        assert citizen.get(f"/{path}/{code}/{nonce}").location == f"/L/{code}"
        assert citizen.get(f"/{path}/{code}/{nonce[:-2]}AA").status == 400


@pytest.mark.parametrize("nonce", ["", "forged", "other purpose", "expired"])
def test_a_stale_form_comes_back_with_its_answer_and_one_press_sends_it(citizen: Citizen, nonce: str) -> None:
    code = citizen.sign()
    page = citizen.open(code)
    fields = {**page.fields, "nilai": "2"}
    if nonce == "other purpose":
        fields["formulir"] = citizen.follow(citizen.tap(citizen.open(code), 4)).fields["formulir"]
    elif nonce == "expired":
        later(days=23)
    else:
        fields["formulir"] = nonce
    back = citizen.post("/nilai", fields)
    assert back.status == 400
    assert "Tekan Kirim sekali lagi" in back.text
    assert citizen.post("/nilai", back.fields).status == 303
    assert citizen.inbox()[-1].opening == 2


def test_the_form_of_one_counter_is_no_form_of_another(citizen: Citizen) -> None:
    fields = {**citizen.open(citizen.sign()).fields, "kode": citizen.sign(OTHER_COUNTER), "nilai": "4"}
    assert citizen.post("/nilai", fields).status == 400
    assert citizen.inbox() == []


def test_a_stale_second_screen_keeps_every_answer(citizen: Citizen) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    back = citizen.complete(second, formulir="", U1="4", komentar="baris satu\r\nbaris <dua>")
    assert back.status == 400
    assert citizen.post("/lanjut", back.fields).status == 303
    assert citizen.inbox()[0].answers == {"U1": 4}
    assert citizen.inbox()[0].comment == "baris satu\nbaris <dua>"


def test_a_comment_too_long_comes_back_whole_and_marked(citizen: Citizen) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.sign()), 3))
    wrong = citizen.complete(second, U1="4", komentar="a" * 1007)
    assert wrong.status == 422
    assert "<title>Periksa lagi:" in wrong.text
    assert "Kurangi 7 karakter" in wrong.text
    assert "a" * 1007 in wrong.text
    assert 'name="U1" value="4" checked' in wrong.text
    assert citizen.inbox()[0].answers == {}
    assert citizen.complete(wrong, U1="4", komentar="a" * 1000).status == 303


def test_the_day_and_shift_of_a_sign_are_those_of_opening_the_page(citizen: Citizen) -> None:
    page = citizen.open(citizen.sign())  # 10.00, first shift
    later(hours=14, minutes=30)  # half past midnight
    assert citizen.tap(page, 4).status == 303
    [stored] = citizen.inbox()
    assert (stored.service_day, stored.shift) == (factories.TODAY, 1)
    assert stored.local_day == factories.TODAY + timedelta(days=1)
    assert stored.local_time.hour == 10


def test_a_phone_that_keeps_its_tag_is_one_device_for_one_counter(app: Flask) -> None:
    phone = Citizen(app, cookies=True)
    for counter in (1, 1, 2):
        assert phone.tap(phone.open(phone.sign(counter)), 4).status == 303
    one, two, elsewhere = sorted(phone.inbox(), key=lambda stored: stored.counter_id or 0)
    assert one.device == two.device != elsewhere.device


def test_without_cookies_every_response_is_a_device_of_its_own(citizen: Citizen) -> None:
    for _again in range(2):
        citizen.tap(citizen.open(citizen.sign()), 4)
    assert len({stored.device for stored in citizen.inbox()}) == 2


def test_a_forged_device_cookie_is_replaced(app: Flask, citizen: Citizen) -> None:
    page = citizen.open(citizen.sign())
    answer = citizen.post("/nilai", {**page.fields, "nilai": "1"}, headers={"Cookie": "d=AAAA"})
    cookie = answer.response.headers["Set-Cookie"]
    assert cookie.startswith("d=")
    assert not cookie.startswith("d=AAAA;")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"))


def test_not_this_counter_lists_the_open_ones_as_plain_links(citizen: Citizen) -> None:
    page = citizen.get(f"/loket/{citizen.ticket()}")
    assert f'href="/L/{citizen.sign(1)}"' in page.text
    assert f'href="/L/{citizen.sign(2)}"' in page.text


def test_a_server_clock_set_back_by_an_hour_costs_nobody_an_answer_and_counts_none_twice(citizen: Citizen) -> None:
    page = citizen.open(citizen.sign())
    second = citizen.follow(citizen.tap(page, 3))
    later(hours=-1)
    assert citizen.tap(page, 3).response.headers["Idempotent-Replayed"] == "true"
    assert citizen.complete(second, U1="2").status == 303
    assert [(row.opening, row.answers) for row in citizen.inbox()] == [(3, {"U1": 2})]


def test_details_filled_in_before_the_face_was_changed_are_kept(citizen: Citizen) -> None:
    second = citizen.follow(citizen.tap(citizen.open(citizen.ticket()), 4))
    later(minutes=1)
    change = f"/ubah/{second.fields['kode']}/{second.fields['ganti']}"
    citizen.tap(citizen.get(change), 1)
    assert citizen.complete(second, U1="2", komentar="antre lama").status == 303
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers, stored.comment) == (1, {"U1": 2}, "antre lama")
