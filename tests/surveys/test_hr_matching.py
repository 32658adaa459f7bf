"""People are matched by NIP; a slip of one digit is suggested and never assumed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.hr_list import Person
from surveys.hr_matching import Known, match, picked, slips

AYU = Known(1, "199001172015032004", "Ayu Lestari")
BUDI = Known(2, "198805042012011002", "Budi Santoso")
NIPS = st.text("0123456789", min_size=18, max_size=18)


def person(nip: str, name: str = "") -> Person:
    return Person(nip=nip, rows=(2,), name=name)


def test_the_same_nip_is_the_same_person_whatever_the_name_and_another_name_is_told() -> None:
    found = match([person(AYU.nip, "AYU LESTARI, S.Kom."), person(BUDI.nip, "Citra Dewi")], [AYU, BUDI])
    assert [(p.nip, officer.officer_id) for p, officer in found.matched] == [(AYU.nip, 1), (BUDI.nip, 2)]
    assert [officer for _, officer in found.renamed] == [BUDI]
    assert (found.suggested, found.unmatched, found.absent) == ([], [], [])


@pytest.mark.parametrize("slip", ["199001172015032005", "199001172015030204", "199001712015032004"])
def test_a_digit_that_slipped_is_suggested_and_not_matched(slip: str) -> None:
    found = match([person(slip, "Ayu Lestari")], [AYU, BUDI])
    assert not found.matched
    ((officer, likeness),) = found.suggested[0].officers
    assert (officer, likeness) == (AYU, 1.0)
    assert found.absent == [AYU, BUDI]


def test_two_slips_are_a_stranger() -> None:
    found = match([person("199001172015032115")], [AYU])
    assert [p.nip for p in found.unmatched] == ["199001172015032115"]


def test_an_officer_whose_own_nip_is_in_the_list_is_not_suggested_for_another() -> None:
    found = match([person(AYU.nip), person("199001172015032005")], [AYU])
    assert not found.suggested


def test_the_likelier_name_comes_first() -> None:
    near = Known(3, "199001172015032003", "Ayu Lestariningsih")
    found = match([person("199001172015032005", "Ayu Lestari")], [near, AYU])
    assert [officer.officer_id for officer, _ in found.suggested[0].officers] == [1, 3]


def test_a_pick_counts_only_among_the_suggested_and_once() -> None:
    wrong, other = "199001172015032005", "199001172015032006"
    found = match([person(wrong), person(other)], [AYU, BUDI])
    assert picked(found, {wrong: 1}) == [(person(wrong), AYU)]
    assert picked(found, {wrong: 2, "x": 1}) == []
    with pytest.raises(ValueError, match="dua baris"):
        picked(found, {wrong: 1, other: 1})


@given(NIPS)
def test_slips_are_one_edit_away_and_mutual(nip: str) -> None:
    found = list(slips(nip))
    assert nip not in found
    assert all(len(slip) == 18 for slip in found)
    assert all(nip in slips(slip) for slip in found[::20])


@given(st.sets(NIPS, max_size=6), st.sets(NIPS, max_size=6), st.sets(NIPS, max_size=3))
def test_everybody_is_somewhere_exactly_once(listed: set[str], known: set[str], both: set[str]) -> None:
    officers = [Known(at, nip, "") for at, nip in enumerate(sorted(known | both))]
    found = match([person(nip) for nip in sorted(listed | both)], officers)
    places = [p.nip for p, _ in found.matched] + [s.person.nip for s in found.suggested]
    places += [p.nip for p in found.unmatched]
    assert sorted(places) == sorted(listed | both)
    assert {officer.nip for officer in found.absent} == (known | both) - (listed | both)


@given(st.integers(0, 17), st.integers(1, 9))
def test_whichever_side_is_longer_the_same_slip_is_found(at: int, step: int) -> None:
    slip = AYU.nip[:at] + str((int(AYU.nip[at]) + step) % 10) + AYU.nip[at + 1 :]
    strangers = [person("111111111111111111"), person("222222222222222222")]
    officers = [Known(9, "333333333333333333", ""), Known(8, "444444444444444444", "")]
    one = match([person(slip), *strangers], [AYU]).suggested
    other = match([person(slip)], [AYU, *officers]).suggested
    assert one == other
    assert one[0].person.nip == slip
