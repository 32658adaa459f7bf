"""A citizen's journey in a browser, with scripts and without: nothing they do counts twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.public.citizen import Citizen


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of 360×740, once with JavaScript and once without."""
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.fixture
def citizen(server: Server) -> Citizen:
    return Citizen(server.app)


def face(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def on_the_second_screen(page: Page) -> None:
    expect(page.get_by_role("status").first).to_have_text("Penilaian Anda sudah tersimpan.")


def test_from_the_first_tap_to_the_receipt(phone: Page, server: Server, citizen: Citizen) -> None:
    phone.goto(f"{server.url}/T/{citizen.ticket()}")
    face(phone, "Puas")
    on_the_second_screen(phone)
    phone.get_by_role("group", name="Petugasnya mampu?").get_by_label("Sangat kompeten").check()
    phone.get_by_role("group", name="Petugasnya sopan dan ramah?").get_by_label("Sopan dan ramah", exact=True).check()
    phone.get_by_role("group", name="Biayanya wajar?").get_by_label("Tidak tahu / lewati").check()
    phone.get_by_label("Ada yang ingin Anda sampaikan?").fill("Antreannya tertib.")
    phone.get_by_text("Sedikit tentang Anda").click()
    phone.get_by_label("Perempuan").check()
    phone.get_by_role("button", name="Kirim").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Terima kasih. Penilaian Anda sudah kami terima.")
    receipt = phone.locator(".receipt strong").inner_text()
    [stored] = citizen.inbox()
    assert (stored.opening, stored.answers) == (3, {"U6": 4, "U7": 3})
    assert (stored.comment, stored.profile) == ("Antreannya tertib.", {"sex": "P"})
    phone.get_by_role("link", name="Periksa tanda terima").click()
    phone.get_by_label("Tanda terima (16 huruf dan angka)").fill(receipt.lower())
    phone.get_by_role("button", name="Periksa").click()
    expect(phone.get_by_role("status")).to_contain_text("Menunggu segel")


def test_a_tap_and_enough(phone: Page, server: Server, citizen: Citizen) -> None:
    phone.goto(f"{server.url}/L/{citizen.sign()}")
    face(phone, "Tidak puas")
    phone.get_by_role("link", name="Cukup sampai di sini").click()
    expect(phone.locator(".receipt")).to_contain_text(re.compile(r"([0-9A-Z]{4} ?){4}"))
    assert [stored.opening for stored in citizen.inbox()] == [1]


@pytest.mark.parametrize("code", ["sign", "ticket"])
def test_going_back_and_pressing_the_same_face_is_one_response(
    phone: Page, server: Server, citizen: Citizen, code: str
) -> None:
    address = f"/L/{citizen.sign()}" if code == "sign" else f"/T/{citizen.ticket()}"
    phone.goto(server.url + address)
    face(phone, "Puas")
    on_the_second_screen(phone)
    phone.go_back()
    face(phone, "Puas")
    on_the_second_screen(phone)
    assert len(citizen.inbox()) == 1


def test_going_back_and_pressing_another_face_offers_to_replace(phone: Page, server: Server, citizen: Citizen) -> None:
    phone.goto(f"{server.url}/T/{citizen.ticket()}")
    face(phone, "Puas")
    on_the_second_screen(phone)
    phone.go_back()
    face(phone, "Kurang puas")
    face(phone, "Ganti dengan Kurang puas")
    on_the_second_screen(phone)
    assert [stored.opening for stored in citizen.inbox()] == [2]


def test_a_double_tap_is_one_response(phone: Page, server: Server, citizen: Citizen) -> None:
    phone.goto(f"{server.url}/L/{citizen.sign()}")
    phone.get_by_role("button", name="Sangat puas").dblclick()
    on_the_second_screen(phone)
    assert len(citizen.inbox()) == 1


def test_reloading_any_page_is_one_response(phone: Page, server: Server, citizen: Citizen) -> None:
    phone.goto(f"{server.url}/L/{citizen.sign()}")
    phone.reload()
    face(phone, "Puas")
    on_the_second_screen(phone)
    phone.reload()
    phone.get_by_role("button", name="Kirim").click()
    expect(phone.locator(".receipt")).to_be_visible()
    phone.reload()
    phone.go_back()
    phone.get_by_role("button", name="Kirim").click()
    expect(phone.locator(".receipt")).to_be_visible()
    assert len(citizen.inbox()) == 1


def test_changing_the_first_answer_keeps_one_response(phone: Page, server: Server, citizen: Citizen) -> None:
    phone.goto(f"{server.url}/L/{citizen.sign()}")
    face(phone, "Puas")
    phone.get_by_role("link", name="Ubah penilaian").click()
    face(phone, "Tidak puas")
    on_the_second_screen(phone)
    assert [stored.opening for stored in citizen.inbox()] == [1]


def test_a_second_phone_with_the_same_ticket_is_led_on(
    phone: Page, browser: Browser, server: Server, citizen: Citizen
) -> None:
    address = f"{server.url}/T/{citizen.ticket()}"
    citizen.tap(citizen.open(address.rsplit("/", 1)[1]), 4)
    phone.goto(address)
    face(phone, "Tidak puas")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tiket ini sudah dipakai")
    face(phone, "Saya belum menilai")
    on_the_second_screen(phone)
    assert sorted(stored.has_ticket for stored in citizen.inbox()) == [False, True]


def test_a_message_too_long_comes_back_with_everything_kept(phone: Page, server: Server, citizen: Citizen) -> None:
    phone.goto(f"{server.url}/L/{citizen.sign()}")
    face(phone, "Puas")
    phone.get_by_role("group", name="Biayanya wajar?").get_by_label("Gratis").check()
    phone.get_by_label("Ada yang ingin Anda sampaikan?").fill("a" * 1001)
    phone.get_by_role("button", name="Kirim").click()
    expect(phone).to_have_title(re.compile("^Periksa lagi:"))
    summary = phone.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(phone.get_by_label("Ada yang ingin Anda sampaikan?")).to_have_value("a" * 1001)
    expect(phone.get_by_role("group", name="Biayanya wajar?").get_by_label("Gratis")).to_be_checked()
    phone.get_by_label("Ada yang ingin Anda sampaikan?").fill("Terlalu panjang tadi.")
    phone.get_by_role("button", name="Kirim").click()
    expect(phone.locator(".receipt")).to_be_visible()
    assert citizen.inbox()[0].answers == {"U4": 4}


def test_the_script_counts_down_warns_of_numbers_and_keeps_a_draft(
    page: Page, server: Server, citizen: Citizen
) -> None:
    page.goto(f"{server.url}/L/{citizen.sign()}")
    face(page, "Puas")
    comment, hint = page.get_by_label("Ada yang ingin Anda sampaikan?"), page.locator("#sisa")
    comment.fill("a" * 899)
    expect(hint).to_have_text("")
    comment.fill("a" * 950)
    expect(hint).to_have_text("Sisa 50 karakter")
    comment.fill("Hubungi 0812-3456-7890")
    expect(hint).to_contain_text("Sepertinya ada NIK atau nomor HP")
    page.reload()
    expect(comment).to_have_value("Hubungi 0812-3456-7890")
    page.get_by_role("button", name="Kirim").click()
    expect(page.locator(".receipt")).to_be_visible()
    page.go_back()
    expect(comment).to_have_value("")
