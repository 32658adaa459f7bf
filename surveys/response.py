"""Response rate: how many of those served have rated, where the two numbers together give nobody away."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from surveys import disclosure


@dataclass(frozen=True)
class Services:
    """Services logged at a unit in a period.

    `reported` of them come from a queue machine, a register or an import; the others were counted by the displays.
    """

    logged: int = 0
    reported: int = 0

    @property
    def is_known(self) -> bool:
        """Whether anything was logged at all."""
        return self.logged > 0

    def __add__(self, other: "Services") -> "Services":
        return Services(self.logged + other.logged, self.reported + other.reported)


NO_SERVICES: Final = Services()


def rate(forms: int, services: Services) -> Fraction | None:
    """Forms per service logged.

    None where nothing was logged, where fewer services were logged than forms came (the log has gaps), and where
    forms or services without a form are one to nine: the rate would tell of fewer than ten people.
    """
    if not services.is_known or forms > services.logged or not disclosure.may_slice(forms, services.logged):
        return None
    return Fraction(forms, services.logged)
