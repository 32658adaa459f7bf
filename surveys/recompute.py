"""Everything the officer model computes, laid out so that a stranger can redo it from the same tallies.

Layout of the report (Likert scale unless it says points; null where a value does not exist):

    policy       every parameter and switch
    frozen       whether the components were given instead of estimated
    ratings      solo, shared, unrostered; excluded: count by reason, a validity code or incomplete (verified forms that
                 did not answer both U6 and U7)
    components   sigma2, tau_c2, tau_d2, tau_v2, tau_u2, beta and xbar (by circumstance) used. How they were estimated:
                 case_mix (dipakai or tidak dipakai), beta_se, SSW, SSW_star (less circumstances), N, K, p,
                 sigma2_pooled, sigma2_c, sigma2_d (within rows, counters, days; sigma2 is the least), sigma2_default
                 (nothing varied); *_pm before blending, rows_vc, units_vc, nu, nu_u. Of these ratings mu, C, CM, Vmu
    agency       Q (points), acuan (points) that the probabilities speak of
    pass_1       components and units before winsorising; floor: the lowest value a rating of the unit counted with
    units        id: n_solo, n_shared, n_unrostered; W, m, c, Lambda, u and Var = variance of mu + u from solo rows;
                 W_vc, m_vc that gave the components; n_b, ybar_b, H_c_b, H_d_b, s_b, w_b of the shared and unrostered
                 ratings, a2_b = sum of a² and wa_b = sum of w a over officers (a: somebody's part of them); *_team of
                 both together, var_m_team = variance of m_team; Q_team, se (points)
    officers     id: unit, n, shared, excluded (count by reason while alone on duty), state, score, lo, hi, band, kq
                 (null by state; points) and kernel: h, x (ratings in each circumstance that is equalised), n, S_raw
                 (sum as given), S (winsorised), S_star = S - sum of beta (x - n xbar), ybar = S_star/n, H_c, H_d, s,
                 w, W_loo, m_loo, L_loo, mu_loo, Vmu_loo (without this officer), E, V, B, v, PEV, Q, se, lo, hi,
                 P_low, P_meets, P_high. A person with rows in two units has an entry id@unit for each, with a kernel
                 only, and one under id whose kernel is the combined value. No solo rating: no kernel.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from surveys import casemix
from surveys.arrays import by_group
from surveys.component import Model, estimate, score
from surveys.fit import Components, Fit
from surveys.policy import Policy
from surveys.rollup import Rollup, roll_up
from surveys.standing import Standing, standings
from surveys.tally_rows import Row, read

Report = dict[str, Any]


class ComponentsError(ValueError):
    """Frozen components that cannot be used; the sentence names the key."""


def recompute(
    rows: Sequence[Row], policy: Policy, components: Components | None = None, *, acuan: float | None = None
) -> Report:
    """The report of a table of tallies; TallyFileError if a row is wrong. See `tally_rows.read` for the columns.

    components: frozen ones, estimated from the table if None; acuan: in IKM points, the agency's mean if None.
    """
    tallies = read(rows)
    rollup = roll_up(tallies.duties)
    return report(
        rollup,
        model_of(rollup, policy, components, acuan=acuan),
        policy,
        frozen=components is not None,
        excluded=tallies.excluded,
        excluded_of=tallies.excluded_of,
    )


def model_of(
    rollup: Rollup, policy: Policy, components: Components | None = None, *, acuan: float | None = None
) -> Model | None:
    """The officer model of a roll-up; None without any solo rating."""
    hist, unit, cells, shared = rollup.hist, rollup.unit, rollup.cells, rollup.shared
    if components is None:
        return estimate(hist, unit, policy, cells=cells, shared=shared, reference=acuan)
    return score(hist, unit, components, policy, cells=cells, shared=shared, reference=acuan)


def report(
    rollup: Rollup,
    model: Model | None,
    policy: Policy,
    *,
    frozen: bool,
    excluded: Mapping[str, int],
    excluded_of: Mapping[str, Mapping[str, int]],
) -> Report:
    """A model laid out; excluded: ratings left out, by reason, and for each officer who was alone on duty."""
    unrostered = int(rollup.unrostered.sum())
    return {
        "policy": asdict(policy),
        "frozen": frozen,
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
        "officers": dict(_officers(model, rollup, policy, excluded_of)),
    }


def components_from(data: object) -> Components:
    """Frozen components from parsed JSON: an earlier report or its `components` alone; ComponentsError if unusable.

    A record without clusters or circumstances is one that knew none.
    """
    record = data.get("components", data) if isinstance(data, dict) else None
    if not isinstance(record, dict):
        raise ComponentsError("Komponen tidak ditemukan; berikan keluaran perintah ini dari perhitungan sebelumnya.")
    for key, lowest in (("sigma2", 1e-9), ("tau_v2", 0.0), ("tau_u2", 0.0), ("tau_c2", 0.0), ("tau_d2", 0.0)):
        optional = key in ("tau_c2", "tau_d2")
        if not _is_number(record.get(key, 0.0 if optional else None), lowest):
            raise ComponentsError(f"Komponen {key} harus berupa bilangan, paling kecil {lowest}.")
    effects, means = record.get("beta", {}), record.get("xbar", {})
    if not (_are_numbers(effects) and _are_numbers(means) and effects.keys() == means.keys()):
        raise ComponentsError("Komponen beta dan xbar harus berisi bilangan untuk keadaan yang sama.")
    return Components(**{field.name: record[field.name] for field in fields(Components) if field.name in record})


def _is_number(value: object, lowest: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value < math.inf


def _are_numbers(values: object) -> bool:
    return isinstance(values, dict) and all(_is_number(value, -1e6) for value in values.values())


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
    common = by_group(model.final.w * rollup.shared.share, rollup.unit, len(units)).tolist()
    parts = zip(rollup.units, teams, informing, rollup.shared.squares.tolist(), common, strict=True)
    return {unit: {**units[unit], **team, **vc, "a2_b": a2, "wa_b": wa} for unit, team, vc, a2, wa in parts}


def _officers(
    model: Model | None, rollup: Rollup, policy: Policy, excluded_of: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, Report]]:
    kernels = _table(model.scores, [field.name for field in fields(model.scores)]) if model else []
    met = _circumstances(model, rollup)
    for i, (kernel, hist) in enumerate(zip(kernels, rollup.hist.tolist(), strict=True)):
        kernel |= {"h": hist, "x": {name: counts[i] for name, counts in met.items()}}
    units = [rollup.units[j] for j in rollup.unit.tolist()]
    for standing in standings(model, rollup, policy):
        excluded = dict(excluded_of.get(standing.officer, {}))
        if len(standing.rows) == 1:
            (i,) = standing.rows
            yield standing.officer, _entry(standing, units[i], kernels[i], excluded)
            continue
        yield standing.officer, _entry(standing, None, asdict(standing.value) if standing.value else None, excluded)
        for i in standing.rows:
            yield f"{standing.officer}@{units[i]}", {"unit": units[i], "kernel": kernels[i]}


def _circumstances(model: Model | None, rollup: Rollup) -> dict[str, list[int]]:
    """Ratings of each row in the circumstances that are equalised; none in one that nobody met."""
    used = sorted(model.components.beta) if model else []
    found = casemix.counts(rollup.cells, rollup.cells.hist.sum(axis=1), len(rollup.hist)) if used else {}
    return {name: found[name].tolist() if name in found else [0] * len(rollup.hist) for name in used}


def _entry(standing: Standing, unit: str | None, kernel: Report | None, excluded: dict[str, int]) -> Report:
    return {
        "unit": unit,
        "n": standing.n,
        "shared": standing.shared,
        "excluded": excluded,
        **asdict(standing.appraisal),
        "kq": standing.kq,
        "kernel": kernel,
    }
