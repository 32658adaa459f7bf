"""Views of the results under names of one's own: kept, listed, opened, forgotten and brought back."""

import html
import re

from flask import Flask
from flask.testing import FlaskClient

from models import saved_views, users
from models.changes import By
from models.units import Unit
from models.users import User
from tests.backoffice.conftest import Staff, account
from tests.factories import NOW

NEW = "/staf/tampilan/baru"
NOVEMBER = "/staf/hasil?periode=2026-11&unsur=U3"


def save(client: FlaskClient, query: str, name: str, **fields: str) -> str:
    """Save a view and return where the person is led."""
    answer = client.post(f"{NEW}?{query}", data={"name": name, **fields})
    assert answer.status_code == 303, answer.text
    return answer.location


def links(page: str) -> dict[str, str]:
    """The saved views of a page: name -> address."""
    found = re.search(r'<nav class="views.*?</nav>', page, re.DOTALL)
    assert found is not None
    pairs = re.findall(r'<li><a href="([^"]*)"[^>]*>(.*?)</a>', found[0])
    return {html.unescape(name): html.unescape(address) for address, name in pairs}


def test_a_view_is_saved_with_its_filters_and_opened_by_its_name(staff: Staff) -> None:
    client = staff("hr")
    page = html.unescape(client.get(NOVEMBER).text)
    assert f'href="{NEW}?periode=2026-11&unsur=U3"' in page
    assert save(client, "periode=2026-11&unsur=U3", "Waktu, November") == NOVEMBER
    assert links(client.get("/staf/hasil").text) == {"Waktu, November": NOVEMBER}
    assert links(client.get("/staf/unit/1/hasil").text) == {"Waktu, November": NOVEMBER}
    assert 'aria-current="page">Waktu, November' in client.get(NOVEMBER).text


def test_a_view_of_one_unit_leads_back_to_it(staff: Staff) -> None:
    client = staff("hr")
    assert save(client, "unit=1&periode=2026&saluran=kiosk", "Dukcapil") == (
        "/staf/unit/1/hasil?periode=2026&saluran=kiosk"
    )


def test_a_view_without_a_fixed_period_opens_the_running_quarter(staff: Staff) -> None:
    client = staff("hr")
    save(client, "periode=2026-11&unsur=U3", "Waktu", newest="y")
    address = links(client.get("/staf/hasil").text)["Waktu"]
    assert address == "/staf/hasil?unsur=U3"
    assert "Triwulan IV 2026" in client.get(address).text


def test_only_known_fields_are_kept_and_no_address(staff: Staff) -> None:
    client = staff("hr")
    wild = "periode=2026-11&next=https://example.org&lembar=3&tabel=corong&_external=1&_scheme=javascript&_anchor=x"
    assert save(client, wild, "Aman") == "/staf/hasil?periode=2026-11"
    assert links(client.get("/staf/hasil").text) == {"Aman": "/staf/hasil?periode=2026-11"}
    assert save(client, f"unsur={'x' * 300}", "Panjang") == "/staf/hasil"
    for wrong in ("periode=kapan", "unit=77", "unit=9999999999"):
        assert client.post(f"{NEW}?{wrong}", data={"name": "Salah"}).status_code == 404


def test_a_name_is_needed_short_and_taken_once(staff: Staff) -> None:
    client = staff("hr")
    save(client, "periode=2026", "Tahun ini")
    for name, why in (("", "Beri nama"), ("x" * 61, "paling banyak 60"), ("Tahun ini", "sudah ada. Pilih nama lain.")):
        answer = client.post(f"{NEW}?periode=2026-11", data={"name": name})
        assert answer.status_code == 422
        assert why in html.unescape(answer.text)
    assert len(links(client.get("/staf/hasil").text)) == 1


def test_a_person_keeps_at_most_twenty(staff: Staff) -> None:
    client = staff("hr")
    for number in range(saved_views.MOST):
        save(client, "periode=2026", f"Tampilan {number}")
    answer = client.post(f"{NEW}?periode=2026", data={"name": "Satu lagi"})
    assert answer.status_code == 422
    assert "Anda sudah menyimpan 20 tampilan. Hapus salah satu dahulu." in answer.text


def test_a_removed_view_comes_back_by_undo_and_the_page_stays(staff: Staff) -> None:
    client = staff("hr")
    save(client, "unit=1&periode=2026&unsur=U3", "Waktu")
    page = html.unescape(client.get(NOVEMBER).text)
    found = re.search(r'action="(/staf/tampilan/[0-9]+/hapus[^"]*)"', page)
    assert found is not None
    answer = client.post(found[1])
    assert answer.location == NOVEMBER
    page = client.get(NOVEMBER).text
    assert links(page) == {}
    assert "Tampilan “Waktu” dihapus." in html.unescape(page)
    undo = re.search(r'action="([^"]*)" class="undo"', page)
    assert undo is not None
    client.post(html.unescape(undo[1]), data={"name": "Waktu"})
    assert links(client.get(NOVEMBER).text) == {"Waktu": "/staf/unit/1/hasil?periode=2026&unsur=U3"}


def test_nobody_sees_or_removes_the_views_of_another(staff: Staff) -> None:
    mine, other = staff("hr"), staff("auditor")
    save(mine, "periode=2026", "Punya saya")
    found = re.search(r'action="(/staf/tampilan/[0-9]+/hapus)[^"]*"', mine.get("/staf/hasil").text)
    assert found is not None
    assert other.post(found[1]).status_code == 404
    assert links(other.get("/staf/hasil").text) == {}
    assert links(mine.get("/staf/hasil").text) == {"Punya saya": "/staf/hasil?periode=2026"}


def test_a_person_of_one_unit_keeps_views_of_that_unit_only(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        session.add(Unit(id=2, code="lain", name="Balai Lain", zone="Asia/Jakarta"))
        session.commit()
    client = staff("unit_head")
    assert save(client, "unit=2&periode=2026", "Tahun") == "/staf/unit/1/hasil?periode=2026"
    assert links(client.get("/staf/unit/1/hasil").text) == {"Tahun": "/staf/unit/1/hasil?periode=2026"}


def test_views_go_with_their_account(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        user = account(session, "hr")
        by = By(account(session, "admin").id, "admin", "admin", NOW, bytes(16))
        saved_views.save(session, by, user.id, name="Tahun", unit_id=None, query={"periode": "2026"})
        users.disable(session, by, session.get_one(User, user.id))
        assert saved_views.of_user(session, user.id) == []
        session.commit()
