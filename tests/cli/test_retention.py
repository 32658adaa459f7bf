"""`flask retention` closes and destroys what is due, tells how much, and finds nothing the second time."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

import clock
from models import case_filing, cases
from models.audit import AuditEvent
from models.cases import Case, Sight
from models.ratings import Receipt
from models.users import User
from tests import commented
from tests.backoffice.conftest import account
from tests.factories import NOW, TODAY
from tests.reported import answered, filed


def reported(app: Flask, *, confirmed: bool) -> int:
    """A report that was answered today, and confirmed as well."""
    house = app.extensions["house"]
    with house.database.writing() as session:
        operator = session.scalar(select(User)) or account(session, "operator")
        case = filed(session, contact="0812-3456-7890", keys=house.keys).case
        answered(session, case, operator)
        if confirmed:
            case_filing.confirm(session, case, TODAY)
        session.commit()
        return case.id


def retained(app: Flask) -> str:
    answer = app.test_cli_runner().invoke(args=["retention"])
    assert answer.exit_code == 0, answer.output
    return answer.output


def report(app: Flask, case_id: int) -> Case:
    with app.extensions["house"].database.reading() as session:
        return cases.get(session, case_id, Sight())


def test_a_silent_reporter_closes_a_report_after_ten_working_days(app: Flask) -> None:
    number = reported(app, confirmed=False)
    assert retained(app).startswith("0 laporan ditutup")
    clock.move_to(NOW + timedelta(days=15))
    assert retained(app).startswith("1 laporan ditutup")
    assert report(app, number).state == "closed"
    assert retained(app).startswith("0 laporan ditutup")


def test_originals_contacts_codes_and_texts_go_in_their_time_and_leave_counts(app: Flask) -> None:
    number = reported(app, confirmed=True)
    clock.move_to(NOW + timedelta(days=91))
    assert "1 teks asli, 1 kontak, 0 kode lacak, 0 tulisan, 0 daftar kepegawaian," in retained(app)
    clock.move_to(NOW + timedelta(days=366))
    assert "0 teks asli, 0 kontak, 1 kode lacak, 2 tulisan, 0 daftar kepegawaian," in retained(app)
    assert "0 teks asli, 0 kontak, 0 kode lacak, 0 tulisan, 0 daftar kepegawaian," in retained(app)
    assert report(app, number).lookup is None
    with app.extensions["house"].database.reading() as session:
        noted = list(session.scalars(select(AuditEvent).where(AuditEvent.action == "case.retention")))
    assert [event.detail["codes"] for event in noted] == [0, 1]


def test_comments_and_receipts_go_after_their_months_and_the_count_is_told(app: Flask) -> None:
    with app.extensions["house"].database.writing() as session:
        commented.released(session, 1, *commented.ORDINARY)
        session.add(Receipt(leaf=bytes(32), late=False, month="2026-11"))
        session.commit()
    clock.move_to(NOW + timedelta(days=700))
    assert "0 komentar, 0 tanda terima, 0 kumpulan kertas." in retained(app)
    clock.move_to(NOW + timedelta(days=731))
    assert "6 komentar, 1 tanda terima, 0 kumpulan kertas." in retained(app)
    assert "0 komentar, 0 tanda terima, 0 kumpulan kertas." in retained(app)
