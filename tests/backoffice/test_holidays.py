"""The calendar of working days: what is known, what is missing, and who is told."""

from datetime import timedelta

import pytest

import clock
from tests.backoffice.conftest import Staff
from tests.factories import NOW

MISSING = "Kalender 2027 belum ada"


@pytest.mark.parametrize(("role", "is_told"), [("admin", True), ("operator", False), ("evaluator", False)])
def test_the_admin_alone_is_asked_for_a_year_that_terms_reach_into(staff: Staff, role: str, *, is_told: bool) -> None:
    assert (MISSING in staff(role).get("/staf/").get_data(as_text=True)) is is_told


def test_nobody_is_asked_while_no_term_reaches_an_unknown_year(staff: Staff) -> None:
    clock.move_to(NOW - timedelta(days=150))
    admin = staff("admin")
    assert MISSING not in admin.get("/staf/").get_data(as_text=True)
    assert MISSING not in admin.get("/staf/kalender").get_data(as_text=True)


def test_the_page_names_every_year_its_decree_and_whether_anybody_compared_it(staff: Staff) -> None:
    page = staff("operator").get("/staf/kalender").get_data(as_text=True)
    assert MISSING in page
    assert "SKB 3 Menteri Nomor 1497, 2, dan 5 Tahun 2025" in page
    assert "Kamis, 1 Januari 2026: Tahun Baru 2026 Masehi" in page
    assert page.index("<h2>2026</h2>") < page.index("<h2>2025</h2>")
    assert page.count("belum dicocokkan dengan salinan keputusan") == 2
