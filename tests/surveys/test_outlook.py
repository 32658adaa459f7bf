"""How many ratings are still needed."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from surveys import policy
from surveys.outlook import ratings_needed

POLICY = policy.load()


@given(sigma2=st.floats(0.05, 1), tau_v2=st.floats(0.005, 0.1), v=st.floats(0, 0.05))
def test_the_number_reaches_the_reliability_and_one_less_does_not(sigma2: float, tau_v2: float, v: float) -> None:
    n = ratings_needed(POLICY, sigma2=sigma2, tau_v2=tau_v2, v=v)

    def reliability(count: int) -> float:
        return tau_v2 / (tau_v2 + sigma2 / count + v)

    if n is None:
        assert reliability(10**9) <= POLICY.b_min
    else:
        assert reliability(n) >= POLICY.b_min - 1e-9
        assert n == POLICY.n_min or reliability(n - 1) < POLICY.b_min + 1e-9


def test_a_policy_without_a_reliability_asks_for_ratings_only() -> None:
    free = dataclasses.replace(POLICY, b_min=0.0)
    assert ratings_needed(free, sigma2=0.3, tau_v2=0.0, v=1.0) == POLICY.n_min
