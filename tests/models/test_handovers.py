"""The hand-over: what it takes from both sides, who lets it out, and that it never changes afterwards."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from models import appraisals, audit, handovers, hr_lists, local_formulas, merge, snapshots
from models.appraisals import Handover, HandoverRow
from models.base import table_of
from models.changes import Refused
from models.hr_lists import HrList
from models.officers import Officer
from models.snapshots import Snapshot
from surveys.appraisal import State
from surveys.hr_matching import Known
from tests import factories, handed
from tests.factories import NOW, TODAY
from tests.handed import PERIOD, Handed

AYU, BUDI, CITRA = "199001172015032004", "198805042012011002", "199212252019032011"
CHOICE = {"hasil_kerja": "sesuai", "perilaku_kerja": "di_atas", "siasn": {"tahun": "2026"}, "note": "Drs. Rahmat"}


@pytest.fixture
def town(session: Session) -> Handed:
    return handed.locked(session, factories.town(session))


def listed(session: Session, town: Handed, number: str | None = "88.5") -> HrList:
    found = HrList(period_code=PERIOD, checksum="a" * 64, columns={"nip": "NIP"}, unmatched=3)
    ayu = Known(town.town.officers[0], AYU, "Ayu Lestari")
    hr_lists.put(session, handed.by("hr", town.hr), found, [(handed.person(AYU, number), ayu)], suggested=0)
    return found


def sides(session: Session) -> merge.Merge:
    snapshot = snapshots.latest(session, PERIOD)
    assert snapshot is not None
    return merge.current(session, snapshot)


def people(session: Session) -> dict[str, merge.Person]:
    return {person.name: person for person in merge.page(session, sides(session), offset=0, limit=50)}


def rows(session: Session, handover: Handover) -> dict[str, HandoverRow]:
    return {row.nip: row for row in appraisals.rows_of(session, handover.id)}


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(audit.AuditEvent.action).order_by(audit.AuditEvent.seq)))


def test_both_sides_stand_beside_each_other_for_everybody_who_served(session: Session, town: Handed) -> None:
    listed(session, town)
    found = people(session)
    assert list(found) == ["Ayu Lestari", "Budi Santoso", "Citra Dewi", "Tono"]
    ayu = found["Ayu Lestari"]
    assert ayu.result is not None
    assert ayu.result["number"] == "88.5"
    assert (ayu.figures["u6"], ayu.figures["u7"], ayu.figures["lo"]) == ("3.71", "3.81", "86.38")
    assert (ayu.band, ayu.p_high) == ("di_atas", 0.99)
    assert found["Budi Santoso"].figures["u6"] is None
    assert found["Citra Dewi"].figures["n"] == 0
    assert found["Citra Dewi"].state is State.BELUM_ADA_ANGKA
    assert not found["Tono"].is_handed_over


def test_a_list_is_limited_to_a_unit_and_a_state_and_counts_what_it_shows(session: Session, town: Handed) -> None:
    other = handed.moved(session, town)
    merged = sides(session)
    assert merge.count(session, merged) == 4
    assert merge.count(session, merged, unit_id=other) == 1
    assert merge.count(session, merged, state="belum_ada_angka") == 1
    (budi,) = merge.page(session, merged, state="belum_cukup_data", offset=0, limit=50)
    assert budi.nip == BUDI
    assert [p.name for p in merge.page(session, merged, offset=2, limit=1)] == ["Tono"]


def test_somebody_of_several_units_has_one_combined_line_and_a_note_of_both(session: Session, town: Handed) -> None:
    handed.moved(session, town)
    citra = people(session)["Citra Dewi"]
    assert citra.figures["units"] == [["Dinas Kependudukan dan Pencatatan Sipil", 40], ["Puskesmas", 50]]
    assert "1 Mei 2026" in citra.notes[1]
    row = rows(session, handed.prepared(session, town))[CITRA]
    assert row.qualitative["units"] == citra.figures["units"]
    assert row.notes == citra.notes


def test_who_left_before_the_period_and_was_not_rated_is_not_listed(session: Session, town: Handed) -> None:
    session.get_one(Officer, town.town.officers[2]).left_on = date(2025, 12, 31)
    session.flush()
    assert "Citra Dewi" not in people(session)
    assert CITRA not in rows(session, handed.prepared(session, town))


def test_an_acting_post_is_noted(session: Session, town: Handed) -> None:
    session.get_one(Officer, town.town.officers[0]).position = "Plt. Kepala Bidang"
    session.flush()
    assert "Plt." in people(session)["Ayu Lestari"].notes[0]


def test_a_person_of_another_unit_is_not_found_by_who_sees_one_unit(session: Session, town: Handed) -> None:
    other, citra = handed.moved(session, town), town.town.officers[2]
    assert merge.person(session, sides(session), citra, other).nip == CITRA
    with pytest.raises(Exception, match="No row"):
        merge.person(session, sides(session), citra, town.town.unit)


def test_the_newest_list_counts_until_it_is_undone(session: Session, town: Handed) -> None:
    listed(session, town, "70")
    newest = listed(session, town, "90")
    assert people(session)["Ayu Lestari"].result == handed.person(AYU, "90").result
    hr_lists.undo(session, handed.by("hr", town.hr), newest)
    assert people(session)["Ayu Lestari"].result == handed.person(AYU, "70").result
    assert actions(session)[-1] == "hr_list.undone"


def test_a_list_that_a_hand_over_used_is_not_undone(session: Session, town: Handed) -> None:
    found = listed(session, town)
    handover = handed.prepared(session, town)
    with pytest.raises(Refused, match="sudah dipakai"):
        hr_lists.undo(session, handed.by("hr", town.hr), found)
    handovers.withdraw(session, handed.by("hr", town.hr), handover)
    hr_lists.undo(session, handed.by("hr", town.hr), found)
    assert hr_lists.newest(session, PERIOD) is None


def test_a_choice_is_kept_with_who_wrote_it_for_whom_and_its_values_stay_out_of_the_audit(
    session: Session, town: Handed
) -> None:
    ayu = town.town.officers[0]
    appraisals.choose(session, handed.by("hr", town.hr), PERIOD, ayu, town.snapshot, **CHOICE)
    kept = appraisals.choice(session, PERIOD, ayu)
    assert kept is not None
    assert kept.on_behalf
    event = session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.seq.desc())).first()
    assert event is not None
    assert event.detail == {
        "fields": ["hasil_kerja", "note", "perilaku_kerja", "siasn"], "on_behalf": True, "period": PERIOD,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"), [({"hasil_kerja": None}, "keduanya"), ({"note": ""}, "nama pejabat penilai")]
)
def test_half_a_choice_or_one_for_nobody_is_refused(
    session: Session, town: Handed, changed: dict[str, str | None], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        appraisals.choose(session, handed.by("hr", town.hr), PERIOD, 1, town.snapshot, **{**CHOICE, **changed})


def test_a_hand_over_holds_evidence_and_choices_and_no_score_band_or_predicate(session: Session, town: Handed) -> None:
    listed(session, town)
    appraisals.choose(session, handed.by("hr", town.hr), PERIOD, town.town.officers[0], town.snapshot, **CHOICE)
    handover = handed.approved(session, town)
    found = rows(session, handover)
    assert list(found) == [BUDI, AYU, CITRA]
    ayu = found[AYU]
    assert ayu.quantitative["number"] == "88.5"
    assert (ayu.hasil_kerja, ayu.perilaku_kerja, ayu.siasn) == ("sesuai", "di_atas", {"tahun": "2026"})
    assert ayu.feedback.startswith("Penerima layanan: menurut 150 penilaian")
    assert found[BUDI].qualitative["u6"] is None
    assert found[BUDI].hasil_kerja is None
    whole = str([{c.name: getattr(row, c.name) for c in handovers.COLUMNS} for row in found.values()])
    assert not any(word in whole for word in ("90.03", "'band'", "P_high", "predikat", "THL-7"))
    assert handovers.summary(session, handover.id) == handovers.Summary(
        states={"belum_ada_angka": 1, "belum_cukup_data": 1, "terskor": 1}, chosen=1, quantitative=1
    )


def test_rows_come_by_nip_page_by_page_and_of_a_unit(session: Session, town: Handed) -> None:
    handover = handed.approved(session, town)
    first = appraisals.rows_of(session, handover.id, limit=2)
    rest = appraisals.rows_of(session, handover.id, after=first[-1].nip)
    assert [row.nip for row in [*first, *rest]] == [BUDI, AYU, CITRA]
    assert len(appraisals.rows_of(session, handover.id, unit_id=town.town.unit)) == 3
    assert appraisals.rows_of(session, handover.id, unit_id=999) == []
    row = appraisals.row_of(session, handover.id, town.town.officers[1])
    assert row is not None
    assert row.nip == BUDI


def test_an_interrupted_preparation_goes_on_and_ends_the_same(
    session: Session, town: Handed, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = handed.prepared(session, town)
    at_once = handovers.digest(session, whole.id)
    handovers.withdraw(session, handed.by("hr", town.hr), whole)
    monkeypatch.setattr(handovers, "TURN", 1)
    handover = handovers.begin(session, handed.by("hr", town.hr), PERIOD, TODAY)
    assert handovers.write_some(session, handover, merge.frozen(session, handover))
    assert (handover.rows, handover.last_nip) == (1, BUDI)
    while handovers.write_some(session, handover, merge.frozen(session, handover)):
        pass
    assert handovers.digest(session, handover.id) == at_once


def test_only_a_second_person_lets_it_out(session: Session, town: Handed) -> None:
    handover = handed.prepared(session, town)
    found = handovers.digest(session, handover.id)
    for signature in (handed.by("hr", town.hr), handed.by("admin", town.second_hr)):
        with pytest.raises(Refused, match="orang kedua"):
            handovers.approve(session, signature, handover, found, TODAY)
    assert appraisals.approved(session) == []
    handovers.approve(session, handed.by("hr", town.second_hr), handover, found, TODAY)
    session.flush()
    assert appraisals.approved(session) == [handover]
    assert appraisals.get_approved(session, handover.id) is handover
    assert actions(session)[-1] == "handover.approved"


def test_the_database_itself_wants_two_persons(session: Session, town: Handed) -> None:
    handover = handed.prepared(session, town)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            update(Handover).where(Handover.id == handover.id).values(approved_by_id=town.hr, approved_at=NOW)
        )


@pytest.mark.parametrize("what", ["handover", "update", "delete", "insert"])
def test_an_approved_hand_over_never_changes(session: Session, town: Handed, what: str) -> None:
    handover = handed.approved(session, town)
    copy = {c.name: getattr(appraisals.rows_of(session, handover.id)[0], c.name) for c in handovers.COLUMNS}
    statement = {
        "handover": update(Handover).values(rows=0),
        "update": update(HandoverRow).values(feedback=""),
        "delete": delete(HandoverRow),
        "insert": table_of(HandoverRow).insert().values(handover_id=handover.id, **{**copy, "nip": "0" * 18}),
    }[what]
    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(statement)


def test_rows_that_were_changed_behind_the_back_are_not_approved(session: Session, town: Handed) -> None:
    handover = handed.prepared(session, town)
    session.execute(update(HandoverRow).where(HandoverRow.nip == AYU).values(hasil_kerja="di_atas"))
    found = handovers.digest(session, handover.id)
    with pytest.raises(Refused, match="sidiknya"):
        handovers.approve(session, handed.by("hr", town.second_hr), handover, found, TODAY)


def test_nothing_is_handed_over_before_the_result_is_final(session: Session, town: Handed) -> None:
    snapshot = session.get_one(Snapshot, town.snapshot)
    until = snapshot.contest_until
    assert handovers.obstacles(session, PERIOD, until + timedelta(days=1)) == []
    for code, day in ((PERIOD, until), ("2026-TW1", TODAY)):
        with pytest.raises(Refused, match=r"belum final|belum dikunci"):
            handovers.begin(session, handed.by("hr", town.hr), code, day)


def test_a_revision_after_the_preparation_asks_for_a_new_one(session: Session, town: Handed) -> None:
    handover = handed.prepared(session, town)
    found = handovers.digest(session, handover.id)
    handed.revised(session, town)
    with pytest.raises(Refused, match="direvisi"):
        handovers.approve(session, handed.by("evaluator", town.evaluator), handover, found, TODAY)


def test_a_correction_is_the_next_revision_and_the_first_stays(session: Session, town: Handed) -> None:
    appraisals.choose(session, handed.by("hr", town.hr), PERIOD, town.town.officers[0], town.snapshot, **CHOICE)
    first = handed.approved(session, town)
    again = handed.revised(session, town)
    second = handed.approved(session, again)
    assert [handover.revision for handover in handovers.of_period(session, PERIOD)] == [2, 1]
    assert first.approved_at is not None
    assert handovers.OUTDATED in rows(session, second)[AYU].notes
    assert handovers.OUTDATED not in rows(session, first)[AYU].notes


def test_one_open_hand_over_at_a_time_and_an_approved_one_is_not_withdrawn(session: Session, town: Handed) -> None:
    handed.prepared(session, town)
    with pytest.raises(Refused, match="belum disetujui"):
        handovers.begin(session, handed.by("hr", town.hr), PERIOD, TODAY)
    (waiting,) = handovers.waiting(session)
    handovers.withdraw(session, handed.by("hr", town.hr), waiting)
    approved = handed.approved(session, town)
    with pytest.raises(Refused, match="tidak dapat ditarik"):
        handovers.withdraw(session, handed.by("hr", town.hr), approved)


def test_choices_made_after_the_preparation_are_counted(session: Session, town: Handed) -> None:
    handover = handed.prepared(session, town)
    assert handovers.changed_since(session, handover) == 0
    later = handed.by("hr", town.hr, NOW + timedelta(minutes=1))
    appraisals.choose(session, later, PERIOD, town.town.officers[0], town.snapshot, **CHOICE)
    assert handovers.changed_since(session, handover) == 1


def test_an_agency_without_civil_servants_has_nothing_to_hand_over(session: Session, town: Handed) -> None:
    session.execute(update(Officer).values(status="non_asn"))
    with pytest.raises(Refused, match="Tidak ada pegawai ASN"):
        handed.prepared(session, town)


def test_a_list_of_officers_that_changed_between_the_turns_is_prepared_anew(session: Session, town: Handed) -> None:
    signature = handed.by("hr", town.hr)
    handover = handovers.begin(session, signature, PERIOD, TODAY)
    sides_ = merge.frozen(session, handover)
    assert handovers.write_some(session, handover, sides_)
    session.add(Officer(nip="1" * 18, name="Dian", status="pns", unit_id=town.town.unit))
    session.flush()
    with pytest.raises(Refused, match="berubah selama"):
        handovers.finish(session, signature, handover, sides_, handovers.digest(session, handover.id))


def test_the_local_formula_counts_once_two_roles_agreed_and_null_stays_null(session: Session, town: Handed) -> None:
    weights = {"quantitative": 70, "component": 20, "team": 10}
    listed(session, town)
    assert people(session)["Ayu Lestari"].local_value is None
    formula = local_formulas.propose(session, handed.by("hr", town.hr), weights)
    assert people(session)["Ayu Lestari"].local_value is None
    local_formulas.approve(session, handed.by("evaluator", town.evaluator), formula)
    found = people(session)
    assert found["Ayu Lestari"].local_value == "88.18"
    assert [found[name].local_value for name in ("Budi Santoso", "Citra Dewi")] == [None, None]
    assert rows(session, handed.prepared(session, town))[BUDI].local_value is None


def test_the_local_formula_is_approved_by_an_evaluator_and_only_while_it_is_the_newest(
    session: Session, town: Handed
) -> None:
    first = local_formulas.propose(session, handed.by("hr", town.hr), {"quantitative": 100})
    newest = local_formulas.propose(session, handed.by("hr", town.hr), {})
    with pytest.raises(Refused, match="lebih baru"):
        local_formulas.approve(session, handed.by("evaluator", town.evaluator), first)
    with pytest.raises(Refused, match="oleh evaluator"):
        local_formulas.approve(session, handed.by("hr", town.second_hr), newest)
    local_formulas.approve(session, handed.by("evaluator", town.evaluator), newest)
    assert local_formulas.in_force(session) is newest
    with pytest.raises(Refused, match="harus 100"):
        local_formulas.propose(session, handed.by("hr", town.hr), {"quantitative": 99})


def test_a_saved_mapping_is_replaced_by_its_name(session: Session, town: Handed) -> None:
    for heading in ("Poin", "Skor"):
        hr_lists.keep_mapping(session, handed.by("hr", town.hr), "SIMPEG", {"nip": "NIP", "number": heading})
        session.flush()
    (found,) = hr_lists.mappings(session)
    assert found.columns == {"nip": "NIP", "number": "Skor"}


def test_only_civil_servants_who_served_can_be_matched(session: Session, town: Handed) -> None:
    session.get_one(Officer, town.town.officers[2]).left_on = date(2025, 12, 31)
    session.flush()
    known = hr_lists.known(session, date(2026, 1, 1))
    assert [officer.nip for officer in known] == [BUDI, AYU]
    assert replace(known[0], name="") == Known(town.town.officers[1], BUDI, "")


def test_a_list_nobody_used_goes_after_a_year_and_one_that_was_used_stays(session: Session, town: Handed) -> None:
    used = listed(session, town)
    handed.prepared(session, town)
    listed(session, town)
    assert hr_lists.forget(session, handed.by("system", town.hr, NOW + timedelta(days=365))) == 0
    later = handed.by("system", town.hr, NOW + timedelta(days=366))
    assert hr_lists.forget(session, later) == 1
    assert hr_lists.forget(session, later) == 0
    assert hr_lists.of_period(session, PERIOD) == [used]
    assert actions(session).count("hr_list.retention") == 1
