"""`flask tickets`: sheets, counts, the cap, and keys that are changed and revoked."""

from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

import clock
from models import audit
from models.agency import the_agency
from models.audit import AuditEvent
from tests.factories import NOW, TODAY

DAY = TODAY.isoformat()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["tickets", *arguments])


def opened(app: Flask, address: str) -> int:
    return app.test_client().get(address.removeprefix("http://localhost")).status_code


def addresses(done: Result) -> list[str]:
    return [line.split("\t")[1] for line in done.output.splitlines()[1:]]


def test_a_sheet_is_issued_counted_and_voided(app: Flask) -> None:
    done = run(app, "issue", "1", DAY, "1", "3")
    assert "Lembar 1: 3 tiket, berlaku sampai 2026-11-10." in done.output
    assert [opened(app, address) for address in addresses(done)] == [200, 200, 200]
    assert (
        "dukcapil loket 1 sif 1: 0 layanan (tombol Selesai), 3 tiket, batas 200 (terkonfigurasi)"
        in run(app, "count", DAY).output
    )
    assert run(app, "void", "1", "--reason", "Lembar hilang").exit_code == 0
    assert [opened(app, address) for address in addresses(done)] == [400, 400, 400]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["issue", "9", DAY, "1", "3"], "Nomor itu tidak ada"),
        (["issue", "1", DAY, "6", "3"], "Sif itu bukan sif unit ini"),
        (["issue", "1", "2026-12-01", "1", "3"], "7 hari"),
        (["issue", "1", DAY, "1", "300"], "1 sampai 100"),
        (["void", "5", "--reason", "hilang"], "Nomor itu tidak ada"),
        (["revoke", "1"], "sedang dipakai"),
        (["revoke", "7", "--signs"], "memang tidak berlaku"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(app: Flask, arguments: list[str], reason: str) -> None:
    done = run(app, *arguments)
    assert (done.exit_code, reason in done.output) == (2, True), done.output
    with app.extensions["house"].database.reading() as session:
        assert session.scalars(select(AuditEvent)).all() == []


def test_the_cap_of_the_agency_holds_from_now_on(app: Flask) -> None:
    assert "200 → 4" in run(app, "cap", "4").output
    assert run(app, "issue", "1", DAY, "1", "4").exit_code == 0
    assert "Batas tiket sif ini tercapai." in run(app, "issue", "1", DAY, "1", "1").output


def test_a_rotation_leaves_tickets_good_and_a_second_one_ends_them(app: Flask) -> None:
    [address] = addresses(run(app, "issue", "1", DAY, "1", "1"))
    assert "Kunci tiket sekarang 2; 1 masih diterima." in run(app, "rotate").output
    assert opened(app, address) == 200
    refused = run(app, "rotate")
    assert (refused.exit_code, "--early" in refused.output) == (2, True)
    assert run(app, "rotate", "--early").exit_code == 0
    assert opened(app, address) == 400


def test_a_month_later_the_next_rotation_needs_no_insisting(app: Flask) -> None:
    run(app, "rotate")
    clock.move_to(NOW + timedelta(days=28))
    assert run(app, "rotate").exit_code == 0


def test_a_leaked_key_is_rotated_and_revoked_and_signs_do_not_notice(app: Flask) -> None:
    [address] = addresses(run(app, "issue", "1", DAY, "1", "1"))
    run(app, "rotate")
    assert "Kunci tiket 1 dicabut" in run(app, "revoke", "1").output
    assert opened(app, address) == 400
    with app.extensions["house"].database.reading() as session:
        agency = the_agency(session)
        assert (agency.ticket_epoch, agency.ticket_epoch_oldest) == (2, 2)
        assert (agency.sign_epoch, agency.sign_epoch_oldest) == (1, 1)


def test_signs_are_rotated_apart_and_every_change_of_a_key_is_audited(app: Flask) -> None:
    assert "poster baru" in run(app, "rotate", "--signs").output
    run(app, "revoke", "1", "--signs")
    with app.extensions["house"].database.reading() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
        assert [(event.action, event.object) for event in events] == [
            ("sign.rotated", "epoch:2"),
            ("sign.revoked", "epoch:1"),
        ]
        assert audit.first_broken(session) is None
        assert the_agency(session).ticket_epoch == 1
