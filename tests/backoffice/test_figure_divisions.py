"""All units by service and channel: as far as each unit's own page goes, and a sum of nothing else."""

import html
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from models import releases, unit_slices, units
from models.counters import Counter
from models.units import Service, Unit
from tests import factories, locked, released, sliced
from tests.backoffice.conftest import Staff
from tests.factories import Town
from tests.sliced import KTP

TOWN = Town(1, (1, 2), (1, 2, 3), 1)
PAGE = "/staf/hasil?periode=2026-11"
FILE = "/staf/hasil/unduh.csv?periode=2026-11"
CLOSED = "Tertutup. Ini bukan nilai rendah."


@pytest.fixture
def divided(app: Flask) -> Flask:
    """Two units that give KTP-el, locked and released; at the second one, three rated at the kiosk."""
    with app.extensions["house"].database.writing() as session:
        other = _second_unit(session)
        sliced.month(session, TOWN)
        sliced.finish(session, TOWN)
        releases.release_unit(session, units.get(session, other), now=locked.DUE, salt=bytes(16))
        unit_slices.keep(session, other)
        session.commit()
    return app


def _second_unit(session: Session) -> int:
    unit = Unit(code="arsip", name="Balai Arsip", zone="Asia/Jakarta")
    session.add(unit)
    session.flush()
    service = Service(unit_id=unit.id, name="KTP-el")
    counter = Counter(unit_id=unit.id, label="1", sign_words="rusa perak")
    session.add_all([service, counter])
    session.flush()
    town = Town(unit.id, (counter.id,), (), 1)
    day = released.forms(30, service_id=service.id, has_ticket=False, answers=released.answers(2))
    kiosk = released.forms(1, channel="kiosk", service_id=service.id, has_ticket=False)
    released.nights(session, town, [day + kiosk] * 3)
    return unit.id


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def row_of(page: str, name: str) -> str:
    found = [row for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL) if f">{name}</a>" in row]
    assert len(found) == 1
    return text_of(found[0])


@pytest.mark.usefixtures("divided")
def test_a_unit_shows_on_the_list_what_its_own_page_shows(staff: Staff) -> None:
    client = staff("auditor")
    for query in ("saluran=kiosk", "saluran=own_phone", "saluran=kiosk&unsur=U3"):
        own = text_of(client.get(f"/staf/unit/1/hasil?periode=2026-11&{query}").text)
        told = re.search(r"(?:IKM|Konversi) ([0-9,]+) Mutu pelayanan .*? N responden ([0-9]+) Rentang", own)
        row = row_of(client.get(f"{PAGE}&{query}").text, "Dinas Kependudukan dan Pencatatan Sipil")
        if told is None:
            assert CLOSED in row
        else:
            assert f" {told[1]} " in row
            assert f" {told[2]} " in row


@pytest.mark.usefixtures("divided")
def test_a_closed_unit_says_so_and_is_in_no_sum(staff: Staff) -> None:
    client = staff("auditor")
    page = client.get(f"{PAGE}&saluran=kiosk").text
    assert CLOSED in row_of(page, "Balai Arsip")
    shown = row_of(page, "Dinas Kependudukan dan Pencatatan Sipil")
    n = re.search(r"N responden ([0-9]+) ", text_of(page))
    assert n is not None
    assert f" {n[1]} " in shown, "the sum is that of the one unit that is shown"
    assert "1 unit tertutup: tidak ada penilaian dengan saringan ini" in text_of(page)
    lines = client.post(f"{FILE}&saluran=kiosk").data.decode("utf-8-sig").splitlines()
    assert lines[1] == "Balai Arsip;;;;;;;;;"
    assert lines[2].split(";")[1] == n[1]
    assert lines[2].split(";")[6:9] == ["", "", ""], "tickets and services are known of the whole only"


@pytest.mark.usefixtures("divided")
def test_a_service_goes_by_its_name_and_leads_to_its_number(staff: Staff) -> None:
    page = html.unescape(staff("auditor").get(f"{PAGE}&layanan=KTP-el").text)
    assert f'href="/staf/unit/1/hasil?periode=2026-11&layanan={KTP}"' in page
    assert "Layanan: KTP-el × (hapus)" in text_of(page)
    assert "Kartu Keluarga" not in page, "only one unit gives it"
    assert "N responden 165" in text_of(page), "72 of one unit and 93 of the other"


@pytest.mark.usefixtures("divided")
def test_each_chip_removes_its_filter_and_one_link_removes_all(staff: Staff) -> None:
    page = html.unescape(staff("auditor").get(f"{PAGE}&saluran=kiosk&unsur=U3").text)
    assert 'href="/staf/hasil?periode=2026-11&unsur=U3">Saluran' in page
    assert 'href="/staf/hasil?periode=2026-11&saluran=kiosk">Unsur' in page
    assert 'class="all" href="/staf/hasil?periode=2026-11">Hapus semua' in page


@pytest.mark.usefixtures("divided")
def test_where_nobody_may_be_shown_the_page_says_why_and_offers_to_remove_a_filter(staff: Staff) -> None:
    page = html.unescape(staff("auditor").get(f"{PAGE}&saluran=import").text)
    assert "Tidak ada unit yang dapat ditampilkan dengan saringan ini" in page
    assert 'href="/staf/hasil?periode=2026-11">Hapus saringan saluran: Impor' in page


@pytest.mark.usefixtures("divided")
def test_a_period_that_is_not_locked_leads_to_one_that_is(staff: Staff) -> None:
    client = staff("auditor")
    page = html.unescape(client.get("/staf/hasil?periode=2026-TW4&saluran=kiosk").text)
    assert "tampil setelah periodenya dikunci" in page
    assert 'href="/staf/hasil?periode=2026-11&saluran=kiosk">Lihat November 2026' in page
    assert "N responden" not in page
    file = client.post("/staf/hasil/unduh.csv?periode=2026-TW4&saluran=kiosk").data.decode("utf-8-sig")
    assert len(file.splitlines()) == 1


def test_nothing_is_divided_before_any_lock(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        released.nights(session, TOWN, [released.forms(12), released.forms(10)], first=factories.NOW)
        session.commit()
    page = text_of(staff("auditor").get(f"{PAGE}&saluran=own_phone").text)
    assert "Belum ada periode yang dikunci." in page
    assert "N responden" not in page
