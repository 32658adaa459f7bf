"""How many ratings an officer needs before a score may be shown, if the unit stays as it is."""

import math

from surveys.policy import Policy


def ratings_needed(policy: Policy, *, sigma2: float, tau_v2: float, v: float) -> int | None:
    """Smallest n that reaches the policy's minimum of ratings and of reliability; None where no n does.

    sigma2: variance of one rating, tau_v2: between officers, v: of the expectation (it rests on colleagues only); all
    on the Likert scale. From B = tau_v2 / (tau_v2 + sigma2/n + v) >= b_min.
    """
    if policy.b_min <= 0:
        return policy.n_min
    room = tau_v2 * (1 / policy.b_min - 1) - v
    return max(policy.n_min, math.ceil(sigma2 / room)) if room > 0 else None
