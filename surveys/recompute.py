"""Everything the officer model computes, laid out so that a stranger can redo it from the same tallies.

Layout of the report (Likert scale unless it says points; null where a value does not exist):

    policy       every parameter and switch
    frozen       whether the components were given instead of estimated
    ratings      solo, shared, unrostered; excluded: count by validity code
    components   sigma2, tau_v2, tau_u2 used; *_pm before blending; SSW, N, K, rows_vc, units_vc, nu, nu_u, mu, C, CM,
                 Vmu
    agency       Q (points), acuan (points) that the probabilities speak of
    pass_1       components and units before winsorising; floor: the lowest value a rating of the unit counted with
    units        id: n_solo, n_shared, n_unrostered; W, m, c, Lambda, u and Var = variance of mu + u from solo rows;
                 W_vc, m_vc that gave the components; n_b, ybar_b, s_b, w_b of the shared and unrostered ratings; *_team
                 of both together, var_m_team = variance of m_team; Q_team, se (points)
    officers     id: unit, n, shared, state, score, lo, hi, band, kq (null by state; points) and kernel: h, n, S, ybar,
                 s, w, W_loo, m_loo, L_loo, mu_loo, Vmu_loo (without this officer), E, V, B, v, PEV, Q, se, lo, hi,
                 P_low, P_meets, P_high. A person with rows in two units has an entry id@unit for each, with a kernel
                 only, and one under id whose kernel is the combined value. No solo rating: no kernel.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from surveys.component import Model, estimate, score
from surveys.fit import Components, Fit
from surveys.policy import Policy
from surveys.rollup import Rollup, roll_up
from surveys.roster import Duties
from surveys.standing import Standing, standings
from surveys.tally_rows import Row, read

Report = dict[str, Any]


class ComponentsError(ValueError):
    """Frozen components that cannot be used; the sentence names the key."""


def recompute(rows: Sequence[Row], policy: Policy, components: Components | None = None) -> Report:
    """The report of a table of tallies; TallyFileError if a row is wrong. See `tally_rows.read` for the columns."""
    tallies = read(rows)
    return report(tallies.duties, policy, components, excluded=tallies.excluded)


def report(
    duties: Duties, policy: Policy, components: Components | None = None, *, excluded: Mapping[str, int]
) -> Report:
    """The report of verified ratings already joined with the roster; excluded: ratings left out, by validity code."""
    rollup = roll_up(duties)
    if components is None:
        model = estimate(rollup.hist, rollup.unit, policy, shared=rollup.shared)
    else:
        model = score(rollup.hist, rollup.unit, components, policy, shared=rollup.shared)
    unrostered = int(rollup.unrostered.sum())
    return {
        "policy": asdict(policy),
        "frozen": components is not None,
        "ratings": {
            "solo": int(rollup.hist.sum()),
            "shared": int(rollup.shared.hist.sum()) - unrostered,
            "unrostered": unrostered,
            "excluded": dict(excluded),
        },
        "components": model and _components(model.final),
        "agency": model and {"Q": model.Q_agency, "acuan": model.reference},
        "pass_1": model and {"components": _components(model.first), "units": _first_levels(model, rollup)},
        "units": _units(model, rollup),
        "officers": dict(_officers(model, rollup, policy)),
    }


def components_from(data: object) -> Components:
    """Frozen components from parsed JSON: an earlier report or its `components` alone; ComponentsError if unusable."""
    record = data.get("components", data) if isinstance(data, dict) else None
    if not isinstance(record, dict):
        raise ComponentsError("Komponen tidak ditemukan; berikan keluaran perintah ini dari perhitungan sebelumnya.")
    for key, lowest in (("sigma2", 1e-9), ("tau_v2", 0.0), ("tau_u2", 0.0)):
        if not _is_number(record.get(key), lowest):
            raise ComponentsError(f"Komponen {key} harus berupa bilangan, paling kecil {lowest}.")
    return Components(**{field.name: record[field.name] for field in fields(Components) if field.name in record})


def _is_number(value: object, lowest: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value < math.inf


def _components(fit: Fit) -> Report:
    return {**asdict(fit.components), "mu": fit.mu, "C": fit.C, "CM": fit.CM, "Vmu": fit.Vmu}


def _table(values: object, names: Sequence[str]) -> list[Report]:
    """Arrays of one length, fields of `values`, as one dict per position."""
    columns = [getattr(values, name).tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _informing(fit: Fit, units: int) -> list[Report]:
    """Weight and mean of each unit's rows that gave the variance components; empty where those are frozen."""
    if fit.vc is None:
        return [{} for _ in range(units)]
    return [{"W_vc": row["W"], "m_vc": row["m"]} for row in _table(fit.vc, ("W", "m"))]


def _first_levels(model: Model, rollup: Rollup) -> Report:
    levels = _table(model.first, ("W", "m", "c", "Lambda", "u", "theta"))
    floors = [None] * len(rollup.units) if model.floor is None else model.floor.tolist()
    informing = _informing(model.first, len(rollup.units))
    parts = zip(rollup.units, levels, informing, floors, strict=True)
    return {unit: {**level, **vc, "floor": floor} for unit, level, vc, floor in parts}


def _units(model: Model | None, rollup: Rollup) -> Report:
    n_solo = [0] * len(rollup.units)
    for j, n in zip(rollup.unit.tolist(), rollup.hist.sum(axis=1).tolist(), strict=True):
        n_solo[j] += n
    n_b, unrostered = rollup.shared.hist.sum(axis=1).tolist(), rollup.unrostered.tolist()
    counts = zip(rollup.units, n_solo, n_b, unrostered, strict=True)
    units = {
        unit: {"n_solo": solo, "n_shared": together - alone, "n_unrostered": alone}
        for unit, solo, together, alone in counts
    }
    if model is None:
        return units
    teams = _table(model.teams, [field.name for field in fields(model.teams)])
    informing = _informing(model.final, len(units))
    return {unit: {**units[unit], **team, **vc} for unit, team, vc in zip(rollup.units, teams, informing, strict=True)}


def _officers(model: Model | None, rollup: Rollup, policy: Policy) -> Iterator[tuple[str, Report]]:
    kernels = _table(model.scores, [field.name for field in fields(model.scores)]) if model else []
    for kernel, hist in zip(kernels, rollup.hist.tolist(), strict=True):
        kernel["h"] = hist
    units = [rollup.units[j] for j in rollup.unit.tolist()]
    for standing in standings(model, rollup, policy):
        if len(standing.rows) == 1:
            (i,) = standing.rows
            yield standing.officer, _entry(standing, units[i], kernels[i])
            continue
        yield standing.officer, _entry(standing, None, asdict(standing.value) if standing.value else None)
        for i in standing.rows:
            yield f"{standing.officer}@{units[i]}", {"unit": units[i], "kernel": kernels[i]}


def _entry(standing: Standing, unit: str | None, kernel: Report | None) -> Report:
    return {
        "unit": unit,
        "n": standing.n,
        "shared": standing.shared,
        **asdict(standing.appraisal),
        "kq": standing.kq,
        "kernel": kernel,
    }
