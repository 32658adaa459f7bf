"""The comments' room: batches of a week, the word behind every theme, marks, and what passes the unit by."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models import comments, follow_ups
from models.comments import Desk, Sight
from models.units import Unit
from surveys.periods import parse
from tests import commented
from tests.backoffice.conftest import Staff, account, log_in
from tests.commented import ORDINARY, PAST_UNIT
from tests.factories import NOW, TODAY
from tests.models.test_follow_ups import HEAD, STEP


@pytest.fixture
def _comments(app: Flask) -> None:
    """Six comments for the unit and one for the evaluators, released this week."""
    with app.extensions["house"].database.writing() as session:
        assert commented.released(session, 1, *ORDINARY, PAST_UNIT) == 7
        session.commit()


def text(client: FlaskClient, address: str = "/staf/komentar") -> str:
    return client.get(address).get_data(as_text=True)


def quotes(page: str) -> list[str]:
    return re.findall(r"<blockquote>(.*?)</blockquote>", page)


def first_key(page: str) -> str:
    found = re.search(r'id="k-([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


@pytest.mark.usefixtures("_comments")
def test_the_unit_reads_the_batch_of_a_week_with_the_word_that_led_to_each_theme(staff: Staff) -> None:
    page = text(staff("unit_head"))
    assert len(quotes(page)) == len(ORDINARY)
    assert "Toilet &lt;kotor&gt;" in quotes(page)
    assert "Dirilis minggu 2 November 2026" in page
    for words in (
        "Waktu dan antrean (“antreannya”, “lama”)",
        "(“menunggu”, “jam”)",
        "Tempat dan sarana (“toilet”, “kotor”)",
    ):
        assert words in page


@pytest.mark.usefixtures("_comments")
def test_what_passes_the_unit_by_is_read_by_the_evaluator_alone(staff: Staff) -> None:
    for role in ("unit_head", "operator", "evaluator"):
        assert PAST_UNIT not in text(staff(role))
    page = text(staff("evaluator"), "/staf/komentar/khusus")
    assert quotes(page) == [PAST_UNIT]
    assert "Dinas Kependudukan" in page
    assert staff("unit_head").post(f"/staf/komentar/{first_key(page)}/tandai").status_code == 404
    assert staff("unit_head").get(f"/staf/komentar/{first_key(page)}/rtl").status_code == 404


@pytest.mark.usefixtures("_comments")
def test_the_evaluator_has_the_comments_to_look_into_among_todays_tasks(staff: Staff) -> None:
    client = staff("evaluator")
    assert "1 komentar khusus belum diperiksa" in text(client, "/staf/")
    key = first_key(text(client, "/staf/komentar/khusus"))
    client.post(f"/staf/komentar/{key}/tandai")
    assert "belum diperiksa" not in text(client, "/staf/")
    assert "sudah diperiksa</span>" in text(client, "/staf/komentar/khusus")


@pytest.mark.usefixtures("_comments")
def test_what_waits_for_the_evaluator_is_shown_whatever_the_period(staff: Staff) -> None:
    client = staff("evaluator")
    assert quotes(text(client, "/staf/komentar/khusus?periode=2026-TW2")) == [PAST_UNIT]
    client.post(f"/staf/komentar/{first_key(text(client, '/staf/komentar/khusus'))}/tandai")
    assert quotes(text(client, "/staf/komentar/khusus?periode=2026-TW2")) == []


@pytest.mark.usefixtures("_comments")
def test_a_theme_of_one_to_four_comments_has_no_number(app: Flask, staff: Staff) -> None:
    def row(theme: str) -> str:
        page = text(staff("unit_head"))
        found = re.search(rf"<tr>\s*<th scope=\"row\"><a [^>]*>{theme}</a>.*?</tr>", page, re.DOTALL)
        assert found is not None
        return found[0]

    assert "1–4" in row("Waktu dan antrean")
    assert "<svg" not in row("Waktu dan antrean")
    with app.extensions["house"].database.writing() as session:
        commented.released(session, 1, *["lama sekali"] * 5, now=NOW + timedelta(days=7))
        session.commit()
    assert '<td class="number">9</td>' in row("Waktu dan antrean")
    assert '<svg class="spark"' in row("Waktu dan antrean")
    assert '<td class="number">0</td>' in row("Biaya")


@pytest.mark.usefixtures("_comments")
def test_filters_stand_in_the_address_and_can_be_taken_off(staff: Staff) -> None:
    client = staff("unit_head")
    page = text(client, "/staf/komentar?periode=2026-TW4&tema=waktu")
    assert sorted(quotes(page)) == ["Antreannya lama sekali", "Cepat dan jelas", "Menunggu dua jam", "Nunggu lama"]
    assert "Tema: Waktu dan antrean" in page
    client.post(f"/staf/komentar/{first_key(page)}/tandai?tema=waktu")
    assert len(quotes(text(client, "/staf/komentar?berguna=1"))) == 1
    assert "Tidak ada komentar seperti ini" in text(client, "/staf/komentar?tema=biaya")
    assert "Belum ada komentar yang dirilis di Triwulan II 2026" in text(client, "/staf/komentar?periode=2026-TW2")


@pytest.mark.usefixtures("_comments")
def test_a_mark_is_undone(staff: Staff) -> None:
    client = staff("unit_head")
    key = first_key(text(client))
    answer = client.post(f"/staf/komentar/{key}/tandai?periode=2026-TW4")
    assert answer.location.endswith(f"/staf/komentar?periode=2026-TW4#k-{key}")
    assert '<span class="badge ok">berguna</span>' in text(client)
    client.post(f"/staf/komentar/{key}/batal")
    assert '<span class="badge ok">berguna</span>' not in text(client)


@pytest.mark.usefixtures("_comments")
def test_many_comments_are_turned_page_by_page(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        commented.released(session, 1, *[f"Komentar ke-{n}" for n in range(50)], now=NOW + timedelta(days=7))
        session.commit()
    client = staff("unit_head")
    assert len(quotes(text(client))) == 50
    last = text(client, "/staf/komentar?halaman=2")
    assert len(quotes(last)) == 6
    assert "Halaman 2 dari 2" in last
    assert quotes(text(client, "/staf/komentar?halaman=99")) == quotes(last)


@pytest.mark.usefixtures("_comments")
def test_a_comment_is_linked_to_a_step_that_stands(app: Flask, staff: Staff) -> None:
    client = staff("unit_head")
    key = first_key(text(client))
    assert "Atau hubungkan" not in text(client, f"/staf/komentar/{key}/rtl")
    with app.extensions["house"].database.writing() as session:
        follow_ups.add(session, HEAD, 1, parse("2026-TW3"), **STEP)
        session.commit()
    assert "Triwulan III 2026" in text(client, f"/staf/komentar/{key}/rtl")
    client.post(f"/staf/komentar/{key}/rtl", data={"step": "1"})
    assert "Dijawab:" in text(client)
    assert quotes(text(client, "/staf/rtl/1")) == quotes(text(client))[:1]


@pytest.mark.usefixtures("_comments")
def test_another_units_comments_are_not_there(app: Flask, staff: Staff) -> None:
    key = first_key(text(staff("unit_head")))
    with app.extensions["house"].database.writing() as session:
        other = Unit(code="pajak", name="Badan Pendapatan", kind="Badan", zone="Asia/Jakarta")
        session.add(other)
        session.flush()
        head = account(session, "unit_head", username="lain", unit_id=other.id).id
        session.commit()
    client = log_in(app, head)
    assert quotes(text(client, "/staf/komentar?unit=1")) == []
    for step in ("tandai", "batal", "rtl"):
        assert client.post(f"/staf/komentar/{key}/{step}").status_code == 404
    assert client.get("/staf/komentar/bukan-kunci/rtl").status_code == 404


@pytest.mark.usefixtures("_comments")
def test_the_evaluator_chooses_a_unit_and_writes_nothing_on_its_plan(staff: Staff) -> None:
    client = staff("evaluator")
    page = text(client, "/staf/komentar?unit=1")
    assert len(quotes(page)) == len(ORDINARY)
    assert "Tindak lanjuti" not in page
    assert client.get(f"/staf/komentar/{first_key(page)}/rtl").status_code == 403


@pytest.mark.usefixtures("_comments")
def test_nothing_on_the_page_tells_day_counter_shift_or_officer(app: Flask, staff: Staff) -> None:
    main = text(staff("unit_head")).split("<main")[1]
    batch = main.split('id="daftar"')[1].split("</main>")[0]
    for word in ("Loket 1", "Pagi", "Siang", "Ayu Lestari", "3 November"):
        assert word not in batch
    with app.extensions["house"].database.writing() as session:
        found = comments.between(session, Sight(Desk.UNIT, 1), TODAY - timedelta(days=7), TODAY)
    assert {comment.week for comment in found} == {TODAY - timedelta(days=1)}


@pytest.mark.parametrize("code", ["0001-01", "0001", "9998-12"])
def test_the_first_and_the_last_year_there_are_have_comments_too(staff: Staff, code: str) -> None:
    assert staff("unit_head").get(f"/staf/komentar?periode={code}").status_code == 200


@pytest.mark.usefixtures("_comments")
def test_a_period_older_than_comments_are_kept_says_so_and_counts_no_month_of_it(staff: Staff) -> None:
    client = staff("unit_head")
    words = "Komentar disimpan paling lama 24 bulan."
    assert words not in text(client)
    assert words in text(client, "/staf/komentar?periode=2024")
    assert "Des 24</th>" in text(client, "/staf/komentar?periode=2024")
    assert "Nov 24</th>" not in text(client, "/staf/komentar?periode=2024")
    page = text(client, "/staf/komentar?periode=2023-TW1")
    assert words in page
    assert 'class="themes"' not in page
