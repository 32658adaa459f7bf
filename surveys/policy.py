"""The numbers somebody decided: thresholds, weights and switches of the officer component, one published file each."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "policies"

# Closed range of every number. TOML knows nan and inf; neither lies in a range.
_RANGES: dict[str, tuple[float, float]] = {
    "n_show": (1, 10_000),
    "n_min": (1, 10_000),
    "b_min": (0, 1),
    "b_use": (0, 1),
    "winsor_c": (0, 3),
    "n_vc": (1, 10_000),
    "tau_v2_0": (0, 10),
    "weight_v0": (1, 10_000),
    "tau_u2_0": (0, 10),
    "weight_u0": (1, 10_000),
    "sigma2_0": (1e-6, 10),
    "z": (0, 10),
    "delta": (0, 75),
    "p_low": (0.5, 1),
    "p_high": (0.5, 1),
    "case_mix_minimum": (1, 1_000_000),
    "w_unverified": (0, 1),
    "rho": (0, 1),
    "fast_seconds": (0, 600),
    "day_cap_minimum": (1, 1_000_000),
    "day_cap_factor": (0, 100),
    "alpha": (0, 0.1),
    "objection_days": (0, 365),
    "lock_after_days": (0, 365),
}
MODES = ("karier", "layanan")
CLUSTERS = ("counter", "day")
_OF_THE_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_KINDS = {int: "bilangan bulat", float: "bilangan", bool: "true atau false", str: "teks"}


class PolicyError(ValueError):
    """A policy that cannot be used; the sentence names file, key and reason."""


@dataclass(frozen=True)
class Policy:
    """Parameters of the officer component. Ratings are on the Likert scale 1..4, `delta` in IKM points (x25)."""

    name: str
    elements: tuple[str, ...]  # the two elements whose sum, 2..8, is the officer's rating
    n_show: int  # ratings from which reliability is shown
    n_min: int  # ratings from which a score is shown
    b_min: float  # reliability from which a score is shown
    b_use: float  # reliability from which a score may support an appraisal
    winsorise: bool
    winsor_c: float  # a rating counts as at least the team's level minus this
    n_vc: int  # ratings from which a row informs the variance components
    blend: bool
    tau_v2_0: float  # prior variance between officers of a unit, worth weight_v0 degrees of freedom
    weight_v0: int
    tau_u2_0: float  # prior variance between units, worth weight_u0 degrees of freedom
    weight_u0: int
    sigma2_0: float  # variance of one rating where none can be pooled
    z: float
    delta: float
    p_low: float
    p_high: float
    kq: bool
    kq_weights: tuple[int, ...]  # per cent of officer, team, agency
    # Younger than the first published policy. The defaults leave a part out: a policy that does not know it
    # keeps giving the numbers it always gave.
    mode: str = "karier"  # "karier": verified solo ratings only; "layanan": weighted ratings of all
    case_mix: bool = False  # equalise shift, waiting time and channel
    case_mix_minimum: int = 200  # ratings minus rows from which case-mix is estimated
    clusters: tuple[str, ...] = ()  # what ratings of one row share: "counter", "day"
    w_unverified: float = 0.0  # weight of one unverified rating in service mode
    rho: float = 0.0  # most unverified weight beside a verified weight of 1
    fast_seconds: float = 0.0  # completed in less than this is fast
    opens: str = "00:00"  # local times; from `closes` on is outside the hours
    closes: str = "23:59"
    day_cap_minimum: int = 1_000_000  # an officer's day weighs at most this, or the factor times the median day
    day_cap_factor: float = 0.0
    alpha: float = 0.0  # level at which a detector flags; 0 flags nothing
    objection_days: int = 0  # days after a lock in which it may be contested
    lock_after_days: int = 0  # days after a period's end before it may be locked


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """Names of the policies in the folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if path.name != "checksums.toml"))


@cache
def load(name: str = "2026-2", folder: Path = FOLDER) -> Policy:
    """The named policy; PolicyError if it is unknown or malformed. Read once: a published policy never changes."""
    if name not in available(folder):
        raise PolicyError(f"Kebijakan “{name}” tidak ada. Yang tersedia: {', '.join(available(folder))}.")
    file = f"{name}.toml"
    try:
        values = tomllib.loads((folder / file).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{file}: bukan TOML yang sah ({error}).") from error
    for key, reason in _problems(name, values):
        raise PolicyError(f"{file}, kunci “{key}”: {reason}.")
    return _policy(values)


def _policy(values: dict[str, Any]) -> Policy:
    lists = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return Policy(**{**values, **lists})


def _problems(name: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys first, then types and ranges, then what only makes sense together."""
    known = {field.name for field in fields(Policy)}
    needed = {field.name for field in fields(Policy) if field.default is MISSING}
    yield from ((key, "belum diisi") for key in sorted(needed - values.keys()))
    yield from ((key, "tidak dikenal; hapus atau perbaiki ejaannya") for key in sorted(values.keys() - known))
    for field in fields(Policy):
        if field.name not in values:
            continue
        reason = _wrong_value(field.name, field.type, values[field.name])
        if reason:
            yield field.name, reason
    if values["name"] != name:
        yield "name", "harus sama dengan nama berkas"
    yield from _contradictions(_policy(values))


def _wrong_value(key: str, kind: Any, value: Any) -> str | None:
    if kind in (tuple[str, ...], tuple[int, ...]):
        member = str if kind == tuple[str, ...] else int
        proper = isinstance(value, list) and all(type(item) is member for item in value)
        return None if proper else f"harus berupa daftar {_KINDS[member]}"
    # type() and not isinstance(): True is an int in Python, but not in a policy.
    if type(value) is not kind and not (kind is float and type(value) is int):
        return f"harus berupa {_KINDS[kind]}"
    low, high = _RANGES.get(key, (0, 0))
    if key in _RANGES and not low <= value <= high:
        return f"harus antara {low} dan {high}"
    return None


def _contradictions(policy: Policy) -> Iterator[tuple[str, str]]:
    if len(set(policy.elements)) != 2:
        yield "elements", "harus dua unsur yang berbeda"
    if policy.n_show > policy.n_min:
        yield "n_show", "tidak boleh melebihi n_min"
    if policy.b_min > policy.b_use:
        yield "b_min", "tidak boleh melebihi b_use"
    if len(policy.kq_weights) != 3 or min(policy.kq_weights) < 0 or sum(policy.kq_weights) != 100:
        yield "kq_weights", "harus tiga persentase yang berjumlah 100"
    if policy.mode not in MODES:
        yield "mode", f"harus salah satu dari {', '.join(MODES)}"
    if len(set(policy.clusters)) != len(policy.clusters) or not set(policy.clusters) <= set(CLUSTERS):
        yield "clusters", f"hanya boleh berisi {', '.join(CLUSTERS)}, masing-masing sekali"
    yield from _wrong_hours(policy)


def _wrong_hours(policy: Policy) -> Iterator[tuple[str, str]]:
    hours = {"opens": policy.opens, "closes": policy.closes}
    wrong = [key for key, text in hours.items() if not _OF_THE_DAY.fullmatch(text)]
    yield from ((key, 'harus berupa jam seperti "07:00"') for key in wrong)
    if not wrong and policy.opens >= policy.closes:
        yield "closes", "harus sesudah opens"
