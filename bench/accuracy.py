"""How near the officer component comes to the truth of made-up agencies, beside plain means and a program of others."""

import math
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from bench.detection import Screening
from bench.estimates import PRIOR, Estimate, World
from bench.judgement import Judgement, judge, pooled
from surveys import service_mode
from surveys.policy import load
from surveys.roster import duty
from surveys.screening import LOOKS_AT_ANSWERS
from surveys.simulation import preset
from surveys.simulation.agency import agency
from surveys.simulation.preset import Preset
from surveys.simulation.truth import PERSONAL
from surveys.tally_rows import HISTOGRAM

SEEDS = range(1, 21)
FEW_SEEDS = range(1, 6)
SIZE = {"units": 60, "officers": 1_500, "ratings": 100_000}
SMALL = {"units": 20, "officers": 300, "ratings": 20_000}
PROCESSES = 2

POLICY = load("2026-2")
ESTIMATES: Mapping[str, Callable[[World], Estimate]] = {
    "rata-rata mentah sembilan unsur": lambda world: world.raw(nine=True),
    "rata-rata mentah U6+U7": lambda world: world.raw(),
    "rata-rata mentah U6+U7, semua suara": lambda world: world.raw(everyone=True),
    f"rata-rata Bayes, m = {PRIOR}": lambda world: world.raw(prior=PRIOR),
    "model tanpa penyetaraan dan gugus": lambda world: world.modelled(replace(POLICY, case_mix=False, clusters=())),
    "model tanpa penyetaraan": lambda world: world.modelled(replace(POLICY, case_mix=False)),
    "model tanpa gugus": lambda world: world.modelled(replace(POLICY, clusters=())),
    "model lengkap": lambda world: world.modelled(POLICY),
}


@dataclass(frozen=True)
class Alarms:
    """Attacked officers who were flagged, and how many there are, by attack; flagged without a reason, of so many."""

    caught: Mapping[str, tuple[int, int]]
    false: int
    officers: int


def measure() -> Iterator[tuple[str, str]]:
    """Errors in points, over officers with at least 30 verified ratings; see the docstrings of the parts."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        for name, seeds in (("bersih", SEEDS), ("kotor", SEEDS), ("serangan", FEW_SEEDS)):
            found = list(pool.map(_against_truth, repeat(name), seeds))
            for which in ESTIMATES:
                yield f"{name}: {which}", _words(pooled([judged[which] for judged, _ in found]))
            yield from _alarm_words(name, [alarms for _, alarms in found if alarms])
        yield from _small_agencies(pool)
        for name, kind in _variants(preset.load("bersih")).items():
            yield name, _spread(list(pool.map(_complete, repeat(kind), FEW_SEEDS)))
        yield "seragam: keandalan tertinggi", f"{max(pool.map(_highest_reliability, FEW_SEEDS)):.3f}"
        yield from _reml(list(pool.map(_against_reml, FEW_SEEDS)))
        shifts = [shift for found in pool.map(_service_shifts, FEW_SEEDS) for shift in found]
        for when, moved in zip(
            ("sebelum ada tanda", "aliran bertanda disisihkan"), zip(*shifts, strict=True), strict=True
        ):
            yield f"mode layanan, serangan tanpa tiket, {when}: geseran nilai", _shift_words(moved)


def _small_agencies(pool: ProcessPoolExecutor) -> Iterator[tuple[str, str]]:
    """What little data does to the cluster terms, whose variances no prior steadies."""
    for name in ("bersih", "kotor"):
        whole, bare = zip(*pool.map(_with_and_without_clusters, repeat(name), SEEDS), strict=True)
        yield f"{name}, 300 petugas: model tanpa gugus", _words(pooled(bare))
        yield f"{name}, 300 petugas: model lengkap", _words(pooled(whole))


def _with_and_without_clusters(name: str, seed: int) -> tuple[Judgement, Judgement]:
    world = World(agency(seed, preset.load(name), **SMALL))
    policies = POLICY, replace(POLICY, clusters=())
    whole, bare = (judge(world.modelled(policy), world.agency.truth.officer, world.judged) for policy in policies)
    return whole, bare


def _against_truth(name: str, seed: int) -> tuple[dict[str, Judgement], Alarms | None]:
    """Every estimate on one world, and for the first seeds what the detectors see of it."""
    world = World(agency(seed, preset.load(name), **SIZE))
    truth, judged = world.agency.truth.officer, world.judged
    judgements = {which: judge(estimate(world), truth, judged) for which, estimate in ESTIMATES.items()}
    return judgements, _screened(world) if seed in FEW_SEEDS else None


def _complete(kind: Preset, seed: int) -> Judgement:
    world = World(agency(seed, kind, **SIZE))
    return judge(world.modelled(POLICY), world.agency.truth.officer, world.judged)


def _variants(clean: Preset) -> dict[str, Preset]:
    """Officer spread, straight-lining and share of tickets by half in both directions (tickets at most for all)."""
    places, answers, visits = clean.places, clean.answers, clean.visits
    return {
        f"bersih, {what} x {times}": changed
        for times in (0.5, 1.5)
        for what, changed in {
            "sebaran petugas": replace(clean, places=replace(places, officer_sd=times * places.officer_sd)),
            "jawaban seragam": replace(clean, answers=replace(answers, straight=times * answers.straight)),
            "bagian bertiket": replace(clean, visits=replace(visits, ticketed=min(1.0, times * visits.ticketed))),
        }.items()
    }


def _highest_reliability(seed: int) -> float:
    return float(World(agency(seed, preset.load("seragam"), **SIZE)).model(POLICY).scores.B.max())


def _against_reml(seed: int) -> tuple[Judgement, Judgement] | None:
    """Our model and REML with the same circumstances as fixed effects; None where REML does not converge."""
    world = World(agency(seed, preset.load("bersih"), **SMALL))
    truth, judged = world.agency.truth.officer, world.judged
    fitted = _mixed(world)
    if fitted is None:
        return None
    return judge(world.modelled(POLICY), truth, judged), judge(fitted, truth, judged)


def _mixed(world: World) -> Estimate | None:
    chosen, visits = world.verified, world.agency.visits
    data = pd.DataFrame(
        {
            "y": visits.answers[chosen][:, PERSONAL].mean(axis=1),
            "unit": world.agency.places.unit[visits.officer[chosen]],
            **{name: getattr(visits, name)[chosen] for name in ("officer", "shift", "wait", "channel")},
        }
    )
    formula, within = "y ~ C(shift) + C(wait) + C(channel)", {"officer": "0 + C(officer)"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = MixedLM.from_formula(formula, data, groups="unit", re_formula="1", vc_formula=within).fit(reml=True)
    if not fitted.converged:
        return None
    points, se = np.full((2, len(world.n)), np.nan)
    for unit, effects in fitted.random_effects.items():
        spread = fitted.random_effects_cov[unit]
        for name in effects.index[1:]:
            officer = int(name.rpartition("[")[2].rstrip("]"))
            points[officer], se[officer] = 25 * effects[name], 25 * np.sqrt(spread.loc[name, name])
    return Estimate(points, np.zeros(len(points), dtype=bool), se)


def _reml(found: Sequence[tuple[Judgement, Judgement] | None]) -> Iterator[tuple[str, str]]:
    both = [pair for pair in found if pair]
    for which, judged in zip(("model lengkap", "MixedLM (REML)"), zip(*both, strict=True), strict=True):
        yield f"bersih, 300 petugas, {len(both)} dari {len(found)} dunia: {which}", _words(pooled(judged), labels=False)


def _screened(world: World) -> Alarms:
    flagged, attacked = Screening(world).flagged(POLICY), world.tables.attacked()
    caught: dict[str, tuple[int, int]] = {}
    for officer, attack in attacked.items():
        hits, targets = caught.get(attack, (0, 0))
        caught[attack] = hits + (officer in flagged), targets + 1
    return Alarms(caught, len(flagged.keys() - attacked.keys()), len(world.n) - len(attacked))


def _alarm_words(name: str, found: Sequence[Alarms]) -> Iterator[tuple[str, str]]:
    false, officers = sum(alarms.false for alarms in found), sum(alarms.officers for alarms in found)
    yield f"{name}: tanda keliru per petugas-triwulan", f"{100 * false / officers:.2f} %"
    for attack in found[0].caught:
        hits, targets = np.sum([alarms.caught[attack] for alarms in found], axis=0).tolist()
        yield f"{name}: tertangkap, {attack}", f"{hits} dari {targets}"


def _service_shifts(seed: int) -> list[tuple[float, float]]:
    """Points by which service mode moves each attacked officer: before any flag, and with streams set aside at once."""
    attacked = preset.load("serangan")
    stormed = replace(attacked, attacks=tuple(attack for attack in attacked.attacks if not attack.ticket))
    storm, calm = (World(agency(seed, kind, **SIZE)) for kind in (stormed, preset.load("bersih")))
    hard = {officer for officer, detectors in Screening(storm).flagged(POLICY).items() if detectors - LOOKS_AT_ANSWERS}
    names, units = storm.tables.officers, storm.tables.units
    aside = {(units[storm.agency.places.unit[officer]], names[officer]) for officer in hard}
    before, stormy, screened = _service(calm), _service(storm), _service(storm, aside)
    targets = [names[officer] for officer in storm.tables.attacked() if names[officer] in before]
    return [(abs(stormy[name] - before[name]), abs(screened[name] - before[name])) for name in targets]


def _service(world: World, set_aside: Collection[service_mode.Subject] = ()) -> dict[str, float]:
    """Officers' values in service mode, in points, from ratings of all kinds."""
    cells = (
        service_mode.Cell(
            row["unit_id"],
            duty(filter(None, row["officer_id"].split(";"))),
            row["day"],
            row["verified"],
            [int(row[column]) for column in HISTOGRAM],
        )
        for row in world.tables.tallies()
    )
    service = service_mode.run(cells, POLICY, set_aside=set_aside)
    assert service is not None
    return dict(zip((officer for _, officer in service.subjects), service.officers.Q.tolist(), strict=True))


def _shift_words(shifts: Sequence[float]) -> str:
    return f"rata-rata {np.mean(shifts):.2f}, terbesar {max(shifts):.2f} poin, {len(shifts)} petugas"


def _words(judged: Judgement, *, labels: bool = True) -> str:
    words = f"RMSE {judged.rmse:.2f}, tau {judged.tau:.3f}"
    words += "" if math.isnan(judged.coverage) else f", cakupan {judged.coverage:.3f}"
    if not labels:
        return words
    share = 100 * judged.labelled / judged.officers
    return (
        f"{words}; di bawah {share:.1f} %, keliru {100 * judged.wrong_share:.0f} %, sebenarnya di atas 0: {judged.fine}"
    )


def _spread(found: Sequence[Judgement]) -> str:
    coverage = [judged.coverage for judged in found]
    return f"cakupan {pooled(found).coverage:.3f} (per dunia {min(coverage):.3f} sampai {max(coverage):.3f})"
