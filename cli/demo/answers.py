"""How the public of the sample town answers: mostly 3 and 4, a quarter the same all over, some only a tap."""

from dataclasses import dataclass
from random import Random

from cli.demo.comments import GLAD, NEUTRAL, UNHAPPY
from cli.demo.places import Place

ELEMENTS = tuple(f"U{number}" for number in range(1, 10))
PERSONAL = ("U6", "U7")
TYPICAL = {"U1": 3.32, "U2": 3.30, "U3": 3.18, "U4": 3.85, "U5": 3.35, "U6": 3.42, "U7": 3.46, "U8": 3.45, "U9": 3.22}
WEAK = 0.35
WAIT_BANDS = (0, 1, 2, 3, 4)
WAIT_SHARES = (6, 46, 28, 15, 5)
WAIT_EFFECT = (0.0, 0.06, 0.0, -0.10, -0.28)
PROFILE = {
    "sex": (("L", 47), ("P", 53)),
    "age_band": (("u17", 3), ("18_27", 24), ("28_37", 27), ("38_47", 22), ("48_57", 15), ("58p", 9)),
    "education": (("sd", 10), ("smp", 14), ("sma", 44), ("d1_d3", 10), ("d4_s1", 19), ("s2", 3)),
    "occupation": (("pns", 9), ("tni", 1), ("polri", 1), ("swasta", 31), ("wirausaha", 24), ("lainnya", 34)),
}


@dataclass(frozen=True)
class Answer:
    """What one citizen sends, in the shape of the form."""

    opening: int
    answers: dict[str, int]
    comment: str
    profile: dict[str, str]
    seconds: float | None


def _value(x: float) -> int:
    return min(4, max(1, round(x)))


def wait_band(chance: Random, afternoon: bool) -> int:
    """How long this citizen waited; mornings are fuller."""
    shares = WAIT_SHARES if afternoon else (6, 36, 30, 20, 8)
    return chance.choices(WAIT_BANDS, shares)[0]


def answer(chance: Random, place: Place, manner: float, wait: int) -> Answer:
    """One citizen's answers after being served by somebody of this `manner`."""
    self_mood = place.mood + WAIT_EFFECT[wait] + chance.gauss(0, 0.42)
    overall = _value(3.38 + self_mood + 0.5 * manner)
    style = chance.random()
    if style < 0.15:
        return Answer(overall, {}, "", {}, None)
    answers = _elements(chance, place, manner, self_mood)
    if style > 0.85:
        answers = {code: value for code, value in answers.items() if chance.random() < 0.7}
    seconds = chance.uniform(3, 9) if chance.random() < 0.02 else 20 + chance.expovariate(1 / 45)
    return Answer(overall, answers, _comment(chance, overall), _profile(chance), seconds)


def _elements(chance: Random, place: Place, manner: float, self_mood: float) -> dict[str, int]:
    if chance.random() < 0.22:  # the same answer all over, honestly meant
        return dict.fromkeys(ELEMENTS, _value(3.42 + self_mood + manner))
    answers = {}
    for code in ELEMENTS:
        level = TYPICAL[code] + self_mood - WEAK * (code in place.weak)
        level += manner if code in PERSONAL else 0.2 * manner * (code == "U3")
        answers[code] = _value(level + chance.gauss(0, 0.34))
    return answers


def _comment(chance: Random, overall: int) -> str:
    if chance.random() > 0.12:
        return ""
    return chance.choice({1: UNHAPPY, 2: UNHAPPY + NEUTRAL, 3: NEUTRAL + GLAD, 4: GLAD}[overall])


def _profile(chance: Random) -> dict[str, str]:
    if chance.random() < 0.45:
        return {}
    return {
        field: chance.choices([code for code, _ in codes], [share for _, share in codes])[0]
        for field, codes in PROFILE.items()
        if chance.random() < 0.9
    }
