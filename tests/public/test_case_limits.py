"""Reports per network and hour: a flood is stopped, and nobody's words are lost."""

from datetime import timedelta

from sqlalchemy import select

import clock
from models import attempts, inbox
from public import networks
from tests.factories import NOW, TODAY
from tests.public.citizen import Citizen
from tests.public.test_cases import REPORT, code_of, sent


def test_after_many_reports_a_network_waits_until_the_next_hour_and_keeps_its_words(citizen: Citizen) -> None:
    pages = [citizen.get("/pengaduan").fields for _page in range(3)]
    with citizen.house.database.writing() as session:  # as many as it takes, without twenty slow secrets
        day_key = inbox.day_key(session, TODAY, fresh=bytes(32))
        network = networks.tag(citizen.house.keys, day_key, "lapor", "127.0.0.1")
        for _report in range(attempts.MOST_REPORTS - 1):
            attempts.count_report(session, network, NOW)
        session.commit()
    first = citizen.post("/pengaduan/kirim", {**pages[0], **REPORT})
    assert first.status == 201
    refused = citizen.post("/pengaduan/kirim", {**pages[1], **REPORT})
    assert (refused.status, refused.response.headers["Retry-After"]) == (429, "3600")
    assert "Kirim lagi setelah 60 menit" in refused.text
    assert refused.fields == {**pages[1], **REPORT}
    assert "https://www.lapor.go.id/" in refused.text
    again = citizen.post("/pengaduan/kirim", {**pages[0], **REPORT})
    assert (again.status, code_of(again)) == (200, code_of(first))
    elsewhere = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    assert citizen.post("/pengaduan/kirim", {**pages[2], **REPORT}, **elsewhere).status == 201
    clock.move_to(NOW + timedelta(hours=1))
    assert citizen.post("/pengaduan/kirim", refused.fields).status == 201


def test_of_a_report_the_limit_knows_no_more_than_its_hour(citizen: Citizen) -> None:
    clock.move_to(NOW + timedelta(minutes=17, seconds=31))
    sent(citizen)
    with citizen.house.database.reading() as session:
        (row,) = session.scalars(select(attempts.Attempts))
        assert {row.since, row.last} == {NOW + timedelta(minutes=59)}
