"""The numbers a made-up agency is made from, by name, in presets.toml: every effect is an argument."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "presets.toml"
NAMES = ("bersih", "kotor", "serangan", "seragam")


@dataclass(frozen=True)
class Places:
    """How units, counters and officers differ. Standard deviations on the latent scale; shares 0 to 1."""

    tiny_units: float
    size_sd: float
    kiosk_counters: float
    officer_sd: float
    unit_sd: float
    facility_sd: float
    counter_sd: float
    volume_sd: float
    busy_sd: float


@dataclass(frozen=True)
class Duty:
    """Who is where: shares of officer-days, counter-days, unit-days and slots; `days` working days."""

    first_day: date
    days: int
    absence: float
    rotation: float
    exchange: float
    together: float
    unlisted: float


@dataclass(frozen=True)
class Visits:
    """Conditions of a visit and how its rating comes in; limits of waiting and the outage on a latent scale."""

    load_sd: float
    peak_days: float
    peak_load: float
    wait_limits: list[float]
    wait_of_shift: list[float]
    wait_unknown: float
    shift_unknown: float
    kiosk: float
    assisted: float
    paper: float
    ticketed: float
    printer_days: float
    outreach_days: float
    outage_days: float
    outage_effect: float
    no_cookie: float
    lent_phone: float
    from_home: float
    seconds: float
    straight_seconds: float
    seconds_sd: float


@dataclass(frozen=True)
class Answers:
    """What people answer: loadings per element U1..U9, effects of conditions, and how people fill in a form.

    shares: of the answers 1, 2 and 3 at an ordinary visit; halo: part of a person's variance common to all elements.
    """

    shares: list[float]
    element: list[float]
    officer: list[float]
    unit: list[float]
    facility: list[float]
    straight_officer: float
    straight_facility: float
    shift: list[float]
    wait: list[float]
    channel: list[float]
    unit_day_sd: float
    halo: float
    straight: float
    missing: float
    only_tap: float


@dataclass(frozen=True)
class Attack:
    """Votes that nobody's visit stands behind; each of `officers` persons gets `votes` of them.

    one_device: all from one phone, else each from a new one; ticket: with a forged or bought visit ticket; seconds:
    median time to fill in; days: duty days they are spread over (0: all); minutes: time they take a day (0: a shift).
    """

    name: str
    officers: int
    votes: int
    answer: int
    wavering: float
    one_device: bool
    ticket: bool
    seconds: float
    days: int
    minutes: int


@dataclass(frozen=True)
class Preset:
    """A kind of world."""

    name: str
    places: Places
    duty: Duty
    visits: Visits
    answers: Answers
    attacks: tuple[Attack, ...] = ()


def load(name: str) -> Preset:
    """The named preset: "bersih", and what the other one changes in it.

    Raises:
        KeyError: no such preset.
    """
    presets: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    base, own = presets["bersih"], presets[name]
    sections = {section: {**values, **own.get(section, {})} for section, values in base.items()}
    return Preset(
        name,
        Places(**sections["places"]),
        Duty(**sections["duty"]),
        Visits(**sections["visits"]),
        Answers(**sections["answers"]),
        tuple(Attack(**attack) for attack in own.get("attacks", [])),
    )
