"""What is taken away can be brought back from the message that says so."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.backoffice.conftest import Staff
from tests.backoffice.test_periods import DRAFT, EXPECTATION, PAGE

BUTTON = re.compile(r'<form method="post" action="([^"]+)" class="undo">(.*?)</form>', re.DOTALL)
FIELD = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


def undone(client: FlaskClient, page: str) -> TestResponse:
    """Press *Urungkan*."""
    found = BUTTON.search(page)
    assert found is not None, page
    return client.post(found[1], data=dict(FIELD.findall(found[2])), follow_redirects=True)


def test_an_absence_taken_back_by_mistake_comes_back(staff: Staff) -> None:
    head = staff("unit_head")
    fields = {"officer_id": "1", "first": "2026-11-05", "last": "2026-11-06"}
    head.post("/staf/tidak-bertugas/baru", data=fields)
    page = head.post("/staf/tidak-bertugas/1/hapus", follow_redirects=True).get_data(as_text=True)
    assert "Petugas kembali dapat dijadwalkan" in page
    assert "Belum ada yang ditandai" in page
    assert "5 November 2026" in undone(head, page).get_data(as_text=True)
    assert BUTTON.search(head.get("/staf/tidak-bertugas").get_data(as_text=True)) is None


def test_an_expectation_removed_by_mistake_comes_back(staff: Staff) -> None:
    hr = staff("hr")
    hr.post("/staf/periode/baru", data=DRAFT)
    hr.post(f"{PAGE}/harapan/baru", data=EXPECTATION)
    page = hr.post("/staf/harapan/1/hapus", follow_redirects=True).get_data(as_text=True)
    assert "Ekspektasi dihapus." in page
    assert "Tidak ada ekspektasi" in page
    assert "Menyapa lebih dahulu" in undone(hr, page).get_data(as_text=True)
