"""The flags' room: who sees what, and how an evaluator decides."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice import passwords
from models.audit import AuditEvent
from models.flags import Flag, FlagDecision
from models.users import User
from tests import factories
from tests.backoffice.conftest import Staff, account, log_in
from tests.factories import TODAY

PASSWORD = "kuda-laut-makan-bakso"
REASON = "Rombongan sekolah, tercatat di buku tamu."


def raised(app: Flask, **fields: Any) -> int:
    """The id of a new flag: six ratings without ticket at the first counter, unless told otherwise."""
    values = {
        "unit_id": 1, "counter_id": 1, "day": TODAY, "last_day": TODAY, "shift": 1, "detector": "lonjakan",
        "stream": "tanpa_tiket", "count": 6, "exponent": -7, "parameters": "2026-2",
    }  # fmt: skip
    with app.extensions["house"].database.writing() as session:
        row = Flag(**{**values, **fields})
        session.add(row)
        session.commit()
        found: int = row.id
        return found


def stored(app: Flask, flag_id: int) -> str:
    with app.extensions["house"].database.reading() as session:
        found: str = session.scalars(select(Flag.state).where(Flag.id == flag_id)).one()
        return found


def evaluator(app: Flask, name: str = "evaluator") -> FlaskClient:
    """A browser of an evaluator with a password."""
    with app.extensions["house"].database.writing() as session:
        user_id = account(session, "evaluator", username=name, name=name, password_hash=passwords.hashed(PASSWORD)).id
        session.commit()
    return log_in(app, user_id)


def decide(client: FlaskClient, flag_id: int, decision: str, **fields: str) -> Any:
    data = {"decision": decision, "reason": REASON, "password": PASSWORD, **fields}
    return client.post(f"/staf/tanda/{flag_id}/putuskan", data=data)


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_a_flag_is_told_with_its_place_its_count_and_its_chance(app: Flask, staff: Staff) -> None:
    with app.extensions["house"].database.writing() as session:
        factories.on_duty(session, 1, 1, TODAY)
        session.commit()
    page = text(staff("evaluator"), f"/staf/tanda/{raised(app)}")
    for words in (
        "Loket 1, sif Pagi, 3 November 2026", "Ayu Lestari", "tanpa tiket", "1 banding 10.000.000", "2026-2",
        "Nilai IKM tetap menghitungnya", "belum diperiksa",
    ):  # fmt: skip
        assert words in page, words


def test_a_span_is_told_with_its_days_and_a_fixed_rule_without_a_chance(app: Flask, staff: Staff) -> None:
    fields = {"counter_id": None, "shift": 0, "day": date(2026, 10, 1), "last_day": date(2026, 12, 31)}
    page = text(staff("hr"), f"/staf/tanda/{raised(app, **fields, officer_id=2, detector='kilat')}")
    assert "1 Oktober 2026 – 31 Desember 2026" in page
    assert "Budi Santoso" in page
    page = text(staff("hr"), f"/staf/tanda/{raised(app, detector='perangkat', exponent=None)}")
    assert "aturan tetap, tanpa peluang" in page
    assert "tim unit" in page
    assert "kurang dari 1 banding 1.000.000.000.000" in text(staff("hr"), f"/staf/tanda/{raised(app, exponent=-12)}")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"stream": "terverifikasi"}, "Penilaian bertiket tetap dihitung"),
        ({"detector": "dua_aliran"}, "pendapat yang tidak biasa bukan alasan"),
        ({"state": "dipulihkan"}, "sudah dipulihkan"),
    ],
)
def test_each_page_says_what_becomes_of_the_ratings(
    app: Flask, staff: Staff, fields: dict[str, str], words: str
) -> None:
    assert words in text(staff("auditor"), f"/staf/tanda/{raised(app, **fields)}")


def test_the_list_shows_what_waits_and_the_rest_on_request(app: Flask, staff: Staff) -> None:
    open_one, closed = raised(app), raised(app, state="tetap", detector="kilat")
    client = staff("evaluator")
    page = text(client, "/staf/tanda")
    assert f"/staf/tanda/{open_one}" in page
    assert f"/staf/tanda/{closed}" not in page
    both = text(client, "/staf/tanda?keadaan=semua")
    assert both.index(f"/staf/tanda/{open_one}") < both.index(f"/staf/tanda/{closed}")
    assert f"/staf/tanda/{open_one}" not in text(client, "/staf/tanda?keadaan=sudah")
    assert "Tidak ada tanda seperti ini" in text(client, "/staf/tanda?keadaan=semua&unit=99")
    assert "tetap dikesampingkan" in both


def test_without_flags_the_list_says_when_new_ones_come(staff: Staff) -> None:
    assert "Segel malam dan akhir triwulan" in text(staff("evaluator"), "/staf/tanda?keadaan=apa")
    assert "Belum ada tanda" in text(staff("unit_head"), "/staf/tanda")


def test_the_head_of_a_unit_sees_how_many_and_nothing_more(app: Flask, staff: Staff) -> None:
    flag_id = raised(app, count=4711)
    raised(app, state="dipulihkan")
    client = staff("unit_head")
    page = text(client, "/staf/tanda")
    assert "Lonjakan" in page
    assert ">1</td>" in page
    assert ">2</td>" in page
    assert "4.711" not in page
    assert f"/staf/tanda/{flag_id}" not in page
    assert client.get(f"/staf/tanda/{flag_id}").status_code == 403


def test_one_evaluator_restores_with_reason_and_password(app: Flask) -> None:
    flag_id, client = raised(app), evaluator(app)
    assert decide(client, flag_id, "pulihkan").status_code == 303
    assert stored(app, flag_id) == "dipulihkan"
    page = text(client, f"/staf/tanda/{flag_id}")
    assert REASON in page
    assert "Simpan keputusan" not in page
    with app.extensions["house"].database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "flag.decided")).one()
        assert (event.actor, event.reason) == ("evaluator", REASON)


def test_two_evaluators_are_needed_to_keep_a_stream_aside(app: Flask) -> None:
    flag_id, first, second = raised(app), evaluator(app), evaluator(app, "kedua")
    assert "1 tanda belum diperiksa." in text(first, "/staf/")
    assert decide(first, flag_id, "tetap").status_code == 303
    assert stored(app, flag_id) == "menunggu"
    assert "tanda belum diperiksa" not in text(first, "/staf/")
    own = text(first, f"/staf/tanda/{flag_id}")
    assert 'value="tetap"' not in own
    assert 'value="pulihkan"' in own
    assert decide(first, flag_id, "tetap").status_code == 422
    assert "1 tanda belum diperiksa." in text(second, "/staf/")
    assert decide(second, flag_id, "tetap").status_code == 303
    assert stored(app, flag_id) == "tetap"


@pytest.mark.parametrize(
    "fields", [{"reason": " "}, {"password": "bukan-ini"}, {"decision": "hapus"}, {"decision": ""}]
)
def test_without_reason_password_or_a_known_decision_nothing_happens(app: Flask, fields: dict[str, str]) -> None:
    flag_id, client = raised(app), evaluator(app)
    answer = decide(client, flag_id, **{"decision": "pulihkan", **fields})
    assert answer.status_code == 422
    assert stored(app, flag_id) == "terbuka"
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(FlagDecision)).all() == []


def test_whoever_only_reads_gets_no_form(app: Flask, staff: Staff) -> None:
    flag_id = raised(app)
    for role in ("hr", "auditor"):
        client = staff(role)
        assert "Simpan keputusan" not in text(client, f"/staf/tanda/{flag_id}")
        assert decide(client, flag_id, "pulihkan").status_code == 403


def test_a_flag_that_is_not_there_is_not_found(app: Flask, staff: Staff) -> None:
    assert staff("evaluator").get("/staf/tanda/99").status_code == 404


def test_an_evaluator_who_came_from_the_unit_is_refused_in_words(app: Flask) -> None:
    flag_id, client = raised(app), evaluator(app)
    with app.extensions["house"].database.writing() as session:
        _belongs_to_unit(session)
        session.commit()
    answer = decide(client, flag_id, "pulihkan")
    assert answer.status_code == 422
    assert "bukan oleh orang dari unit yang dinilai" in answer.get_data(as_text=True)


def _belongs_to_unit(session: Session) -> None:
    user = session.scalars(select(User).where(User.username == "evaluator")).one()
    user.unit_id = 1
