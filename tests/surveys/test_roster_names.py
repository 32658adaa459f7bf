"""What people write for an officer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.roster_names import Names, Person

TEAM = Names(
    (
        Person(1, "Ayu Lestari", "199001172015032004"),
        Person(2, "Budi Santoso", "198805042012011002"),
        Person(3, "Budi Hartono", "H-3"),
        Person(4, "Andi Lukman"),
        Person(5, "Sri"),
    )
)


def test_codes_are_initials_and_nobody_shares_one() -> None:
    assert TEAM.codes == {1: "AL", 2: "BS", 3: "BH", 4: "AND", 5: "SRI"}


def test_a_newcomer_takes_no_code_from_anybody() -> None:
    newcomer = Names((Person(9, "Ahmad Lubis"), *TEAM.people))
    assert newcomer.codes.items() > TEAM.codes.items()


def test_who_has_left_keeps_the_code_but_is_not_meant_any_more() -> None:
    later = Names((Person(8, "Ayu Lukita"),), former=TEAM.people)
    assert later.codes == {8: "AYU"}
    assert later.read("Ayu") == {8}
    with pytest.raises(ValueError, match="“AL” bukan petugas"):
        later.read("AL")


@pytest.mark.parametrize(
    "text", ["AL", "al", "Ayu", "ayu lestari", "AYU LESTARI, S.Kom.", "199001172015032004", "19900117 201503 2 004"]
)
def test_an_officer_is_known_by_code_name_title_or_nip(text: str) -> None:
    assert TEAM.read(text) == {1}


@pytest.mark.parametrize("text", ["AL BS", "Ayu + Budi Santoso", "al/bs", "Ayu Lestari; BS", "AL\nBS", "Ayu, BS"])
def test_a_cell_may_name_two(text: str) -> None:
    assert TEAM.read(text) == {1, 2}


@pytest.mark.parametrize("text", ["", " ", "-", "–", "libur", "Kosong", "x"])
def test_a_dash_or_a_day_off_means_nobody(text: str) -> None:
    assert TEAM.read(text) == frozenset()


def test_a_name_that_two_share_is_answered_with_what_to_write() -> None:
    with pytest.raises(ValueError, match="“Budi” bisa berarti beberapa petugas; tulis singkatannya"):
        TEAM.read("Budi")


def test_who_is_not_known_is_named() -> None:
    with pytest.raises(ValueError, match="“Zainal” bukan petugas unit ini"):
        TEAM.read("AL Zainal")


@given(st.lists(st.text("abcdr. ", max_size=12), min_size=1, max_size=9))
def test_every_code_is_one_persons_and_reads_back_as_that_person(names: list[str]) -> None:
    team = Names(tuple(Person(number, name) for number, name in enumerate(names)))
    assert len(set(team.codes.values())) == len(names)
    assert all(team.read(code) == {officer} for officer, code in team.codes.items())
