"""What a citizen is promised: rate later with the ticket on paper, ask what became of it, know what is stored."""

import re
from datetime import timedelta

import pytest

import clock
from models import hr_lists, import_batches, inbox, logins, seals, units
from models.ratings import Receipt
from public.device import LIFETIME
from surveys import cases, nonces, retention
from tests import factories
from tests.public.citizen import Citizen, Screen

WORDS = {"Menunggu segel", "Terhitung", "Terlambat", "Tidak dikenal"}


def receipt(citizen: Citizen, value: int = 3) -> str:
    """The receipt of a fresh answer."""
    page = citizen.get(citizen.tap(citizen.open(citizen.sign()), value).location.replace("lanjut", "terima-kasih"))
    shown = page.text.split('receipt">')[1].split("<strong>")[1].split("</strong>")[0]
    return shown.replace(" ", "")


def told(page: Screen) -> set[str]:
    """The words that a receipt's page answers with."""
    return {word for word in WORDS if f"<h2>{word}</h2>" in page.text}


@pytest.mark.parametrize(("age", "until"), [(0, "10 November"), (7, "10 November"), (8, "24 November"), (21, "24")])
def test_a_ticket_says_until_when_it_can_be_used_at_home(citizen: Citizen, age: int, until: str) -> None:
    clock.move_to(factories.NOW + timedelta(days=age))
    page = citizen.open(citizen.ticket())
    assert "Tiket layanan 3 November 2026." in page.text
    assert f"sampai {until}" in page.text
    assert citizen.tap(page, 4).status == 303


def test_a_sign_has_no_last_day_and_a_change_needs_none(citizen: Citizen) -> None:
    ticket = citizen.ticket()
    second = citizen.follow(citizen.tap(citizen.open(ticket), 4))
    for page in (citizen.open(citizen.sign()), citizen.get(f"/ubah/{ticket}/{second.fields['ganti']}")):
        assert page.status == 200
        assert "dari rumah" not in page.text


def test_a_receipt_answers_waiting_then_counted_and_never_the_score(citizen: Citizen) -> None:
    codes = [receipt(citizen, value) for value in (1, 4)]
    waiting = [citizen.get(f"/tanda-terima?kode={code}") for code in codes]
    assert [told(page) for page in waiting] == [{"Menunggu segel"}] * 2
    assert waiting[0].text.replace(codes[0], "") == waiting[1].text.replace(codes[1], "")
    end = factories.NOW + timedelta(days=1)
    with citizen.house.database.writing() as session:
        list(seals.seal_unit(session, units.get(session, 1), chance=seals.seeded(1), now=end))
        session.commit()
    counted = [citizen.get(f"/tanda-terima?kode={code}") for code in codes]
    assert [told(page) for page in counted] == [{"Terhitung"}] * 2
    assert counted[0].text.replace(codes[0], "") == counted[1].text.replace(codes[1], "")


def test_a_receipt_that_came_too_late_says_so_and_a_stranger_is_unknown(citizen: Citizen) -> None:
    with citizen.house.database.writing() as session:
        session.add(Receipt(leaf=nonces.receipt_leaf("ABCDEFGH12345678"), late=True))
        session.commit()
    assert told(citizen.get("/tanda-terima?kode=abcd efgh 1234 5678")) == {"Terlambat"}
    assert told(citizen.get("/tanda-terima?kode=ABCDEFGH12345679")) == {"Tidak dikenal"}
    assert told(citizen.get("/tanda-terima")) == set()


def test_the_thanks_page_says_what_the_receipt_will_answer_and_leads_to_what_was_changed(citizen: Citizen) -> None:
    page = citizen.get(citizen.tap(citizen.open(citizen.sign()), 3).location.replace("lanjut", "terima-kasih"))
    assert "menunggu segel, terhitung, atau terlambat" in page.text
    assert 'href="/hasil/dukcapil/perbaikan"' in page.text


def test_the_privacy_page_and_the_handbook_promise_the_times_by_which_the_nights_destroy(citizen: Citizen) -> None:
    page, handbook = citizen.get("/privasi").text, citizen.get("/panduan/pemasangan").text
    months = f"{retention.MONTHS_KEPT} bulan"
    assert f"paling lama {months} setelah dapat dibaca" in page
    assert f"<dd>Paling lama {months}</dd>" in page
    assert timedelta(days=365) == cases.TEXTS_KEPT
    assert "12 bulan setelah selesai" in page
    for words in (
        f"Komentar warga | {months} sejak",
        f"Tanda terima | {months}",
        f"Tiket yang sudah dipakai | {inbox.TICKETS_KEPT.days} hari",
        f"sudah dikirim | {inbox.NONCES_KEPT.days} hari",
        f"kontak pelapor | {cases.ORIGINALS_KEPT.days} hari",
        "kode lacak | 12 bulan",
        f"tidak dipakai serah terima | {hr_lists.UNUSED_KEPT.days} hari",
        f"kertas yang tidak ditutup | {retention.PAPER_KEPT.days} hari",
        f"mengurungkan impor | {import_batches.KEPT.days} hari",
        f"Sesi masuk staf | {logins.ABSOLUTE.seconds // 3600} jam",
    ):
        assert words in re.sub(r"</td>\s*<td>", " | ", handbook), words


def test_the_privacy_page_tells_what_is_kept_how_long_and_who_sees_it(citizen: Citizen) -> None:
    page = citizen.get("/privasi").text
    for words in ("51 hari setelah layanan", "Di ponsel 180 hari", "90 hari setelah selesai", "mulai 30 penilaian"):
        assert words in page
    sent = citizen.tap(citizen.open(citizen.sign()), 3)
    assert f"Max-Age={int(LIFETIME.total_seconds())}" in sent.response.headers["Set-Cookie"]
