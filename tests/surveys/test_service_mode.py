"""Service mode: the officer model on weighted ratings."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import policy
from surveys.service_mode import Cell, Service, run
from surveys.team import Shared
from tests.agencies import estimate, law, worked_example, worked_rows

POLICY = policy.load("2026-2")
PLAIN = replace(POLICY, winsorise=False, case_mix=False, clusters=())
FOURS, TWOS = [0, 0, 0, 0, 0, 0, 1], [0, 0, 1, 0, 0, 0, 0]


def worked_cells(code: str = "T") -> list[Cell]:
    return [
        Cell(row["unit_id"], (row["officer_id"],), "1", code, [int(row[f"h{both}"]) for both in range(2, 9)])
        for row in worked_rows()
    ]


def times(n: int, hist: Sequence[int]) -> list[int]:
    return [n * count for count in hist]


def service(cells: Sequence[Cell], **options: object) -> Service:
    found = run(cells, POLICY, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_tickets_alone_give_what_the_officer_model_gives_without_its_adjustments() -> None:
    example = worked_example()
    model = estimate(example.hist, example.unit, PLAIN)
    found = service(worked_cells())
    assert found.units == ("A", "B")
    assert found.teams.Q_team.tolist() == pytest.approx(model.teams.Q_team.tolist(), rel=1e-12)
    assert found.officers.Q.tolist() == pytest.approx(model.scores.Q.tolist(), rel=1e-12)
    assert found.fit.components.sigma2 == pytest.approx(model.components.sigma2, rel=1e-12)
    assert found.whole.n_eff.tolist() == pytest.approx([287, 182])


def test_shared_ratings_enter_the_team_as_in_the_officer_model() -> None:
    example = worked_example()
    hist = np.zeros((2, 7), dtype=np.int64)
    hist[1] = [0, 0, 0, 0, 30, 10, 0]
    share = np.array([0, 0, 0, 0, 0, 15 / 40, 20 / 40, 5 / 40])
    shared = Shared(hist, share, np.array([0, float((share * share).sum())]))
    model = estimate(example.hist, example.unit, PLAIN, shared=shared)
    both = [
        Cell("B", ("B1", "B2"), "1", "T", [0, 0, 0, 0, 20, 10, 0]),
        Cell("B", ("B2", "B3"), "1", "T", [0, 0, 0, 0, 10, 0, 0]),
    ]
    found = service([*worked_cells(), *both])
    assert found.teams.Q_team.tolist() == pytest.approx(model.teams.Q_team.tolist(), rel=1e-12)
    assert found.teams.se.tolist() == pytest.approx(model.teams.se.tolist(), rel=1e-12)


def test_ratings_without_ticket_count_in_part_and_a_stream_set_aside_not_at_all() -> None:
    plain, low = worked_cells(), Cell("A", ("A1",), "1", "D1", times(30, TWOS))
    alone, mixed = service(plain), service([*plain, low])
    assert mixed.teams.Q_team[0] < alone.teams.Q_team[0]
    aside = service([*plain, low], set_aside=[("A", "A1")])
    assert aside.teams.Q_team.tolist() == alone.teams.Q_team.tolist()
    # 30 ratings of 0.25 beside 150 tickets of 1: below the cap of a tenth, so W and V2 are plain sums.
    assert mixed.whole.W[0] == pytest.approx(287 + 7.5)
    assert mixed.whole.n_eff[0] == pytest.approx((287 + 7.5) ** 2 / (287 + 30 / 16))


def test_a_flood_without_tickets_hardly_moves_a_team() -> None:
    plain = worked_cells()
    for n in (100, 10_000):
        flood = Cell("A", ("A2",), "1", "D1", times(n, TWOS))
        shift = service([*plain, flood]).teams.Q_team - service(plain).teams.Q_team
        assert abs(shift[0]) <= 2.5


def test_where_nobody_has_a_ticket_there_is_no_figure() -> None:
    assert run(worked_cells("D1"), POLICY) is None
    assert run([], POLICY) is None
    assert run([Cell("A", (), "1", "T", FOURS)], POLICY) is None


def test_an_officer_without_weight_has_no_row() -> None:
    found = service([*worked_cells(), Cell("A", ("Z",), "1", "XK", times(50, FOURS))])
    assert ("A", "Z") not in found.subjects
    assert len(found.subjects) == 8


def test_a_unit_without_weight_is_not_there() -> None:
    assert service([*worked_cells(), Cell("C", ("Z",), "1", "D1", times(50, FOURS))]).units == ("A", "B")


def test_corrections_take_ratings_back() -> None:
    plain = worked_cells()
    extra = Cell("A", ("A1",), "1", "T", times(5, FOURS))
    back = extra._replace(hist=times(-5, FOURS))
    assert service([*plain, extra, back]).teams.Q_team.tolist() == service(plain).teams.Q_team.tolist()


CODES = ("T", "TF", "D1", "D2", "A", "XF", "XS")


@law
@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"), st.sampled_from([("p",), ("q",), ("p", "q"), ()]), st.sampled_from("123"),
            st.sampled_from(CODES), st.lists(st.integers(0, 3), min_size=7, max_size=7),
        ),
        min_size=1,
        max_size=20,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_the_cells_changes_no_byte(
    cells: list[tuple[str, tuple[str, ...], str, str, list[int]]], chance: object
) -> None:
    there = [Cell(*cell) for cell in cells]
    shuffled = list(there)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = run(there, POLICY), run(shuffled, POLICY)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.teams.Q_team.tobytes() == other.teams.Q_team.tobytes()
        assert one.officers.Q.tobytes() == other.officers.Q.tobytes()
