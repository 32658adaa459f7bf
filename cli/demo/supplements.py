"""What the sample town's public answers to SPKP and SPAK, where they follow the form."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from models import questionnaires
from models.supplements import UnitSupplement
from models.units import Unit
from surveys.questionnaire import Questionnaire, load

CODES: Final = ("spkp-2021", "spak-2021")
ASKED_AT: Final = ("dukcapil", "dpmptsp")
GOES_ON: Final = (0.4, 0.8)  # who answers the first, and of them the second
USUAL: Final = {"Z4": 4.4, "Z6": 4.6, "Z8": 4.2, "R1": 4.9}


def ask(session: Session, units: Iterable[Unit], first: date) -> None:
    """Let both follow the form of the units that ask them, from the town's first day on."""
    families = [load(code).family for code in CODES]
    for family in families:
        questionnaires.begin(session, family, first)
    for unit in units:
        if unit.code in ASKED_AT:
            session.add_all(UnitSupplement(unit_id=unit.id, family=family) for family in families)
    session.flush()


def told(unit: Unit, key: bytes) -> dict[str, dict[str, int]]:
    """Answers of the response with this key; chance of its own leaves the rest of the town as it is."""
    found: dict[str, dict[str, int]] = {}
    if unit.code not in ASKED_AT:
        return found
    chance = Random(key)  # noqa: S311 - the same town everywhere
    mood = chance.gauss(0, 0.5)
    for code, share in zip(CODES, GOES_ON, strict=True):
        if chance.random() > share:
            break
        found[code] = _answers(load(code), mood, chance)
    return found


def _answers(asked: Questionnaire, mood: float, chance: Random) -> dict[str, int]:
    highest = asked.scale[-1]
    return {
        question.code: min(highest, max(1, round(USUAL.get(question.code, 5.1) + mood + chance.gauss(0, 0.6))))
        for question in asked.questions
        if chance.random() < 0.95
    }
